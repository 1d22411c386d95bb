"""Whether the evidence carries an answer at all, told from the scores of its best passages.

A first, simple rule: a weighted sum of the best passage's cosine and of how many of the question's
terms the best passage and its evidence hold. It sees that a question's subject is missing; it does
not see that a passage on the subject leaves the question open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.extractive import Scored
from assistant.chat.language import terms


@dataclass(frozen=True, slots=True)
class Rule:
    """The weights and the threshold."""

    cosine: float = 1.0
    coverage: float = 0.25
    reach: float = 0.25
    threshold: float = 1.0


RULE = Rule()


def supported(question: str, scored: Sequence[Scored], rule: Rule = RULE) -> bool:
    """Whether the best passages answer `question` well enough to be quoted."""
    return strength(question, scored, rule) >= rule.threshold


def strength(question: str, scored: Sequence[Scored], rule: Rule = RULE) -> float:
    """How well they do, on the scale of the rule's threshold; 0 without any passage."""
    if not scored:
        return 0.0
    asked = terms(question)
    best = scored[0].passage.evidence
    held = terms(" ".join((best.title, *best.headings, best.text)))
    reach = len(asked & held) / len(asked) if asked else 1.0
    top = max(item.cosine for item in scored)
    return rule.cosine * top + rule.coverage * scored[0].coverage + rule.reach * reach
