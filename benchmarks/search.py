"""How fast a search is as a space grows, and what the growth costs in memory and on disk.

    python -m benchmarks.search [--sizes 1000 10000 100000]

Real passages are embedded once; larger spaces are filled with slightly turned copies of
their vectors and texts put together from their sentences. Every question is new to the embedder, so that
a search includes its embedding. The bare Chroma query runs between ours, on the same collection.
Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine

from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder, make_embedder
from vectorstore.late import Read
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.script import Script
from vectorstore.search import CANDIDATES, Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore, _name

DATA = Path(__file__).parents[2] / "shared" / "data" / "docsqa"
SCOPE = Scope(("bench",))
REAL = 400  # passages that are really embedded for the latency run
NOISE = 0.02  # per dimension: a copy's cosine to its original is about 0.93


@dataclass
class Space:
    """One space with both indexes, filled step by step."""

    store: VectorStore
    lexical: LexicalIndex
    sentences: SentenceIndex
    filling: SentenceIndex  # the same table, filled with made-up vectors
    chunks: dict[str, Chunk]

    def add(self, ids: Sequence[str], texts: Sequence[str], read: Read) -> None:
        made = [
            Chunk(id_, f"source{i // 50}", "bench", text, Locator(), i, i, Kind.DOCUMENT)
            for i, (id_, text) in enumerate(zip(ids, texts, strict=True))
        ]
        self.chunks |= {chunk.id: chunk for chunk in made}
        self.store.upsert("bench", made, read.vectors)
        self.lexical.upsert(made)
        self.filling.add(made, read)

    def load(self, ids: Sequence[str]) -> list[Chunk]:
        return [self.chunks[id_] for id_ in ids]


class Turned:
    """Stands in for the embedder while a space is filled: any vector of length 1, but under the real name."""

    def __init__(self, real: Embedder) -> None:
        self.name = real.name
        self.dimension = real.dimension
        self._chance = np.random.default_rng(0)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        made = self._chance.normal(size=(len(texts), self.dimension)).astype(np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)


def space_in(folder: Path, embedder: Embedder) -> Space:
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / 'records.sqlite3'}")
    store = VectorStore(folder / "vectors", embedder.name, embedder.dimension)
    SentenceIndex(engine, embedder).question(embedder.embed_query("?"), "?")  # what is typical, with real vectors
    return Space(
        store, LexicalIndex(engine), SentenceIndex(engine, embedder), SentenceIndex(engine, Turned(embedder)), {}
    )


def rows(corpus: str, file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / corpus / file).read_text(encoding="utf-8").splitlines()]


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def latency(embedder: Embedder, folder: Path, sizes: Sequence[int]) -> None:
    texts = [str(row["text"]) for row in rows("xquad_zh", "corpus.jsonl") + rows("xquad_en", "corpus.jsonl")][:REAL]
    read = embedder.read_passages(texts)
    zh, en = ([str(q["question"]) for q in rows(name, "queries.jsonl")] for name in ("xquad_zh", "xquad_en"))
    space = space_in(folder, embedder)
    searcher = Searcher(space.store, space.lexical, space.sentences, embedder, space.load)
    print(
        "| chunks | search p50 ms | p95 | question embedding p50 | vectors | keywords | bare Chroma p50 | p95 |", end=""
    )
    print(" resident MiB | on disk MiB |")
    print("|---" * 10 + "|")
    for round_, size in enumerate(sorted(sizes)):
        fill(space, size, texts, read)
        questions = zh[round_ * 80 : round_ * 80 + 80] + en[round_ * 20 : round_ * 20 + 20]
        searcher.search(SCOPE, "第一次提问 a first question")
        collection = space.store._client.get_collection(_name("bench", Script.HAN), embedding_function=None)
        bare = partial(collection.query, n_results=10, include=["distances"])
        taken: dict[str, list[float]] = {name: [] for name in ("search", "embedding", "vectors", "keywords", "bare")}
        for question in questions:
            taken["search"].append(milliseconds(partial(searcher.search, SCOPE, question)))
            vector = embedder.embed_query(question)
            taken["embedding"].append(milliseconds(partial(embedder.embed_query, f"{question} ")))
            taken["vectors"].append(milliseconds(partial(space.store.near, SCOPE, vector, CANDIDATES)))
            taken["keywords"].append(milliseconds(partial(space.lexical.query, SCOPE, question, CANDIDATES)))
            taken["bare"].append(milliseconds(partial(bare, query_embeddings=[vector])))
        shown = (("search", 50), ("search", 95), ("embedding", 50), ("vectors", 50), ("keywords", 50), ("bare", 50),
                 ("bare", 95))  # fmt: skip
        cells = [f"{np.percentile(taken[part], percent):.1f}" for part, percent in shown]
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) >> 20
        print(f"| {size:,} | " + " | ".join([*cells, f"{resident():,}", f"{disk:,}"]) + " |", flush=True)


def resident() -> int:
    """MiB of this process that are in memory now, the benchmark's own chunks included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def fill(space: Space, size: int, texts: Sequence[str], read: Read) -> None:
    """Up to `size` chunks: the real ones first, then recombined ones."""
    chance, turn = random.Random(size), np.random.default_rng(size)
    sentences = [[s for s in re.split(r"(?<=[。！？.!?])", text) if s.strip()] for text in texts]
    while (start := len(space.chunks)) < size:
        ids = [f"c{i}" for i in range(start, min(start + 2000, size))]
        picked = [i % len(texts) for i in range(start, start + len(ids))]
        copies = read.vectors[picked]
        made = [texts[i] for i in picked]
        if start:
            copies = copies + turn.normal(scale=NOISE, size=copies.shape).astype(np.float32)
            copies = copies / np.linalg.norm(copies, axis=1, keepdims=True)
            made = ["".join(chance.choices(sentences[i] + sentences[i - 1], k=4)) for i in picked]
        space.add(ids, made, Read(copies.astype(np.float32), tuple(read.tokens[i] for i in picked)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--cache", type=Path, help="folder that keeps weights and vectors between runs")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        embedder = make_embedder("bundled", options.cache or Path(folder) / "cache")
        latency(embedder, Path(folder) / "space", options.sizes)


if __name__ == "__main__":
    main()
