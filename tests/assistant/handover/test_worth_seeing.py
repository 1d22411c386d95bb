"""Which moments are chosen: worth, variety, time, and the order of reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.handover.records.firstdays import Moment, Reason
from assistant.handover.worth_seeing import MINUTES, MOST, Candidate, chosen, minutes_of
from vectorstore.models import Kind, Locator

BLANK = Moment("a", 0, 0, "ads", "", Reason.ITEM, 3)


def candidate(source: str, first: int, worth: float, **fields: object) -> Candidate:
    return Candidate(replace(BLANK, source=source, first=first, last=first, **fields), worth)  # type: ignore[arg-type]


def test_ten_at_most_and_an_hour_at_most() -> None:
    many = [candidate(f"s{n}", 0, 1.0, minutes=6) for n in range(30)]
    taken = chosen(many, {"ads": 1.0})
    assert len(taken) == MOST
    assert sum(moment.minutes for moment in taken) <= MINUTES
    long = chosen([candidate(f"s{n}", 0, 1.0, minutes=25) for n in range(5)], {"ads": 1.0})
    assert [moment.minutes for moment in long] == [25, 25]


def test_what_the_role_wants_weighs_more() -> None:
    both = [candidate("a", 0, 1.0, section="ads"), candidate("b", 0, 1.0, section="team")]
    assert [moment.section for moment in chosen(both, {"team": 3.0, "ads": 1.0})] == ["team", "ads"]
    many = [candidate(f"t{n}", 0, 1.0, section="team") for n in range(12)]
    assert chosen([*many, candidate("a", 0, 1.0)], {"ads": 3.0, "team": 0.6})[0].section == "ads"


def test_many_sources_are_better_than_one() -> None:
    one = [candidate("a", 10 * n, 1.0) for n in range(12)]
    others = [candidate(f"b{n}", 0, 0.7) for n in range(6)]
    taken = chosen([*one, *others], {"ads": 1.0})
    assert len({moment.source for moment in taken}) == 7


def test_a_place_found_twice_is_one_moment() -> None:
    twice = [candidate("a", 4, 0.9), candidate("a", 4, 1.0, section="data"), candidate("a", 9, 0.5)]
    assert [(moment.first, moment.section) for moment in chosen(twice, {"data": 1.0, "ads": 1.0})] == [
        (4, "data"), (9, "ads"),
    ]  # fmt: skip


def test_nothing_is_chosen_from_nothing() -> None:
    assert chosen([], {"ads": 1.0}) == ()


@pytest.mark.parametrize(
    ("kind", "locator", "text", "minutes"),
    [
        (Kind.RECORDING, Locator(start=60, end=65), "x" * 5000, 2),
        (Kind.RECORDING, Locator(start=60, end=240), "x", 4),
        (Kind.VIDEO, Locator(start=0, end=6000), "x", 6),
        (Kind.DOCUMENT, Locator(paragraph=1), "x", 1),
        (Kind.DOCUMENT, Locator(paragraph=1), "x" * 700, 3),
        (Kind.PDF, Locator(page=1), "x" * 99_999, 5),
    ],
)
def test_minutes_are_estimated(kind: Kind, locator: Locator, text: str, minutes: int) -> None:
    assert minutes_of(kind, locator, text) == minutes
