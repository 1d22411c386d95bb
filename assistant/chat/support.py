"""Whether the evidence carries an answer at all, told from what was read off its best passages.

A small logistic: which of the question's terms, names, numbers and quoted words stand together in one place, how near
the best sentence is, and how far ahead of the rest. It sees that a subject, a name or a year is missing; that a passage
holds every word of the question and still leaves it open it sees one time in three (SQuAD 2's are written so). And one
rule: what holds on another platform is no answer (platforms.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat.extractive import Scored
from assistant.chat.features import of_answer
from assistant.chat.language import language_of
from assistant.chat.platforms import is_elsewhere
from assistant.chat.weights import ACROSS, Weights, fitted


def supported(question: str, scored: Sequence[Scored], weights: Weights | None = None) -> bool:
    """Whether the best passages answer `question` well enough to be quoted, and speak of where it asks about."""
    if not scored or strength(question, scored, weights) < 0:
        return False
    return not is_elsewhere(question, (f"{item.passage.context}\n{item.passage.text}" for item in scored))


def strength(question: str, scored: Sequence[Scored], weights: Weights | None = None) -> float:
    """How far they are above what is needed, in log odds; below 0 they are too weak. -inf without any passage."""
    if not scored:
        return float("-inf")
    lang = language_of(question)
    kind = lang if language_of(scored[0].passage.text) == lang else ACROSS
    row = of_answer(question, [i.passage for i in scored], [i.cosine for i in scored], [i.score for i in scored])
    slopes, threshold = (weights or fitted()).answer[kind]
    return float(row @ slopes) - threshold
