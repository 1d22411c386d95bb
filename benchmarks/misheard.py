"""What mishearing costs a search, and how much of it finding by sound gives back.

    python -m benchmarks.misheard --cache FOLDER

Mandarin turns (real clips of ../shared/data/speech, and the sample recordings) are searched for by a clause of what was
truly said: among their true texts and among what the bundled model heard, each as typed text (no sounds) and as
heard (with them), between windows of real meetings that hold neither. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine

from benchmarks.corpora import DATA, meetings
from benchmarks.library import SCOPE
from benchmarks.speech_engines import ours
from benchmarks.speech_sets import Sound, clip_sets, sample_sets
from ingest.speech import SpeechOptions
from vectorstore.embed import Embedder, make_embedder
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator
from vectorstore.search import Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

CLAUSE = re.compile(r"[\u4e00-\u9fff]{5,}")
LONGEST = 5  # characters of a clause that is searched for: about two words
AROUND = 600  # windows of meetings


def turns(sounds: Sequence[Sound], cache: Path) -> list[tuple[str, str]]:
    """(said, heard) of every Mandarin turn that has a clause to search for."""
    engine, found = ours(SpeechOptions(), cache), []
    for sound in sounds:
        if not any(CLAUSE.search(turn.text) for turn in sound.turns):
            continue
        words = engine(sound.samples, ())
        for turn in sound.turns:
            heard = "".join(text for middle, text in words if turn.start <= middle < turn.end)
            if CLAUSE.search(turn.text):
                found.append((turn.text, heard.strip() or "（听不清）"))
    return found


def found_at(texts: Sequence[str], asked: Sequence[str], kind: Kind, embedder: Embedder) -> str:
    """R@1 / R@5 of each text by its clause."""
    around = [passage.text for passage in meetings("vcsum_dev")[0]][:AROUND]
    chunks = {
        f"c{i}": Chunk(f"c{i}", f"s{i}", "bench", text, Locator(), i, i, kind)
        for i, text in enumerate([*texts, *around])
    }
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'records.sqlite3'}")
        store = VectorStore(Path(folder) / "vectors", embedder.name, embedder.dimension)
        lexical, sentences = LexicalIndex(engine), SentenceIndex(engine, embedder)
        everything = list(chunks.values())
        read = embedder.read_passages([chunk.embedded for chunk in everything])
        store.upsert("bench", everything, read.vectors)
        lexical.upsert(everything)
        sentences.add(everything, read)
        searcher = Searcher(store, lexical, sentences, embedder, lambda ids: [chunks[id_] for id_ in ids])
        places = []
        for i, clause in enumerate(asked):
            ids = [hit.chunk.id for hit in searcher.search(SCOPE, clause, 10)]
            places.append(ids.index(f"c{i}") if f"c{i}" in ids else 99)
        store.close()
        engine.dispose()
    return f"{np.mean([place < 1 for place in places]):.3f} / {np.mean([place < 5 for place in places]):.3f}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cache", type=Path, required=True, help="folder that keeps weights and vectors")
    options = arguments.parse_args()
    embedder = make_embedder("bundled", options.cache)
    clips = [sounds for sounds in clip_sets(DATA / "speech") if "joined" not in sounds.name]
    sets = [*clips, *sample_sets(glossary=False)]
    print("| turns | n | said, typed | said, heard | misheard, without sounds | misheard, with |")
    print("|---|---|---|---|---|---|")
    pairs: list[tuple[str, str]] = []
    for sounds in sets:
        if made := turns(sounds.sounds, options.cache):
            pairs += made
            print(f"| {sounds.name} | {row(made, embedder)} |", flush=True)
    print(f"| all | {row(pairs, embedder)} |")


def row(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> str:
    said, heard = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    asked = [max(CLAUSE.findall(text), key=len)[:LONGEST] for text in said]
    columns = [(said, Kind.TRANSCRIPT), (said, Kind.RECORDING), (heard, Kind.TRANSCRIPT), (heard, Kind.RECORDING)]
    return " | ".join([str(len(pairs)), *(found_at(texts, asked, kind, embedder) for texts, kind in columns)])


if __name__ == "__main__":
    main()
