"""Why something was decided, in the words that stand around it; and the options that were on the table.

By words: "because" and its like first, then what nearby calls too dear, too late, a risk. Gives "" rather than
guess when nothing near says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.language import terms
from assistant.handover.deciding.cues import GROUND, OPTION, THEREFORE, WHY, strength
from assistant.handover.deciding.sentences import sentences
from vectorstore.models import Block

NEAR = 2  # blocks before and after in which a reason is looked for
NEAR_OPTIONS = 4
DECISIVE = 0.5  # what decides something else is no reason
MOST_CHARS = 300
_ASKS_WHY = re.compile(r"为什么|为何|\bwhy\b", re.IGNORECASE)  # so what follows answers that, not this
_ASKS = re.compile(r"[？?]\s*$|吗[。？]?$")


def reason_near(blocks: Sequence[Block], first: int, last: int, said: str) -> str:
    """The reason for what blocks `first` to `last` decide in the words `said`; "" when none is told."""
    for pattern in (WHY, THEREFORE):
        if found := pattern.search(said):
            return _cut(next(filter(None, found.groups())))
    own = [(0, block.text) for block in blocks[first : last + 1]]
    after = list(enumerate((block.text for block in blocks[last + 1 : last + 1 + NEAR]), start=1))
    before = list(enumerate((block.text for block in reversed(blocks[max(0, first - NEAR) : first])), start=1))
    elsewhere = [pair for pair in (*after, *before) if not _ASKS_WHY.search(pair[1])]
    for pattern, pairs in ((WHY, (*own, *elsewhere)), (GROUND, (*before, *after[:1]))):
        for distance, text in pairs:
            for sentence in sentences(text):
                if pattern.search(sentence) and _is_ground(sentence, said, distance, named=pattern is WHY):
                    return _cut(sentence)
    return ""


def _is_ground(sentence: str, said: str, distance: int, *, named: bool) -> bool:
    """Not the decision itself, no question, no other decision; from further off only on the same subject."""
    if sentence == said.strip() or _ASKS.search(sentence):
        return False
    if distance and not named and strength(sentence)[0] >= DECISIVE:
        return False
    return distance < NEAR or bool(terms(sentence) & terms(said))


def options_near(blocks: Sequence[Block], first: int, last: int) -> tuple[str, ...]:
    """What else was put forward shortly before, as it was said; at most three."""
    before = blocks[max(0, first - NEAR_OPTIONS) : first]
    return tuple(_cut(block.text) for block in before if block.kind != "heading" and OPTION.search(block.text))[-3:]


def _cut(text: str) -> str:
    text = " ".join(text.split()).strip()
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 1] + "…"
