"""Review dates, self-checks and first days over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover import freshness
from assistant.handover.records.reviews import Cause
from assistant.wire_models import Id, Line, Moment

routes = APIRouter(prefix="/api/v1", tags=["firstdays"])


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
