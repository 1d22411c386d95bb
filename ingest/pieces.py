"""Blocks cut to a size, and how size and language are measured.

A piece is a block, or a part of one that was too long; it remembers which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vectorstore.models import Block

CJK_WEIGHT = 2.5  # one Han character says about as much as 2.5 Latin ones (and is one token, not 0.3)
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3\u3000-\u303f\uff00-\uffef]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*")
_SENTENCE = re.compile(r"[。！？；!?;…][”’」』）)\"']*|\.[”’)\"']*(?=\s)|\n+")
_SOFT = re.compile(r"[，、：]|[,:]?\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, or one part of a block that was too long. `part` counts from 0."""

    block: Block
    index: int  # of the block in the source
    part: int
    text: str

    @property
    def weight(self) -> float:
        """Length in Latin characters."""
        return weight(self.text)


def weight(text: str) -> float:
    """Length in Latin characters, a Chinese, Japanese or Korean one counting 2.5."""
    return len(text) + (CJK_WEIGHT - 1) * len(CJK.findall(text))


def language(text: str) -> str:
    """ "zh" or "en" by which has more: Han characters or Latin words, two Han making a word. "" for neither."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if han == words == 0:
        return ""
    return "zh" if han >= 2 * words or (han >= words and han > 0) else "en"


def split_text(text: str, limit: float) -> list[str]:
    """Parts no heavier than `limit`, cut after sentences; inside a sentence only where it alone is
    heavier, then after a comma or space; inside a word only where there is neither."""
    if weight(text) <= limit:
        return [text]
    return list(_packed(_bounded(text, limit, (_SENTENCE, _SOFT)), limit))


def _bounded(text: str, limit: float, cuts: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for part in _split_keeping(text, cuts[0]):
        if weight(part) <= limit:
            yield part
        elif len(cuts) > 1:
            yield from _bounded(part, limit, cuts[1:])
        else:
            size = max(1, int(limit / CJK_WEIGHT))
            yield from (part[at : at + size] for at in range(0, len(part), size))


def _split_keeping(text: str, cut: re.Pattern[str]) -> list[str]:
    """Split so that joining the parts gives the text back."""
    ends = [match.end() for match in cut.finditer(text)]
    return [part for start, end in zip([0, *ends], [*ends, len(text)], strict=True) if (part := text[start:end])]


def _packed(parts: Iterable[str], limit: float) -> Iterator[str]:
    held, load = "", 0.0
    for part in parts:
        heavy = weight(part)
        if held and load + heavy > limit:
            if held.strip():
                yield held.strip()
            held, load = "", 0.0
        held, load = held + part, load + heavy
    if held.strip():
        yield held.strip()


def pieces_of(block: Block, index: int, limit: float) -> list[Piece]:
    """The block as one piece, or as several no heavier than `limit`. An empty block gives none."""
    return [Piece(block, index, part, said) for part, said in enumerate(split_text(block.text.strip(), limit)) if said]
