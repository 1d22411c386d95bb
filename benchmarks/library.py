"""One of the shared sets as a space of Baton's: the same indexes and the same search as in the product.

Built once and kept in the cache folder; a paragraph or a window of a meeting is one chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine

from benchmarks.corpora import MEETINGS, Passage, Question, documents, meetings
from vectorstore.embed import Embedder
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.search import Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

SCOPE = Scope(("bench",))
BATCH = 500


@dataclass(frozen=True, slots=True)
class Library:
    """A set, and what searches it."""

    name: str
    passages: dict[str, Passage]
    questions: list[Question]
    searcher: Searcher
    lexical: LexicalIndex
    store: VectorStore


def library(name: str, embedder: Embedder, cache: Path) -> Library:
    """The set's library, from `cache` when it is there."""
    passages, questions = (meetings if name in MEETINGS else documents)(name)
    folder = cache / "libraries" / name
    done = folder / "done"
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / 'records.sqlite3'}")
    store = VectorStore(folder / "vectors", embedder.name, embedder.dimension)
    lexical, sentences = LexicalIndex(engine), SentenceIndex(engine, embedder)
    chunks = {chunk.id: chunk for chunk in map(_chunk, passages)}

    def load(ids: Sequence[str]) -> list[Chunk]:
        return [chunks[id_] for id_ in ids if id_ in chunks]

    if not done.exists():
        everything = list(chunks.values())
        for start in range(0, len(everything), BATCH):
            batch = everything[start : start + BATCH]
            read = embedder.read_passages([chunk.embedded for chunk in batch])
            store.upsert("bench", batch, read.vectors)
            lexical.upsert(batch)
            sentences.add(batch, read)
        done.touch()
    searcher = Searcher(store, lexical, sentences, embedder, load)
    return Library(name, {passage.id: passage for passage in passages}, questions, searcher, lexical, store)


def _chunk(passage: Passage) -> Chunk:
    kind = Kind.TRANSCRIPT if passage.speakers else Kind.DOCUMENT
    return Chunk(
        passage.id, passage.doc, "bench", passage.text, Locator(), passage.first, passage.last, kind,
        speakers=passage.speakers, lang=passage.lang,
    )  # fmt: skip
