"""The daily chores: each on its own, and the reminder of late checklist items."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant import daily
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import Change, Item, State
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase
from assistant.handover.records.notices import About
from assistant.reminders import remind_of_late_items

if TYPE_CHECKING:
    from shelves import Shelf, Team

SPACE = "穗岚坊"
NOW = datetime(2026, 3, 20, 9)


def late_item(team: Team, owner: str) -> Item:
    """The first item, somebody's, and due the day before NOW."""
    visit = team.visit("mandy")
    if handovers.of(visit, SPACE) is None:
        wish = Wish(["lin"], ["wu"], date(2026, 3, 19), date(2026, 3, 31), "project")
        handovers.make(visit, SPACE, wish)
    item = checklist.items(visit, SPACE)[0]
    given: Item = checklist.change(visit, item.id, Change(owner=owner, due_on=date(2026, 3, 19)))
    for name in ("lin", "wu"):
        notices = team.shelf.handover.notices.of(team.ids[name], [team.ids["own"]])
        team.shelf.handover.notices.read(team.ids[name], [notice.id for notice in notices])
    return given


def unread(team: Team, name: str) -> list[tuple[About, str, str]]:
    found = team.shelf.handover.notices.of(team.ids[name], [team.ids["own"]], unread=True)
    return [(notice.about, notice.target, notice.details["what"]) for notice in found]


def test_one_that_fails_does_not_keep_the_others_from_running(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def first(app: Any, now: datetime) -> int:
        ran.append("first")
        raise OSError("the disk is full")

    def second(app: Any, now: datetime) -> int:
        ran.append(f"second at {now:%H}")
        return 3

    with caplog.at_level(logging.INFO):
        daily.do_chores(shelf, NOW, (first, second))  # type: ignore[arg-type]
    assert ran == ["first", "second at 09"]
    assert "first did not finish" in caplog.text
    assert "second: 3" in caplog.text


def test_every_chore_of_a_day_can_be_done_twice(team: Team) -> None:
    late_item(team, "lin")
    reminders = [chore for chore in daily.CHORES if chore.__name__.startswith("remind")]
    assert remind_of_late_items in reminders
    assert sum(int(chore(team.shelf, NOW)) for chore in reminders) == 1  # type: ignore[call-overload, arg-type]
    assert sum(int(chore(team.shelf, NOW)) for chore in reminders) == 0  # type: ignore[call-overload, arg-type]


def test_the_server_does_them_until_it_stops(shelf: Shelf) -> None:
    with daily.Daily(shelf) as running:  # type: ignore[arg-type]
        assert running._thread.is_alive()
    assert not running._thread.is_alive()


def test_owners_are_reminded_at_most_once_a_week(team: Team) -> None:
    item = late_item(team, "lin")
    assert remind_of_late_items(team.shelf, NOW - timedelta(days=1)) == 0  # due that day: not late yet
    assert remind_of_late_items(team.shelf, NOW) == 1
    assert unread(team, "lin") == [(About.ITEM, item.id, "late")]
    for days in (0, 1, 6):
        assert remind_of_late_items(team.shelf, NOW + timedelta(days=days)) == 0
    assert remind_of_late_items(team.shelf, NOW + timedelta(days=7)) == 1
    assert len(unread(team, "lin")) == 1


def test_nobody_is_reminded_of_what_is_settled_or_not_theirs_to_see(team: Team) -> None:
    for owner in ("老周", "", team.ids["zhao"]):
        late_item(team, owner)
        assert remind_of_late_items(team.shelf, NOW) == 0
    item = late_item(team, "lin")
    checklist.change(team.visit("mandy"), item.id, Change(state=State.DONE))
    assert remind_of_late_items(team.shelf, NOW) == 0


def test_nobody_is_reminded_after_the_signature(team: Team) -> None:
    late_item(team, "lin")
    for phase in list(Phase)[1:]:
        phases.move(team.visit("mandy"), SPACE, phase, "到期")
    assert remind_of_late_items(team.shelf, NOW) == 0
