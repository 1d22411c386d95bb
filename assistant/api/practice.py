"""Practice over HTTP: situations, one's own answers beside what was done, and how far newcomers are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import quiz, readiness
from assistant.handover.deciding.model import Sort
from assistant.handover.quiz import Outcome
from assistant.handover.records.practices import Asks
from assistant.handover.situations import Situation
from assistant.wire_models import PRINTED, TYPED, Id, Lang, Line, Moment

routes = APIRouter(prefix="/api/v1", tags=["practice"])
Key = Annotated[str, Field(max_length=64, pattern=PRINTED)]


class SituationOut(BaseModel):
    """What was seen then. What was done comes after the answer."""

    id: str
    kind: Sort
    section: str
    on: dt.date | None
    text: str


class CourseOut(BaseModel):
    """The situation to practise now, and how far the caller is."""

    situation: SituationOut | None
    practised: int
    of: int


class AnswerIn(BaseModel):
    """What one would do, and why."""

    situation: Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTED)]
    answer: Annotated[str, Field(min_length=1, max_length=4000, pattern=TYPED)]


class PointOut(BaseModel):
    """Something that was done or thought then, and whether the answer names it."""

    asks: Asks
    text: str
    named: bool


class OutcomeOut(BaseModel):
    """One's own answer beside what was done."""

    id: str
    situation: SituationOut
    answer: str
    points: list[PointOut]
    what: str
    why: str
    outcome: str
    people: list[str]
    url: str | None = Field(description="Where it is told")
    at: Moment


class AskIn(BaseModel):
    """The language of the question."""

    lang: Lang


class AskedOut(BaseModel):
    """The question that was sent on."""

    question: str


class Removed(BaseModel):
    """How many answers were removed."""

    removed: int


class ReadyOut(BaseModel):
    """How far somebody is, in numbers."""

    person: str
    shown: str
    role: str
    seen: int
    moments: int
    practised: int
    situations: int
    never: list[str] = Field(description="Sections of which they practised nothing")


@routes.get("/spaces/{space}/practice", response_model=CourseOut, responses=problems(404))
def course(space: Line, visit: Visiting, after: Annotated[Key, Query()] = "") -> Any:
    """The next situation: never practised first, then those most was missed of. Another than `after`."""
    found = quiz.course(visit, space, after)
    situation = _situation_out(found.situation) if found.situation else None
    return {"situation": situation, "practised": found.practised, "of": found.of}


@routes.post("/spaces/{space}/practice", response_model=OutcomeOut, responses=problems(404))
def answer(space: Line, wanted: AnswerIn, visit: Visiting) -> Any:
    """Answer a situation, and see what was done. Nobody else reads the answer."""
    return _outcome_out(quiz.answer(visit, space, wanted.situation, wanted.answer))


@routes.get("/spaces/{space}/practice/own", response_model=list[OutcomeOut], responses=problems(404))
def own(space: Line, visit: Visiting) -> Any:
    """What the caller answered so far, newest first."""
    return [_outcome_out(one) for one in quiz.own(visit, space)]


@routes.delete("/practice/{practice_id}", status_code=204, responses=problems(404))
def remove(practice_id: Id, visit: Visiting) -> None:
    """Remove an answer of one's own."""
    quiz.remove(visit, practice_id)


@routes.delete("/me/practice", response_model=Removed, responses=problems(404))
def remove_all(space: Line, visit: Visiting) -> Any:
    """Remove all of one's own answers in a client."""
    return {"removed": quiz.remove_all(visit, space)}


@routes.post("/practice/{practice_id}/ask", response_model=AskedOut, responses=problems(404, 409))
def ask(practice_id: Id, wanted: AskIn, visit: Visiting) -> Any:
    """Ask whoever decided it then, or whoever is likeliest to know."""
    return {"question": quiz.ask(visit, practice_id, wanted.lang).id}


@routes.get("/spaces/{space}/readiness", response_model=list[ReadyOut], responses=problems(404))
def ready(space: Line, visit: Visiting) -> Any:
    """How far everybody is, for the client's managers: numbers only."""
    return [{name: getattr(one, name) for name in ReadyOut.model_fields} for one in readiness.of_space(visit, space)]


def _situation_out(one: Situation) -> dict[str, Any]:
    return {"id": one.id, "kind": one.kind, "section": one.section, "on": one.on, "text": one.text}


def _outcome_out(one: Outcome) -> dict[str, Any]:
    situation = one.situation
    return {
        "id": one.practised.id,
        "situation": _situation_out(situation),
        "answer": one.practised.answer,
        "points": [{"asks": point.asks, "text": point.text, "named": named} for point, named in one.points],
        "what": situation.what,
        "why": situation.why,
        "outcome": situation.outcome,
        "people": situation.people,
        "url": situation.moment.url if situation.moment else None,
        "at": one.practised.made_at,
    }
