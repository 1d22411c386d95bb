"""Review dates and first day briefs over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import firstday, freshness
from assistant.handover.records.firstdays import Reason
from assistant.handover.records.reviews import Cause
from assistant.people.access import space_of
from assistant.web.firstdayfile import as_markdown
from assistant.wire_models import PRINTED, Id, Lang, Line, Moment

routes = APIRouter(prefix="/api/v1", tags=["firstdays"])

MARKDOWN: dict[int | str, dict[str, Any]] = {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}


class ReviewIn(BaseModel):
    """Until when a source holds, and why not longer."""

    review_by: dt.date
    cause: Cause


class ReviewOut(ReviewIn):
    """A source's review-by date."""

    source: str
    title: str
    set_by: str
    set_at: Moment
    due: bool


class SuggestedOut(ReviewIn):
    """A date that a source's text suggests. Nobody has set it."""

    source: str
    title: str
    words: str = Field(description="What suggests it")


class MomentOut(BaseModel):
    """A place worth seeing."""

    key: str
    source: str
    title: str
    first: int = Field(description="Its first block")
    last: int
    text: str
    url: str
    section: str
    reason: Reason
    minutes: int
    seen: bool


class KnownOut(BaseModel):
    """Somebody to know."""

    name: str
    part: Literal["outgoing", "incoming", "manager", "contributor", "speaks"]
    sources: int


class FirstDayOut(BaseModel):
    """The caller's own brief. `moments` in the order of reading; empty before a role was chosen."""

    role: str | None
    moments: list[MomentOut]
    people: list[KnownOut]
    terms: list[str]
    questions: list[str] = Field(description="Open ones")


class RoleIn(BaseModel):
    """What one does at the agency, and the language that the places are to be guessed in."""

    role: Annotated[str, Field(max_length=20, pattern=PRINTED)]
    lang: Lang = "zh"


class SeenIn(BaseModel):
    """That a moment was seen, or was not."""

    moment: Annotated[str, Field(min_length=1, max_length=100, pattern=PRINTED)]
    seen: bool


class BoardOut(BaseModel):
    """A client's review dates, soonest first, and what might have one."""

    reviews: list[ReviewOut]
    suggested: list[SuggestedOut]


@routes.get("/spaces/{space}/reviews", response_model=BoardOut, responses=problems(404))
def reviews(space: Line, visit: Visiting) -> Any:
    """Until when the client's sources hold, and suggestions for those without a date."""
    today = dt.date.today()
    board = freshness.board(visit, space, today)
    return {
        "reviews": [_review_out(one, today) for one in (*board.due, *board.soon, *board.later)],
        "suggested": [
            {
                "source": one.source.id,
                "title": one.source.title,
                "review_by": one.expiry.review_by,
                "cause": one.expiry.cause,
                "words": one.expiry.words,
            }
            for one in board.suggested
        ],
    }


@routes.put("/sources/{source_id}/review", response_model=ReviewOut, responses=problems(404))
def set_review(source_id: Id, wanted: ReviewIn, visit: Visiting) -> Any:
    """Say until when it holds (contributors their own; managers any). Said again, it is confirmed."""
    today = dt.date.today()
    review = freshness.set_review(visit, source_id, wanted.review_by, wanted.cause, today)
    return _review_out(freshness.Dated(visit.source(source_id), review, True), today)


@routes.delete("/sources/{source_id}/review", status_code=204, responses=problems(404))
def clear_review(source_id: Id, visit: Visiting) -> None:
    """Take its date away."""
    freshness.clear_review(visit, source_id)


@routes.get("/spaces/{space}/firstday", response_model=FirstDayOut, responses=problems(404))
def first_day(space: Line, visit: Visiting) -> Any:
    """What the caller should see of the client first."""
    return _first_day_out(firstday.brief(visit, space))


@routes.put("/spaces/{space}/firstday", response_model=FirstDayOut, responses=problems(404))
def begin(space: Line, wanted: RoleIn, visit: Visiting) -> Any:
    """Choose the moments for one's role. Said again, they are chosen anew; what was seen stays so."""
    firstday.begin(visit, space, wanted.role, wanted.lang)
    return _first_day_out(firstday.brief(visit, space))


@routes.put("/spaces/{space}/firstday/seen", status_code=204, responses=problems(404))
def see(space: Line, wanted: SeenIn, visit: Visiting) -> None:
    """Tick a moment off, or take that back. Nobody else learns which."""
    firstday.see(visit, space, wanted.moment, wanted.seen)


@routes.get("/spaces/{space}/firstday.md", response_class=Response, responses={**MARKDOWN, **problems(404)})
def first_day_file(space: Line, visit: Visiting, lang: Annotated[Lang, Query()] = "zh") -> Response:
    """The same to print."""
    found = space_of(visit.app.catalog, visit.caller, space)
    text = as_markdown(firstday.brief(visit, found.id), found.name, visit.app.settings.public_url, lang)
    attached = {"Content-Disposition": 'attachment; filename="first-day.md"'}
    return Response(text, media_type="text/markdown; charset=utf-8", headers=attached)


def _first_day_out(brief: firstday.Brief | None) -> dict[str, Any]:
    if brief is None:
        return {"role": None, "moments": [], "people": [], "terms": [], "questions": []}
    return {
        "role": brief.part.key,
        "moments": [
            {
                "key": one.moment.key,
                "source": one.source.id,
                "title": one.source.title,
                "first": one.citation.first_block,
                "last": one.citation.last_block,
                "text": one.citation.text,
                "url": one.citation.url,
                "section": one.moment.section,
                "reason": one.moment.reason,
                "minutes": one.moment.minutes,
                "seen": one.seen,
            }
            for one in brief.moments
        ],
        "people": [{"name": one.name, "part": one.part, "sources": one.sources} for one in brief.people],
        "terms": [term.term for term in brief.terms],
        "questions": [question.text for question in brief.questions],
    }


def _review_out(one: freshness.Dated, today: dt.date) -> dict[str, Any]:
    review = one.review
    return {
        "source": one.source.id,
        "title": one.source.title,
        "review_by": review.review_by,
        "cause": review.cause,
        "set_by": review.set_by,
        "set_at": review.set_at,
        "due": review.is_due(today),
    }
