"""Chunks cut anew around blocks that changed, the others left as they are.

Blocks keep their positions, so chunks keep their ids wherever the cut stays the same, and citations, which name
blocks, stay valid. Does not know what changed in the blocks, nor any index.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from ingest.chunk import chunk
from vectorstore.models import Block, Chunk, Source


@dataclass(frozen=True, slots=True)
class Recut:
    """What takes the place of what."""

    made: tuple[Chunk, ...]
    gone: tuple[str, ...]  # ids that are no chunk's any more


def recut(
    source: Source, chunks: Sequence[Chunk], positions: Collection[int], blocks: Callable[[int, int], list[Block]]
) -> Recut:
    """The chunks of the source's version that hold a block at one of `positions`, cut from its blocks of today.

    `blocks(first, last)` gives them. Where nothing is cut yet there is nothing to do.
    """
    made: dict[str, Chunk] = {}
    replaced: set[str] = set()
    wanted = set(positions)
    stale = [piece for piece in chunks if not wanted.isdisjoint(range(piece.first_block, piece.last_block + 1))]
    for first, last in _runs(stale):
        run = _whole(first, last, chunks)
        while True:
            first, last = min(c.first_block for c in run), max(c.last_block for c in run)
            cut = chunk(blocks(first, last), source, first)
            ids = {piece.id for piece in run}
            clash = [c for c in chunks if c.id not in ids and c.id in {piece.id for piece in cut}]
            if not clash:
                break
            run = _whole(first, max(c.last_block for c in clash), chunks)
        made.update((piece.id, piece) for piece in cut)
        replaced |= ids
    return Recut(tuple(made.values()), tuple(sorted(replaced - made.keys())))


def _runs(chunks: Iterable[Chunk]) -> list[tuple[int, int]]:
    """The blocks that chunks span, those that share one joined."""
    runs: list[tuple[int, int]] = []
    for piece in sorted(chunks, key=lambda c: c.first_block):
        if runs and piece.first_block <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], piece.last_block))
        else:
            runs.append((piece.first_block, piece.last_block))
    return runs


def _whole(first: int, last: int, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks inside blocks `first` to `last`, with those that hold the other parts of a long block at an edge."""
    while True:
        run = [c for c in chunks if first <= c.first_block and c.last_block <= last]
        halves = [
            c
            for c in chunks
            if c not in run
            and (
                (c.last_block >= first > c.first_block and any(_part(r) and r.first_block == first for r in run))
                or (c.first_block == last and _part(c))
            )
        ]
        if not halves:
            return run
        first, last = min(first, *(c.first_block for c in halves)), max(last, *(c.last_block for c in halves))


def _part(piece: Chunk) -> bool:
    """Whether the chunk begins inside a block."""
    return "." in piece.id.rpartition("-")[2]
