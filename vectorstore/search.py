"""From a question to the chunks that may answer it: both indexes, one ranking, always inside a Scope.

Dense cosines are first measured against what is typical for chunks in the same script, since e5 puts
almost any text in the question's own language above the right text in another; then both legs are
mapped to 0..1 and added. Keywords vote only for chunks in the question's script. The
alternatives and their numbers are in docs/decisions.md; benchmarks/search.py measures them again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.models import Chunk, Hit, Scope
from vectorstore.store import Near

CANDIDATES = 60  # from each leg
LEXICAL_WEIGHT = 0.5


class Dense(Protocol):
    """What a search needs of the vector store."""

    def near(self, scope: Scope, vector: Floats, k: int) -> list[Near]:
        """Nearest chunks, collection by collection."""


class Lexical(Protocol):
    """What a search needs of the keyword index."""

    def query(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """Best chunks by keyword."""


class Searcher:
    """`load_chunks` returns the chunks of the given ids, in any order; ids it no longer knows are left out."""

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

    def search(self, scope: Scope, text: str, k: int = 10) -> list[Hit]:
        """The k best chunks, best first. An empty scope or question finds nothing."""
        if not scope.spaces or not text.strip():
            return []
        nears = self._store.near(scope, self._embedder.embed_query(text), CANDIDATES)
        words = self._lexical.query(scope, text, CANDIDATES)
        cosines = {id_: cosine for near in nears for id_, cosine in near.found}
        keywords = dict(words)
        fused = fuse(nears, words)
        best = sorted(fused, key=lambda id_: (-fused[id_], id_))[: 2 * k]
        chunks = {chunk.id: chunk for chunk in self._load_chunks(best)}
        hits = [Hit(chunks[id_], fused[id_], cosines.get(id_), keywords.get(id_)) for id_ in best if id_ in chunks]
        return hits[:k]


def fuse(nears: Sequence[Near], words: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Chunk ids with their fused score, 0 to 1."""
    dense = _stretched(
        {id_: (cosine - near.mean) / (near.spread or 1.0) for near in nears for id_, cosine in near.found}
    )
    lexical = _stretched(dict(words))
    return {
        id_: (1 - LEXICAL_WEIGHT) * dense.get(id_, 0.0) + LEXICAL_WEIGHT * lexical.get(id_, 0.0)
        for id_ in dense | lexical
    }


def _stretched(scores: dict[str, float]) -> dict[str, float]:
    """Scores mapped to 0..1 by their own lowest and highest; a lone or level field counts as 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {id_: (score - low) / (high - low) if high > low else 1.0 for id_, score in scores.items()}
