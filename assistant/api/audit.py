"""The audit log over HTTP: in pages, and as CSV. Under /api/v1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel

from assistant import activity
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.people.audit import Action, Entry, Wanted
from assistant.wire_models import Moment

routes = APIRouter(prefix="/api/v1", tags=["audit"])
LARGEST = 2**63 - 1  # that the database counts to


def _as_kept(time: dt.datetime) -> dt.datetime:
    """In UTC without a zone, as the database has it."""
    try:
        return time.astimezone(dt.UTC).replace(tzinfo=None) if time.tzinfo else time
    except OverflowError:
        raise ValueError("no such time") from None


Time = Annotated[dt.datetime, AfterValidator(_as_kept)]


class EntryOut(BaseModel):
    """One thing that was done: by whom, to what, where and when. Ids, not contents."""

    id: int
    at: Moment
    person: str
    person_shown: str
    space: str
    space_name: str
    action: str
    target: str
    details: dict[str, Any]
    address: str
    request: str


def _wanted(
    person: Annotated[str, Query(max_length=64, description="Id")] = "",
    action: Annotated[list[Action], Query()] = [],  # noqa: B006  (FastAPI copies it)
    since: Annotated[Time | None, Query(description="From this time on, UTC unless it says otherwise")] = None,
    until: Annotated[Time | None, Query(description="Before this time")] = None,
    before: Annotated[int | None, Query(ge=0, le=LARGEST, description="Older than this entry: the next page")] = None,
) -> Wanted:
    return Wanted(None, person, [one.value for one in action], since, until, before)


Filtered = Annotated[Wanted, Depends(_wanted)]
InSpace = Annotated[str, Query(max_length=200, description="A client's name or id; all the caller's when empty")]


@routes.get("/audit", responses=problems(404))
def audit(
    visit: Visiting, wanted: Filtered, space: InSpace = "", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[EntryOut]:
    """What was done, newest first: for administrators everywhere, for managers in their clients."""
    return [_entry_out(entry) for entry in activity.entries(visit, wanted, space, limit)]


CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@routes.get("/audit.csv", response_class=StreamingResponse, responses={**CSV, **problems(404)})
def audit_csv(visit: Visiting, wanted: Filtered, space: InSpace = "") -> StreamingResponse:
    """All of it as a table that spreadsheets open."""
    named = {"Content-Disposition": 'attachment; filename="baton-audit.csv"'}
    return StreamingResponse(activity.csv(visit, wanted, space), media_type="text/csv; charset=utf-8", headers=named)


def _entry_out(entry: Entry) -> EntryOut:
    return EntryOut(**{name: getattr(entry, name) for name in EntryOut.model_fields})
