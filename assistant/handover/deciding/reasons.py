"""Why something was decided, in the words that stand around it; and the options that were on the table.

By words: "because" and its like first, then what nearby calls too dear, too late, a risk. Gives "" rather than
guess when nothing near says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.handover.deciding.cues import GROUND, OPTION, WHY
from assistant.handover.deciding.sentences import sentences
from vectorstore.models import Block

NEAR = 2  # blocks before and after in which a reason is looked for
NEAR_OPTIONS = 4
MOST_CHARS = 300
_ASKS_WHY = re.compile(r"为什么|为何|\bwhy\b", re.IGNORECASE)  # so what follows answers that, not this
_ASKS = re.compile(r"[？?]\s*$|吗[。？]?$")


def reason_near(blocks: Sequence[Block], first: int, last: int, said: str) -> str:
    """The reason for what blocks `first` to `last` decide in the words `said`; "" when none is told."""
    if found := WHY.search(said):
        return _cut(next(filter(None, found.groups())))
    own = [block.text for block in blocks[first : last + 1]]
    after = [block.text for block in blocks[last + 1 : last + 1 + NEAR]]
    before = [block.text for block in reversed(blocks[max(0, first - NEAR) : first])]
    elsewhere = [text for text in (*after, *before) if not _ASKS_WHY.search(text)]
    for pattern, texts in ((WHY, (*own, *elsewhere)), (GROUND, (*before, *after[:1]))):
        for text in texts:
            for sentence in sentences(text):
                if pattern.search(sentence) and sentence != said.strip() and not _ASKS.search(sentence):
                    return _cut(sentence)
    return ""


def options_near(blocks: Sequence[Block], first: int, last: int) -> tuple[str, ...]:
    """What else was put forward shortly before, as it was said; at most three."""
    before = blocks[max(0, first - NEAR_OPTIONS) : first]
    return tuple(_cut(block.text) for block in before if block.kind != "heading" and OPTION.search(block.text))[-3:]


def _cut(text: str) -> str:
    text = " ".join(text.split()).strip()
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 1] + "…"
