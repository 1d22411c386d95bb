"""The nouns of the ledger. Frozen dataclasses, no I/O.

An **entry** is a decision, or a crisis with its **events**; a **relation** says what a later entry does to an earlier
one; a **change** is what a person did to an entry, with what stood there before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assistant.handover.deciding.signals import Step

SURE = 0.6  # score from which an entry that nobody has confirmed is told


class Sort(StrEnum):
    """What an entry is."""

    DECISION = "decision"
    CRISIS = "crisis"


class State(StrEnum):
    """How far an entry, or a relation, is to be believed."""

    FOUND = "found"  # by Baton
    CONFIRMED = "confirmed"  # by a person
    DISMISSED = "dismissed"  # by a person: it was none; kept, so that it is not found again


class Bond(StrEnum):
    """What the later of two entries does to the earlier."""

    SUPERSEDES = "supersedes"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says; all of it may be corrected."""

    what: str
    why: str = ""
    options: tuple[str, ...] = ()  # that were refused
    people: tuple[str, ...] = ()  # who decided: names, as the source has them
    topic: str = ""
    decided_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source; no blocks when its newest version has it no more."""

    source: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision or crisis."""

    id: str
    space: str
    kind: Sort
    against: bool  # decided against something
    state: State
    score: float  # how sure Baton was, 0 to 1; 1 for what people added
    told: Told
    place: Place | None
    key: str  # what tells it from the others found in its source
    said: str  # the words by which it was found
    why_block: int | None
    settled_by: str
    settled_at: datetime | None
    merged_into: str | None
    made_at: datetime

    @property
    def is_told(self) -> bool:
        """Whether an answer may rest on it: somebody stands for it, or Baton was sure enough."""
        return self.state is State.CONFIRMED or (self.state is State.FOUND and self.score >= SURE)


@dataclass(frozen=True, slots=True)
class Relation:
    """What `later` does to `earlier`. Asserted by Baton itself when it is sure: confirmed, by nobody."""

    earlier: str
    later: str
    bond: Bond
    state: State
    score: float
    settled_by: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a crisis."""

    id: str
    entry: str
    step: Step
    text: str
    at: str = ""  # as it was told
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to an entry, and what it said before."""

    person: str
    at: datetime
    what: str  # "confirmed", "corrected", "dismissed", "merged", "superseded", "added", …
    before: dict[str, Any]
