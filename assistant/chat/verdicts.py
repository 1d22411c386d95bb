"""What people think of answers: right, wrong or incomplete, and why, in the records' database.

One judgement per person and turn, changeable. Nothing that searches or answers reads it: votes are for
people to see. Decides nothing about who may read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.chat.history import utc_now
from vectorstore.people_tables import people
from vectorstore.verdict_tables import verdicts

WHY_CHARS = 1000


class Verdict(StrEnum):
    """What somebody thinks of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's verdict on one turn."""

    conversation: str
    position: int
    person: str
    shown: str  # the person's name today; "" for this machine's own person and for who is gone
    verdict: Verdict
    why: str
    given_at: datetime  # UTC, without a zone


class Verdicts:
    """All reads and writes of judgements, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, turn: tuple[str, int], person: str, verdict: Verdict, why: str = "") -> None:
        """The person's verdict on the turn (conversation, position), in place of one before."""
        values = {
            "conversation": turn[0],
            "position": turn[1],
            "person": person,
            "verdict": verdict.value,
            "why": " ".join(why.split())[:WHY_CHARS],
            "given_at": self._clock(),
        }
        with self._engine.begin() as connection:
            connection.execute(verdicts.delete().where(*_by(turn, person)))
            connection.execute(verdicts.insert().values(values))

    def remove(self, turn: tuple[str, int], person: str) -> None:
        """Take the person's verdict back; nothing happens if there is none."""
        with self._engine.begin() as connection:
            connection.execute(verdicts.delete().where(*_by(turn, person)))

    def of(self, conversation: str, person: str) -> dict[int, Judgement]:
        """What the person thinks of a conversation's answers, by position."""
        mine = (verdicts.c.conversation == conversation, verdicts.c.person == person)
        return {judgement.position: judgement for judgement in self._read(mine)}

    def newest(self, wanted: Sequence[Verdict], offset: int, limit: int) -> list[Judgement]:
        """Everybody's, the last given first; of these verdicts, or of all when none is named."""
        asked = (verdicts.c.verdict.in_([verdict.value for verdict in wanted]),) if wanted else ()
        return self._read(asked, offset, limit)

    def _read(
        self, conditions: Sequence[sa.ColumnElement[bool]], offset: int = 0, limit: int | None = None
    ) -> list[Judgement]:
        statement = (
            sa.select(verdicts, people.c.shown)
            .outerjoin(people, people.c.id == verdicts.c.person)
            .where(*conditions)
            .order_by(verdicts.c.given_at.desc(), verdicts.c.conversation, verdicts.c.position, verdicts.c.person)
            .offset(offset)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [
                Judgement(**{**row, "shown": row["shown"] or "", "verdict": Verdict(row["verdict"])})
                for row in connection.execute(statement).mappings()
            ]


def _by(turn: tuple[str, int], person: str) -> tuple[sa.ColumnElement[bool], ...]:
    own = verdicts.c.person == person
    return (verdicts.c.conversation == turn[0], verdicts.c.position == turn[1], own)
