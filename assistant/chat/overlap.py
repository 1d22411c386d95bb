"""How much of a question a text holds: its terms, the pairs and runs of its words, and what each is worth.

Terms are those of language.py. What a term is worth is told from the texts that were found, so nothing about the whole
library is needed: on DRCD the library's own counts told no better (AUC .925 both). Knows no synonyms.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import log

from assistant.chat.language import HAN, WORD, stem, terms
from vectorstore.terms import fold

_UNIT = re.compile(f"{HAN.pattern}|{WORD.pattern}")
HEAD = 5  # letters that two words share when one is likely a form of the other: Norman, Normandy
HEAD_SHARE = 0.7  # of its worth that such a term brings


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """`terms`, remembered: a question's sentences are read several times."""
    return frozenset(terms(text))


@lru_cache(maxsize=4096)
def units_of(text: str) -> tuple[str, ...]:
    """What runs and pairs are made of: stems of Latin words and single Han characters, in order, none left out."""
    return tuple(map(stem, _UNIT.findall(fold(text))))


def worth(question: str, texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each asked term tells the texts apart: one that is nowhere tells most, a number counts double."""
    total = len(texts)
    return {
        term: log(1 + total / (0.5 + sum(term in words for words in texts))) * (1 + any(map(str.isdigit, term)))
        for term in words_of(question)
    }


def covered(words: Collection[str], value: Mapping[str, float]) -> float:
    """The share of the question that `words` hold, 0 to 1."""
    total = sum(value.values())
    return sum(weight for term, weight in value.items() if term in words) / total if total else 0.0


def softly_covered(words: Collection[str], value: Mapping[str, float]) -> float:
    """The same, where a word that begins alike counts in part."""
    total = sum(value.values())
    heads = {word[:HEAD] for word in words if len(word) >= HEAD}
    held = sum(
        weight * (1 if term in words else HEAD_SHARE if len(term) >= HEAD and term[:HEAD] in heads else 0)
        for term, weight in value.items()
    )
    return held / total if total else 0.0


def longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest run of units that both hold."""
    best = 0
    theirs = "\n".join(("", *other, ""))
    for start in range(len(one)):
        while start + best < len(one) and "\n".join(("", *one[start : start + best + 1], "")) in theirs:
            best += 1
    return best


def shared_pairs(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the pairs of neighbours in `one` that are neighbours in `other`, too; a little below 1 at most,
    so that a short question's pairs count less."""
    mine = set(itertools.pairwise(one))
    return len(mine & set(itertools.pairwise(other))) / (len(mine) + 1)
