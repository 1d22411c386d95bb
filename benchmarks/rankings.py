"""What each system finds: ours, each of its legs alone, and the peers of peers.py in their own environment.

All of them have the same passages, the same vectors and the same questions. A search is timed with the
question's vector already made. Peers' rankings are kept in the cache folder, peers/, under a hash of what
they were given, so that a change of ours makes only ours be asked again; after a change of peers.py that
folder has to be deleted. Kept with them are their times, which then come from another hour than ours.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import MEETINGS, Question, documents, meetings, vectors
from benchmarks.endpoint import KnownTexts, served
from benchmarks.library import SCOPE, Library, library
from vectorstore.embed import Embedder

OURS = ("BM25", "e5", "Baton")
PEERS = {"LangChain": "langchain", "LangChain, bigrams": "langchain-bigrams", "haiku.rag": "haiku"}
PEERS_FILE = Path(__file__).with_name("peers.py")


@dataclass(frozen=True, slots=True)
class Trial:
    """Questions put to a library, and how many passages of each answer are looked at."""

    name: str
    library: str
    questions: list[Question]
    depth: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids of passages per question, best first, and the median search in milliseconds."""

    found: list[list[str]]
    median_ms: float


def rankings(trial: Trial, embedder: Embedder, cache: Path, peers: Path | None) -> tuple[Library, dict[str, Ranking]]:
    """The trial's library, and system → its ranking; without the peers when there is no Python for them."""
    texts = [question.text for question in trial.questions]
    passages = [passage.text for passage in (meetings if trial.library in MEETINGS else documents)(trial.library)[0]]
    known = KnownTexts(
        embedder,
        {text: embedder.read_query(text) for text in texts},
        dict(zip(passages, vectors(embedder, passages, cache), strict=True)),
    )
    searched = library(trial.library, known, cache)
    legs: dict[str, Callable[[str], Sequence[str]]] = {
        "BM25": lambda text: [id_ for id_, _ in searched.lexical.query(SCOPE, text, trial.depth)],
        "e5": lambda text: [id_ for id_, _ in searched.store.near(SCOPE, known.embed_query(text), trial.depth)],
        "Baton": lambda text: [hit.chunk.id for hit in searched.searcher.search(SCOPE, text, trial.depth)],
    }
    made = {name: _asked(leg, texts, trial.depth) for name, leg in legs.items()}
    if peers:
        made |= {label: _peer(system, trial, searched, known, (peers, cache)) for label, system in PEERS.items()}
    return searched, made


def _asked(search: Callable[[str], Sequence[str]], texts: Sequence[str], depth: int) -> Ranking:
    search(texts[0])  # what is loaded at first use is not a search's time
    found, took = [], []
    for text in texts:
        start = time.perf_counter()
        found.append(list(search(text))[:depth])
        took.append(time.perf_counter() - start)
    return Ranking(found, statistics.median(took) * 1000)


def _peer(system: str, trial: Trial, searched: Library, known: KnownTexts, where: tuple[Path, Path]) -> Ranking:
    python, cache = where
    work = {
        "system": system,
        "embedder": known.name,
        "dimension": known.dimension,
        "depth": trial.depth,
        "passages": [{"id": passage.id, "text": passage.text} for passage in searched.passages.values()],
        "questions": [question.text for question in trial.questions],
    }
    written = json.dumps(work, ensure_ascii=False)
    folder = cache / "peers" / hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:24]
    kept, asked = folder / "ranking.json", folder / "work.json"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        asked.write_text(written, encoding="utf-8", errors="replace")
        with served(known) as url, (folder / "log.txt").open("w") as log:
            command = [str(python), str(PEERS_FILE), str(asked), str(kept), url]
            subprocess.run(command, check=True, stdout=log, stderr=log)
    return Ranking(**json.loads(kept.read_text(encoding="utf-8")))
