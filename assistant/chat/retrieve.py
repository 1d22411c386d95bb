"""From a search's hits to the numbered evidence that an answer may cite.

Hits of one source that touch or overlap become one item, read back block by block from the
catalog, so that every sentence keeps its own place. Never makes a scope; never re-ranks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.chat.evidence import Evidence, line
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Chunk, Hit, Scope

Search = Callable[[Scope, str, int], Sequence[Hit]]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+")
TOKENS_PER_HAN = 1.0  # o200k and Qwen's tokenizers: 0.7 to 1.0 per character; the dearer end is the safe one
TOKENS_PER_WORD = 1.3
NEIGHBOURS = 1  # blocks before and after a hit
PART_CHARS = 200  # a block this much longer than its chunk was cut into several


@dataclass(frozen=True, slots=True)
class Limits:
    """How much evidence one question gets."""

    hits: int = 12  # asked of the search
    items: int = 6  # at most this many numbered items
    tokens: int = 3000  # at most this many, by `tokens`
    around: float = 0.0  # share of them kept for what stands beside the best hits


def retrieve(search: Search, catalog: Catalog, question: str, scope: Scope, limits: Limits) -> list[Evidence]:
    """Evidence for `question`, best first, numbered from 1."""
    return join(search(scope, question, limits.hits), catalog, limits)


def join(hits: Sequence[Hit], catalog: Catalog, limits: Limits) -> list[Evidence]:
    """Hits joined into evidence within the limits.

    Whole chunks are taken in the order of their rank, a chunk that no longer fits is passed over; the best
    hit is always taken, whatever its length. Then, in the same order, their neighbours, as far as the share
    kept for them goes; what is left of it goes to further hits.
    """
    desk = _Desk(catalog)
    first = [hit for hit in hits if desk.take(hit, limits.tokens * (1 - limits.around))]
    if limits.around:
        for hit in first:
            desk.take(hit, limits.tokens, NEIGHBOURS)
        for hit in hits:
            desk.take(hit, limits.tokens)
    items = sorted((item for draft in desk.drafts.values() for item in draft.items()), key=lambda item: -item.score)
    return [replace(item, n=n) for n, item in enumerate(items[: limits.items], start=1)]


class _Desk:
    """What was taken so far, by source and version."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._used = 0
        self.drafts: dict[tuple[str, int], _Draft] = {}

    def take(self, hit: Hit, budget: float, beside: int = 0) -> bool:
        """Lay down the hit's blocks and `beside` more on either side, if what is new of them fits."""
        chunk = hit.chunk
        draft = self.drafts.setdefault((chunk.source, chunk.version), _Draft())
        start = max(0, chunk.first_block - beside)
        blocks = self._catalog.blocks(chunk.source, chunk.version, start, chunk.last_block + beside)
        numbered = enumerate(_found(blocks, chunk), start=start)
        new = {index: block for index, block in numbered if index not in draft.blocks}
        cost = sum(tokens(line(block)) for block in new.values())
        if not blocks or (self._used and self._used + cost > budget):
            return False
        draft.blocks |= new
        draft.hits += [] if beside else [hit]
        self._used += cost
        return True


def _found(blocks: Sequence[Block], chunk: Chunk) -> Sequence[Block]:
    """The chunk's blocks; of one too long to be a chunk, the part that was found."""
    if len(blocks) == 1 and len(blocks[0].text) > len(chunk.text) + PART_CHARS:
        return [replace(blocks[0], text=chunk.text)]
    return blocks


def tokens(text: str) -> int:
    """About how many tokens a model counts for `text`; errs high."""
    return round(len(_HAN.findall(text)) * TOKENS_PER_HAN + len(_WORD.findall(text)) * TOKENS_PER_WORD) + 1


@dataclass(slots=True)
class _Draft:
    """What was taken so far of one version of one source."""

    blocks: dict[int, Block] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)

    def items(self) -> Iterator[Evidence]:
        """One unnumbered item per unbroken run of blocks."""
        for first, last in _runs(sorted(self.blocks)):
            inside = [hit for hit in self.hits if first <= hit.chunk.first_block <= last]
            chunk = inside[0].chunk
            yield Evidence(
                n=0,
                source=chunk.source,
                title=chunk.title,
                kind=chunk.kind,
                blocks=tuple((index, self.blocks[index]) for index in range(first, last + 1)),
                score=max(hit.score for hit in inside),
                dense=max((hit.dense for hit in inside if hit.dense is not None), default=None),
                lexical=max((hit.lexical for hit in inside if hit.lexical is not None), default=None),
                occurred_on=chunk.occurred_on,
            )


def _runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for i in range(1, len(indexes) + 1):
        if i == len(indexes) or indexes[i] != indexes[i - 1] + 1:
            yield indexes[start], indexes[i - 1]
            start = i
