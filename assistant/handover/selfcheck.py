"""A client's self-check: its rhythm and questions (managers), answering it (contributors), and what changed.

What somebody types is theirs until they hand it in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.desk import Visit
from assistant.handover.checking import (
    Answer,
    Answers,
    Change,
    Form,
    Plan,
    Question,
    Rhythm,
    Round,
    bundled,
    changes,
    in_order,
)
from assistant.handover.errors import NoSuchThing, NothingAnswered, TooManyQuestions
from assistant.handover.records.notices import About
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.people.roles import Act

OWN = 30  # questions of a client's own: more than anybody answers every week


@dataclass(frozen=True, slots=True)
class Compared:
    """A round, and what changed in it since the one before."""

    round: Round
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All there is of a client's self-check for one person."""

    plan: Plan | None
    questions: tuple[Question, ...]
    draft: Answers
    saved_at: datetime | None
    rounds: tuple[Compared, ...]  # newest first


def sheet(visit: Visit, space: str) -> Sheet:
    """The client's self-check. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    kept = visit.app.handover.selfchecks
    questions = _questions(visit, found.id)
    rounds = kept.rounds(found.id)
    compared = [
        Compared(one, tuple(changes(questions, one.answers, before.answers)) if before else ())
        for one, before in zip(rounds, [*rounds[1:], None], strict=False)
    ]
    draft, saved_at = kept.draft(found.id, visit.caller.id) or ({}, None)
    return Sheet(kept.plan(found.id), tuple(questions), draft, saved_at, tuple(compared))


def save_draft(visit: Visit, space: str, answers: Answers) -> datetime:
    """Keep what the caller has typed so far, for them alone. Returns when it was kept."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    return visit.app.handover.selfchecks.put_draft(found.id, visit.caller.id, _fitting(visit, found.id, answers))


def hand_in(visit: Visit, space: str, answers: Answers, today: date) -> Round:
    """Hand a round in; the next day it is due is set. Raises UnknownSpace, NotAllowed, NothingAnswered."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    fitting = _fitting(visit, found.id, answers)
    if not fitting:
        raise NothingAnswered()
    kept = visit.app.handover.selfchecks
    plan = kept.plan(found.id)
    met = plan.met(today) if plan else None
    made = kept.hand_in(found.id, visit.caller.id, fitting, plan.next_due if plan and met else None)
    if plan and met:
        kept.put_plan(met)
        settle(visit, plan)
    visit.note(Action.HANDED_OVER, made.id, space=found.id, what="selfcheck")
    return made


def set_plan(visit: Visit, space: str, rhythm: Rhythm, next_due: date, who: str) -> Plan:
    """Set the client's rhythm (managers). Raises UnknownSpace, NotAllowed, NoSuchThing for somebody not there."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    people = {member.person for member in visit.app.identity.members.of(found.id) if member.active}
    if who and visit.app.identity.users.any() and who not in people:
        raise NoSuchThing()
    before, plan = visit.app.handover.selfchecks.plan(found.id), Plan(found.id, rhythm, next_due, who)
    visit.app.handover.selfchecks.put_plan(plan)
    if before and before != plan:
        settle(visit, before)
    visit.note(Action.HANDED_OVER, found.id, space=found.id, what="selfcheck_plan", rhythm=rhythm.value)
    return plan


def add_question(visit: Visit, space: str, question: Question) -> Question:
    """Ask something more (managers). Raises UnknownSpace, NotAllowed, TooManyQuestions."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    if len(visit.app.handover.selfchecks.own_questions(found.id)) >= OWN:
        raise TooManyQuestions(most=OWN)
    unit = question.unit if question.form is Form.NUMBER else ""
    made = visit.app.handover.selfchecks.add_question(found.id, replace(question, unit=unit))
    visit.note(Action.HANDED_OVER, made.key, space=found.id, what="selfcheck_plan")
    return made


def remove_question(visit: Visit, space: str, key: str) -> None:
    """Ask one of the client's own no more (managers). Raises UnknownSpace, NotAllowed, NoSuchThing."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    if not visit.app.handover.selfchecks.remove_question(found.id, key):
        raise NoSuchThing()
    visit.note(Action.HANDED_OVER, key, space=found.id, what="selfcheck_plan")


def target(plan: Plan, late: bool) -> str:
    """What a notice about it is about: told once when it is due and once when it is late."""
    return f"{plan.space}:{plan.next_due.isoformat()}{':late' if late else ''}"


def settle(visit: Visit, plan: Plan) -> None:
    """Nobody needs to be told of this plan's day any more."""
    for late in (False, True):
        visit.app.handover.notices.settle(About.SELFCHECK, target(plan, late))


def _questions(visit: Visit, space: str) -> list[Question]:
    return in_order([*bundled(), *visit.app.handover.selfchecks.own_questions(space)])


def _fitting(visit: Visit, space: str, answers: Answers) -> dict[str, Answer]:
    """The answers to questions there are, with what fits their form; own questions with their words."""
    fitting = {}
    for question in _questions(visit, space):
        answer = answers.get(question.key)
        if answer is None:
            continue
        kept = Answer(
            choice=answer.choice if question.form is Form.CHOICE else None,
            number=answer.number if question.form is Form.NUMBER else None,
            words=answer.words.strip(),
            asked=question.en if question.own else "",
        )
        if kept.given:
            fitting[question.key] = kept
    return fitting
