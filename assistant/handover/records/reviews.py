"""Until when what is kept may be believed: a review-by date for each source that has one, with its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.people.clock import utc_now
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
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(reviews).where(reviews.c.source.in_(sources))).mappings()
            return {row["source"]: Review(**{**row, "cause": Cause(row["cause"])}) for row in rows}
