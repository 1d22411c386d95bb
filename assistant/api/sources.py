"""Clients and sources over HTTP: what there is, what is in it, working on it again, removing it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant import desk, wire_models
from assistant.api.errors import problems
from assistant.callers import Core, Visiting, Who
from assistant.paging import LISTED, Key, Paged
from assistant.particulars import Particulars, describe
from assistant.people.access import scope_for, source_of, spaces_of
from assistant.people.audit import Action
from assistant.people.roles import Act, Role
from assistant.wire import block_json, source_json
from assistant.wire_models import LARGEST, Id, Line, Name
from vectorstore.models import Source, Space

routes = APIRouter(prefix="/api/v1", tags=["sources"])
Position = Annotated[int, Query(ge=0, le=LARGEST)]


class SourceChange(BaseModel):
    """What is to be different about a source; what is not named stays."""

    title: Name | None = None
    topic: Line | None = None
    date: dt.date | None = Field(None, description="null takes the date away")
    restricted: bool | None = Field(None, description="For managers only; what belongs to it follows")


@routes.get("/spaces", response_model=list[wire_models.Space], responses=LISTED)
def spaces(app: Core, caller: Who, page: Paged) -> Any:
    """The clients the caller may open, by name, and what they are there."""
    return [
        {
            "id": space.id,
            "name": space.name,
            "glossary": list(space.glossary),
            "role": Role.MANAGER if caller.admin else caller.roles[space.id],
        }
        for space in page.of(spaces_of(app.catalog, caller), _by_name)
    ]


@routes.get("/sources", response_model=list[wire_models.Source], responses={**LISTED, **problems(404)})
def sources(app: Core, caller: Who, page: Paged, space: Line | None = None) -> Any:
    """Every source the caller may open, or those of one client (name or id), newest first."""
    scope = scope_for(app.catalog, caller, [space] if space else [])
    return [source_json(app.catalog, source) for source in page.of(app.catalog.sources_in(scope), _newest_first)]


@routes.get("/sources/{source_id}", response_model=wire_models.SourceWithVersions, responses=problems(404))
def source(source_id: Id, app: Core, caller: Who) -> Any:
    """One source, with its versions."""
    found = source_of(app.catalog, caller, source_id)
    return {**source_json(app.catalog, found), "versions": app.catalog.versions(source_id)}


@routes.put("/sources/{source_id}", response_model=wire_models.Source, responses=problems(404, 409))
def change_source(source_id: Id, wanted: SourceChange, visit: Visiting) -> Any:
    """Say what it is called, is about and dates from, and who may see it (contributors their own; managers any)."""
    no_date = "date" in wanted.model_fields_set and wanted.date is None
    changed = describe(visit, source_id, Particulars(**wanted.model_dump(), no_date=no_date))
    return source_json(visit.app.catalog, changed)


@routes.get(
    "/sources/{source_id}/blocks",
    response_model=list[wire_models.Block],
    response_model_exclude_unset=True,
    responses={**LISTED, **problems(404)},
)
def blocks(source_id: Id, visit: Visiting, page: Paged, first: Position = 0, last: Position = LARGEST) -> Any:
    """Its blocks from position `first` to `last`, in order: the words of a transcript, the text of a document."""
    found = desk.opened(visit, source_id, Action.VIEWED)
    start = page.position(first)
    kept = visit.app.catalog.blocks(source_id, found.version, start, min(last, start + page.limit))
    return [block_json(*numbered) for numbered in page.of(enumerate(kept, start), lambda numbered: [numbered[0]])]


@routes.post("/sources/{source_id}/cancel", response_model=wire_models.Source, responses=problems(404))
def cancel(source_id: Id, app: Core, caller: Who) -> Any:
    """Stop working on it."""
    source_of(app.catalog, caller, source_id, Act.EDIT)
    return source_json(app.catalog, app.pipeline.cancel(source_id))


@routes.post("/sources/{source_id}/retry", response_model=wire_models.Source, responses=problems(404))
def retry(source_id: Id, app: Core, caller: Who) -> Any:
    """Work on it again, from the step that did not finish."""
    source_of(app.catalog, caller, source_id, Act.EDIT)
    return source_json(app.catalog, app.pipeline.retry(source_id))


@routes.delete("/sources/{source_id}", response_model=wire_models.Removal, responses=problems(404))
def forget(source_id: Id, visit: Visiting) -> Any:
    """Remove it from everywhere, and say what was removed."""
    removal = desk.forget(visit, source_id)
    return {
        "titles": list(removal.titles),
        "chunks": removal.chunks,
        "bytes": removal.bytes,
        "places": dict(removal.places),
    }


def _by_name(space: Space) -> Key:
    return [space.name, space.id]


def _newest_first(source: Source) -> Key:
    return [-source.created_at.timestamp() if source.created_at else 0, source.title, source.id]
