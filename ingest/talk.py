"""Where to cut speech and chats: at pauses, speaker changes and sentence ends.

A chunk is filled to between half the limit and the limit, and cut at the best place in
that stretch; the next one repeats its last segment when that is short, so that an answer
on the border is whole in one of them. A long silence cuts sooner. A short rest joins the
chunk before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.pieces import Piece
from vectorstore.models import Block

TALK_LIMIT = 900.0  # in Latin characters: 360 Han, a minute and a half of speech
_FULL_FROM = 0.5  # the share of the limit from which a cut is considered
_REST = 0.25  # a remainder up to this share of the limit is not made a chunk of its own
_OVERLAP_BELOW = 0.2  # a segment longer than this share of the limit is not repeated
_SILENCE_S = 20.0  # ends a subject in a recording
_CHAT_SILENCE_S = 1800.0  # ends a subject in a chat
_ENOUGH = 0.3  # the share of the limit from which a silence may cut
_SENTENCE_END = re.compile(r"[。！？.!?…][”’」』）)\"']*$")
_NUMBERS = re.compile(r"\d+")


def cut_talk(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Groups of consecutive pieces; neighbours share at most one."""
    start = 0
    while start < len(pieces):
        end = _cut(pieces, start)
        yield pieces[start:end]
        if end == len(pieces):
            return
        start = end - 1 if _repeats(pieces, start, end) else end


def _cut(pieces: list[Piece], start: int) -> int:
    """Index after the last piece of the chunk that begins at `start`."""
    load, best, end = 0.0, (-1.0, start + 1), start
    while end < len(pieces):
        if end > start and load + pieces[end].weight > TALK_LIMIT:
            break
        load += pieces[end].weight
        end += 1
        if end < len(pieces):
            if load >= _ENOUGH * TALK_LIMIT and _silent(pieces[end - 1].block, pieces[end].block):
                return end
            if load >= _FULL_FROM * TALK_LIMIT:
                best = max(best, (_break(pieces[end - 1], pieces[end]) + load / TALK_LIMIT, end))
    rest = sum(piece.weight for piece in pieces[end : end + 20])
    if rest <= _REST * TALK_LIMIT and end + 20 >= len(pieces):
        return len(pieces)
    return best[1] if best[0] >= 0 else end


def _break(before: Piece, after: Piece) -> float:
    """How good a place to cut: each second of pause up to 4, a new speaker 1.5, a sentence's end 1."""
    if before.index == after.index:
        return 0.0
    pause = min(4.0, max(0.0, _gap(before.block, after.block)))
    turn = 1.5 if before.block.speaker != after.block.speaker else 0.0
    return pause + turn + (1.0 if _SENTENCE_END.search(before.text[-4:]) else 0.0)


def _repeats(pieces: list[Piece], start: int, end: int) -> bool:
    last = pieces[end - 1]
    short = last.weight <= _OVERLAP_BELOW * TALK_LIMIT
    same_talk = last.block.kind == "speech" and not _silent(last.block, pieces[end].block)
    return end - 1 > start and short and same_talk


def _silent(before: Block, after: Block) -> bool:
    return _gap(before, after) >= (_CHAT_SILENCE_S if before.kind == "message" else _SILENCE_S)


def _gap(before: Block, after: Block) -> float:
    """Seconds between two blocks; 0 where times are not known, endless between two days."""
    if before.kind == "message":
        return _chat_gap(before.headings, after.headings)
    if before.locator.end is None or after.locator.start is None:
        return 0.0
    return after.locator.start - before.locator.end


def _chat_gap(before: tuple[str, ...], after: tuple[str, ...]) -> float:
    """Messages carry (date, time) or (time,) as written by the chat tool."""
    if before[:-1] != after[:-1]:
        return float("inf")
    return _clock(after) - _clock(before) if before and after else 0.0


def _clock(headings: tuple[str, ...]) -> float:
    written = headings[-1]
    hours, minutes, *rest = (*(int(number) for number in _NUMBERS.findall(written)), 0, 0)
    late = hours < 12 and ("下午" in written or "晚上" in written or "pm" in written.lower().replace(".", ""))
    return (hours + (12 if late else 0)) * 3600.0 + minutes * 60 + rest[0]
