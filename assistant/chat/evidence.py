"""What an answer may cite, and what it did cite.

**Evidence** is a numbered run of blocks of one source that a search found. A **citation**
is the passage of it that carries a sentence of an answer, located to the second, page or row.
Data only: how evidence is found is in retrieve.py, how citations are chosen in extractive.py
and citing.py.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from vectorstore.models import Block, Kind, Locator

LOCATOR_FIELDS = tuple(field.name for field in fields(Locator))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Neighbouring blocks of one source, joined, under the number that an answer may cite."""

    n: int  # from 1, best first
    source: str  # source id
    title: str
    kind: Kind
    blocks: tuple[tuple[int, Block], ...]  # (index in the source, block), in order
    score: float  # the search's fused score of its best chunk
    dense: float | None = None  # cosine of its best chunk to the question, where that leg found it
    lexical: float | None = None
    occurred_on: date | None = None  # of its source

    @property
    def text(self) -> str:
        """Its blocks, one per line, each spoken or written by somebody under their name."""
        return "\n".join(line(block) for _, block in self.blocks)

    @property
    def locator(self) -> Locator:
        """From its first block to its last."""
        return self.blocks[0][1].locator.through(self.blocks[-1][1].locator)

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading path of its first block."""
        return self.blocks[0][1].headings


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that carries a sentence, and where it opens."""

    n: int  # as it stands in the answer, from 1; 0 for the nearest thing to an answer that was refused
    source: str
    title: str
    kind: Kind
    text: str  # the exact passage
    locator: Locator
    first_block: int
    last_block: int  # inclusive

    @property
    def url(self) -> str:
        """Where the page opens it, relative to Baton's address."""
        return f"/?source={self.source}&block={self.first_block}"

    def to_json(self) -> dict[str, Any]:
        """One flat object: the fields above, `url`, and those of start, end, page, … that apply."""
        return {
            "n": self.n,
            "source": self.source,
            "title": self.title,
            "kind": self.kind.value,
            "text": self.text,
            "url": self.url,
            "first_block": self.first_block,
            "last_block": self.last_block,
            **self.locator.to_json(),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Citation:
        """The inverse of `to_json`."""
        return cls(
            n=record["n"],
            source=record["source"],
            title=record["title"],
            kind=Kind(record["kind"]),
            text=record["text"],
            locator=Locator.from_json({name: record[name] for name in LOCATOR_FIELDS if name in record}),
            first_block=record["first_block"],
            last_block=record["last_block"],
        )


def line(block: Block) -> str:
    """A block as it is read by a model: with its speaker, where there is one."""
    return f"{block.speaker}: {block.text}" if block.speaker else block.text


def cite(evidence: Evidence, n: int, first: int, last: int, text: str) -> Citation:
    """The citation, numbered `n`, of blocks `first` to `last` (their indexes in the source) of `evidence`."""
    blocks = dict(evidence.blocks)
    return Citation(
        n=n,
        source=evidence.source,
        title=evidence.title,
        kind=evidence.kind,
        text=text,
        locator=blocks[first].locator.through(blocks[last].locator),
        first_block=first,
        last_block=last,
    )
