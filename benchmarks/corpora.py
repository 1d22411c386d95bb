"""The sets in ../shared/data as documents, passages and questions, and their vectors kept on disk.

Documents are whole paragraphs; meetings are cut into windows of about 900 Latin or 400 Han
characters, half overlapping, as the data's README has it, or as Baton itself cuts them. Nothing here searches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.chunk import chunk
from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.models import Block, Kind, Locator, Source, Status

DATA = Path(__file__).parents[2] / "shared" / "data"
DOCUMENTS = ("cmrc2018", "drcd_half", "xquad_zh", "xquad_en", "xquad_mixed", "squad2_cs224n_dev")
MEETINGS = ("qmsum_val", "vcsum_dev")
WINDOW = {"zh": 400, "en": 900}  # characters


@dataclass(frozen=True, slots=True)
class Passage:
    """What a search finds: a paragraph, or a window of a meeting (segments `first` to `last`)."""

    id: str
    doc: str
    text: str
    lang: str
    title: str = ""
    first: int = 0
    last: int = 0
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """`gold`: the document's id; in meetings also the segment ranges, inclusive."""

    id: str
    text: str
    gold: str
    answers: tuple[str, ...]
    answerable: bool
    lang: str
    kind: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    near_miss: str = ""

    def found(self, passage: Passage) -> bool:
        """Whether the passage is, or overlaps, what was asked for."""
        if passage.doc != self.gold:
            return False
        return not self.ranges or any(first <= passage.last and last >= passage.first for first, last in self.ranges)


def rows(folder: str, name: str, file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / folder / name / file).read_text(encoding="utf-8").splitlines()]


def documents(name: str) -> tuple[list[Passage], list[Question]]:
    """Paragraphs and questions of one of DOCUMENTS."""
    passages = [
        Passage(str(row["doc_id"]), str(row["doc_id"]), row["text"], row.get("lang", ""), row.get("title", ""))
        for row in rows("docsqa", name, "corpus.jsonl")
    ]
    questions = [
        Question(
            row["qid"],
            row["question"],
            str(row["doc_id"]),
            tuple(row["answers"]),
            row["answerable"],
            row["lang"],
            "across" if row.get("cross_language") else "",
            near_miss=str(row.get("near_miss_doc") or ""),
        )
        for row in rows("docsqa", name, "queries.jsonl")
    ]
    return passages, questions


def meetings(name: str) -> tuple[list[Passage], list[Question]]:
    """Windows and questions of one of MEETINGS; only questions that have ranges."""
    passages = [window for row in rows("meetings", name, "corpus.jsonl") for window in _windows(row)]
    questions = [
        Question(
            row["qid"],
            row["question"],
            str(row["doc_id"]),
            (),
            True,
            row["lang"],
            row["type"],
            tuple((first, last) for first, last in row["relevant"]),
        )
        for row in rows("meetings", name, "queries.jsonl")
        if row["relevant"]
    ]
    return passages, questions


def cut(name: str) -> tuple[list[Passage], list[Question]]:
    """The same questions over the chunks that Baton itself makes of the meetings."""
    passages = []
    for row in rows("meetings", name, "corpus.jsonl"):
        source = Source(str(row["doc_id"]), "bench", str(row["doc_id"]), Kind.TRANSCRIPT, "", ".txt", 0, Status.DONE)
        blocks = [Block(item["text"], Locator(), speaker=item["speaker"], kind="speech") for item in row["segments"]]
        segments = [item["index"] for item in row["segments"]]
        passages += [
            Passage(
                piece.id,
                source.id,
                piece.text,
                row["lang"],
                first=segments[piece.first_block],
                last=segments[piece.last_block],
                speakers=piece.speakers,
            )
            for piece in chunk(blocks, source)
        ]
    return passages, meetings(name)[1]


def _windows(meeting: dict[str, Any]) -> list[Passage]:
    """Runs of segments up to the window's size; each starts where the one before is half through."""
    segments, size = meeting["segments"], WINDOW[meeting["lang"]]
    made: list[Passage] = []
    start = 0
    while start < len(segments):
        end, load = start, 0
        while end < len(segments) and (end == start or load + len(segments[end]["text"]) <= size):
            load += len(segments[end]["text"])
            end += 1
        run = segments[start:end]
        made.append(
            Passage(
                f"{meeting['doc_id']}#{start}",
                str(meeting["doc_id"]),
                "\n".join(f"{item['speaker']}: {item['text']}" for item in run),
                meeting["lang"],
                first=run[0]["index"],
                last=run[-1]["index"],
                speakers=tuple(dict.fromkeys(item["speaker"] for item in run)),
            )
        )
        if end == len(segments):
            break
        half, step = 0, start
        while step < end and half < load / 2:
            half += len(segments[step]["text"])
            step += 1
        start = max(start + 1, min(step, end))
    return made


def vectors(embedder: Embedder, texts: Sequence[str], cache: Path) -> Floats:
    """(len(texts), dimension); kept in `cache` under the embedder's name and the texts' hash."""
    digest = hashlib.sha256("\0".join([embedder.name, str(False), *texts]).encode("utf-8", "replace")).hexdigest()
    file = cache / f"{digest[:24]}.npy"
    if file.exists():
        kept: Floats = np.load(file)
        return kept
    made = embedder.embed_passages(texts)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(file, made)
    return made
