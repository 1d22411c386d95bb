"""How fast a search is as a space grows, and how good the ranking is against what else could be done.

    python -m benchmarks.search latency [--sizes 1000 10000 100000]
    python -m benchmarks.search quality [--questions 500]

Latency: real passages are embedded once; larger spaces are filled with slightly turned copies of
their vectors and texts put together from their sentences. The bare Chroma query runs between ours,
on the same collection. Quality: the sets in ../shared/data, each question searched in its own
corpus and, for `mixed`, in one that holds every other paragraph in the other language.
Both print markdown tables.
"""

from __future__ import annotations

import argparse
import json
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
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.script import Script, script_of
from vectorstore.search import Searcher, fuse
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
    chunks: dict[str, Chunk]

    def add(self, ids: Sequence[str], texts: Sequence[str], vectors: Floats) -> None:
        made = [
            Chunk(id_, f"source{i // 50}", "bench", text, Locator(), i, i, Kind.DOCUMENT)
            for i, (id_, text) in enumerate(zip(ids, texts, strict=True))
        ]
        self.chunks |= {chunk.id: chunk for chunk in made}
        self.store.upsert("bench", made, vectors)
        self.lexical.upsert(made)

    def load(self, ids: Sequence[str]) -> list[Chunk]:
        return [self.chunks[id_] for id_ in ids]


def space_in(folder: Path, embedder: Embedder) -> Space:
    engine = create_engine(f"sqlite:///{folder / 'lexical.sqlite3'}")
    return Space(VectorStore(folder / "vectors", embedder.name, embedder.dimension), LexicalIndex(engine), {})


def rows(corpus: str, file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / corpus / file).read_text(encoding="utf-8").splitlines()]


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def latency(embedder: Embedder, folder: Path, sizes: Sequence[int]) -> None:
    texts = [str(row["text"]) for row in rows("xquad_zh", "corpus.jsonl") + rows("xquad_en", "corpus.jsonl")][:REAL]
    vectors = embedder.embed_passages(texts)
    questions = [str(q["question"]) for q in rows("xquad_zh", "queries.jsonl")[:40]]
    questions += [str(q["question"]) for q in rows("xquad_en", "queries.jsonl")[:10]]
    for question in questions:  # embedded beforehand: the table shows the search itself
        embedder.embed_query(question)
    space = space_in(folder, embedder)
    searcher = Searcher(space.store, space.lexical, embedder, space.load)
    print("| chunks | search p50 ms | p95 ms | bare Chroma p50 ms | p95 ms | vectors p50 | keywords p50 |")
    print("|---|---|---|---|---|---|---|")
    for size in sorted(sizes):
        fill(space, size, texts, vectors)
        searcher.search(SCOPE, questions[0])
        collection = space.store._client.get_collection(_name("bench", Script.HAN), embedding_function=None)
        bare = partial(collection.query, n_results=10, include=["distances"])
        taken: dict[str, list[float]] = {"search": [], "bare": [], "vectors": [], "keywords": []}
        for question in questions * 2:
            vector = embedder.embed_query(question)
            taken["search"].append(milliseconds(partial(searcher.search, SCOPE, question)))
            taken["bare"].append(milliseconds(partial(bare, query_embeddings=[vector])))
            taken["vectors"].append(milliseconds(partial(space.store.near, SCOPE, vector, 60)))
            taken["keywords"].append(milliseconds(partial(space.lexical.query, SCOPE, question, 60)))
        shown = (("search", 50), ("search", 95), ("bare", 50), ("bare", 95), ("vectors", 50), ("keywords", 50))
        cells = [np.percentile(taken[part], percent) for part, percent in shown]
        print(f"| {size:,} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |", flush=True)


def fill(space: Space, size: int, texts: Sequence[str], vectors: Floats) -> None:
    """Up to `size` chunks: the real ones first, then recombined ones."""
    chance, turn = random.Random(size), np.random.default_rng(size)
    sentences = [[s for s in re.split(r"(?<=[。！？.!?])", text) if s.strip()] for text in texts]
    while (start := len(space.chunks)) < size:
        ids = [f"c{i}" for i in range(start, min(start + 2000, size))]
        picked = [i % len(texts) for i in range(start, start + len(ids))]
        copies = vectors[picked]
        made = [texts[i] for i in picked]
        if start:
            copies = copies + turn.normal(scale=NOISE, size=copies.shape).astype(np.float32)
            copies = copies / np.linalg.norm(copies, axis=1, keepdims=True)
            made = ["".join(chance.choices(sentences[i] + sentences[i - 1], k=4)) for i in picked]
        space.add(ids, made, copies.astype(np.float32))


