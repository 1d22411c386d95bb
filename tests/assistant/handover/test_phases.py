"""Phases: what each requires, going on and back with reasons, and the receiver's word on sections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from assistant.errors import UnknownSpace
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import Change, State
from assistant.handover.errors import (
    NoHandover,
    NoSuchSection,
    NotTheReceiver,
    PhaseMoved,
    ReasonWanted,
    StillOpen,
)
from assistant.handover.handovers import Wish
from assistant.handover.phases import Standing
from assistant.handover.records.handovers import Phase, Step, Verdict
from assistant.handover.records.notices import About
from assistant.handover.records.questions import Asking, Why
from assistant.handover.requirements import PART, Code
from assistant.people.clock import utc_now
from assistant.people.errors import NotAllowed
from vectorstore import db

if TYPE_CHECKING:
    from shelves import Team

SPACE = "穗岚坊"
STARTS, ENDS = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def begun(team: Team) -> Team:
    wish = Wish(["lin"], ["wu"], STARTS, ENDS, template="project")
    handovers.make(team.visit("mandy"), SPACE, wish)
    return team


def stands(team: Team, today: date = STARTS) -> Standing:
    found: Standing = phases.standing(team.visit("mandy"), SPACE, today)
    return found


def codes(team: Team) -> dict[str, int]:
    return {one.code.value: one.count for one in stands(team).missing}


def settle(team: Team, phase: Phase) -> None:
    """Do every item that is to be done by the end of the phase."""
    for item in stands(team).items:
        if item.phase.number <= phase.number:
            checklist.change(team.visit("mandy"), item.id, Change(state=State.DONE))


def signed_off_at(team: Team) -> object:
    with team.shelf.catalog.engine.connect() as connection:
        wanted = sa.select(db.spaces.c.signed_off_at).where(db.spaces.c.id == team.ids["own"])
        return connection.execute(wanted).scalar()


def test_it_goes_all_the_way_with_everything_there(begun: Team) -> None:
    visit = begun.visit("mandy")
    sections = {item.section for item in stands(begun).items}
    assert codes(begun) == {"owners": len(sections)}
    for section in sections:
        checklist.assign(visit, SPACE, section, "lin")
    assert codes(begun) == {}
    phases.move(visit, SPACE, Phase.CAPTURE)
    assert codes(begun) == {"items": sum(i.phase.number <= Phase.CAPTURE.number for i in stands(begun).items)}
    settle(begun, Phase.CAPTURE)
    phases.move(visit, SPACE, Phase.OVERLAP)
    asking = Asking("满减怎么设？", "zh", Why.UNANSWERABLE)
    begun.shelf.handover.questions.add(begun.ids["own"], begun.ids["wu"], asking, begun.ids["lin"])
    settle(begun, Phase.REVIEW)
    assert codes(begun) == {"questions": 1}
    phases.move(visit, SPACE, Phase.REVIEW, "这个问题等大促后再答")
    assert codes(begun) == {"questions": 1, "confirmed": len(sections)}
    for section in sections:
        phases.review(begun.visit("wu"), SPACE, section, Verdict.CONFIRMED)
    assert signed_off_at(begun) is None
    with pytest.raises(StillOpen):
        phases.move(visit, SPACE, Phase.SIGNED_OFF)
    phases.move(visit, SPACE, Phase.SIGNED_OFF, "只差一个问题")
    found = stands(begun)
    assert (found.handover.phase, found.percent, found.missing) == (Phase.SIGNED_OFF, 100, [])
    assert signed_off_at(begun) == found.steps[-1].at
    assert [(step.after, step.reason, dict(step.open)) for step in found.steps[-2:]] == [
        (Phase.REVIEW, "这个问题等大促后再答", {"questions": 1}),
        (Phase.SIGNED_OFF, "只差一个问题", {"questions": 1}),
    ]


def test_going_on_with_something_missing_wants_a_reason(begun: Team) -> None:
    for reason in ("", "  \n"):
        with pytest.raises(StillOpen):
            phases.move(begun.visit("mandy"), SPACE, Phase.CAPTURE, reason)
    assert phases.move(begun.visit("mandy"), SPACE, Phase.CAPTURE, " 先跑起来 ").reason == "先跑起来"


def test_going_back_wants_a_reason_and_takes_the_signature_back(begun: Team) -> None:
    visit = begun.visit("mandy")
    for phase in list(Phase)[1:]:
        phases.move(visit, SPACE, phase, "到期")
    assert signed_off_at(begun)
    with pytest.raises(ReasonWanted):
        phases.move(visit, SPACE, Phase.CAPTURE)
    step = phases.move(visit, SPACE, Phase.CAPTURE, "漏了投放")
    assert step.is_back
    assert signed_off_at(begun) is None
    for phase in (Phase.OVERLAP, Phase.REVIEW, Phase.SIGNED_OFF):
        phases.move(visit, SPACE, phase, "好了")
    handovers.delete(visit, SPACE)
    assert signed_off_at(begun) is None


@pytest.mark.parametrize("to", [Phase.PREPARE, Phase.OVERLAP, Phase.REVIEW, Phase.SIGNED_OFF])
def test_no_phase_is_skipped_or_entered_twice(begun: Team, to: Phase) -> None:
    with pytest.raises(PhaseMoved):
        phases.move(begun.visit("mandy"), SPACE, to, "快点")


def test_of_two_who_go_on_at_once_one_does(begun: Team) -> None:
    visit = begun.visit("mandy")
    handover = handovers.of(visit, SPACE)
    phases.move(visit, SPACE, Phase.CAPTURE, "x")
    late = Step(Phase.PREPARE, Phase.CAPTURE, "chen", utc_now(), "y", {})
    assert handover is not None
    assert not begun.shelf.handover.handovers.step(handover, late)
    assert len(stands(begun).steps) == 1


@pytest.mark.parametrize(("name", "refusal"), [("lin", NotAllowed), ("wu", NotAllowed), ("zhao", UnknownSpace)])
def test_only_managers_go_on(begun: Team, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        phases.move(begun.visit(name), SPACE, Phase.CAPTURE, "x")


def test_those_who_take_over_must_be_able_to_open_the_client(begun: Team) -> None:
    visit = begun.visit("mandy")
    handovers.change(visit, SPACE, Wish([], [begun.ids["zhao"], "老周", "wu", "chen"], STARTS, ENDS))
    missing = {one.code: one for one in stands(begun).missing}
    assert missing[Code.ACCESS].what == (begun.ids["zhao"],)  # administrators open everything, names nothing
    assert Code.OUTGOING in missing
    handovers.change(visit, SPACE, Wish(["lin"], [], STARTS, ENDS))
    assert {Code.INCOMING, Code.OWNERS} == {one.code for one in stands(begun).missing}


def test_what_is_not_needed_needs_no_owner(begun: Team) -> None:
    for item in stands(begun).items:
        checklist.change(begun.visit("mandy"), item.id, Change(state=State.NOT_NEEDED, reason="不做"))
    assert codes(begun) == {}
    assert stands(begun).percent == 100


def test_the_receiver_confirms_or_sends_back(begun: Team) -> None:
    wu, section = begun.visit("wu"), stands(begun).items[0].section
    item = stands(begun).items[0]
    checklist.change(begun.visit("mandy"), item.id, Change(owner="lin"))
    with pytest.raises(ReasonWanted):
        phases.review(wu, SPACE, section, Verdict.SENT_BACK, " ")
    phases.review(wu, SPACE, section, Verdict.SENT_BACK, "没有写归属主体")
    assert stands(begun).reviews[section].word == "没有写归属主体"
    notices = begun.shelf.handover.notices.of(begun.ids["lin"], [begun.ids["own"]])
    assert [(one.details["what"], one.details["word"]) for one in notices] == [("sent back", "没有写归属主体")]
    phases.review(wu, SPACE, section, Verdict.CONFIRMED)
    assert stands(begun).reviews[section].verdict is Verdict.CONFIRMED
    phases.review(wu, SPACE, section, None)
    assert stands(begun).reviews == {}
    with pytest.raises(NoSuchSection):
        phases.review(wu, SPACE, "nowhere", Verdict.CONFIRMED)
    for name in ("mandy", "chen", "lin"):
        with pytest.raises(NotTheReceiver):
            phases.review(begun.visit(name), SPACE, section, Verdict.CONFIRMED)


def test_both_teams_are_told_where_it_stands(begun: Team) -> None:
    phases.move(begun.visit("mandy"), SPACE, Phase.CAPTURE, "x")
    phases.move(begun.visit("mandy"), SPACE, Phase.OVERLAP, "x")
    for name in ("lin", "wu"):
        (notice,) = begun.shelf.handover.notices.of(begun.ids[name], [begun.ids["own"]])
        assert (notice.about, notice.details["after"]) == (About.PHASE, "overlap")
    assert begun.shelf.handover.notices.of(begun.ids["mandy"], [begun.ids["own"]]) == []


def test_who_holds_what_and_what_is_late(begun: Team) -> None:
    visit = begun.visit("mandy")
    first, second, third, *_ = stands(begun).items
    for item in (first, second):
        checklist.change(visit, item.id, Change(owner="lin", due_on=STARTS + timedelta(days=item is second)))
    checklist.change(visit, third.id, Change(owner="wu", state=State.DONE))
    found = stands(begun, STARTS + timedelta(days=1))
    assert [item.id for item in found.late] == [first.id]
    rest = len(found.items) - 3
    assert [(one.person, one.open, one.done, one.late) for one in found.held()] == [
        (begun.ids["lin"], 2, 0, 1),
        (begun.ids["wu"], 0, 1, 0),
        ("", rest, 0, 0),
    ]
    assert (found.settled, found.days_left) == (1, 29)
    assert stands(begun, ENDS + timedelta(days=2)).days_left == -2


def test_percent_says_100_only_when_all_is_done(begun: Team) -> None:
    found = stands(begun)
    items = [replace(item, state=State.DONE) for item in found.items]
    almost = replace(found, items=[*(items * 20)[:-1], found.items[-1]])
    assert almost.percent == 99
    assert replace(found, items=items).percent == 100
    assert replace(found, items=()).percent == 0


def test_every_thing_that_may_be_missing_leads_somewhere() -> None:
    from assistant.web.handover.tab import PARTS

    assert set(PART) == set(Code)
    assert set(PART.values()) <= {part.name for part in PARTS} | {"people"}


def test_there_is_nothing_to_stand_without_a_handover(team: Team) -> None:
    with pytest.raises(NoHandover):
        phases.standing(team.visit("mandy"), SPACE)
    with pytest.raises(NoHandover):
        phases.move(team.visit("mandy"), SPACE, Phase.CAPTURE)
