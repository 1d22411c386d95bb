"""Notices: what a person should know of, until they have seen it. Sending them elsewhere is not done here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.handover_tables import notices

MOST = 200


class About(StrEnum):
    """What a notice is about. `target` is the id of that thing."""

    QUESTION = "question"  # a question was sent to them
    ANSWERED = "answered"  # theirs was answered
    ITEM = "item"  # a checklist item became theirs, or is late
    PHASE = "phase"  # the handover went on to another phase
    INTERVIEW = "interview"  # they are asked for an interview
    REVIEW = "review"  # a source or answer of theirs is due for review
    SELFCHECK = "selfcheck"  # a self-check is due


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person should know."""

    id: str
    person: str
    space: str
    about: About
    target: str
    details: dict[str, Any]  # what its words need: short texts, never more of a client's than a line
    created_at: datetime
    read_at: datetime | None


class Notices:
    """Adds notices and reads them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def tell(self, person: str, space: str, about: About, target: str, **details: Any) -> Notice:
        """Let `person` know. The same thing told again while it is unread replaces what was said."""
        notice = Notice(new_id(), person, space, about, target, details, self._clock(), None)
        same = (notices.c.person == person, notices.c.about == about.value, notices.c.target == target)
        with self._engine.begin() as connection:
            connection.execute(notices.delete().where(*same, notices.c.read_at.is_(None)))
            values = {name: getattr(notice, name) for name in Notice.__slots__}
            connection.execute(notices.insert().values({**values, "about": about.value}))
        return notice

    def of(self, person: str, spaces: Sequence[str], *, unread: bool = False) -> list[Notice]:
        """The person's notices about these spaces, newest first."""
        statement = sa.select(notices).where(notices.c.person == person, notices.c.space.in_(spaces))
        if unread:
            statement = statement.where(notices.c.read_at.is_(None))
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(notices.c.created_at.desc(), notices.c.id).limit(MOST))
            return [Notice(**{**row, "about": About(row["about"])}) for row in rows.mappings()]

    def read(self, person: str, notice_ids: Sequence[str]) -> int:
        """Mark these of the person's as seen. Returns how many were not before."""
        theirs = (notices.c.person == person, notices.c.id.in_(notice_ids), notices.c.read_at.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(notices.update().where(*theirs).values(read_at=self._clock())).rowcount

    def has(self, person: str, about: About, target: str) -> bool:
        """Whether the person was let know of that, seen or not."""
        same = (notices.c.person == person, notices.c.about == about.value, notices.c.target == target)
        with self._engine.connect() as connection:
            return connection.execute(sa.select(notices.c.id).where(*same).limit(1)).first() is not None

    def settle(self, about: About, target: str) -> None:
        """The thing is done with: nobody needs to be told of it any more."""
        with self._engine.begin() as connection:
            connection.execute(notices.delete().where(notices.c.about == about.value, notices.c.target == target))
