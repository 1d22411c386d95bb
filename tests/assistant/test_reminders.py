"""Who is told of what is due, and how often."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.handover.records.notices import About
from assistant.handover.records.reviews import Cause
from assistant.reminders import remind_of_reviews

if TYPE_CHECKING:
    from shelves import Shelf, Team

NOW = datetime(2026, 7, 1, 9)
TODAY = date(2026, 7, 1)


def told(team: Team) -> dict[str, list[str]]:
    notices = team.shelf.handover.notices
    every = {name: notices.of(team.ids[name], [team.ids["own"]]) for name in ("chen", "mandy", "lin", "wu", "zhao")}
    return {name: [notice.target for notice in mine] for name, mine in every.items() if mine}


def test_owner_and_managers_are_told_once(team: Team) -> None:
    source = team.shelf.add("规则.md", owner=team.ids["lin"])
    team.shelf.handover.reviews.put(source.id, TODAY, Cause.PRICE, team.ids["lin"])
    assert remind_of_reviews(team.shelf, NOW) == 2
    assert told(team) == {"mandy": [source.id], "lin": [source.id]}
    (notice,) = team.shelf.handover.notices.of(team.ids["lin"], [team.ids["own"]])
    assert notice.about is About.REVIEW
    assert notice.details == {"title": "规则.md", "review_by": "2026-07-01", "cause": "price"}
    team.shelf.handover.notices.read(team.ids["lin"], [notice.id])
    assert remind_of_reviews(team.shelf, NOW + timedelta(days=1)) == 0


def test_nobody_is_told_of_what_they_may_not_see_or_of_what_is_not_due(team: Team) -> None:
    secret = team.shelf.add("合同.md", owner=team.ids["lin"], restricted=True)
    later = team.shelf.add("later.md", owner=team.ids["lin"])
    team.shelf.handover.reviews.put(secret.id, TODAY, Cause.CONTRACT_END, "x")
    team.shelf.handover.reviews.put(later.id, TODAY + timedelta(days=1), Cause.OTHER, "x")
    remind_of_reviews(team.shelf, NOW)
    assert told(team) == {"mandy": [secret.id]}


def test_an_owner_who_left_is_not_told(team: Team) -> None:
    source = team.shelf.add("规则.md", owner=team.ids["lin"])
    team.shelf.handover.reviews.put(source.id, TODAY, Cause.PRICE, "x")
    team.shelf.identity.members.remove(team.ids["own"], team.ids["lin"])
    remind_of_reviews(team.shelf, NOW)
    assert told(team) == {"mandy": [source.id]}


def test_without_accounts_the_one_person_is_told(shelf: Shelf) -> None:
    source = shelf.add("规则.md")
    shelf.handover.reviews.put(source.id, TODAY, Cause.PRICE, "local")
    assert remind_of_reviews(shelf, NOW) == 1
    assert [notice.target for notice in shelf.handover.notices.of("local", [source.space])] == [source.id]
