"""Nobody asks faster than people do: by any door, since it is the desk that counts. No model is needed to refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant import desk
from assistant.errors import UnknownSpace
from assistant.people.errors import TooManyRequests
from assistant.people.limits import RateLimit
from assistant.people.roles import LOCAL, Caller

if TYPE_CHECKING:
    from shelves import Shelf

ELSEWHERE = desk.Asked("几时到期？", spaces=("没有这个客户",))  # refused after it was counted


def test_a_person_asks_so_often_and_others_are_not_held_up(shelf: Shelf) -> None:
    now = [0.0]
    shelf = replace(shelf, asking=RateLimit(2, 30, lambda: now[0]))
    lin, wu = shelf.visit_by(Caller("lin")), shelf.visit_by(Caller("wu"))
    for _ in range(2):
        with pytest.raises(UnknownSpace):
            desk.ask(lin, ELSEWHERE)
    with pytest.raises(TooManyRequests):
        desk.ask(lin, ELSEWHERE)
    with pytest.raises(UnknownSpace):
        desk.ask(wu, ELSEWHERE)
    now[0] = 2.0  # thirty a minute: one comes back every two seconds
    with pytest.raises(UnknownSpace):
        desk.ask(lin, ELSEWHERE)
    with pytest.raises(TooManyRequests):
        desk.ask(lin, ELSEWHERE)


def test_whoever_sits_at_the_machine_is_not_counted(shelf: Shelf) -> None:
    shelf = replace(shelf, asking=RateLimit(1, 1))
    for _ in range(5):
        with pytest.raises(UnknownSpace):
            desk.ask(shelf.visit_by(LOCAL), ELSEWHERE)
