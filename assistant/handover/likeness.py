"""How alike two questions are: whether they ask the same thing in other words, and whether they belong together.

Cosine of the app's own embedder, and what must agree beside it: numbers, days, names, platforms and denials, since
"六月的预算" and "七月的预算" lie closer to each other than most paraphrases do. Thresholds were measured on pairs in
Chinese, English and across (benchmarks/same_question.py); precision comes first, for a wrong answer marked as
verified is worse than none. Knows no database and no client.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from assistant.chat.language import language_of
from assistant.handover.insisting import agree
from vectorstore.e5_weights import Floats
from vectorstore.terms import fold

SAME, SAME_ACROSS = 0.93, 0.90  # cosine from which questions that agree are one, in one language and across two
RELATED = 0.89  # from which they belong to one gap
REMEMBERED = 4096  # vectors: 6 MiB

Embed = Callable[[Sequence[str]], Floats]


class Likeness:
    """Compares questions and remembers their vectors by text. Safe to share between threads."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: OrderedDict[str, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def cosines(self, question: str, others: Sequence[str]) -> Floats:
        """Shape (len(others),). What is not remembered is embedded at once."""
        vectors = self._vectors([question, *others])
        cosines: Floats = vectors[1:] @ vectors[0]
        return cosines

    def same(self, question: str, others: Sequence[str]) -> int | None:
        """Position of the one that asks the same; None when none does."""
        return self._best(question, others, is_same)

    def related(self, question: str, others: Sequence[str]) -> int | None:
        """Position of the one that it belongs together with; None when there is none."""
        return self._best(question, others, is_related)

    def _best(self, question: str, others: Sequence[str], alike: Callable[[str, str, float], bool]) -> int | None:
        if not others:
            return None
        cosines = self.cosines(question, others)
        order = np.argsort(-cosines, kind="stable")
        return next((int(at) for at in order if alike(question, others[at], float(cosines[at]))), None)

    def _vectors(self, texts: Sequence[str]) -> Floats:
        with self._lock:
            held = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in held]
        held |= zip(new, self._embed(new), strict=True) if new else ()
        with self._lock:
            self._known |= held
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return np.stack([held[text] for text in texts])


def is_same(one: str, other: str, cosine: float) -> bool:
    """Whether two questions ask the same thing."""
    if _plain(one) == _plain(other):
        return True
    bound = SAME if language_of(one) == language_of(other) else SAME_ACROSS
    return cosine >= bound and agree(one, other)


def is_related(one: str, other: str, cosine: float) -> bool:
    """Whether two questions belong to one gap: what answers one likely says something of the other."""
    return cosine >= RELATED or is_same(one, other, cosine)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