def corpora() -> dict[str, dict[str, str]]:
    """Corpus name → chunk id → text. In `mixed`, paragraphs are Chinese and English in turn."""
    found = {
        name: {str(row["doc_id"]): str(row["text"]) for row in rows(name, "corpus.jsonl")}
        for name in ("cmrc2018", "xquad_zh", "xquad_en")
    }
    pairs = zip(found["xquad_zh"].items(), found["xquad_en"].values(), strict=True)
    found["mixed"] = {id_: en if i % 2 else zh for i, ((id_, zh), en) in enumerate(pairs)}
    return found


def rankings(searcher: Searcher, space: Space, question: str) -> dict[str, list[str]]:
    """The ways to rank that are compared, from the same two legs."""
    vector = searcher._embedder.embed_query(question)
    nears = space.store.near(SCOPE, vector, 60)
    keywords = dict(space.lexical.query(SCOPE, question, 60))
    cosines = {id_: cosine for near in nears for id_, cosine in near.found}
    standard = searcher._standard(nears, vector)
    ranks = [{id_: r for r, id_ in enumerate(ordered(leg))} for leg in (standard, keywords)]
    reciprocal = {id_: sum(1 / (60 + rank[id_]) for rank in ranks if id_ in rank) for id_ in cosines | keywords}
    return {
        "vectors, cosine": ordered(cosines),
        "vectors, standardised": ordered(standard),
        "keywords": ordered(keywords),
        "RRF": ordered(reciprocal),
        "min-max, cosine, half each": ordered(fuse(cosines, keywords, set())),
        "min-max, standardised, half each": ordered(fuse(standard, keywords, set())),
        "**Baton**": [hit.chunk.id for hit in searcher.search(SCOPE, question, 10)],
    }


def ordered(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


def quality(embedder: Embedder, folder: Path, count: int) -> None:
    table: dict[str, dict[str, str]] = {}
    for name, texts in corpora().items():
        place = folder / name
        place.mkdir()
        space = space_in(place, embedder)
        space.add(list(texts), list(texts.values()), embedder.embed_passages(list(texts.values())))
        searcher = Searcher(space.store, space.lexical, embedder, space.load)
        for asked in ("cmrc2018",) if name == "cmrc2018" else ("xquad_zh", "xquad_en"):
            gold = rows(asked, "queries.jsonl")[:count]
            hits: dict[str, list[tuple[bool, bool, bool]]] = {}
            for row in gold:
                cross = script_of(str(row["question"])) != script_of(texts[str(row["doc_id"])])
                kind = f"{name}, {'across' if cross else 'same'} language"
                for way, found in rankings(searcher, space, str(row["question"])).items():
                    where = found.index(str(row["doc_id"])) if row["doc_id"] in found else 99
                    hits.setdefault(f"{kind}|{way}", []).append((where < 1, where < 5, where < 10))
            for key, values in hits.items():
                kind, way = key.split("|")
                language = "" if asked == "cmrc2018" else ("zh: " if asked == "xquad_zh" else "en: ")
                cell = " / ".join(f"{share:.3f}" for share in np.mean(values, axis=0))
                table.setdefault(way, {})[f"{language}{kind} ({len(values)})"] = cell
    columns = list(next(iter(table.values())))
    print("R@1 / R@5 / R@10\n")
    print("| | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for way, cells in table.items():
        print(f"| {way} | " + " | ".join(cells[column] for column in columns) + " |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("what", choices=("latency", "quality"))
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--questions", type=int, default=500)
    arguments.add_argument("--cache", type=Path, help="folder that keeps weights and vectors between runs")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        embedder = make_embedder("bundled", options.cache or Path(folder) / "cache")
        if options.what == "latency":
            latency(embedder, Path(folder), options.sizes)
        else:
            quality(embedder, Path(folder), options.questions)


if __name__ == "__main__":
    main()
