"""What a report tells, as plain facts: read once (gather.py), then put into sentences without asking anything more.

People are names here, never ids. Holds only what the report's readers may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.chat.evidence import Citation
from vectorstore.models import Kind, Term


@dataclass(frozen=True, slots=True)
class Held:
    """A source that the library holds, and how it stands today."""

    title: str
    kind: Kind
    occurred_on: date | None = None
    verified_by: str = ""
    verified_on: str = ""  # ISO date
    review_by: date | None = None  # set when that day is past
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Going:
    """A step from one phase to the next: who took it, when, and why although something was open."""

    after: str  # a phase
    by: str
    at: datetime
    reason: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The handover itself."""

    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    starts_on: date
    ends_on: date
    phase: str
    steps: tuple[Going, ...] = ()

    @property
    def signed_off(self) -> Going | None:
        """The last step, if it ended the handover."""
        last = self.steps[-1] if self.steps else None
        return last if last and self.phase == "signed off" else None


@dataclass(frozen=True, slots=True)
class Judged:
    """How well the library covers an item. `said` is who overruled it and why, where somebody did."""

    verdict: str  # "enough", "thin" or "none"
    passages: tuple[Citation, ...] = ()
    lacking: tuple[str, ...] = ()  # aspects
    overruled_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the checklist. `judged` is None while nobody has looked."""

    key: str
    title: str
    evidence: str  # what counts
    owner: str
    due_on: date | None
    state: str  # "open", "doing", "done" or "not needed"
    late: bool = False
    must: bool = False  # the receiver wants it above all
    reason: str = ""
    note: str = ""
    chosen: tuple[Citation, ...] = ()  # people chose these as evidence
    judged: Judged | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in ("done", "not needed")

    @property
    def verdict(self) -> str:
        """The judgement in a word; "" while there is none."""
        return self.judged.verdict if self.judged else ""

    @property
    def passages(self) -> tuple[Citation, ...]:
        """What carries it: what people chose, then what was found."""
        return (*self.chosen, *(self.judged.passages if self.judged else ()))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the checklist with what its receiver said of it."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    received: str = ""  # "confirmed" or "sent back"
    received_by: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody who knows: what they spoke of, hold and told."""

    name: str
    team: str = ""  # "outgoing" or "incoming"
    topics: tuple[tuple[str, tuple[Citation, ...]], ...] = ()
    items: tuple[str, ...] = ()
    told: tuple[Citation, ...] = ()  # interviews and answers


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision in force."""

    text: str
    on: date | None
    by: tuple[str, ...]
    why: str = ""
    refused: tuple[str, ...] = ()
    outcome: str = ""
    confirmed: bool = False
    contradicted: bool = False
    proof: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a crisis: "signal", "action", "result" or "lesson"."""

    part: str
    text: str
    proof: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Crisis:
    """A crisis and how it went."""

    title: str
    on: date | None
    proof: tuple[Citation, ...] = ()
    steps: tuple[Happened, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that waits for an answer."""

    text: str
    holder: str
    asked_on: date
    times: int = 1


@dataclass(frozen=True, slots=True)
class Verified:
    """A question that somebody answered."""

    text: str
    answer: str
    by: str
    on: date | None
    proof: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    client: str
    made_on: date
    made_by: str
    for_managers: bool
    left_out: int  # sources that only managers may see, and that are not in here
    held: Mapping[str, Held]  # sources, by id
    course: Course | None = None
    chapters: tuple[Chapter, ...] = ()
    knowers: tuple[Knower, ...] = ()
    decisions: tuple[Settled, ...] = ()
    crises: tuple[Crisis, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    verified: tuple[Verified, ...] = ()
    terms: tuple[Term, ...] = field(default=())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every item of the checklist."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    def chapter(self, key: str) -> Chapter | None:
        """The section with this key."""
        return next((one for one in self.chapters if one.key == key), None)
