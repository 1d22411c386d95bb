"""Blocks to chunks: pieces of one subject, of a size that embeds well, each locatable.

Speech is cut at pauses, speaker changes and sentence ends, with one segment of overlap;
documents by heading and size, never across a page, slide or sheet; a table row stands
alone, its header is in its text already; chats are cut where the talk paused. Every block
is in some chunk, chunks are in order and none is empty. The same blocks give the same
chunks with the same ids. Does not know embedders: sizes are in characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ingest.pieces import CJK, Piece, language, pieces_of
from ingest.talk import TALK_LIMIT, cut_talk
from vectorstore.models import Block, Chunk, Source

DOCUMENT_LIMIT = 1100.0  # in Latin characters: 440 Han; under the 512 tokens e5 reads
_MERGE_BELOW = 0.4  # a section shorter than this share of the limit is joined by its next sister


def chunk(blocks: list[Block], source: Source, offset: int = 0) -> list[Chunk]:
    """Chunks of `blocks`, the first of which is block number `offset` of the source."""
    chunks: list[Chunk] = []
    numbered = enumerate(blocks, start=offset)
    for talk, run in groupby(numbered, key=lambda item: item[1].kind in ("speech", "message")):
        limit, cut = (TALK_LIMIT, cut_talk) if talk else (DOCUMENT_LIMIT, _cut_document)
        pieces = [piece for index, block in run for piece in pieces_of(block, index, limit)]
        chunks.extend(_make(group, source) for group in cut(pieces))
    return chunks


def _cut_document(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Sections packed up to the limit. Headings wait for the text under them."""
    held: list[Piece] = []
    load = 0.0
    for unit in _units(pieces):
        heavy = sum(piece.weight for piece in unit)
        if held and not (load + heavy <= DOCUMENT_LIMIT and _belongs(held, load, unit)):
            yield held
            held, load = [], 0.0
        held, load = held + unit, load + heavy
    if held:
        yield held


def _units(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Headings together with the first piece under them; every other piece alone."""
    headings: list[Piece] = []
    for piece in pieces:
        if headings and (_place(headings[-1].block) != _place(piece.block) or headings[0].weight > DOCUMENT_LIMIT / 2):
            yield headings
            headings = []
        if piece.block.kind == "heading":
            headings.append(piece)
        else:
            yield [*headings, piece]
            headings = []
    if headings:
        yield headings


def _belongs(held: list[Piece], load: float, unit: list[Piece]) -> bool:
    """True when the unit may join what is held: same place, same section, or a short section's sister."""
    first, last, coming = held[0].block, held[-1].block, unit[0].block
    if "row" in (last.kind, unit[-1].block.kind) or _place(first) != _place(coming):
        return False
    if coming.kind != "heading" and coming.headings == last.headings:
        return True
    parent = _path(first)[:-1]
    return load < _MERGE_BELOW * DOCUMENT_LIMIT and _path(coming)[:-1][: len(parent)] == parent


def _place(block: Block) -> tuple[int | None, int | None, str | None]:
    """What a chunk must not straddle, because a citation opens one of them."""
    return block.locator.page, block.locator.slide, block.locator.sheet


def _path(block: Block) -> tuple[str, ...]:
    """The headings the block stands under, a heading under itself."""
    return (*block.headings, block.text) if block.kind == "heading" else block.headings


def _make(pieces: list[Piece], source: Source) -> Chunk:
    first, last = pieces[0], pieces[-1]
    text = _written(pieces)
    part = f".{first.part}" if first.part else ""
    return Chunk(
        id=f"{source.id}-v{source.version}-{first.index}{part}",
        source=source.id,
        space=source.space,
        text=text,
        locator=first.block.locator.through(last.block.locator),
        first_block=first.index,
        last_block=last.index,
        kind=source.kind,
        headings=_shared([_path(piece.block) for piece in pieces]),
        speakers=tuple(dict.fromkeys(piece.block.speaker for piece in pieces if piece.block.speaker)),
        lang=language(text),
        topic=source.topic,
        occurred_on=source.occurred_on,
        title=source.title,
        version=source.version,
    )


def _shared(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all the blocks stand under."""
    shared = paths[0]
    for path in paths[1:]:
        same = 0
        while same < min(len(shared), len(path)) and shared[same] == path[same]:
            same += 1
        shared = shared[:same]
    return shared


def _written(pieces: list[Piece]) -> str:
    """Paragraphs on lines of their own; what one person says in a row on one line after the name."""
    if pieces[0].block.kind not in ("speech", "message"):
        return "\n".join(piece.text for piece in pieces)
    join = "\n".join if pieces[0].block.kind == "message" else _flowing
    lines = []
    for speaker, run in groupby(pieces, key=lambda piece: piece.block.speaker):
        said = join([piece.text for piece in run])
        lines.append(f"{speaker}：{said}" if speaker else said)
    return "\n".join(lines)


def _flowing(texts: list[str]) -> str:
    """Segments joined as one would write them: a space unless Chinese meets Chinese."""
    joined = texts[0]
    for text in texts[1:]:
        together = CJK.match(joined[-1]) and CJK.match(text[0])
        joined += text if together else f" {text}"
    return joined
