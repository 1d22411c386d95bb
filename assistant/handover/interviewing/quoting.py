"""A few of the person's own words, to quote in the next question: what they told, or what they left vague."""

from __future__ import annotations

import re

from assistant.chat.language import HAN
from assistant.chat.marks import quoted_line
from assistant.chat.passages import sentences
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.lacking import READ, VAGUE

LONGEST = {"zh": 24, "en": 70}  # characters
SHORTEST = 3
_CUT = re.compile(r"[，,；;：:。！？!?]|\.(?=\s|$)")
_QUOTES = re.compile(r"[「」『』“”\"{}]")


def clause(answer: str, lang: str, *, is_vague: bool = False) -> str:
    """The first clause of an answer that tells something, or with `is_vague` the one that is vague; "" when none is
    short enough to be quoted."""
    text = _QUOTES.sub("", quoted_line(answer[:READ]))
    clauses = (piece.strip() for sentence in sentences(text) for piece in _CUT.split(sentence))
    longest = LONGEST["zh" if HAN.search(text) else lang]
    short = (piece for piece in clauses if SHORTEST <= len(piece) <= longest)
    return next((piece for piece in short if (VAGUE.search(piece) if is_vague else held(piece))), "")
