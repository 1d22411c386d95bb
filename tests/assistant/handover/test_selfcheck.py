"""Self-checks: who may do what, drafts that are one's own, rounds, rhythm, own questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSpace
from assistant.handover import selfcheck
from assistant.handover.checking import Answer, Choice, Form, Plan, Question, Rhythm, Section, Turn
from assistant.handover.errors import NoSuchThing, NothingAnswered, TooManyQuestions
from assistant.handover.records.notices import About
from assistant.people.errors import NotAllowed
from assistant.reminders import remind_of_selfchecks

if TYPE_CHECKING:
    from shelves import Shelf, Team

TODAY = date(2026, 7, 6)
ROI = {"metrics-roi": Answer(number=1.8), "goals-known": Answer(Choice.GOOD)}
LESS = {"metrics-roi": Answer(number=1.2), "goals-known": Answer(Choice.GOOD)}


def test_rounds_are_kept_and_compared(team: Team) -> None:
    selfcheck.hand_in(team.visit("lin"), "穗岚坊", ROI, TODAY)
    selfcheck.hand_in(team.visit("mandy"), "穗岚坊", LESS, TODAY)
    newest, oldest = selfcheck.sheet(team.visit("lin"), "穗岚坊").rounds
    assert (newest.round.person, oldest.changes) == (team.ids["mandy"], ())
    assert {change.key: (change.turn, change.difference) for change in newest.changes} == {
        "goals-known": (Turn.SAME, None),
        "metrics-roi": (Turn.WORSE, -0.6),
    }


def test_a_draft_is_ones_own_until_it_is_handed_in(team: Team) -> None:
    lin, mandy = team.visit("lin"), team.visit("mandy")
    selfcheck.save_draft(lin, "穗岚坊", ROI)
    assert selfcheck.sheet(lin, "穗岚坊").draft == ROI
    assert selfcheck.sheet(mandy, "穗岚坊").draft == {}
    selfcheck.save_draft(lin, "穗岚坊", LESS)
    assert selfcheck.sheet(lin, "穗岚坊").draft == LESS
    selfcheck.hand_in(lin, "穗岚坊", LESS, TODAY)
    assert selfcheck.sheet(lin, "穗岚坊").draft == {}
    selfcheck.save_draft(lin, "穗岚坊", ROI)
    selfcheck.save_draft(lin, "穗岚坊", {})
    assert selfcheck.sheet(lin, "穗岚坊").saved_at is None


def test_only_what_fits_a_question_is_kept(team: Team) -> None:
    odd = {"metrics-roi": Answer(Choice.BAD, 2.0), "goals-known": Answer(number=3), "nonsense": Answer(words="x")}
    selfcheck.hand_in(team.visit("lin"), "穗岚坊", odd, TODAY)
    assert selfcheck.sheet(team.visit("lin"), "穗岚坊").rounds[0].round.answers == {"metrics-roi": Answer(number=2.0)}
    with pytest.raises(NothingAnswered):
        selfcheck.hand_in(team.visit("lin"), "穗岚坊", {"goals-known": Answer(words="   ")}, TODAY)


def test_newcomers_and_strangers_have_no_self_check(team: Team) -> None:
    for name, refusal in (("wu", NotAllowed), ("zhao", UnknownSpace)):
        visit = team.visit(name)
        for act in (
            lambda visit=visit: selfcheck.sheet(visit, "穗岚坊"),
            lambda visit=visit: selfcheck.save_draft(visit, "穗岚坊", ROI),
            lambda visit=visit: selfcheck.hand_in(visit, "穗岚坊", ROI, TODAY),
        ):
            with pytest.raises(refusal):
                act()


def test_rhythm_and_questions_are_for_managers(team: Team) -> None:
    own = Question("", Section.FLOW, Form.NUMBER, "直播场次", "直播场次", "场")
    with pytest.raises(NotAllowed):
        selfcheck.set_plan(team.visit("lin"), "穗岚坊", Rhythm.WEEKLY, TODAY, "")
    with pytest.raises(NotAllowed):
        selfcheck.add_question(team.visit("lin"), "穗岚坊", own)
    made = selfcheck.add_question(team.visit("mandy"), "穗岚坊", own)
    with pytest.raises(NotAllowed):
        selfcheck.remove_question(team.visit("lin"), "穗岚坊", made.key)
    with pytest.raises(NoSuchThing):
        selfcheck.set_plan(team.visit("mandy"), "穗岚坊", Rhythm.WEEKLY, TODAY, team.ids["zhao"])


def test_answers_to_an_own_question_outlive_it(team: Team) -> None:
    mandy = team.visit("mandy")
    made = selfcheck.add_question(mandy, "穗岚坊", Question("", Section.FLOW, Form.TEXT, "直播?", "直播?", "场"))
    assert made.unit == ""
    selfcheck.hand_in(mandy, "穗岚坊", {made.key: Answer(words="三场")}, TODAY)
    selfcheck.remove_question(mandy, "穗岚坊", made.key)
    sheet = selfcheck.sheet(mandy, "穗岚坊")
    assert made.key not in {question.key for question in sheet.questions}
    assert sheet.rounds[0].round.answers == {made.key: Answer(words="三场", asked="直播?")}
    with pytest.raises(NoSuchThing):
        selfcheck.remove_question(mandy, "穗岚坊", made.key)


def test_own_questions_are_not_asked_in_another_client_and_have_an_end(team: Team) -> None:
    own = Question("", Section.FLOW, Form.TEXT, "?", "?")
    key = ""
    for _ in range(selfcheck.OWN):
        key = selfcheck.add_question(team.visit("mandy"), "穗岚坊", own).key
    with pytest.raises(TooManyQuestions):
        selfcheck.add_question(team.visit("mandy"), "穗岚坊", own)
    with pytest.raises(NoSuchThing):
        selfcheck.remove_question(team.visit("zhao"), "漪珀", key)
    assert not any(question.own for question in selfcheck.sheet(team.visit("zhao"), "漪珀").questions)


def test_handing_in_sets_the_next_day_and_settles_the_notices(team: Team) -> None:
    mandy = team.visit("mandy")
    selfcheck.set_plan(mandy, "穗岚坊", Rhythm.WEEKLY, TODAY, team.ids["lin"])
    remind_of_selfchecks(team.shelf, datetime(2026, 7, 6, 9))
    assert told(team, "lin") == [f"{team.ids['own']}:2026-07-06"]
    selfcheck.hand_in(team.visit("lin"), "穗岚坊", ROI, TODAY)
    assert told(team, "lin") == []
    sheet = selfcheck.sheet(mandy, "穗岚坊")
    assert sheet.plan == Plan(team.ids["own"], Rhythm.WEEKLY, date(2026, 7, 13), team.ids["lin"])
    assert sheet.rounds[0].round.due == TODAY
    selfcheck.hand_in(team.visit("lin"), "穗岚坊", LESS, TODAY)  # once more the same day: not next week's
    assert selfcheck.sheet(mandy, "穗岚坊").plan == sheet.plan


def told(team: Team, name: str) -> list[str]:
    found = team.shelf.handover.notices.of(team.ids[name], [team.ids["own"]])
    assert all(notice.about is About.SELFCHECK for notice in found)
    return [notice.target for notice in found]


def test_who_answers_is_told_when_it_is_due_and_managers_when_it_is_late(team: Team) -> None:
    selfcheck.set_plan(team.visit("mandy"), "穗岚坊", Rhythm.WEEKLY, TODAY, team.ids["lin"])
    assert remind_of_selfchecks(team.shelf, datetime(2026, 7, 5, 9)) == 0
    assert remind_of_selfchecks(team.shelf, datetime(2026, 7, 6, 9)) == 1
    assert remind_of_selfchecks(team.shelf, datetime(2026, 7, 7, 9)) == 0
    assert told(team, "mandy") == []
    assert remind_of_selfchecks(team.shelf, datetime(2026, 7, 9, 9)) == 2
    assert told(team, "mandy") == [f"{team.ids['own']}:2026-07-06:late"]
    assert len(told(team, "lin")) == 2
    assert told(team, "wu") == []


def test_managers_are_told_where_nobody_answers_or_whoever_did_has_left(team: Team) -> None:
    selfcheck.set_plan(team.visit("mandy"), "穗岚坊", Rhythm.WEEKLY, TODAY, team.ids["lin"])
    team.shelf.identity.members.remove(team.ids["own"], team.ids["lin"])
    remind_of_selfchecks(team.shelf, datetime(2026, 7, 6, 9))
    assert len(told(team, "mandy")) == 1


def test_without_accounts_a_typed_name_answers(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    selfcheck.set_plan(shelf.visit, space, Rhythm.MONTHLY, TODAY, "林晚")
    sheet = selfcheck.sheet(shelf.visit, space)
    assert sheet.plan is not None
    assert sheet.plan.who == "林晚"
    assert remind_of_selfchecks(shelf, datetime(2026, 7, 6) + timedelta(days=1)) == 1


def test_what_was_done_is_noted_without_contents(team: Team) -> None:
    selfcheck.save_draft(team.visit("lin"), "穗岚坊", ROI)
    selfcheck.hand_in(team.visit("lin"), "穗岚坊", ROI, TODAY)
    assert [(action, details) for _, action, details in team.noted()] == [("handed over", {"what": "selfcheck"})]
