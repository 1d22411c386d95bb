"""Questions on their way to people: who may send, read, pass on, hand back and close them, and who is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shelves import Shelf, Team

from assistant.chat.events import Answer
from assistant.errors import UnknownConversation, UnknownSpace
from assistant.handover import answering, noticing, questions
from assistant.handover.answering import Answering
from assistant.handover.errors import CannotAnswer, NoSuchThing
from assistant.handover.records.notices import About
from assistant.handover.records.questions import Asking, Question, State, Why
from assistant.people.errors import NotAllowed
from assistant.people.roles import Role
from vectorstore.models import Block, Locator

REBATE = Asking("达人投放的返点比例是多少？", "zh", Why.UNANSWERABLE)


def sent(team: Team, by: str = "wu", to: str = "lin", asking: Asking = REBATE) -> Question:
    return questions.send_on(team.visit(by), team.ids["own"], asking, team.ids[to] if to else "")


def told(team: Team, name: str) -> list[tuple[About, str]]:
    return [(one.about, one.target) for one in noticing.of(team.visit(name), unread=True)]


def test_a_newcomer_sends_a_question_and_whoever_holds_it_is_told(team: Team) -> None:
    made = sent(team)
    assert (made.state, made.holder, made.person) == (State.OPEN, team.ids["lin"], team.ids["wu"])
    assert told(team, "lin") == [(About.QUESTION, made.id)]
    assert told(team, "mandy") == told(team, "wu") == []
    assert team.noted()[-1] == (
        team.ids["wu"],
        "sent on",
        {"what": "unanswerable", "to": team.ids["lin"]},
    )


def test_the_same_question_is_not_sent_twice_by_one_person(team: Team) -> None:
    made = sent(team)
    assert sent(team).id == made.id
    assert sent(team, "mandy").id != made.id


def test_a_foreign_client_does_not_exist(team: Team) -> None:
    made = sent(team)
    zhao = team.visit("zhao")
    with pytest.raises(UnknownSpace):
        questions.send_on(zhao, team.ids["own"], REBATE)
    with pytest.raises(NoSuchThing):
        questions.found(zhao, made.id)
    with pytest.raises(NoSuchThing):
        questions.found(zhao, "nothing")
    with pytest.raises(NoSuchThing):
        answering.answer(zhao, made.id, Answering("15%"))


def test_only_whoever_may_answer_there_is_asked(team: Team) -> None:
    for to in ("wu", "zhao"):
        with pytest.raises(CannotAnswer) as error:
            sent(team, to=to)
        assert ("zhao" in error.value.say("en")) is False  # a name from behind a wall
    with pytest.raises(CannotAnswer):
        questions.send_on(team.visit("wu"), team.ids["own"], REBATE, "nobody")


def test_who_reads_a_question(team: Team) -> None:
    team.shelf.identity.members.put(team.ids["own"], team.ids["zhao"], Role.NEWCOMER)
    made = sent(team)
    for name, reads in (("wu", True), ("lin", True), ("mandy", True), ("chen", True), ("zhao", False)):
        assert questions.readable(team.visit(name), made) is reads
        listed = questions.listed(team.visit(name), team.ids["own"])
        assert [one.id for one in listed] == ([made.id] if reads else [])


def test_whoever_holds_it_passes_it_on_or_hands_it_back(team: Team) -> None:
    made = sent(team)
    passed = questions.pass_on(team.visit("lin"), made.id, team.ids["mandy"], "合同的事")
    assert passed.holder == team.ids["mandy"]
    assert (told(team, "lin"), told(team, "mandy")) == ([], [(About.QUESTION, made.id)])
    with pytest.raises(NotAllowed):
        questions.decline(team.visit("lin"), made.id)
    back = questions.decline(team.visit("mandy"), made.id, "也不清楚")
    assert (back.state, back.holder) == (State.DECLINED, "")
    assert told(team, "chen") == [(About.QUESTION, made.id)]  # who administers, too, may send it elsewhere
    again = questions.pass_on(team.visit("mandy"), made.id, team.ids["lin"])
    assert again.state is State.OPEN
    routes = team.shelf.handover.questions.routes(made.id)
    assert [(one.holder, one.why) for one in routes] == [
        (team.ids["lin"], ""),
        (team.ids["mandy"], "合同的事"),
        ("", "也不清楚"),
        (team.ids["lin"], ""),
    ]


def test_others_do_not_pass_on_and_newcomers_never(team: Team) -> None:
    made = sent(team, to="mandy")
    for name in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            questions.pass_on(team.visit(name), made.id, team.ids["lin"])
        with pytest.raises(NotAllowed):
            questions.decline(team.visit(name), made.id)


def test_whoever_asked_and_managers_close(team: Team) -> None:
    made = sent(team)
    with pytest.raises(NotAllowed):
        questions.close(team.visit("lin"), made.id)
    assert questions.close(team.visit("wu"), made.id).state is State.CLOSED
    assert told(team, "lin") == []
    with pytest.raises(NotAllowed):
        questions.close(team.visit("wu"), made.id)
    with pytest.raises(NotAllowed):
        questions.pass_on(team.visit("mandy"), made.id, team.ids["lin"])
    with pytest.raises(NotAllowed):
        answering.answer(team.visit("lin"), made.id, Answering("15%"))
    assert questions.close(team.visit("mandy"), sent(team, asking=replace(REBATE, text="x?")).id).state is State.CLOSED


def test_a_turn_that_it_came_from_is_the_callers_own_and_of_that_client(team: Team) -> None:
    history, wu = team.shelf.history, team.ids["wu"]
    answer = Answer("返点？", "返点？", "没有找到", "zh", refused=True)
    talks = {}
    for person, space in (("wu", "own"), ("lin", "own"), ("wu", "foreign")):
        talk = history.create(team.ids[person], "返点？").id
        history.append(talk, answer, [team.ids[space]])
        talks[person, space] = talk
    own = talks["wu", "own"]
    made = sent(team, asking=replace(REBATE, conversation=own, turn=0))
    assert team.shelf.handover.questions.of_turn(own, 0, wu) == made
    for talk, turn in ((talks["lin", "own"], 0), (talks["wu", "foreign"], 0), (own, 7)):
        with pytest.raises(UnknownConversation):
            sent(team, asking=replace(REBATE, text="y?", conversation=talk, turn=turn))
    history.delete(own)
    assert questions.found(team.visit("wu"), made.id)[1].conversation is None


def test_questions_that_belong_together_are_one_gap(team: Team) -> None:
    first = sent(team)
    sent(team, "mandy", asking=replace(REBATE, text="达人投放的返点比例是多少"))
    other = sent(team, asking=replace(REBATE, text="周报周几发给客户？"))
    found = questions.gathered(team.visit("lin"), team.ids["own"])
    assert [(one.id, len(one.questions), len(one.people)) for one in found] == [(first.gap, 2, 2), (other.gap, 1, 1)]
    with pytest.raises(NotAllowed):
        questions.gathered(team.visit("wu"), team.ids["own"])
    assert questions.open_count(team.visit("wu"), team.ids["own"]) == 3
    gaps = questions.gaps(team.visit("lin"), team.ids["own"], "zh")
    assert gaps[0].key == f"question:{first.gap}"
    assert gaps[0].question.startswith("达人投放的返点比例是多少")
    answering.answer(team.visit("lin"), other.id, Answering("周五"))
    assert questions.open_count(team.visit("wu"), team.ids["own"]) == 2


def test_an_erased_person_is_nobody(team: Team) -> None:
    made = sent(team)
    assert team.shelf.handover.questions.forget_person(team.ids["wu"]) == 1
    team.shelf.handover.questions.forget_person(team.ids["lin"])
    now = team.shelf.handover.questions.of_id(made.id)
    assert now is not None
    assert (now.person, now.holder, now.text) == ("", "", REBATE.text)


def test_without_accounts_names_are_typed(shelf: Shelf) -> None:
    shelf.add("会议.txt", blocks=[Block("达人的返点是我跟机构谈的", Locator(start=1, end=2), speaker="林晚")])
    space = shelf.catalog.space_named("穗岚坊").id
    assert [one.shown for one in questions.suggested(shelf.visit, space, REBATE.text)] == ["林晚"]
    made = questions.send_on(shelf.visit, space, REBATE)
    assert made.holder == "林晚"
    done = answering.answer(shelf.visit, made.id, Answering("机构返 15%"))
    assert done.given is not None
    assert shelf.catalog.source(done.given.source).facts["verified_name"] == "林晚"
