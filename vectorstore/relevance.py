"""How likely a chunk is to hold what was asked, from a handful of features of the two.

Cosines of the chunk and of its best sentences to the question, and how much of the question's
wording stands in it: anywhere, within two neighbouring sentences, and in unbroken runs. Rare words count more
than common ones. A chunk in another script than the question's is judged by its cosines and by the names and
numbers they share, with weights of its own. The weights are a conditional logit, fitted by
benchmarks/relevance.py on some corpora and tested on those left out (docs/decisions.md); the
score is a sum of features times weights, comparable between questions.

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

SAME = ("chunk", "sentence", "sentences", "coverage", "window", "runs")
FOREIGN = ("foreign chunk", "foreign sentence", "foreign sentences", "foreign names", "foreign")
FEATURES = SAME + FOREIGN
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
    runs: Mapping[str, float]  # three ideographs or two words in a row → how much they tell
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
        _runs(text, worth),
        tuple(dict.fromkeys(names)),
    )


def features(question: Asked, chunk: Chunk, near: Near) -> list[float]:
    """One number per name in FEATURES."""
    cosine = float(near.chunk @ question.vector)
    closest = np.sort(near.sentences @ question.vector)[::-1][:TOP_SENTENCES]
    cosines = [cosine, float(closest[0]), float(closest.mean())]
    if script_of(chunk.text) is not question.script:
        folded = fold(chunk.text)
        shared = sum(name in folded for name in question.names) / len(question.names) if question.names else 0.0
        return [0.0] * len(SAME) + [*cosines, shared, 1.0]
    text = _read(chunk.text)
    around = _read(" ".join((chunk.title, *chunk.headings)))
    heard = sound(text.folded) if chunk.kind.is_heard else ""
    total = sum(question.terms.values()) or 1.0
    credits = {term: _credit(term, question, (text, around), heard) for term in question.terms}
    coverage = sum(worth * credits[term] for term, worth in question.terms.items()) / total
    windows = [text.sentences] if len(text.sentences) < 2 else list(pairwise(text.sentences))
    window = max((_within(question, pair) for pair in windows), default=0.0) / total
    runs = sum(question.runs.values()) or 1.0
    unbroken = sum(worth for run, worth in question.runs.items() if run in text.spaced) / runs
    return [*cosines, coverage, window, unbroken] + [0.0] * len(FOREIGN)


def weights() -> Floats:
    """One number per name in FEATURES."""
    return _fitted()


@lru_cache(maxsize=1)
def _fitted() -> Floats:
    kept = json.loads(Path(__file__).with_name("relevance.json").read_text(encoding="utf-8"))
    return np.array([kept[name] for name in FEATURES], np.float32)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence as terms are looked for in it: ideographs in place, words as a set."""

    folded: str
    words: frozenset[str]

    def holds(self, term: str) -> bool:
        return term in self.folded if is_han(term) else term in self.words


@dataclass(frozen=True, slots=True)
class _Text(_Part):
    spaced: str  # the folded text, its words stemmed and between single spaces
    sentences: tuple[_Part, ...]


@lru_cache(maxsize=2048)
def _read(text: str) -> _Text:
    """Remembered, since the same chunks come up again and again."""
    folded = fold(text)
    parts = []
    for found in _SENTENCE.findall(folded):
        if found.strip():
            parts.append(_Part(found, frozenset(words(found))))
    everything = [word for found in _SENTENCE.findall(folded) for word in words(found)]
    return _Text(folded, frozenset(everything), f" {' '.join(everything)} \n{folded}", tuple(parts))


def _credit(term: str, question: Asked, texts: Sequence[_Text], heard: str) -> float:
    if any(text.holds(term) for text in texts):
        return 1.0
    return SOUND_CREDIT if heard and question.sounds.get(term, "\0") in heard else 0.0


def _within(question: Asked, parts: Sequence[_Part]) -> float:
    return sum(worth for term, worth in question.terms.items() if any(part.holds(term) for part in parts))


def _runs(text: str, worth: Mapping[str, float]) -> dict[str, float]:
    """Three ideographs in a row and two words in a row, worth what their terms are worth on average."""
    folded = fold(text)
    found: dict[str, float] = {}
    for run in re.findall(r"[\u3400-\u9fff]{3,}", folded):
        for i in range(len(run) - 2):
            pairs = (run[i : i + 2], run[i + 1 : i + 3])
            found[run[i : i + 3]] = sum(worth.get(pair, 0.0) for pair in pairs) / 2
    for first, second in pairwise(words(folded)):
        found[f" {first} {second} "] = (worth.get(first, 0.0) + worth.get(second, 0.0)) / 2
    return {run: value for run, value in found.items() if value > 0}
