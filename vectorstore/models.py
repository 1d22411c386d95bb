"""The nouns everything else is written in. Frozen dataclasses, no I/O.

A **source** is cut into **blocks**, the smallest pieces that can be pointed at: a
transcript segment, a paragraph, a table row, a chat message. Neighbouring blocks make
a **chunk**, the piece that is embedded and found. A **locator** says where in its source
a block or chunk stands, in the source's own terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a source is to the person who opens it; decides how it is shown."""

    RECORDING = "recording"
    VIDEO = "video"
    TRANSCRIPT = "transcript"
    DOCUMENT = "document"
    SLIDES = "slides"
    SHEET = "sheet"
    PDF = "pdf"
    IMAGE = "image"
    CHAT = "chat"
    MAIL = "mail"
    ARCHIVE = "archive"
    INTERVIEW = "interview"  # cards that somebody wrote and consented to
    ANSWER = "answer"  # what somebody answered to a question that was sent on to them

    @property
    def is_told(self) -> bool:
        """True for what a person told Baton itself and stands for: verified by them."""
        return self in (Kind.INTERVIEW, Kind.ANSWER)

    @property
    def is_heard(self) -> bool:
        """True for what has sound: it is transcribed, and played back."""
        return self in (Kind.RECORDING, Kind.VIDEO)

    @property
    def is_paged(self) -> bool:
        """True for what is read page by page, and shown as pictures of them."""
        return self in (Kind.PDF, Kind.IMAGE)


class Status(StrEnum):
    """How far a source has come. The order is the order of the stages."""

    STORED = "stored"
    RECOGNISED = "recognised"
    EXTRACTED = "extracted"
    MASKED = "masked"
    CHUNKED = "chunked"
    INDEXED = "indexed"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """True when no worker will touch the source again unless asked to."""
        return self in (Status.DONE, Status.FAILED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a source. Only what applies is set; all counts start at 1, times are seconds."""

    start: float | None = None
    end: float | None = None
    page: int | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    row_end: int | None = None
    paragraph: int | None = None
    message: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The set fields only."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Locator:
        """The inverse of `to_json`."""
        return cls(**record)

    def through(self, last: Locator) -> Locator:
        """From here to the end of `last`: times and rows span both, the rest stays the first's."""
        row_end = last.row_end or last.row
        return replace(
            self,
            end=last.end if last.end is not None else self.end,
            row_end=row_end if row_end and row_end != self.row and last.sheet == self.sheet else self.row_end,
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: text, start and end seconds, probability 0 to 1."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Correction:
    """A glossary term written where speech recognition `heard` something that sounds like it."""

    heard: str
    written: str


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of a source that a citation can open."""

    text: str
    locator: Locator
    headings: tuple[str, ...] = ()  # path from the outermost heading; a table row's path ends with its table's caption
    speaker: str | None = None
    lang: str | None = None  # "zh", "en", ...; None where nobody looked
    kind: str = "text"  # "text", "heading", "list", "row", "speech", "message"
    words: tuple[Word, ...] = ()
    corrections: tuple[Correction, ...] = ()  # in the order of the text
    label: str | None = None  # what the file or the diariser calls the speaker, where people call them otherwise


@dataclass(frozen=True, slots=True)
class Source:
    """One recording, document, transcript or chat, identified by its content inside its space."""

    id: str
    space: str  # space id
    title: str
    kind: Kind
    sha256: str
    suffix: str  # with the dot, lower case: ".m4a"
    size: int  # bytes
    status: Status
    version: int = 1
    topic: str = ""
    occurred_on: date | None = None  # when the meeting was held or the document written, if known
    context: str = ""  # where it came from: "交接包.zip/广告/"
    parent: str | None = None  # the archive it was unpacked from
    companion: str | None = None  # transcript -> the recording it transcribes
    progress: float = 0.0  # 0 to 1, over all stages
    error: dict[str, Any] | None = None  # BatonError.record()
    facts: dict[str, Any] = field(default_factory=dict)  # duration_s, pages, model, dropped_s, masked, ...
    owner: str = "local"  # the person who gave it, or whoever succeeded them
    restricted: bool = False  # for the space's managers only
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text that is embedded and found, and exactly where it stands."""

    id: str  # "{source}-v{version}-{first_block}": the same cut gives the same id, so indexing twice changes nothing
    source: str
    space: str
    text: str
    locator: Locator
    first_block: int  # index of its first block in the source, from 0
    last_block: int  # inclusive
    kind: Kind
    headings: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    lang: str = ""  # the language most of it is in
    topic: str = ""
    occurred_on: date | None = None
    title: str = ""  # the source's
    version: int = 1  # the source's, when this was cut

    @property
    def embedded(self) -> str:
        """What is embedded for it: its heading path, which its own words often assume, then its text."""
        return "\n".join(filter(None, (" › ".join(self.headings), self.text)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found. Scores are comparable within one search only."""

    chunk: Chunk
    score: float  # fused, higher is better
    dense: float | None  # cosine to the question, None when that leg did not return it
    lexical: float | None  # BM25, higher is better, None when that leg did not return it


@dataclass(frozen=True, slots=True)
class Scope:
    """Which spaces a search may touch, and its filters. Empty tuples filter nothing, except
    `spaces`: no space means nothing is found. Made only by assistant/people/access.py."""

    spaces: tuple[str, ...]
    kinds: tuple[Kind, ...] = ()
    topics: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    hidden: tuple[str, ...] = ()  # sources of these spaces that the person may not see

    def admits(self, chunk: Chunk) -> bool:
        """Whether the walls let this chunk through. Filters are the indexes' business."""
        return chunk.space in self.spaces and chunk.source not in self.hidden


@dataclass(frozen=True, slots=True)
class Term:
    """A brand, product, person or ad term of a space's glossary."""

    term: str  # as it should be written
    aliases: tuple[str, ...] = ()  # what else it is called: a question that says one finds what says another
    misheard: tuple[str, ...] = ()  # what speech recognition writes for it

    @property
    def names(self) -> tuple[str, ...]:
        """The term and its aliases."""
        return (self.term, *self.aliases)


@dataclass(frozen=True, slots=True)
class Space:
    """One client or brand."""

    id: str
    name: str
    terms: tuple[Term, ...] = ()

    @property
    def glossary(self) -> tuple[str, ...]:
        """The terms of its glossary, as they should be written."""
        return tuple(term.term for term in self.terms)
