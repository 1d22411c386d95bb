"""What newcomers answered to past situations, as the database keeps it. The words are theirs: nobody else reads them.

Of what they named and missed the key points' names are kept, never a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.firstday_tables import practice


class Asks(StrEnum):
    """What a key point is about."""

    ACTION = "action"
    REASON = "reason"
    WHOM = "whom"  # to tell
    WHEN = "when"  # by when


@dataclass(frozen=True, slots=True)
class Practised:
    """One answer."""

    id: str
    space: str
    person: str
    situation: str  # id of the ledger's entry
    section: str
    answer: str
    points: tuple[tuple[Asks, bool], ...]  # and whether it was named
    made_at: datetime

    @property
    def missed(self) -> float:
        """Share of the points that were not named."""
        return sum(not named for _, named in self.points) / len(self.points) if self.points else 0.0


class Practices:
    """Reads and writes answers, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def add(
        self, space: str, person: str, about: tuple[str, str], answer: str, points: Sequence[tuple[Asks, bool]]
    ) -> Practised:
        """Keep an answer to the situation, given with its section."""
        made = Practised(new_id(), space, person, *about, answer, tuple(points), self._clock())
        values = {name: getattr(made, name) for name in Practised.__slots__}
        values["points"] = [[asks.value, named] for asks, named in points]
        with self._engine.begin() as connection:
            connection.execute(practice.insert().values(values))
        return made

    def own(self, practice_id: str, person: str) -> Practised | None:
        """The person's answer with this id."""
        return next(iter(self._found(practice.c.id == practice_id, practice.c.person == person)), None)

    def of(self, space: str, person: str) -> list[Practised]:
        """The person's answers, newest first."""
        return self._found(practice.c.space == space, practice.c.person == person)

    def counted(self, space: str) -> dict[str, set[tuple[str, str]]]:
        """The situations, with their sections, that each person practised."""
        columns = (practice.c.person, practice.c.situation, practice.c.section)
        found: dict[str, set[tuple[str, str]]] = {}
        with self._engine.connect() as connection:
            for person, situation, section in connection.execute(sa.select(*columns).where(practice.c.space == space)):
                found.setdefault(person, set()).add((situation, section))
        return found

    def remove(self, person: str, *, space: str | None = None, practice_id: str | None = None) -> int:
        """Remove the person's answers, all of them or those of a space or with this id. Returns how many."""
        mine = [practice.c.person == person]
        if space is not None:
            mine.append(practice.c.space == space)
        if practice_id is not None:
            mine.append(practice.c.id == practice_id)
        with self._engine.begin() as connection:
            return connection.execute(practice.delete().where(*mine)).rowcount

    def _found(self, *conditions: sa.ColumnElement[bool]) -> list[Practised]:
        ordered = sa.select(practice).where(*conditions).order_by(practice.c.made_at.desc(), practice.c.id)
        with self._engine.connect() as connection:
            return [_practised(row) for row in connection.execute(ordered).mappings()]


def _practised(row: sa.RowMapping) -> Practised:
    return Practised(**{**row, "points": tuple((Asks(asks), named) for asks, named in row["points"])})
