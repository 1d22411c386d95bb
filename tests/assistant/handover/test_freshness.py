"""Review dates, set by those who may, and what they do to answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.chat.evidence import Citation
from assistant.chat.standing import Standing, State
from assistant.errors import UnknownSource, UnknownSpace
from assistant.handover import freshness
from assistant.handover.errors import NotLongerTrue
from assistant.handover.records.notices import About
from assistant.handover.records.reviews import Cause
from assistant.handover.staleness import stale_by
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Chunk, Kind, Locator, Scope, Source

if TYPE_CHECKING:
    from shelves import Shelf, Team

TODAY = date(2026, 7, 1)
DAYS = timedelta(days=1)


def rules_of(shelf: Shelf, title: str = "平台规则.md", **fields: object) -> Source:
    text = [Block("平台规则更新：标题里不能写“最”", Locator(paragraph=1))]
    source = shelf.add(title, title.encode(), text, occurred_on=TODAY - 10 * DAYS, **fields)
    chunk = Chunk(f"{source.id}-v1-0", source.id, source.space, text[0].text, Locator(paragraph=1), 0, 0, source.kind)
    shelf.catalog.put_chunks([chunk])
    return source


def test_a_date_is_set_confirmed_and_cleared(team: Team) -> None:
    source = rules_of(team.shelf)
    manager = team.visit("mandy")
    freshness.set_review(manager, source.id, TODAY + 5 * DAYS, Cause.PRICE, TODAY)
    freshness.set_review(manager, source.id, TODAY + 50 * DAYS, Cause.PLATFORM_RULE, TODAY)
    board = freshness.board(manager, "穗岚坊", TODAY)
    assert [(one.source.id, one.review.cause, one.review.set_by) for one in board.later] == [
        (source.id, Cause.PLATFORM_RULE, team.ids["mandy"])
    ]
    freshness.clear_review(manager, source.id)
    assert freshness.review_of(manager, source) is None
    assert [what for _, action, what in team.noted() if action == "edited"] == [
        {"what": "review", "until": "2026-07-06"},
        {"what": "review", "until": "2026-08-20"},
        {"what": "review"},
    ]


def test_due_soon_and_later_are_told_apart(team: Team) -> None:
    reviews = team.shelf.handover.reviews
    due, soon, later = (rules_of(team.shelf, f"{n}.md") for n in range(3))
    for source, day in ((due, TODAY), (soon, TODAY + 30 * DAYS), (later, TODAY + 31 * DAYS)):
        reviews.put(source.id, day, Cause.OTHER, "x")
    board = freshness.board(team.visit("lin"), team.ids["own"], TODAY)
    assert [[one.source.id for one in part] for part in (board.due, board.soon, board.later)] == [
        [due.id], [soon.id], [later.id],
    ]  # fmt: skip
    assert not board.due[0].may_edit


def test_a_day_to_come_is_wanted(team: Team) -> None:
    source = rules_of(team.shelf)
    with pytest.raises(NotLongerTrue):
        freshness.set_review(team.visit("mandy"), source.id, TODAY, Cause.OTHER, TODAY)


def test_contributors_say_so_of_their_own_and_newcomers_of_nothing(team: Team) -> None:
    theirs = rules_of(team.shelf, "own.md", owner=team.ids["lin"])
    other = rules_of(team.shelf, "other.md", owner=team.ids["mandy"])
    freshness.set_review(team.visit("lin"), theirs.id, TODAY + DAYS, Cause.OTHER, TODAY)
    for name, source in (("lin", other), ("wu", theirs), ("wu", other)):
        with pytest.raises(NotAllowed):
            freshness.set_review(team.visit(name), source.id, TODAY + DAYS, Cause.OTHER, TODAY)
        with pytest.raises(NotAllowed):
            freshness.clear_review(team.visit(name), source.id)
    with pytest.raises(UnknownSource):
        freshness.set_review(team.visit("zhao"), theirs.id, TODAY + DAYS, Cause.OTHER, TODAY)
    with pytest.raises(NotAllowed):
        freshness.board(team.visit("wu"), "穗岚坊", TODAY)
    with pytest.raises(UnknownSpace):
        freshness.board(team.visit("zhao"), "穗岚坊", TODAY)


def test_suggestions_are_for_sources_without_a_date_and_never_set_themselves(team: Team) -> None:
    source, dated = rules_of(team.shelf), rules_of(team.shelf, "dated.md")
    team.shelf.handover.reviews.put(dated.id, TODAY + DAYS, Cause.OTHER, "x")
    (suggested,) = freshness.board(team.visit("lin"), "穗岚坊", TODAY).suggested
    assert (suggested.source.id, suggested.expiry.cause) == (source.id, Cause.PLATFORM_RULE)
    assert "平台规则更新" in suggested.expiry.words
    assert freshness.review_of(team.visit("lin"), source) is None


def test_what_is_for_managers_stays_with_them(team: Team) -> None:
    secret = rules_of(team.shelf, "secret.md", restricted=True)
    dated = rules_of(team.shelf, "secret2.md", restricted=True)
    team.shelf.handover.reviews.put(dated.id, TODAY, Cause.OTHER, "x")
    assert freshness.board(team.visit("lin"), "穗岚坊", TODAY) == freshness.Board((), (), (), ())
    board = freshness.board(team.visit("mandy"), "穗岚坊", TODAY)
    assert [one.source.id for one in (*board.due, *board.suggested)] == [dated.id, secret.id]


def test_confirming_settles_the_notices(team: Team) -> None:
    source = rules_of(team.shelf)
    notices = team.shelf.handover.notices
    notices.tell(team.ids["mandy"], team.ids["own"], About.REVIEW, source.id)
    freshness.set_review(team.visit("mandy"), source.id, TODAY + DAYS, Cause.OTHER, TODAY)
    assert notices.of(team.ids["mandy"], [team.ids["own"]]) == []


def test_a_removed_source_takes_its_date_along(shelf: Shelf) -> None:
    source = rules_of(shelf)
    shelf.handover.reviews.put(source.id, TODAY, Cause.OTHER, "x")
    shelf.catalog.delete(source.id)
    assert shelf.handover.reviews.due(TODAY) == []
    assert shelf.handover.reviews.of([source.id]) == {}


def test_a_thousand_sources_are_looked_up_at_once(shelf: Shelf) -> None:
    source = rules_of(shelf)
    shelf.handover.reviews.put(source.id, TODAY, Cause.OTHER, "x")
    assert list(shelf.handover.reviews.of([*map(str, range(1200)), source.id])) == [source.id]


@pytest.mark.parametrize(("day", "stale"), [(TODAY, True), (TODAY - DAYS, True), (TODAY + DAYS, False)])
def test_what_is_cited_past_its_day_is_marked(shelf: Shelf, day: date, stale: bool) -> None:
    source, other = rules_of(shelf), rules_of(shelf, "other.md")
    shelf.handover.reviews.put(source.id, day, Cause.PLATFORM_RULE, "x")

    def cited(*sources: Source) -> Sequence[Citation]:
        place = Locator(paragraph=1)
        return [Citation(n, s.id, s.title, Kind.DOCUMENT, "", place, 0, 0) for n, s in enumerate(sources, 1)]

    marked = stale_by(shelf.handover.reviews, lambda: TODAY)(cited(other, source, source), Scope((source.space,)))
    wanted = [Standing(n, State.STALE, on=day, note="platform rule") for n in (2, 3)]
    assert marked == (wanted if stale else [])
