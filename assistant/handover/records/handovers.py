"""Handovers: one to a space, with its teams, dates and phase, the steps it took, and what its receiver said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore import db
from vectorstore.checklist_tables import handover_steps, handovers, section_reviews


class Phase(StrEnum):
    """Where a handover stands, in order."""

    PREPARE = "prepare"
    CAPTURE = "capture"
    OVERLAP = "overlap"
    REVIEW = "review"
    SIGNED_OFF = "signed off"

    @property
    def number(self) -> int:
        """0 to 4."""
        return list(Phase).index(self)

    @property
    def next(self) -> Phase | None:
        """The one after; None for the last."""
        return list(Phase)[self.number + 1] if self is not Phase.SIGNED_OFF else None


class Verdict(StrEnum):
    """What the receiver says of a section."""

    CONFIRMED = "confirmed"
    SENT_BACK = "sent back"


@dataclass(frozen=True, slots=True)
class Handover:
    """A space's handover. People are ids where they have accounts, else names as typed."""

    id: str
    space: str
    template: str
    version: int  # of the template, when it was made
    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    starts_on: date
    ends_on: date
    phase: Phase
    made_by: str
    made_at: datetime

    @property
    def is_signed_off(self) -> bool:
        """Whether it is over: nothing about it changes then."""
        return self.phase is Phase.SIGNED_OFF


@dataclass(frozen=True, slots=True)
class Step:
    """One going on, or back."""

    before: Phase
    after: Phase
    by: str
    at: datetime
    reason: str
    open: Mapping[str, int]  # what was missing then, and how much of it

    @property
    def is_back(self) -> bool:
        """Whether it went back."""
        return self.after.number < self.before.number


@dataclass(frozen=True, slots=True)
class SectionReview:
    """What the receiver last said of a section."""

    section: str
    verdict: Verdict
    word: str
    by: str
    at: datetime


class Handovers:
    """Reads and writes handovers, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, space: str) -> Handover | None:
        """The space's handover."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(handovers).where(handovers.c.space == space)).mappings().first()
        return _handover(row) if row else None

    def change(self, handover: Handover) -> None:
        """Keep its teams and dates as they are in `handover`."""
        row = row_of(handover)
        changed = {name: row[name] for name in ("outgoing", "incoming", "starts_on", "ends_on")}
        with self._engine.begin() as connection:
            connection.execute(handovers.update().where(handovers.c.id == handover.id).values(changed))

    def remove(self, handover: Handover) -> None:
        """Forget it with its items, steps and reviews. The space is signed off no more."""
        with self._engine.begin() as connection:
            connection.execute(handovers.delete().where(handovers.c.id == handover.id))
            _sign(connection, handover.space, None)

    def step(self, handover: Handover, step: Step) -> bool:
        """Take the step, and keep it. False when the handover stands elsewhere by now."""
        stands = (handovers.c.id == handover.id, handovers.c.phase == step.before.value)
        with self._engine.begin() as connection:
            if not connection.execute(handovers.update().where(*stands).values(phase=step.after.value)).rowcount:
                return False
            values = {name: getattr(step, name) for name in Step.__slots__}
            values |= {"before": step.before.value, "after": step.after.value, "open": dict(step.open)}
            connection.execute(handover_steps.insert().values(**values, handover=handover.id))
            _sign(connection, handover.space, step.at if step.after is Phase.SIGNED_OFF else None)
        return True

    def steps(self, handover: str) -> list[Step]:
        """The steps it took, oldest first."""
        statement = sa.select(*(handover_steps.c[name] for name in Step.__slots__))
        statement = statement.where(handover_steps.c.handover == handover).order_by(handover_steps.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(statement).mappings()
            return [Step(**{**row, "before": Phase(row["before"]), "after": Phase(row["after"])}) for row in rows]

    def review(self, handover: str, section: str, verdict: Verdict, word: str, by: str) -> SectionReview:
        """Keep what the receiver says of the section, in place of what they said before."""
        said = SectionReview(section, verdict, word, by, self._clock())
        values = {**{name: getattr(said, name) for name in SectionReview.__slots__}, "verdict": verdict.value}
        with self._engine.begin() as connection:
            connection.execute(_reviewed(handover, section))
            connection.execute(section_reviews.insert().values(**values, handover=handover))
        return said

    def withdraw_review(self, handover: str, section: str) -> None:
        """The receiver has said nothing of the section."""
        with self._engine.begin() as connection:
            connection.execute(_reviewed(handover, section))

    def reviews(self, handover: str) -> dict[str, SectionReview]:
        """What the receiver said, by section."""
        statement = sa.select(*(section_reviews.c[name] for name in SectionReview.__slots__))
        with self._engine.connect() as connection:
            rows = connection.execute(statement.where(section_reviews.c.handover == handover)).mappings()
            return {row["section"]: SectionReview(**{**row, "verdict": Verdict(row["verdict"])}) for row in rows}


def row_of(handover: Handover) -> dict[str, Any]:
    """The handover as its table has it."""
    values = {name: getattr(handover, name) for name in Handover.__slots__}
    teams = {"outgoing": list(handover.outgoing), "incoming": list(handover.incoming)}
    return {**values, **teams, "phase": handover.phase.value}


def _handover(row: Mapping[Any, Any]) -> Handover:
    teams = {"outgoing": tuple(row["outgoing"]), "incoming": tuple(row["incoming"])}
    return Handover(**{**row, **teams, "phase": Phase(row["phase"])})


def _reviewed(handover: str, section: str) -> sa.Delete:
    return section_reviews.delete().where(section_reviews.c.handover == handover, section_reviews.c.section == section)


def _sign(connection: sa.Connection, space: str, at: datetime | None) -> None:
    """Retention counts from here: nothing goes by its age before."""
    connection.execute(db.spaces.update().where(db.spaces.c.id == space).values(signed_off_at=at))
