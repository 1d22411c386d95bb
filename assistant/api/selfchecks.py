"""Self-checks over HTTP: the form, one's draft, rounds with what changed, rhythm and own questions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import selfcheck
from assistant.handover.checking import Answer, Choice, Form, Question, Rhythm, Section, Turn
from assistant.handover.selfcheck import Compared
from assistant.wire_models import PRINTED, TYPED, Id, Line, Moment, Name

routes = APIRouter(prefix="/api/v1", tags=["selfchecks"])
HIGHEST = 1e12  # more than any number that a team counts


class AnswerIn(BaseModel):
    """What fits the question's form: a choice and why, a number, or words."""

    choice: Choice | None = None
    number: Annotated[float, Field(ge=-HIGHEST, le=HIGHEST, allow_inf_nan=False)] | None = None
    words: Annotated[str, Field(max_length=2000, pattern=TYPED)] = ""


Key = Annotated[str, Field(min_length=1, max_length=64)]


class AnswersIn(BaseModel):
    """Answers by the question's key. Those to questions that are not asked are left out."""

    answers: dict[Key, AnswerIn] = Field(max_length=200)


class QuestionIn(BaseModel):
    """A question of the client's own."""

    section: Section
    form: Form
    text: Name
    unit: Annotated[str, Field(max_length=40, pattern=PRINTED)] = ""


class QuestionOut(BaseModel):
    """A question, in both languages."""

    key: str
    section: Section
    form: Form
    en: str
    zh: str
    unit: str
    own: bool = Field(description="The client's own, which its managers may remove")


class PlanIn(BaseModel):
    """How often, when next, and who answers: a member's id, "" for nobody in particular."""

    rhythm: Rhythm
    next_due: dt.date
    who: Line = ""


class ChangeOut(BaseModel):
    """How an answer differs from the one before."""

    key: str
    turn: Turn
    now: AnswerIn
    before: AnswerIn
    difference: float | None


class RoundOut(BaseModel):
    """A self-check that was handed in."""

    id: str
    person: str
    due: dt.date | None
    handed_in_at: Moment
    answers: dict[str, AnswerIn]
    changes: list[ChangeOut]


class SheetOut(BaseModel):
    """A client's self-check. The draft is the caller's own."""

    plan: PlanIn | None
    questions: list[QuestionOut]
    draft: dict[str, AnswerIn]
    rounds: list[RoundOut] = Field(description="Newest first")


class SavedOut(BaseModel):
    """When the draft was kept."""

    saved_at: Moment


class HandedIn(BaseModel):
    """The round that was made."""

    id: str


@routes.get("/spaces/{space}/selfcheck", response_model=SheetOut, responses=problems(404))
def sheet(space: Line, visit: Visiting) -> Any:
    """The client's self-check, for those who answer it."""
    found = selfcheck.sheet(visit, space)
    return {
        "plan": found.plan and {"rhythm": found.plan.rhythm, "next_due": found.plan.next_due, "who": found.plan.who},
        "questions": [_question_out(question) for question in found.questions],
        "draft": {key: _answer_out(answer) for key, answer in found.draft.items()},
        "rounds": [_round_out(one) for one in found.rounds],
    }


@routes.put("/spaces/{space}/selfcheck/draft", response_model=SavedOut, responses=problems(404))
def save_draft(space: Line, wanted: AnswersIn, visit: Visiting) -> Any:
    """Keep what one has typed so far. Nobody else reads it."""
    return {"saved_at": selfcheck.save_draft(visit, space, _answers(wanted))}


@routes.post("/spaces/{space}/selfcheck/rounds", response_model=HandedIn, responses=problems(404))
def hand_in(space: Line, wanted: AnswersIn, visit: Visiting) -> Any:
    """Hand it in."""
    return {"id": selfcheck.hand_in(visit, space, _answers(wanted), dt.date.today()).id}


@routes.put("/spaces/{space}/selfcheck/plan", response_model=PlanIn, responses=problems(404))
def set_plan(space: Line, wanted: PlanIn, visit: Visiting) -> Any:
    """Set the rhythm (the client's managers)."""
    plan = selfcheck.set_plan(visit, space, wanted.rhythm, wanted.next_due, wanted.who.strip())
    return {"rhythm": plan.rhythm, "next_due": plan.next_due, "who": plan.who}


@routes.post("/spaces/{space}/selfcheck/questions", response_model=QuestionOut, responses=problems(404))
def add_question(space: Line, wanted: QuestionIn, visit: Visiting) -> Any:
    """Ask something more (the client's managers)."""
    text = " ".join(wanted.text.split())
    asked = Question("", wanted.section, wanted.form, text, text, wanted.unit.strip(), own=True)
    return _question_out(selfcheck.add_question(visit, space, asked))


@routes.delete("/spaces/{space}/selfcheck/questions/{question_key}", status_code=204, responses=problems(404))
def remove_question(space: Line, question_key: Id, visit: Visiting) -> None:
    """Ask one of the client's own no more (its managers). What was answered stays."""
    selfcheck.remove_question(visit, space, question_key)


def _answers(wanted: AnswersIn) -> dict[str, Answer]:
    return {key: Answer(one.choice, one.number, one.words) for key, one in wanted.answers.items()}


def _answer_out(answer: Answer) -> dict[str, Any]:
    return {"choice": answer.choice, "number": answer.number, "words": answer.words}


def _question_out(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in QuestionOut.model_fields}


def _round_out(one: Compared) -> dict[str, Any]:
    made = one.round
    return {
        "id": made.id,
        "person": made.person,
        "due": made.due,
        "handed_in_at": made.handed_in_at,
        "answers": {key: _answer_out(answer) for key, answer in made.answers.items()},
        "changes": [
            {
                "key": change.key,
                "turn": change.turn,
                "now": _answer_out(change.now),
                "before": _answer_out(change.before),
                "difference": change.difference,
            }
            for change in one.changes
        ],
    }
