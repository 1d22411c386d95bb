"""Evidence cut into sentences that each know their blocks.

A sentence never crosses a paragraph, row or message. Recognised speech is cut at pauses, not at
sentences, so there a sentence may run over several segments; it keeps the first and the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.chat.evidence import Evidence
from vectorstore.models import Block

JOINED_CHARS = 160  # a spoken sentence joined from segments grows no longer than this
PAUSE_S = 1.0  # and never across a longer silence

# After 。！？; and after . ! ? before a space, unless the dot belongs to "Mr." or "3." or an initial.
_END = re.compile(
    r"(?<=[。！？；!?])[”’」』）)\"]*(?=\S)|(?<=[。！？；!?.])(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bMrs\.)"
    r"(?<!\bvs\.)(?<!\bNo\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!^\d\.)(?<!\n\d\.)[”’\"')）」』]*\s+(?![a-z])|\n+"
)
_CLOSED = re.compile(r"[。！？；!?.…][”’\"')）」』]*\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of the evidence, or one row."""

    evidence: Evidence
    first: int  # its first block's index in the source
    last: int  # inclusive
    order: int  # its place among the passages of its evidence
    text: str
    block: Block  # its first

    @property
    def context(self) -> str:
        """What stands over it: the source's title and the headings."""
        return " ".join((self.evidence.title, *self.block.headings))


def passages(evidence: Evidence) -> list[Passage]:
    """Its sentences in order."""
    cut = [(first, last, text) for first, last, joined in _units(evidence.blocks) for text in _sentences(joined)]
    blocks = dict(evidence.blocks)
    return [Passage(evidence, first, last, i, text, blocks[first]) for i, (first, last, text) in enumerate(cut)]


def sentences(text: str) -> list[str]:
    """`text` cut after each sentence."""
    pieces, start = [], 0
    for end in _END.finditer(text):
        pieces.append(text[start : end.end()].strip())
        start = end.end()
    return [piece for piece in (*pieces, text[start:].strip()) if piece]


def _sentences(unit: tuple[str, bool]) -> list[str]:
    text, whole = unit
    return [text] if whole else sentences(text)


def _units(blocks: Sequence[tuple[int, Block]]) -> Iterator[tuple[int, int, tuple[str, bool]]]:
    """Runs of blocks that may share a sentence: (first, last, (text, is it one passage whatever it holds))."""
    i = 0
    while i < len(blocks):
        first, block = blocks[i]
        text, last = block.text.strip(), first
        if block.kind == "speech":
            while i + 1 < len(blocks) and _goes_on(text, blocks[i][1], blocks[i + 1][1]):
                i += 1
                last, following = blocks[i]
                text = _glue(text, following.text.strip())
        if text and block.kind != "heading":
            yield first, last, (text, block.kind == "row" or last > first)
        i += 1


def _goes_on(text: str, block: Block, following: Block) -> bool:
    """Whether the sentence that `text` ends in goes on in the following segment."""
    if following.kind != "speech" or following.speaker != block.speaker or _CLOSED.search(text):
        return False
    pause = (following.locator.start or 0.0) - (block.locator.end or 0.0)
    return pause <= PAUSE_S and len(text) + len(following.text) <= JOINED_CHARS


def _glue(text: str, more: str) -> str:
    """Two segments' texts: a space between Latin words, nothing or a comma between Han."""
    if not text or not more:
        return text or more
    latin = text[-1].isascii() and more[0].isascii()
    return f"{text} {more}" if latin or text[-1] in "，、,：:" else f"{text}，{more}"
