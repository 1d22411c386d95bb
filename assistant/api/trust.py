"""Keeping and removing over HTTP, under /api/v1: how long a client's files and chats stay, and erasing a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from assistant import erasure, retention
from assistant.api.errors import problems
from assistant.callers import Core, Visiting, local_caller
from assistant.people.clock import utc_now
from assistant.wire_models import Id, Line, Moment

routes = APIRouter(prefix="/api/v1", tags=["keeping"])
Days = Annotated[int, Field(ge=1, le=retention.LONGEST, strict=True)]


class RulesIn(BaseModel):
    """For how many days to keep what; null keeps it for ever."""

    originals_days: Days | None = None
    chats_days: Days | None = None


class Rules(RulesIn):
    """What holds for a client. Originals are counted from its sign-off; before that, none goes."""

    signed_off_at: Moment | None


class Wish(BaseModel):
    """What is to become of the sources that the person owns: removed too, or a successor's."""

    sources_too: bool = False
    successor: Annotated[str, Field(max_length=200)] = ""


class Erased(BaseModel):
    """What was removed: titles of sources, and how much by where it was."""

    titles: list[str]
    bytes: int
    places: dict[str, int]


class Swept(BaseModel):
    """What a sweep let go of."""

    originals: int
    bytes: int
    turns: int
    uploads: int
    jobs: int


@routes.get("/spaces/{space}/retention", response_model=Rules, responses=problems(404))
def rules(space: Line, visit: Visiting) -> Any:
    """How long the client's originals and chats are kept, for its managers."""
    return asdict(retention.rules(visit, space))


@routes.put("/spaces/{space}/retention", response_model=Rules, responses=problems(404))
def set_rules(space: Line, wanted: RulesIn, visit: Visiting) -> Any:
    """Set it. What is due then goes with the next daily sweep."""
    return asdict(retention.set_rules(visit, space, wanted.originals_days, wanted.chats_days))


@routes.post("/people/{person}/erase", response_model=Erased, responses=problems(404))
def erase(person: Id, wish: Wish, visit: Visiting) -> Any:
    """Remove a person for good, for administrators: account, conversations, verdicts, sessions and tokens."""
    removal = erasure.erase_person(visit, person, erasure.Wish(wish.sources_too, wish.successor))
    return {"titles": list(removal.titles), "bytes": removal.bytes, "places": dict(removal.places)}


@routes.post("/retention/run", response_model=Swept, dependencies=[Depends(local_caller)])
def run(app: Core) -> Any:
    """Sweep now; for whoever sits at the machine."""
    return asdict(retention.sweep(app, utc_now()))
