"""First days as the database keeps them: each newcomer's role, the moments chosen for them, and which they have seen.

Of a moment its place only: what stands there is read from the library when it is shown, and goes with its source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.firstday_tables import first_days


class Reason(StrEnum):
    """Why a moment is worth seeing."""

    ITEM = "item"  # it carries something that a handover should hold
    DECISION = "decision"  # that still holds
    CRISIS = "crisis"
    TOLD = "told"  # somebody told it for whoever follows


@dataclass(frozen=True, slots=True)
class Moment:
    """A place that is worth seeing, why, and for how long one reads or watches."""

    source: str
    first: int
    last: int
    section: str
    item: str  # key of the checklist item that it carries; "" for none
    reason: Reason
    minutes: int

    @property
    def key(self) -> str:
        """Unique in a brief."""
        return f"{self.source}-{self.first}"


@dataclass(frozen=True, slots=True)
class FirstDay:
    """One newcomer's beginning in one client."""

    space: str
    person: str
    role: str
    moments: tuple[Moment, ...]
    seen: frozenset[str]  # keys
    made_at: datetime


class FirstDays:
    """Reads and writes them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, space: str, person: str) -> FirstDay | None:
        """The person's, if they have begun."""
        found = self._found(first_days.c.space == space, first_days.c.person == person)
        return found[0] if found else None

    def all(self, space: str) -> list[FirstDay]:
        """Everybody's in the client, the first to begin first."""
        return self._found(first_days.c.space == space)

    def put(self, space: str, person: str, role: str, moments: tuple[Moment, ...], seen: frozenset[str]) -> FirstDay:
        """Begin, or begin anew."""
        made = FirstDay(space, person, role, moments, seen, self._clock())
        values = {
            **{name: getattr(made, name) for name in ("space", "person", "role", "made_at")},
            "moments": [{**asdict(moment), "reason": moment.reason.value} for moment in moments],
            "seen": sorted(seen),
        }
        mine = (first_days.c.space == space, first_days.c.person == person)
        with self._engine.begin() as connection:
            connection.execute(first_days.delete().where(*mine))
            connection.execute(first_days.insert().values(values))
        return made

    def see(self, space: str, person: str, seen: frozenset[str]) -> None:
        """These have been seen."""
        mine = (first_days.c.space == space, first_days.c.person == person)
        with self._engine.begin() as connection:
            connection.execute(first_days.update().where(*mine).values(seen=sorted(seen)))

    def _found(self, *conditions: sa.ColumnElement[bool]) -> list[FirstDay]:
        ordered = sa.select(first_days).where(*conditions).order_by(first_days.c.made_at, first_days.c.person)
        with self._engine.connect() as connection:
            return [_first_day(row) for row in connection.execute(ordered).mappings()]


def _first_day(row: sa.RowMapping) -> FirstDay:
    moments = tuple(Moment(**{**moment, "reason": Reason(moment["reason"])}) for moment in row["moments"])
    return FirstDay(**{**row, "moments": moments, "seen": frozenset(row["seen"])})
