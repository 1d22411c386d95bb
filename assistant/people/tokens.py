"""Personal tokens for programs: shown once, kept as SHA-256, limited in what they allow and for how long."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from assistant.people.clock import utc_now
from assistant.people.errors import UnknownToken
from assistant.people.roles import Grant
from assistant.people.sessions import SEEN_EVERY, digest
from vectorstore.catalog import new_id
from vectorstore.people_tables import people, tokens

PREFIX = "baton_"  # so that scanners of leaked secrets know one
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed."""

    id: str
    name: str
    grants: tuple[Grant, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class Tokens:
    """All reads and writes of tokens, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def make(self, person_id: str, name: str, grants: Iterable[Grant], days: int) -> tuple[Token, str]:
        """A new token and its secret, which is kept nowhere. `days` is cut to 1..366."""
        now, secret = self._clock(), f"{PREFIX}{secrets.token_urlsafe(32)}"
        lasts = timedelta(days=max(1, min(days, LONGEST_DAYS)))
        token = Token(new_id(), name.strip() or "-", tuple(sorted(set(grants))), now, now + lasts, None)
        values = {
            "id": token.id,
            "person": person_id,
            "name": token.name,
            "digest": digest(secret),
            "grants": [grant.value for grant in token.grants],
            "created_at": now,
            "expires_at": token.expires_at,
        }
        with self._engine.begin() as connection:
            connection.execute(tokens.insert().values(values))
        return token, secret

    def holder_of(self, secret: str) -> tuple[str, frozenset[Grant]] | None:
        """Whose token this is and what it allows, if it has not expired and its person is active."""
        now, key = self._clock(), digest(secret)
        statement = sa.select(tokens).join(people, people.c.id == tokens.c.person)
        statement = statement.where(tokens.c.digest == key, tokens.c.expires_at > now, people.c.active)
        with self._engine.connect() as connection:
            row = connection.execute(statement).mappings().first()
        if row is None:
            return None
        if row["used_at"] is None or now - row["used_at"] > SEEN_EVERY:
            with self._engine.begin() as connection:
                connection.execute(tokens.update().where(tokens.c.digest == key).values(used_at=now))
        return str(row["person"]), frozenset(map(Grant, row["grants"]))

    def of(self, person_id: str) -> list[Token]:
        """The person's tokens, newest first, expired ones too."""
        statement = sa.select(tokens).where(tokens.c.person == person_id).order_by(tokens.c.created_at.desc())
        with self._engine.connect() as connection:
            return [
                Token(**{**{name: row[name] for name in Token.__slots__}, "grants": tuple(map(Grant, row["grants"]))})
                for row in connection.execute(statement).mappings()
            ]

    def revoke(self, person_id: str, token_id: str) -> None:
        """End one of the person's tokens; UnknownToken if they have no such."""
        with self._engine.begin() as connection:
            mine = tokens.delete().where(tokens.c.id == token_id, tokens.c.person == person_id)
            if not connection.execute(mine).rowcount:
                raise UnknownToken()
