"""Where a handover stands, its teams, dates and phases, and its checklist over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from assistant.api import items
from assistant.api.errors import problems
from assistant.api.items import Day, ItemOut
from assistant.callers import Visiting
from assistant.handover import checklist, handovers, phases, teams
from assistant.handover.handovers import Wish
from assistant.handover.phases import Standing
from assistant.handover.records.handovers import Phase, Verdict
from assistant.handover.requirements import Code
from assistant.wire_models import TYPED, Id, Line, Moment, Name, Sentence

MOST_PEOPLE = 30
REASON = 1000  # characters

routes = APIRouter(prefix="/api/v1", tags=["handover"])
People = Annotated[list[Name], Field(max_length=MOST_PEOPLE)]
Said = Annotated[str, Field(max_length=REASON, pattern=TYPED)]


class HandoverIn(BaseModel):
    """What a handover is to be like. People are ids, or names as typed."""

    outgoing: People = []
    incoming: People = []
    starts_on: Day
    ends_on: Day = Field(description="When it is to be signed off")
    template: Annotated[str, Field(max_length=60, pattern=r"^[\w-]+$")] = Field(
        "agency", description="Which checklist; only when it is made"
    )


class Person(BaseModel):
    """One of a team."""

    id: str = Field(description="A person's id, or a name as typed")
    shown: str


class MissingOut(BaseModel):
    """What is to be mended before the next phase."""

    code: Code
    count: int
    what: list[str] = Field(description="Keys of sections, ids of items or people, as the code says")


class StepOut(BaseModel):
    """One going on, or back."""

    before: Phase
    after: Phase
    by: str
    by_shown: str
    at: Moment
    reason: str
    open: dict[str, int] = Field(description="What was missing then, and how much of it")


class ReviewOut(BaseModel):
    """What the receiver last said of a section."""

    section: str
    verdict: Verdict
    word: str
    by: str
    by_shown: str
    at: Moment


class HeldOut(BaseModel):
    """What one person has of the checklist."""

    person: str
    shown: str
    open: int
    done: int
    late: int


class HandoverOut(BaseModel):
    """Where a handover stands."""

    id: str
    space: str
    template: str
    version: int = Field(description="Of the template, when it was made")
    outgoing: list[Person]
    incoming: list[Person]
    starts_on: dt.date
    ends_on: dt.date
    phase: Phase
    next: Phase | None
    made_at: Moment
    items: int
    settled: int = Field(description="Items done, or not needed")
    percent: int
    late: int
    days_left: int
    missing: list[MissingOut]
    held: list[HeldOut]
    reviews: list[ReviewOut]
    steps: list[StepOut] = Field(description="Oldest first")


class StepIn(BaseModel):
    """Where to; the reason is wanted for going back, and for going on with something missing."""

    to: Phase
    reason: Said = ""


class OwnerIn(BaseModel):
    """Who has it: an id or a name; empty for nobody."""

    owner: Line


class ReviewIn(BaseModel):
    """What the receiver says of a section. Sending it back wants a word."""

    verdict: Verdict
    word: Said = ""


class TemplateOut(BaseModel):
    """A checklist that a handover can be made from."""

    key: str
    version: int
    title: Sentence
    sections: int
    items: int


@routes.get("/templates", response_model=list[TemplateOut])
def templates(visit: Visiting) -> Any:
    """Baton's checklists, and those in the data folder."""
    found = handovers.offered(visit).values()
    return [
        {"key": t.key, "version": t.version, "title": t.title, "sections": len(t.sections), "items": len(list(t.items))}
        for t in found
    ]


@routes.get("/spaces/{space}/handover", response_model=HandoverOut, responses=problems(404))
def handover(space: Line, visit: Visiting) -> Any:
    """Where the client's handover stands."""
    return _out(visit, phases.standing(visit, space))


@routes.put(
    "/spaces/{space}/handover",
    response_model=HandoverOut,
    responses={201: {"model": HandoverOut, "description": "Made"}, **problems(404, 409)},
)
def put_handover(space: Line, wanted: HandoverIn, visit: Visiting, response: Response) -> Any:
    """Begin the client's handover, or change its teams and dates (managers)."""
    wish = Wish(**wanted.model_dump())
    if handovers.of(visit, space) is None:
        handovers.make(visit, space, wish)
        response.status_code = 201
    else:
        handovers.change(visit, space, wish)
    return _out(visit, phases.standing(visit, space))


@routes.delete("/spaces/{space}/handover", status_code=204, responses=problems(404))
def delete_handover(space: Line, visit: Visiting) -> None:
    """Forget it with its checklist and all that was said of it (managers)."""
    handovers.delete(visit, space)


@routes.post("/spaces/{space}/handover/phase", response_model=HandoverOut, responses=problems(404, 409))
def move(space: Line, wanted: StepIn, visit: Visiting) -> Any:
    """Go on to the next phase, or back to an earlier one (managers)."""
    phases.move(visit, space, wanted.to, wanted.reason)
    return _out(visit, phases.standing(visit, space))


@routes.put(
    "/spaces/{space}/handover/sections/{section}/owner", response_model=list[ItemOut], responses=problems(404, 409)
)
def assign(space: Line, section: Id, wanted: OwnerIn, visit: Visiting) -> Any:
    """Give somebody every item of the section that is not settled (managers)."""
    return [items.out(visit, item) for item in checklist.assign(visit, space, section, wanted.owner)]


@routes.put(
    "/spaces/{space}/handover/sections/{section}/review", response_model=HandoverOut, responses=problems(404, 409)
)
def review(space: Line, section: Id, wanted: ReviewIn, visit: Visiting) -> Any:
    """Confirm a section or send it back, as one of those who take over."""
    phases.review(visit, space, section, wanted.verdict, wanted.word)
    return _out(visit, phases.standing(visit, space))


@routes.delete(
    "/spaces/{space}/handover/sections/{section}/review", response_model=HandoverOut, responses=problems(404, 409)
)
def take_back_review(space: Line, section: Id, visit: Visiting) -> Any:
    """Take that back."""
    phases.review(visit, space, section, None)
    return _out(visit, phases.standing(visit, space))


def _out(visit: Visiting, stands: Standing) -> dict[str, Any]:
    found = stands.handover
    told = {name: getattr(found, name) for name in ("id", "space", "template", "version", "starts_on", "ends_on")}
    counts = {"items": len(stands.items), "settled": stands.settled, "late": len(stands.late)}
    missing = [{"code": one.code, "count": one.count, "what": list(one.what)} for one in stands.missing]
    return {
        **told,
        **counts,
        "outgoing": [_person(visit, who) for who in found.outgoing],
        "incoming": [_person(visit, who) for who in found.incoming],
        "phase": found.phase,
        "next": found.phase.next,
        "made_at": found.made_at,
        "percent": stands.percent,
        "days_left": stands.days_left,
        "missing": missing,
        "held": [{**_fields(one), "shown": teams.shown(visit, one.person)} for one in stands.held()],
        "reviews": [{**_fields(one), "by_shown": teams.shown(visit, one.by)} for one in stands.reviews.values()],
        "steps": [{**_fields(one), "by_shown": teams.shown(visit, one.by)} for one in stands.steps],
    }


def _person(visit: Visiting, who: str) -> dict[str, str]:
    return {"id": who, "shown": teams.shown(visit, who)}


def _fields(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


routes.include_router(items.routes)
