"""A report as its writers take it: sections of headings, paragraphs, lists and tables, and the sources of its claims.

Text is runs, never markup: what a source or a person wrote cannot become a link, a tag or a formula in any writer.
A run's marks are the numbers of its sources. Knows nothing of handovers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a run is to be read."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"  # beside the point: when, by whom
    WARNING = "warning"  # what is missing, late or no longer so


class Role(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    LEAD = "lead"  # says what those after it are about, and stays with them
    QUOTE = "quote"  # somebody's own words
    NOTE = "note"  # what has to be known before reading on


@dataclass(frozen=True, slots=True)
class Run:
    """Some text in one tone, and the numbers of the sources it was taken from."""

    text: str
    tone: Tone = Tone.PLAIN
    marks: tuple[int, ...] = ()


Text = tuple[Run, ...]


BREAK = Run("\n")  # a new line inside a text


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text
    role: Role = Role.TEXT


@dataclass(frozen=True, slots=True)
class Items:
    """A list without an order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, or, without one, a word and what is said of it. `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter. `count` is how many things of its kind it tells of, `lacking` how many are not there (yet)."""

    key: str  # letters, unique in the document: the anchor
    title: str
    blocks: tuple[Block, ...]
    count: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a claim comes from: enough to believe it without opening anything."""

    n: int  # from 1
    title: str
    about: tuple[str, ...]  # its kind, place and date in words, and how it stands today
    quote: str
    link: str  # absolute; opens the place for who may see it
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `cover` is what its first page says under the title."""

    lang: str  # "zh" or "en"
    kicker: str  # what it is: "Handover report"
    title: str
    cover: Table
    notes: tuple[Paragraph, ...]  # of the first page
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    sources_title: str
    contents_title: str
    footer: str
    page_of: str  # "Page {n} of {all}"

    def section(self, key: str) -> Section:
        """The section with this key. KeyError if there is none."""
        return {section.key: section for section in self.sections}[key]

    def texts(self) -> Iterator[Text]:
        """Every text of its sections, in reading order."""
        for section in self.sections:
            for block in section.blocks:
                yield from texts_of(block)


def texts_of(block: Block) -> Iterator[Text]:
    """The texts that a block holds."""
    match block:
        case Heading(text):
            yield (Run(text),)
        case Paragraph(text):
            yield text
        case Items(items):
            yield from items
        case Table(head, rows):
            yield from ((Run(word),) for word in head)
            for row in rows:
                yield from row


def plain(text: str, tone: Tone = Tone.PLAIN) -> Text:
    """Text that needs no source: Baton's own words, a name, a date."""
    return (Run(text, tone),)
