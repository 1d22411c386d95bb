"""Sign-ins that last: a random secret in a cookie, its SHA-256 here.

A session ends when it was not used for three days, thirty days after it began, when its person
signs out, changes their password or is deactivated, and when somebody ends it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.people_tables import people, sessions

IDLE, LONGEST = timedelta(days=3), timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)  # a write per request would be one too many
AGENT_CHARS = 300


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in as it is listed. `id` ends it and opens nothing."""

    id: str
    agent: str  # what the browser called itself
    created_at: datetime
    seen_at: datetime


class Sessions:
    """All reads and writes of sessions, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def open(self, person_id: str, agent: str = "") -> str:
        """Begin one; returns the secret, which is kept nowhere."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        values = {
            "digest": digest(secret),
            "person": person_id,
            "agent": agent[:AGENT_CHARS],
            "created_at": now,
            "seen_at": now,
        }
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(self._over(now)))
            connection.execute(sessions.insert().values(values))
        return secret

    def person_of(self, secret: str) -> str | None:
        """Whose session this is, if it has not ended and the person is active."""
        now, key = self._clock(), digest(secret)
        statement = sa.select(sessions.c.person, sessions.c.seen_at).join(people, people.c.id == sessions.c.person)
        with self._engine.connect() as connection:
            row = connection.execute(
                statement.where(sessions.c.digest == key, people.c.active, sa.not_(self._over(now)))
            ).first()
        if row is None:
            return None
        if now - row.seen_at > SEEN_EVERY:
            with self._engine.begin() as connection:
                connection.execute(sessions.update().where(sessions.c.digest == key).values(seen_at=now))
        return str(row.person)

    def of(self, person_id: str) -> list[Session]:
        """The person's sessions that have not ended, the last used first."""
        statement = sa.select(sessions).where(sessions.c.person == person_id, sa.not_(self._over(self._clock())))
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(sessions.c.seen_at.desc())).mappings()
            return [Session(row["digest"], row["agent"], row["created_at"], row["seen_at"]) for row in rows]

    def close(self, secret: str) -> None:
        """End the session with this secret."""
        self.end(digest(secret))

    def end(self, session_id: str, person_id: str | None = None) -> None:
        """End a listed session; only if it is this person's, when one is named."""
        with self._engine.begin() as connection:
            mine = sessions.c.person == person_id if person_id else sa.true()
            connection.execute(sessions.delete().where(sessions.c.digest == session_id, mine))

    def end_all(self, person_id: str, except_secret: str = "") -> None:
        """End all of somebody's sessions, but for one."""
        with self._engine.begin() as connection:
            others = sessions.c.digest != digest(except_secret)
            connection.execute(sessions.delete().where(sessions.c.person == person_id, others))

    def _over(self, now: datetime) -> sa.ColumnElement[bool]:
        return sa.or_(sessions.c.seen_at < now - IDLE, sessions.c.created_at < now - LONGEST)


def digest(secret: str) -> str:
    """What is kept of a secret that is random already: SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
