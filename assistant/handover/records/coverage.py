"""What libraries cover: the last judgements by audience, the counts of each day, and what people overruled.

Knows no rule and no search, and decides nothing about who may see what: an audience's judgements are made from what
that audience may read, and whoever reads them is told apart one room up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.chat.evidence import Citation
from assistant.people.clock import utc_now
from vectorstore import db
from vectorstore.catalog import new_id
from vectorstore.coverage_tables import coverage_days, coverage_judgements, coverage_overrules, coverage_surveys


class Audience(StrEnum):
    """From which sources something was judged."""

    OPEN = "open"  # those that every member may see
    ALL = "all"  # with those for managers only


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement as it is kept."""

    key: str
    verdict: str
    topic: str = ""  # "" for a checklist item
    proof: tuple[Citation, ...] = ()
    lacking: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    newest: date | None = None
    by: str = ""
    note: str = ""
    judged_at: datetime | None = None  # set when it is kept


@dataclass(frozen=True, slots=True)
class Survey:
    """The last time that a library was gone through."""

    space: str
    library: str  # digest of what there was to be read
    seconds: float
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """How much was covered on a day."""

    day: date
    enough: int
    thin: int
    none: int


@dataclass(frozen=True, slots=True)
class Overrule:
    """Somebody's word against a judgement, until it is ended."""

    id: str
    space: str
    key: str
    verdict: str
    reason: str
    by: str  # person id
    at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None


class Coverage:
    """Reads and writes all of it, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def keep(self, space: str, library: str, seconds: float, judged: Mapping[Audience, Iterable[Judged]]) -> None:
        """Keep these in place of all that was judged of the space before. A space that is gone keeps nothing."""
        now = self._clock()
        rows = [
            {
                **{name: value for name, value in asdict(one).items() if name != "judged_at"},
                "space": space,
                "audience": audience.value,
                "proof": [citation.to_json() for citation in one.proof],
                "judged_at": now,
            }
            for audience, ones in judged.items()
            for one in ones
        ]
        table = coverage_judgements
        with self._engine.begin() as connection:
            if not _is_there(connection, space):
                return
            connection.execute(table.delete().where(table.c.space == space))
            if rows:
                connection.execute(table.insert(), rows)
            connection.execute(coverage_surveys.delete().where(coverage_surveys.c.space == space))
            values = {"space": space, "library": library, "seconds": seconds, "finished_at": now}
            connection.execute(coverage_surveys.insert().values(values))

    def of(self, space: str, audience: Audience) -> list[Judged]:
        """What was judged for the audience, in no order."""
        table = coverage_judgements
        statement = sa.select(table).where(table.c.space == space, table.c.audience == audience.value)
        with self._engine.connect() as connection:
            return [_judged(row) for row in connection.execute(statement).mappings()]

    def survey(self, space: str) -> Survey | None:
        """The last one; None while there was none."""
        statement = sa.select(coverage_surveys).where(coverage_surveys.c.space == space)
        with self._engine.connect() as connection:
            row = connection.execute(statement).mappings().first()
        return Survey(**row) if row else None

    def count(self, space: str, audience: Audience, day: Day) -> None:
        """How much is covered on that day, in place of what was counted on it before."""
        table = coverage_days
        same = (table.c.space == space, table.c.audience == audience.value, table.c.day == day.day)
        with self._engine.begin() as connection:
            if _is_there(connection, space):
                connection.execute(table.delete().where(*same))
                values = {"space": space, "audience": audience.value, **asdict(day)}
                connection.execute(table.insert().values(values))

    def days(self, space: str, audience: Audience, most: int) -> list[Day]:
        """The last days that were counted, oldest first."""
        table = coverage_days
        columns = (table.c.day, table.c.enough, table.c.thin, table.c.none)
        statement = sa.select(*columns).where(table.c.space == space, table.c.audience == audience.value)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(table.c.day.desc()).limit(most)).mappings().all()
        return [Day(**row) for row in reversed(rows)]

    def overrule(self, space: str, key: str, verdict: str, reason: str, person: str) -> Overrule:
        """Put somebody's word over the judgement; it ends any before."""
        made = Overrule(new_id(), space, key, verdict, reason, person, self._clock())
        with self._engine.begin() as connection:
            self._end(connection, space, key, person)
            connection.execute(coverage_overrules.insert().values(asdict(made)))
        return made

    def withdraw(self, space: str, key: str, person: str) -> bool:
        """Let the judgement hold again. Returns whether there was anything to withdraw."""
        with self._engine.begin() as connection:
            return self._end(connection, space, key, person) > 0

    def overrules(self, space: str) -> dict[str, Overrule]:
        """Those that hold, by key."""
        statement = sa.select(coverage_overrules).where(
            coverage_overrules.c.space == space, coverage_overrules.c.ended_at.is_(None)
        )
        with self._engine.connect() as connection:
            return {row["key"]: Overrule(**row) for row in connection.execute(statement).mappings()}

    def history(self, space: str, key: str) -> Sequence[Overrule]:
        """Every one there was of a cell, newest first."""
        table = coverage_overrules
        statement = sa.select(table).where(table.c.space == space, table.c.key == key)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(table.c.at.desc(), table.c.id)).mappings()
            return [Overrule(**row) for row in rows]

    def _end(self, connection: sa.Connection, space: str, key: str, person: str) -> int:
        table = coverage_overrules
        open_ones = (table.c.space == space, table.c.key == key, table.c.ended_at.is_(None))
        ended = table.update().where(*open_ones).values(ended_by=person, ended_at=self._clock())
        return connection.execute(ended).rowcount


def _is_there(connection: sa.Connection, space: str) -> bool:
    return connection.execute(sa.select(db.spaces.c.id).where(db.spaces.c.id == space)).first() is not None


def _judged(row: sa.RowMapping) -> Judged:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Judged) if field.name != "proof"}
    tuples = {name: tuple(values[name]) for name in ("lacking", "flaws", "said")}
    return Judged(**{**values, **tuples}, proof=tuple(map(Citation.from_json, row["proof"])))
