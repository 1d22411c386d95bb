"""The items of a handover's checklist over HTTP. Part of handover.py's routes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import checklist, teams
from assistant.handover.checklist import Change, NewItem, Priority, State
from assistant.handover.records.checklists import Item
from assistant.handover.records.handovers import Phase
from assistant.wire_models import LARGEST, PRINTED, TYPED, Id, Line, Moment, Name, Sentence

WORDS, NOTE = 500, 4000  # characters
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 1, 1)

routes = APIRouter()
Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Due = Literal["prepare", "capture", "overlap", "review"]


class EvidenceIn(BaseModel):
    """Where in the source it stands."""

    block: Annotated[int, Field(ge=0, le=LARGEST)] | None = Field(None, description="A block's position; all of it")


class EvidenceOut(EvidenceIn):
    """A source that somebody chose as evidence."""

    source: str
    title: str
    by: str
    at: Moment


class ItemOut(BaseModel):
    """One thing that the handover should hold."""

    id: str
    space: str
    key: str = Field(description="The template's; the id of an item that people added")
    own: bool = Field(description="Whether people added it")
    section: str
    section_title: Sentence
    title: Sentence
    evidence: Sentence = Field(description="What counts as evidence")
    needs: list[str]
    phase: Phase = Field(description="By whose end it is to be done")
    owner: str = Field(description="A person's id, or a name as typed; empty for nobody")
    owner_shown: str
    due_on: dt.date
    late: bool
    state: State
    reason: str = Field(description="Why it is not needed")
    note: str
    priority: Priority | None = Field(description="The receiver's")
    links: list[EvidenceOut]
    updated_by: str
    updated_at: Moment


class ItemIn(BaseModel):
    """An item that people add."""

    section: Id
    title: Name
    evidence: Annotated[str, Field(max_length=WORDS, pattern=PRINTED)] = ""
    owner: Line = ""
    due_on: Day
    phase: Due = "capture"


class ItemChange(BaseModel):
    """What is to be different; what is left out stays. Owner, day and words are for managers, the priority for the
    receiver, the rest for the item's owner too. Words of a template stay its own."""

    state: State | None = None
    reason: Annotated[str, Field(max_length=WORDS, pattern=TYPED)] | None = None
    note: Annotated[str, Field(max_length=NOTE, pattern=TYPED)] | None = None
    priority: Priority | Literal[""] | None = None
    owner: Line | None = None
    due_on: Day | None = None
    title: Name | None = None
    evidence: Annotated[str, Field(max_length=WORDS, pattern=PRINTED)] | None = None


class ItemEvent(BaseModel):
    """That something about an item was changed."""

    at: Moment
    by: str
    by_shown: str
    what: str
    value: str


@routes.get("/spaces/{space}/items", response_model=list[ItemOut], responses=problems(404))
def items(space: Line, visit: Visiting) -> Any:
    """The checklist of the client's handover, section by section; empty where there is none."""
    return [out(visit, item) for item in checklist.items(visit, space)]


@routes.post("/spaces/{space}/items", response_model=ItemOut, responses=problems(404, 409))
def add_item(space: Line, wanted: ItemIn, visit: Visiting) -> Any:
    """Add an item of one's own to a section (managers)."""
    given = {**wanted.model_dump(), "phase": Phase(wanted.phase)}
    return out(visit, checklist.add(visit, space, NewItem(**given)))


@routes.patch("/items/{item_id}", response_model=ItemOut, responses=problems(404, 409))
def change_item(item_id: Id, wanted: ItemChange, visit: Visiting) -> Any:
    """Say how far it is, note something, plan it."""
    return out(visit, checklist.change(visit, item_id, Change(**wanted.model_dump())))


@routes.delete("/items/{item_id}", status_code=204, responses=problems(404, 409))
def remove_item(item_id: Id, visit: Visiting) -> None:
    """Take it off the list (managers)."""
    checklist.remove(visit, item_id)


@routes.put("/items/{item_id}/evidence/{source_id}", response_model=ItemOut, responses=problems(404, 409))
def link_evidence(item_id: Id, source_id: Id, wanted: EvidenceIn, visit: Visiting) -> Any:
    """Choose a source of the client, or a place in it, as evidence."""
    return out(visit, checklist.link(visit, item_id, source_id, wanted.block))


@routes.delete("/items/{item_id}/evidence/{source_id}", response_model=ItemOut, responses=problems(404, 409))
def unlink_evidence(item_id: Id, source_id: Id, visit: Visiting) -> Any:
    """It is evidence no more."""
    return out(visit, checklist.unlink(visit, item_id, source_id))


@routes.get("/items/{item_id}/changes", response_model=list[ItemEvent], responses=problems(404))
def item_changes(item_id: Id, visit: Visiting) -> Any:
    """What was changed about it, newest first. Of evidence only that it was."""
    return [
        {"at": one.at, "by": one.by, "by_shown": teams.shown(visit, one.by), "what": one.what, "value": one.value}
        for one in checklist.history(visit, item_id)
    ]


def out(visit: Visiting, item: Item) -> dict[str, Any]:
    """The item as it is sent."""
    told = {name: getattr(item, name) for name in ItemOut.model_fields if hasattr(item, name)}
    links = [
        {
            "source": link.source,
            "title": visit.source(link.source).title,
            "block": link.block,
            "by": link.by,
            "at": link.at,
        }
        for link in item.links
    ]
    own = {"own": item.is_own, "late": item.is_late(dt.date.today()), "owner_shown": teams.shown(visit, item.owner)}
    return {**told, **own, "links": links}
