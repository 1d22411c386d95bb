"""Marks what an answer cites and what is past its review-by date. The reader may see the citations: nobody is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.chat.evidence import Citation
from assistant.chat.standing import Standing, Standings, State
from assistant.handover.records.reviews import Reviews
from vectorstore.models import Scope


def stale_by(reviews: Reviews, today: Callable[[], date]) -> Standings:
    """What answers ask. The note is the name of the cause, which the page has words for."""

    def stale(citations: Sequence[Citation], _scope: Scope) -> list[Standing]:
        day, dated = today(), reviews.of([citation.source for citation in citations])
        return [
            Standing(citation.n, State.STALE, on=review.review_by, note=review.cause.value)
            for citation in citations
            if (review := dated.get(citation.source)) and review.is_due(day)
        ]

    return stale
