"""A few of the person's own words, to quote in the next question: the vague ones if there are any."""

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


def clause(answer: str, lang: str) -> str:
    """The clause of an answer that says the vaguest thing, else the first that is concrete; "" when none is short
    enough."""
    text = _QUOTES.sub("", quoted_line(answer[:READ]))
    clauses = [piece.strip() for sentence in sentences(text) for piece in _CUT.split(sentence) if piece.strip()]
    vague = [piece for piece in clauses if VAGUE.search(piece)]
    concrete = [piece for piece in clauses if held(piece)]
    longest = LONGEST["zh" if HAN.search(text) else lang]
    return next((piece for piece in (*vague, *concrete, *clauses) if SHORTEST <= len(piece) <= longest), "")
