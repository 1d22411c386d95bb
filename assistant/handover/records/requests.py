"""Requests: who is asked for an interview, by whom, about what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.interview_tables import requests


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody is asked for an interview."""

    id: str
    space: str
    person: str  # id of who is asked
    asked_by: str
    items: tuple[str, ...]  # keys of gaps; none for whatever is missing
    made_at: datetime


class Requests:
    """Reads and writes requests, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def make(self, space: str, person: str, asked_by: str, items: Sequence[str]) -> Request:
        """Ask somebody, in place of what they were asked before by the same person in this space."""
        request = Request(new_id(), space, person, asked_by, tuple(items), self._clock())
        same = (requests.c.space == space, requests.c.person == person, requests.c.asked_by == asked_by)
        values = {**{name: getattr(request, name) for name in Request.__slots__}, "items": list(items)}
        with self._engine.begin() as connection:
            connection.execute(requests.delete().where(*same))
            connection.execute(requests.insert().values(values))
        return request

    def of(self, space: str, person: str | None = None) -> list[Request]:
        """Those of the space, of one person if one is named; the newest first."""
        statement = sa.select(requests).where(requests.c.space == space)
        if person is not None:
            statement = statement.where(requests.c.person == person)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(requests.c.made_at.desc(), requests.c.id)).mappings()
            return [_request(row) for row in rows]

    def one(self, request: str) -> Request | None:
        """The request with this id."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(requests).where(requests.c.id == request)).mappings().first()
            return _request(row) if row else None

    def remove(self, request: str) -> None:
        """It was met, or is wanted no more."""
        with self._engine.begin() as connection:
            connection.execute(requests.delete().where(requests.c.id == request))


def _request(row: sa.RowMapping) -> Request:
    return Request(**{**row, "items": tuple(row["items"])})
