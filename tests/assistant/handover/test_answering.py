"""Answers: what becomes of them as sources, who may give and edit them, and who gets them when the same is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from shelves import Team

from assistant.chat.standing import VERIFIED_ANSWER
from assistant.handover import answering, noticing, questions
from assistant.handover.answered import Answered
from assistant.handover.answering import Answering, plain
from assistant.handover.errors import NotLongerTrue, PlaceNotThere
from assistant.handover.records.notices import About
from assistant.handover.records.questions import Asking, Question, State, Why
from assistant.handover.records.reviews import Cause
from assistant.people.access import scope_for
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Kind, Locator, Status

REBATE = "达人投放的返点比例是多少？"
TODAY = date(2026, 11, 22)


def sent(team: Team, text: str = REBATE) -> Question:
    asking = Asking(text, "zh", Why.UNANSWERABLE)
    return questions.send_on(team.visit("wu"), team.ids["own"], asking, team.ids["lin"])


REBATED = Answering("机构返 15%。")


def answered(team: Team, text: str = REBATE, given: Answering = REBATED) -> Question:
    return answering.answer(team.visit("lin"), sent(team, text).id, given, today=TODAY)


def precedent(team: Team, name: str, question: str = REBATE, space: str = "own") -> tuple[str, list[str]] | None:
    shelf = team.shelf
    scope = scope_for(shelf.catalog, team.visit(name).caller, [team.ids[space]])
    found = Answered(shelf.handover.questions, shelf.catalog, shelf.likeness)(question, scope, "zh")
    if found is None:
        return None
    assert found.mode == VERIFIED_ANSWER
    return found.text, [citation.title for citation in found.citations]


def test_an_answer_is_a_verified_source_and_whoever_asked_is_told(team: Team) -> None:
    done = answered(
        team, given=Answering("机构返 15%。\n\n头部达人单谈。", review_by=date(2027, 5, 1), cause=Cause.SEASON)
    )
    assert done.state is State.ANSWERED
    assert done.given is not None
    source = team.shelf.catalog.source(done.given.source)
    assert (source.kind, source.owner, source.restricted) == (Kind.ANSWER, team.ids["lin"], False)
    assert source.facts["verified_by"] == team.ids["lin"]
    assert source.facts["verified_on"] == "2026-11-22"
    assert source.facts["question"] == done.id
    blocks = [block.text for block in team.shelf.catalog.blocks(source.id, 1)]
    assert blocks == [REBATE, "机构返 15%。", "头部达人单谈。", "lin，2026-11-22 核实"]
    assert answering.said(team.shelf.catalog, done.given) == "机构返 15%。\n头部达人单谈。"
    assert team.shelf.handover.reviews.of([source.id])[source.id].review_by == date(2027, 5, 1)
    assert [(one.about, one.target) for one in noticing.of(team.visit("wu"))] == [(About.ANSWERED, done.id)]
    assert noticing.of(team.visit("lin")) == []


def test_any_contributor_may_answer_and_only_the_giver_or_a_manager_edits(team: Team) -> None:
    made = sent(team)
    with pytest.raises(NotAllowed):
        answering.answer(team.visit("wu"), made.id, Answering("15%"), today=TODAY)
    answering.answer(team.visit("mandy"), made.id, Answering("15%"), today=TODAY)
    with pytest.raises(NotAllowed):
        answering.answer(team.visit("lin"), made.id, Answering("20%"), today=TODAY)
    later = answering.answer(team.visit("mandy"), made.id, Answering("20%"), today=TODAY)
    assert later.given is not None
    assert answering.said(team.shelf.catalog, later.given) == "20%"
    assert len(noticing.of(team.visit("wu"))) == 1  # an edit is no second answer


def test_two_questions_that_begin_alike_have_two_sources(team: Team) -> None:
    long = "达" * 80
    one, other = answered(team, f"{long}一"), answered(team, f"{long}二")
    titles = [team.shelf.catalog.source(q.given.source).title for q in (one, other) if q.given]
    assert titles[0] != titles[1]
    assert titles[1] == titles[0].removesuffix(".md") + " (2).md"


def test_a_day_that_has_passed_is_no_review_date(team: Team) -> None:
    with pytest.raises(NotLongerTrue):
        answered(team, given=Answering("x", review_by=TODAY))


def test_an_answer_that_points_at_a_place_quotes_it_and_is_as_restricted_as_that(team: Team) -> None:
    block = Block("返点一直是我跟机构财务对", Locator(start=750, end=760), speaker="林晚")
    meeting = team.shelf.add("周会.m4a", blocks=[block], kind=Kind.RECORDING)
    done = answered(team, given=Answering(source=meeting.id, place="12:30"))
    assert done.given is not None
    assert answering.said(team.shelf.catalog, done.given) == "见《周会.m4a》12:30：返点一直是我跟机构财务对"
    assert precedent(team, "wu") == (
        "见《周会.m4a》12:30：返点一直是我跟机构财务对 [1][2]",
        [f"{REBATE}.md", "周会.m4a"],
    )
    with pytest.raises(PlaceNotThere):
        answered(team, "别的问题？", Answering(source=meeting.id, place="99:00"))
    secret = team.shelf.add(
        "合同.m4a", b"y", [replace(block, text="服务费 9 万")], kind=Kind.RECORDING, restricted=True
    )
    asked = sent(team, "服务费是多少？")
    given = answering.answer(team.visit("mandy"), asked.id, Answering(source=secret.id, place="12:30"), today=TODAY)
    assert given.given is not None
    assert team.shelf.catalog.source(given.given.source).restricted
    assert precedent(team, "wu", "服务费是多少？") is None
    assert questions.seen(team.visit("wu"), given) is None
    edited = answering.answer(team.visit("mandy"), done.id, Answering(source=secret.id, place="12:30"), today=TODAY)
    assert questions.seen(team.visit("wu"), edited) is None  # what was open quotes what is not, and is open no longer
    assert precedent(team, "mandy", "服务费是多少？") is not None


def test_the_same_question_gets_it_in_its_own_client_only(team: Team) -> None:
    answered(team)
    assert precedent(team, "wu", "达人投放的返点比例是多少") == ("机构返 15%。 [1]", [f"{REBATE}.md"])
    assert precedent(team, "wu", "信息流投放的返点比例是多少？") is None
    assert precedent(team, "zhao", space="foreign") is None


def test_what_was_removed_restricted_or_is_not_read_yet_is_not_given(team: Team) -> None:
    done = answered(team)
    assert done.given is not None
    catalog = team.shelf.catalog
    catalog.update(done.given.source, restricted=True)
    assert precedent(team, "wu") is None
    assert precedent(team, "mandy") is not None
    catalog.update(done.given.source, restricted=False, status=Status.STORED.value)
    assert precedent(team, "wu") is None
    team.shelf.withdraw(done.given.source)
    assert precedent(team, "mandy") is None
    found = team.shelf.handover.questions.of_id(done.id)
    assert found is not None
    assert (found.state, found.given) == (State.CLOSED, None)
    assert questions.answered(team.visit("wu"), team.ids["own"]) == []


def test_answered_questions_are_found_by_their_words(team: Team) -> None:
    answered(team)
    answered(team, "周报周几发？", Answering("周五"))
    for words, count in (("", 2), ("返点", 1), ("返点 周报", 0)):
        assert len(questions.answered(team.visit("wu"), team.ids["own"], words)) == count


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("# 不是标题", "\\# 不是标题"),
        ("| a | b |", "\\| a | b |"),
        ("```", "\\```"),
        ("---", "\\---"),
        ("<script>", "\\<script>"),
        ("- 一条", "- 一条"),
        ("15%", "15%"),
    ],
)
def test_what_is_typed_shows_as_typed(typed: str, written: str) -> None:
    assert plain(typed) == written
