"""How likely a chunk is to hold what was asked, from a handful of features of the two.

Cosines of the chunk and of its best sentences to the question, and how much of the question's
wording stands in it: anywhere, within two neighbouring sentences, and by BM25 beside the best BM25 of
all. Rare words count more than common ones. A chunk in another script than the question's is judged
by its cosines and by the names and numbers they share, with weights of its own. The weights are a
conditional logit, fitted by benchmarks/relevance.py on some corpora and tested on those left out
(docs/decisions.md); the score is a sum of features times weights. The best at this first look are looked
at again, with how well each word of the question is met in them (`late.py`), where the embedder shows words.

Knows texts and vectors only: no index, no scope.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from vectorstore.e5_weights import Floats
from vectorstore.models import Chunk
from vectorstore.script import Script, script_of
from vectorstore.sentences import Near
from vectorstore.sounds import sound
from vectorstore.terms import fold, is_han, query_terms, words

SAME = ("chunk", "sentence", "sentences", "coverage", "window", "keywords")
FOREIGN = ("foreign chunk", "foreign sentence", "foreign sentences", "foreign names", "foreign")
FEATURES = SAME + FOREIGN
LATE = ("met", "met nearby", "foreign met", "foreign met nearby")
TOP_SENTENCES = 3
SOUND_CREDIT = 0.6  # of a term that was not read but heard, in what was recognised
MOST_TERMS = 64  # of a question; a pasted page would otherwise take long

_SENTENCE = re.compile(r"[^。！？；!?\n.]+")
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][A-Za-z]+|\d+(?:\.\d+)?")
_LATIN = re.compile(r"[a-z]+|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart once for all its candidates."""

    vector: Floats  # centred, see sentences.py
    script: Script
    terms: Mapping[str, float]  # term → how much it tells
    sounds: Mapping[str, str]  # Chinese term → its sound
    names: tuple[str, ...]  # what is written alike in both scripts


def asked(text: str, vector: Floats, known: Mapping[str, int], total: int) -> Asked:
    """`known` says in how many of `total` chunks a term stands; one it does not hold is in none."""
    terms = query_terms(text)[:MOST_TERMS]
    worth = {
        term: math.log(1 + (total - min(known.get(term, 0), total) + 0.5) / (known.get(term, 0) + 0.5))
        for term in terms
    }
    script = script_of(text)
    names = _LATIN.findall(fold(text)) if script is Script.HAN else [name.lower() for name in _NAME.findall(text)]
    return Asked(
        vector,
        script,
        worth,
        {term: sound(term) for term in terms if is_han(term)},
        tuple(dict.fromkeys(names)),
    )


def cosines(question: Asked, near: Sequence[Near]) -> Floats:
    """(len(near), 3): of the chunk, of its best sentence, and the mean of its three best."""
    if not near:
        return np.empty((0, 3), np.float32)
    # einsum stays on this thread, unlike the `@` of so many rows (late.py says what that costs).
    own = np.einsum("ij,j->i", np.stack([item.chunk for item in near]), question.vector)
    every = np.einsum("ij,j->i", np.concatenate([item.sentences for item in near]), question.vector)
    rows, start = np.empty((len(near), 3), np.float32), 0
    for i, item in enumerate(near):
        best = np.sort(every[start : start + len(item.sentences)])[-TOP_SENTENCES:]
        rows[i] = own[i], best[-1], best.mean()
        start += len(item.sentences)
    return rows


def features(question: Asked, chunk: Chunk, script: Script, near: Floats, keywords: float) -> list[float]:
    """One number per name in FEATURES, of the chunk's row of `cosines` and its share of the best BM25."""
    if script is not question.script:
        folded = fold(chunk.text)
        shared = sum(name in folded for name in question.names) / len(question.names) if question.names else 0.0
        return [0.0] * len(SAME) + [*map(float, near), shared, 1.0]
    return [*map(float, near), *_wording(question, chunk), keywords] + [0.0] * len(FOREIGN)


def _wording(question: Asked, chunk: Chunk) -> tuple[float, float]:
    """Which shares of the question's terms stand in the chunk, and in two neighbouring sentences of it."""
    text = _read(chunk.text)
    inside = {term: worth for term, worth in question.terms.items() if _holds(text, term)}
    around = _read(" ".join((chunk.title, *chunk.headings)))
    heard = sound(text.folded) if chunk.kind.is_heard else ""
    held = sum(inside.values())
    for term, worth in question.terms.items():
        if term not in inside:
            if _holds(around, term):
                held += worth
            elif heard and question.sounds.get(term, "\0") in heard:
                held += SOUND_CREDIT * worth
    found = [{term for term in inside if _holds(part, term)} for part in text.sentences]
    pairs = [one | other for one, other in pairwise(found)] or found
    window = max((sum(inside[term] for term in pair) for pair in pairs), default=0.0)
    total = sum(question.terms.values()) or 1.0
    return held / total, window / total


def closer(features: Floats, met: Floats) -> Floats:
    """(n, FEATURES and LATE): the features of n chunks, with their rows of `late.met`."""
    foreign = features[:, [FEATURES.index("foreign")]]
    return np.concatenate([features, met * (1 - foreign), met * foreign], axis=1)


def scored(features: Floats) -> Floats:
    """One score per row, of a first look's features or a second's. The best of a question scores alike at both, in
    the median, so what is fitted to one may read the other."""
    second = features.shape[1] > len(FEATURES)
    scores: Floats = features @ weights()[features.shape[1]] + (_kept()["second"]["level"] if second else 0.0)
    return scores


@lru_cache(maxsize=1)
def weights() -> dict[int, Floats]:
    """How many features a look has → one number for each of them."""
    looks = (("first", FEATURES), ("second", FEATURES + LATE))
    return {len(names): np.array([_kept()[look][name] for name in names], np.float32) for look, names in looks}


@lru_cache(maxsize=1)
def _kept() -> dict[str, dict[str, float]]:
    kept: dict[str, dict[str, float]] = json.loads(
        Path(__file__).with_name("relevance.json").read_text(encoding="utf-8")
    )
    return kept


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence as terms are looked for in it: ideographs in place, words as a set."""

    folded: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Text(_Part):
    sentences: tuple[_Part, ...]


@lru_cache(maxsize=2048)
def _read(text: str) -> _Text:
    """Remembered, since the same chunks come up again and again."""
    folded = fold(text)
    cut = [(found, words(found)) for found in _SENTENCE.findall(folded) if not found.isspace()]
    parts = tuple(_Part(found, frozenset(inside)) for found, inside in cut)
    return _Text(folded, frozenset(word for _, inside in cut for word in inside), parts)


def _holds(part: _Part, term: str) -> bool:
    """Words are ASCII but for accents that were folded away; anything else is looked for in place."""
    return term in part.words if term.isascii() else term in part.folded
