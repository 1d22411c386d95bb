"""What a client's library covers over HTTP: the cells with their passages, looking again, overruling, the trend."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from assistant import wire_models
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import coverage
from assistant.handover.coverage import Cell, Standing, Summary
from assistant.handover.covering.model import Flaw, Verdict
from assistant.handover.interviewing.model import Aspect
from assistant.handover.routing import shown
from assistant.people.access import space_of
from assistant.wire_models import TYPED, Id, Moment
from vectorstore.models import Space

routes = APIRouter(prefix="/api/v1", tags=["coverage"])
SpaceKey = Annotated[str, Path(min_length=1, max_length=200, description="A client's name or id")]
WHY_CHARS = 2000


class OverruleOut(BaseModel):
    """Somebody's word against a judgement."""

    verdict: Verdict
    reason: str
    by: str
    by_shown: str
    at: Moment
    ended_at: Moment | None = Field(description="When it was withdrawn, or somebody said otherwise")


class CellOut(BaseModel):
    """An item of the checklist, or a topic, and how well the library covers it."""

    key: str
    section: str = Field(description="“topic” for a topic's")
    title: dict[str, str] = Field(description="By language")
    verdict: Verdict = Field(description="What holds: somebody's word, or else the judgement")
    judged: Verdict = Field(description="The judgement alone")
    judged_at: Moment | None = Field(description="Empty when it was not looked at yet")
    by: str = Field(description="rule, or the chat model's name")
    note: str = Field(description="The chat model's reason")
    lacking: list[Aspect] = Field(description="What an account of it has to tell and the passages do not")
    flaws: list[Flaw]
    newest: dt.date | None = Field(description="Of the passages")
    passages: list[wire_models.Citation]
    overruled: OverruleOut | None


class SummaryOut(BaseModel):
    """How many items of the checklist are covered how well."""

    enough: int
    thin: int
    none: int


class CoverageOut(BaseModel):
    """The map: how many, whether it is of today's library, and every cell."""

    summary: SummaryOut
    judged_at: Moment | None
    changed: bool = Field(description="Whether the library is no longer what was judged")
    surveying: float | None = Field(description="How far a survey is that is under way, 0 to 1")
    cells: list[CellOut]


class StandingOut(BaseModel):
    """Whether the judgements are of today's library, and how far a survey is."""

    judged_at: Moment | None
    changed: bool
    surveying: float | None


class DayOut(BaseModel):
    """How many items were covered how well on a day."""

    day: dt.date
    enough: int
    thin: int
    none: int


class OverruleIn(BaseModel):
    """A word against a judgement, and why."""

    verdict: Verdict
    reason: str = Field(min_length=1, max_length=WHY_CHARS, pattern=TYPED)


@routes.get("/spaces/{space}/coverage", response_model=CoverageOut, responses=problems(404))
def read(space: SpaceKey, visit: Visiting) -> Any:
    """Every item of the client's checklist and every topic, as far as the caller may see its passages."""
    found = space_of(visit.app.catalog, visit.caller, space)
    cells = coverage.cells(visit, space)
    summary = Summary.of(cells)
    return {
        "summary": {"enough": summary.enough, "thin": summary.thin, "none": summary.none},
        **_standing(coverage.standing(visit, space)),
        "cells": [_cell(visit, found, cell) for cell in cells],
    }


@routes.post("/spaces/{space}/coverage/refresh", status_code=202, response_model=StandingOut, responses=problems(404))
def refresh(space: SpaceKey, visit: Visiting) -> Any:
    """Go through the library again, in the background."""
    return _standing(coverage.look_again(visit, space))


@routes.get("/spaces/{space}/coverage/trend", response_model=list[DayOut], responses=problems(404))
def trend(space: SpaceKey, visit: Visiting) -> Any:
    """How much was covered day by day, oldest first."""
    days = coverage.trend(visit, space)
    return [{"day": one.day, "enough": one.enough, "thin": one.thin, "none": one.none} for one in days]


@routes.put("/spaces/{space}/coverage/{key}/overrule", response_model=CellOut, responses=problems(404))
def overrule(space: SpaceKey, key: Id, wanted: OverruleIn, visit: Visiting) -> Any:
    """Put a manager's word over the judgement."""
    found = space_of(visit.app.catalog, visit.caller, space)
    return _cell(visit, found, coverage.overrule(visit, found.id, key, wanted.verdict, wanted.reason))


@routes.delete("/spaces/{space}/coverage/{key}/overrule", response_model=CellOut, responses=problems(404))
def withdraw(space: SpaceKey, key: Id, visit: Visiting) -> Any:
    """Let the judgement hold again."""
    found = space_of(visit.app.catalog, visit.caller, space)
    return _cell(visit, found, coverage.withdraw(visit, found.id, key))


@routes.get("/spaces/{space}/coverage/{key}/overrules", response_model=list[OverruleOut], responses=problems(404))
def history(space: SpaceKey, key: Id, visit: Visiting) -> Any:
    """Every word there was over a cell, newest first."""
    return [_overrule(visit, one) for one in coverage.history(visit, space, key)]


def _standing(standing: Standing) -> dict[str, Any]:
    progress = standing.progress
    share = progress.done / max(1, progress.total) if progress else None
    return {"judged_at": standing.judged_at, "changed": standing.changed, "surveying": share}


def _cell(visit: Visiting, space: Space, cell: Cell) -> dict[str, Any]:
    return {
        "key": cell.key,
        "section": cell.section,
        "title": dict(cell.title),
        "verdict": cell.verdict,
        "judged": cell.judged,
        "judged_at": cell.judged_at,
        "by": cell.by,
        "note": cell.note,
        "lacking": cell.lacking,
        "flaws": cell.flaws,
        "newest": cell.newest,
        "passages": [{**citation.to_json(), "space": space.id, "space_name": space.name} for citation in cell.passages],
        "overruled": _overrule(visit, cell.overruled) if cell.overruled else None,
    }


def _overrule(visit: Visiting, one: coverage.Overrule) -> dict[str, Any]:
    return {
        "verdict": one.verdict,
        "reason": one.reason,
        "by": one.by,
        "by_shown": shown(visit, one.by),
        "at": one.at,
        "ended_at": one.ended_at,
    }
