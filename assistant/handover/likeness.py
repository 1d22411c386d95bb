"""How alike two questions are: whether they ask the same thing in other words, and whether they belong together.

Nearness alone does not tell: "六月的预算" and "七月的预算" lie closer to each other than most paraphrases do. So first
nothing that one question insists on may be contradicted by the other (insisting.py); then cosine, shared concepts and
words, and what is asked for are weighed. Weights and bounds were fitted on questions in Chinese, English and across
(benchmarks/same_question.py), precision first: a wrong answer marked as verified is worse than none, so about half
of all paraphrases are missed and searched for as ever. Knows no database and no client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.chat.extractive import Similarity
from assistant.chat.language import language_of
from assistant.handover.insisting import Feature, agree, features
from vectorstore.terms import fold

# By Feature and, last, the intercept: within one language, and across two.
WITHIN = (17.162, 2.538, 0.523, -0.899, 1.661, -1.714, -0.303, -18.288)
ACROSS = (22.663, 2.611, 0.722, -0.98, 1.451, -1.55, -4.489, -20.909)
SAME = 1.9  # score from which questions that agree are one: 0.3 above the best wrong pair of the fitted half
RELATED = 0.5  # from which questions, agreeing or not, belong to one gap

_IDLE = re.compile(r"请问|我们|咱们|到底|具体|大概|[是有的了呢啊呀吧]|\b(?:please|the|an?|our)\b")
LOOKED_AT = 20  # nearest by cosine; the same words in another order of them are always among these

Alike = Callable[[str, str, float], bool]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Compares a question with others. Safe to share between threads."""

    similarity: Similarity

    def same(self, question: str, others: Sequence[str]) -> int | None:
        """Position of the one that asks the same; None when none does."""
        return self._best(question, others, is_same)

    def related(self, question: str, others: Sequence[str]) -> int | None:
        """Position of the one that it belongs together with; None when there is none."""
        return self._best(question, others, is_related)

    def _best(self, question: str, others: Sequence[str], alike: Alike) -> int | None:
        """The nearest that is alike. Each is looked at once: texts occur twice."""
        texts = list(dict.fromkeys(others))
        if not texts:
            return None
        cosines = self.similarity(question, texts)
        nearest = (int(at) for at in np.argsort(-cosines, kind="stable")[:LOOKED_AT])
        found = next((at for at in nearest if alike(question, texts[at], float(cosines[at]))), None)
        return None if found is None else others.index(texts[found])


def is_same(one: str, other: str, cosine: float) -> bool:
    """Whether two questions ask the same thing."""
    return _plain(one) == _plain(other) or (agree(one, other) and score(one, other, cosine) >= SAME)


def is_related(one: str, other: str, cosine: float) -> bool:
    """Whether two questions belong to one gap: who answers one can likely answer the other."""
    return _plain(one) == _plain(other) or score(one, other, cosine) >= RELATED


def score(one: str, other: str, cosine: float) -> float:
    """The log odds that two questions which agree are one."""
    weights = WITHIN if language_of(one) == language_of(other) else ACROSS
    held: Feature = features(one, other, cosine)
    return sum(weight * value for weight, value in zip(weights[:-1], held, strict=True)) + weights[-1]


def _plain(text: str) -> str:
    """The question without what may be left out of it: "请问竞业限制有几年呢" is "竞业限制是几年"."""
    return re.sub(r"[\W_]+", "", _IDLE.sub(" ", fold(text)))
