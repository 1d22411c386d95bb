"""From a question to the chunks that may answer it, always inside a Scope.

Three legs bring candidates: nearest vectors, from each script's collection; keywords; and, for what
was heard, words that sound alike. All of them are then judged by the same features
(`relevance.py`), which know more than any leg's own score. What else was tried, with numbers, is in
docs/decisions.md; benchmarks/quality.py measures it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from vectorstore import late
from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.models import Chunk, Hit, Scope
from vectorstore.relevance import FEATURES, asked, closer, features, scored
from vectorstore.relevance import cosines as cosines_of
from vectorstore.script import SCRIPTS
from vectorstore.sentences import Near

CANDIDATES = 40  # from each script's vectors and from the keywords
READ = 20  # of each leg's, whose texts are read: those with the best vectors, and with the best keywords
CLOSER = 20  # candidates that are looked at twice
SOUNDING = 10  # candidates that only sound right
KEYWORDS_AT_ONCE = 8  # searches whose keywords are matched while their question is embedded


class Dense(Protocol):
    """What a search needs of the vector store."""

    def near(self, scope: Scope, vector: Floats, k: int) -> list[tuple[str, float]]:
        """The k nearest chunks of each script, with cosines."""


class Lexical(Protocol):
    """What a search needs of the keyword index."""

    def query(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """Best chunks by keyword, with BM25."""

    def sounding(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """The same by sound."""

    def frequencies(self, scope: Scope, question: str) -> tuple[dict[str, int], int]:
        """Chunks of the scope's spaces per term of the question, and in all."""


class Sentences(Protocol):
    """What a search needs of the sentences' vectors."""

    def of(self, chunks: Sequence[Chunk]) -> dict[str, Near]:
        """Chunk id → its centred vectors."""

    def tokens(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """The chunks' tokens, packed."""

    def question(self, vector: Floats, text: str) -> Floats:
        """A question's vector, centred."""


class OutsideScope(RuntimeError):
    """An index returned what the scope does not admit: a bug in a wall, never a person's fault."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidates, (candidates, features) what was read off them, and the scores of the legs that brought them."""

    chunks: list[Chunk]
    features: Floats
    cosines: dict[str, float]
    keywords: dict[str, float]
    tokens: Floats  # of the question; (tokens, dimension)


class Searcher:
    """Thread-safe. `load_chunks` returns the chunks of the given ids in any order, without those it
    does not know (any more)."""

    def __init__(
        self,
        store: Dense,
        lexical: Lexical,
        sentences: Sentences,
        embedder: Embedder,
        load_chunks: Callable[[Sequence[str]], Sequence[Chunk]],
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._sentences = sentences
        self._embedder = embedder
        self._load_chunks = load_chunks
        self._beside = ThreadPoolExecutor(KEYWORDS_AT_ONCE, "keywords")

    def search(self, scope: Scope, text: str, k: int = 10) -> list[Hit]:
        """The k best chunks, best first. An empty scope or question finds nothing.

        Raises EmbedderUnavailable, EmbedderMismatch.
        """
        if not scope.spaces or not text.strip():
            return []
        judged = self.closer(self.judged(scope, text, k), max(CLOSER, k))
        scores = scored(judged.features)
        best = sorted(range(len(scores)), key=lambda i: (-scores[i], judged.chunks[i].id))[:k]
        return [
            Hit(chunk, float(scores[i]), judged.cosines.get(chunk.id), judged.keywords.get(chunk.id))
            for i in best
            for chunk in [judged.chunks[i]]
        ]

    def close(self) -> None:
        """Let go of the embedder's model and of the threads."""
        self._beside.shutdown()
        self._embedder.close()

    def judged(self, scope: Scope, text: str, k: int = READ) -> Judged:
        """The candidates of a question, read but not ordered."""
        wanted, reading = max(CANDIDATES, k), max(READ, k)
        worded = self._beside.submit(self._worded, scope, text, wanted)
        read = self._embedder.read_query(text)
        cosines = dict(self._store.near(scope, read.vector, wanted))
        keywords, sounding, common = worded.result()
        chunks = self._load_chunks(list(cosines | keywords | sounding))
        if strays := [chunk.id for chunk in chunks if not scope.admits(chunk)]:
            raise OutsideScope(f"an index gave {strays[:3]} to a search inside {scope.spaces}")
        kept = self._sentences.of(chunks)
        near = [kept[chunk.id] for chunk in chunks]
        question = asked(text, self._sentences.question(read.vector, text), *common)
        closeness = cosines_of(question, near)
        said = [*keywords][:reading]
        chosen = {i for i, chunk in enumerate(chunks) if chunk.id in sounding or chunk.id in said}
        for script in SCRIPTS:
            own = [i for i, item in enumerate(near) if item.script is script]
            chosen.update(sorted(own, key=lambda i: -float(closeness[i].sum()))[:reading])
        best = max([*keywords.values(), 0.0]) or 1.0
        order = sorted(chosen)
        rows = [
            features(question, chunks[i], near[i].script, closeness[i], keywords.get(chunks[i].id, 0.0) / best)
            for i in order
        ]
        made = np.array(rows, np.float32).reshape(len(rows), len(FEATURES))
        return Judged([chunks[i] for i in order], made, cosines, keywords, read.tokens)

    def closer(self, judged: Judged, n: int) -> Judged:
        """The best n of the candidates, with what a second look tells of them too; unless the embedder shows no
        tokens, which makes no second look."""
        if not len(judged.tokens):
            return judged
        best = np.argsort(-scored(judged.features), kind="stable")[:n]
        chunks = [judged.chunks[i] for i in best]
        found = late.met(judged.tokens, self._sentences.tokens(chunks))
        return replace(judged, chunks=chunks, features=closer(judged.features[best], found))

    def _worded(
        self, scope: Scope, text: str, k: int
    ) -> tuple[dict[str, float], dict[str, float], tuple[dict[str, int], int]]:
        """All that is asked of the keyword index, which needs no vector of the question."""
        keywords = dict(self._lexical.query(scope, text, k))
        sounding = dict(self._lexical.sounding(scope, text, SOUNDING))
        return keywords, sounding, self._lexical.frequencies(scope, text)
