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

# Where a sentence may end: closing marks belong to it. Dots inside numbers and addresses have no space after them.
_END = re.compile(
    r"[。！？；]+[”’」』）)\"]*|(?<=[\u3400-\u9fff])[!?;]+[”’」』）)\"]*|[!?;]+[”’\"')）」』]*(?=\s|$)"
    r"|(?<!\.)\.(?:\[\d+\])*[”’\"')）」』]*(?=\s+(?![a-z\s])|$)|\n+"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|Hon|vs|Nos?|Fig|Inc|Co"
    r"|Corp|Ltd|Mt|Ft|Ave|approx|ca|etc|cf|al|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|^\s*\d{1,2})\.$"
)
# What stands between such marks is one piece: 《你好吗？》, (Really?). A quote that ends a sentence ends it with its
# own mark, and one this long is cut like any text.
_ENCLOSED = re.compile(
    r"《[^》\n]{1,60}》|（[^）\n]{1,80}）|\([^)\n]{1,120}\)|“[^”\n]{1,60}”|「[^」\n]{1,60}」|『[^』\n]{1,60}』"
)
ASKS = re.compile(r"[？?][”’\"')）」』]*\s*$")  # of a sentence: it is a question
_WORD = re.compile(r"[^\W_]")  # a line of dashes says nothing
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
    cut = [
        (first, last, text)
        for first, last, unit in _units(evidence.blocks)
        for text in _sentences(unit)
        if _WORD.search(text)
    ]
    blocks = dict(evidence.blocks)
    return [Passage(evidence, first, last, i, text, blocks[first]) for i, (first, last, text) in enumerate(cut)]


def sentences(text: str) -> list[str]:
    """`text` cut after each sentence."""
    enclosed = [found.span() for found in _ENCLOSED.finditer(text)]
    pieces, start = [], 0
    for end in _END.finditer(text):
        if not any(_inside(text, start, end, *span) for span in enclosed) and not _abbreviates(text[start : end.end()]):
            pieces.append(text[start : end.end()].strip())
            start = end.end()
    return [piece for piece in (*pieces, text[start:].strip()) if piece]


def joined(texts: Sequence[str]) -> str:
    """Sentences one after another: a space between them, none after Chinese punctuation."""
    whole = ""
    for text in texts:
        gap = " " if whole and whole[-1] not in "。！？；" else ""
        whole += gap + text
    return whole


def _inside(text: str, start: int, end: re.Match[str], first: int, last: int) -> bool:
    """Whether `end` stands in the enclosed text[first:last]. What closes a quote may close the sentence around it;
    what closes a title or an aside does not, unless the aside is all there is."""
    if not first < end.start() < last:
        return False
    return end.end() < last or (text[first] in "《（(" and bool(text[start:first].strip()))


def _abbreviates(piece: str) -> bool:
    return piece.endswith(".") and bool(_ABBREVIATED.search(piece))


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
