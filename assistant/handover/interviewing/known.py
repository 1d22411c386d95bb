"""What the library holds already, so that it is not asked for: by words, across Chinese and English.

Words that mean one thing to an agency count as one (chat/synonyms.py). A sentence about the same thing that says
something else looks the same to this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.chat.language import terms
from assistant.chat.synonyms import synonyms
from vectorstore.terms import fold

SHARED = 0.6  # of a question's terms, in a sentence that answers it
SAME = 0.75  # of the terms of two questions, for the same question in other words


def on_topic(about: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The known sentences that hold one of the words."""
    words = [re.escape(word) if not word.isascii() else rf"\b{re.escape(word)}" for word in about]
    pattern = re.compile("|".join(words)) if words else None
    return tuple(sentence for sentence in known if pattern and pattern.search(fold(sentence)))


def is_answered(question: str, known: Sequence[str]) -> bool:
    """Whether a known sentence holds most of what the question names, in either language."""
    asked = terms(question)
    return bool(asked) and any(_share(asked, sentence) >= SHARED for sentence in known)


def is_same(question: str, other: str) -> bool:
    """Whether two questions are one, reworded."""
    mine, theirs = terms(question), terms(other)
    if not mine or not theirs:
        return fold(question).strip() == fold(other).strip()
    return (
        len(mine & theirs) / min(len(mine), len(theirs)) >= SAME
        and len(mine & theirs) / max(len(mine), len(theirs)) > 0.5
    )


def _share(asked: set[str], sentence: str) -> float:
    held = terms(sentence)
    for word in synonyms(sentence):
        held |= terms(word)
    return len(asked & held) / len(asked)
