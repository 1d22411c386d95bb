"""Until when what is kept may be believed: a review-by date for each source that has one, with its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.catalog import SQL_VARIABLES
from vectorstore.handover_tables import reviews


class Cause(StrEnum):
    """Why something will not hold for ever."""

    PLATFORM_RULE = "platform rule"
    SEASON = "season"
    CONTRACT_END = "contract end"
    PRICE = "price"
    PEOPLE = "people"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Review:
    """When a source is to be looked at again, and why. Setting another date is how it is confirmed."""

    source: str
    review_by: date
    cause: Cause
    set_by: str  # person id
    set_at: datetime

    def is_due(self, today: date) -> bool:
        """Whether that day has come."""
        return self.review_by <= today


class Reviews:
    """Reads and writes review-by dates, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, source: str, review_by: date, cause: Cause, person: str) -> Review:
        """Set the source's date in place of the one before."""
        review = Review(source, review_by, cause, person, self._clock())
        values = {**{name: getattr(review, name) for name in Review.__slots__}, "cause": cause.value}
        with self._engine.begin() as connection:
            connection.execute(reviews.delete().where(reviews.c.source == source))
            connection.execute(reviews.insert().values(values))
        return review

    def remove(self, source: str) -> None:
        """The source holds until somebody says otherwise."""
        with self._engine.begin() as connection:
            connection.execute(reviews.delete().where(reviews.c.source == source))

    def of(self, sources: Sequence[str]) -> dict[str, Review]:
        """The dates of those of these sources that have one, by source id."""
        found: list[Review] = []
        with self._engine.connect() as connection:
            for first in range(0, len(sources), SQL_VARIABLES):
                some = reviews.c.source.in_(sources[first : first + SQL_VARIABLES])
                found += [_review(row) for row in connection.execute(sa.select(reviews).where(some)).mappings()]
        return {review.source: review for review in found}

    def due(self, today: date) -> list[Review]:
        """Every review that is due, in all spaces, the longest due first."""
        statement = sa.select(reviews).where(reviews.c.review_by <= today).order_by(reviews.c.review_by)
        with self._engine.connect() as connection:
            return [_review(row) for row in connection.execute(statement).mappings()]


def _review(row: sa.RowMapping) -> Review:
    return Review(**{**row, "cause": Cause(row["cause"])})
