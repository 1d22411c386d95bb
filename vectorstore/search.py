"""From a question to the chunks that may answer it: both indexes, one ranking, always inside a Scope.

Two things are put right before the legs are added. Cosines are measured against what is typical for
chunks in the same script, because e5 puts almost any text in the question's own language above the
right text in another. And a chunk in another script than the question's cannot share its words, so
its cosine speaks for both legs. What else was tried, with numbers, is in docs/decisions.md;
benchmarks/search.py measures it again.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.models import Chunk, Hit, Scope
from vectorstore.script import Script, script_of
from vectorstore.store import Near

CANDIDATES = 60  # from each leg
LEXICAL_WEIGHT = 0.5
FOREIGN_LEXICAL_WEIGHT = 0.1  # names and numbers are written alike in both scripts

# With few chunks in a script, what is typical there is not yet known. So many chunks' worth of belief
# goes to the sentences below for the mean, and to the other scripts for the spread.
PRIOR_CHUNKS = 5
PRIOR_CHUNKS_SPREAD = 30

# About nothing anyone would ask: the cosine of a question to these is what "unrelated" looks like.
UNRELATED: dict[Script, tuple[str, ...]] = {
    Script.HAN: (
        "今天天气不错，适合出门散步。",
        "会议定在下周二上午十点召开。",
        "请把文件发到我的邮箱。",
        "这家餐厅的菜味道很好。",
        "他去年从学校毕业后开始工作。",
        "图书馆周末也对外开放。",
        "我们讨论了三个方案，最后选了第二个。",
        "孩子们在公园里放风筝。",
        "这本书讲的是城市的历史。",
        "医生建议他每天早睡早起。",
    ),
    Script.ALPHABET: (
        "The weather is nice today, good for a walk.",
        "The meeting is set for ten o'clock next Tuesday.",
        "Please send the file to my mailbox.",
        "The food in this restaurant tastes very good.",
        "He started working after leaving school last year.",
        "The library is also open on weekends.",
        "We discussed three options and chose the second one.",
        "Children are flying kites in the park.",
        "This book is about the history of the city.",
        "The doctor advised him to sleep and rise early.",
    ),
}


class Dense(Protocol):
    """What a search needs of the vector store."""

    def near(self, scope: Scope, vector: Floats, k: int) -> list[Near]:
        """Nearest chunks, collection by collection."""


class Lexical(Protocol):
    """What a search needs of the keyword index."""

    def query(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """Best chunks by keyword, with BM25."""


class Searcher:
    """Thread-safe. `load_chunks` returns the chunks of the given ids in any order, without those it
    does not know (any more)."""

    def __init__(
        self,
        store: Dense,
        lexical: Lexical,
        embedder: Embedder,
        load_chunks: Callable[[Sequence[str]], Sequence[Chunk]],
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._embedder = embedder
        self._load_chunks = load_chunks
        self._unrelated: dict[Script, Floats] = {}
        self._lock = threading.Lock()

    def search(self, scope: Scope, text: str, k: int = 10) -> list[Hit]:
        """The k best chunks, best first. An empty scope or question finds nothing.

        Raises EmbedderUnavailable, EmbedderMismatch.
        """
        if not scope.spaces or not text.strip():
            return []
        vector = self._embedder.embed_query(text)
        nears = self._store.near(scope, vector, max(CANDIDATES, k))
        keywords = dict(self._lexical.query(scope, text, max(CANDIDATES, k)))
        cosines = {id_: cosine for near in nears for id_, cosine in near.found}
        chunks = {chunk.id: chunk for chunk in self._load_chunks(list(cosines | keywords))}
        scripts = {id_: near.script for near in nears for id_, _ in near.found}
        asked_in = script_of(text)
        foreign = {id_ for id_, chunk in chunks.items() if (scripts.get(id_) or script_of(chunk.text)) != asked_in}
        fused = fuse(self._standard(nears, vector), keywords, foreign)
        best = sorted(chunks, key=lambda id_: (-fused[id_], id_))[:k]
        return [Hit(chunks[id_], fused[id_], cosines.get(id_), keywords.get(id_)) for id_ in best]

    def _standard(self, nears: Sequence[Near], vector: Floats) -> dict[str, float]:
        """Cosines as comparable numbers: as they are where one script was found, else standardised."""
        if len({near.script for near in nears}) < 2:
            return {id_: cosine for near in nears for id_, cosine in near.found}
        prior = {script: float((rows @ vector).mean()) for script, rows in self._unrelated_rows().items()}
        return standardise(nears, prior)

    def _unrelated_rows(self) -> dict[Script, Floats]:
        """Embedded when the first scope with two scripts is searched."""
        with self._lock:
            if not self._unrelated:
                self._unrelated = {script: self._embedder.embed_passages(texts) for script, texts in UNRELATED.items()}
        return self._unrelated


def standardise(nears: Sequence[Near], prior: dict[Script, float]) -> dict[str, float]:
    """How many standard deviations above the typical each cosine is, by script.

    `prior` is the mean cosine to expect in a script nothing is known of yet.
    """
    scripts = {near.script for near in nears}
    totals = {script: _together([near for near in nears if near.script == script]) for script in scripts}
    everything = sum(size for size, _, _ in totals.values())
    within = sum(size * variance for size, _, variance in totals.values()) / everything
    scores = {}
    for near in nears:
        size, mean, variance = totals[near.script]
        mean = (size * mean + PRIOR_CHUNKS * prior[near.script]) / (size + PRIOR_CHUNKS)
        variance = (size * variance + PRIOR_CHUNKS_SPREAD * within) / (size + PRIOR_CHUNKS_SPREAD)
        # Only chunks that are all alike have no spread at all; then the distance itself has to do.
        spread = math.sqrt(variance) or 1.0
        scores.update({id_: (cosine - mean) / spread for id_, cosine in near.found})
    return scores


def _together(nears: Sequence[Near]) -> tuple[int, float, float]:
    """Size, mean and variance of several samples taken as one."""
    sizes = np.array([near.size for near in nears])
    means = np.array([near.mean for near in nears])
    mean = float(np.average(means, weights=sizes))
    variance = float(np.average([near.spread**2 for near in nears] + (means - mean) ** 2, weights=sizes))
    return int(sizes.sum()), mean, variance


def fuse(dense: dict[str, float], lexical: dict[str, float], foreign: set[str]) -> dict[str, float]:
    """Both legs stretched to 0..1 and added; ids in `foreign` are in another script than the question."""
    dense, lexical = _stretched(dense), _stretched(lexical)
    fused = {}
    for id_ in dense | lexical:
        near, said = dense.get(id_, 0.0), lexical.get(id_, 0.0)
        if id_ in foreign:
            fused[id_] = near + FOREIGN_LEXICAL_WEIGHT * said
        else:
            fused[id_] = (1 - LEXICAL_WEIGHT) * near + LEXICAL_WEIGHT * said
    return fused


def _stretched(scores: dict[str, float]) -> dict[str, float]:
    """Scores mapped to 0..1 between their lowest and highest; where all are level, to 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {id_: (score - low) / (high - low) if high > low else 1.0 for id_, score in scores.items()}
