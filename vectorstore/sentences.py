"""Vectors of a chunk and of each sentence in it, centred, for judging candidates more closely.

A chunk's one vector is an average; the sentence that answers is closer to the question than its chunk
is. And e5's vectors share a large part that only says which language a text is in, and whether it is
a passage or a question: with the typical vector of its kind taken out, texts in two languages can be
compared (Chinese question to English paragraph, XQuAD, R@1: .69 as they are, .74 centred, .82 with
sentences). What is typical comes from the neutral sentences of neutral.py and is worked out once per
embedder. Sentences are found by their punctuation, in both scripts.

Kept in the records' database, eight bits a number: 384 bytes for each sentence of the bundled
embedder. Beside them stand the chunk's tokens (`late.py`), which are only read for the best candidates.
Chunks without rows here (indexed by an older Baton, or with another embedder) get theirs when they are
first asked for.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sqlalchemy as sa

from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.late import Read
from vectorstore.models import Chunk
from vectorstore.neutral import PASSAGES, QUESTIONS, SENTENCES
from vectorstore.script import Script, script_of

SCALE = 254.0  # of a unit vector's numbers, so that eight bits hold up to 0.5
SHORTEST = 12  # characters; shorter sentences join the one before
PAGE = 500  # ids per statement

_END = re.compile(r"(?<=[。！？；!?\n])|(?<=[a-z0-9)\]\"”]\.)\s+(?=[^a-z\s])")

_metadata = sa.MetaData()
_rows = sa.Table(
    "chunk_sentences",
    _metadata,
    sa.Column("chunk", sa.String(80), primary_key=True),
    sa.Column("space", sa.String(32), nullable=False),
    sa.Column("source", sa.String(32), nullable=False),
    sa.Column("embedder", sa.String(200), nullable=False),
    sa.Column("script", sa.String(20), nullable=False),
    sa.Column("spans", sa.JSON, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
    sa.Index("chunk_sentences_of_source", "space", "source"),
)
_tokens = sa.Table(
    "chunk_tokens",
    _metadata,
    sa.Column("chunk", sa.String(80), primary_key=True),
    sa.Column("space", sa.String(32), nullable=False),
    sa.Column("source", sa.String(32), nullable=False),
    sa.Column("embedder", sa.String(200), nullable=False),
    sa.Column("tokens", sa.LargeBinary, nullable=False),
    sa.Index("chunk_tokens_of_source", "space", "source"),
)
_tables = (_rows, _tokens)
_typical = sa.Table(
    "typical_vectors",
    _metadata,
    sa.Column("embedder", sa.String(200), primary_key=True),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Near:
    """A chunk's centred vectors: its own, and one per sentence. `spans` are the sentences' places in its text."""

    script: Script
    chunk: Floats  # (dimension,)
    sentences: Floats  # (sentences, dimension)
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Typical:
    """The vectors to take out, by script."""

    passage: dict[Script, Floats]
    sentence: dict[Script, Floats]
    question: dict[Script, Floats]


class SentenceIndex:
    """`engine` is the database the records are in. Makes its tables when they are missing. Thread-safe."""

    def __init__(self, engine: sa.Engine, embedder: Embedder) -> None:
        self._engine = engine
        self._embedder = embedder
        self._known: _Typical | None = None
        self._lock = threading.Lock()
        _metadata.create_all(engine)

    def add(self, chunks: Sequence[Chunk], read: Read) -> None:
        """Row i of `read` is chunk i's own, as the embedder made it. A known chunk is replaced."""
        if not chunks:
            return
        spans = [sentences(chunk.text) for chunk in chunks]
        texts = [
            chunk.text[start:end]
            for chunk, cut in zip(chunks, spans, strict=True)
            for start, end in cut
            if len(cut) > 1
        ]
        made = iter(self._embedder.embed_passages(texts))
        typical = self._typical()
        records = []
        for chunk, cut, vector in zip(chunks, spans, read.vectors, strict=True):
            script = script_of(chunk.text)
            own = [next(made) for _ in cut] if len(cut) > 1 else [vector]
            rows = [_centred(vector, typical.passage[script]), *(_centred(v, typical.sentence[script]) for v in own)]
            records.append(
                {
                    "chunk": chunk.id,
                    "space": chunk.space,
                    "source": chunk.source,
                    "embedder": self._embedder.name,
                    "script": script.value,
                    "spans": cut,
                    "vectors": _packed(np.stack(rows)),
                }
            )
        with self._engine.begin() as db:
            _forget(db, _tables, [chunk.id for chunk in chunks])
            db.execute(sa.insert(_rows), records)
            db.execute(sa.insert(_tokens), self._token_rows(chunks, read))

    def of(self, chunks: Sequence[Chunk]) -> dict[str, Near]:
        """Chunk id → its vectors. Those not kept yet are made and kept. Raises EmbedderUnavailable."""
        found = self._read([chunk.id for chunk in chunks])
        missing = [chunk for chunk in chunks if chunk.id not in found]
        if missing:
            self.add(missing, self._embedder.read_passages([chunk.embedded for chunk in missing]))
            found |= self._read([chunk.id for chunk in missing])
        return found

    def tokens(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """Each chunk's tokens, packed by `late`. Those not kept yet (indexed before there were any) are made and
        kept. Raises EmbedderUnavailable."""
        wanted = sa.select(_tokens.c.chunk, _tokens.c.tokens).where(_tokens.c.embedder == self._embedder.name)
        with self._engine.connect() as db:
            found = {
                id_: packed
                for ids in _pages([chunk.id for chunk in chunks])
                for id_, packed in db.execute(wanted.where(_tokens.c.chunk.in_(ids)))
            }
        missing = [chunk for chunk in chunks if chunk.id not in found]
        if missing:
            read = self._embedder.read_passages([chunk.embedded for chunk in missing])
            with self._engine.begin() as db:
                _forget(db, [_tokens], [chunk.id for chunk in missing])
                db.execute(sa.insert(_tokens), self._token_rows(missing, read))
            found |= zip((chunk.id for chunk in missing), read.tokens, strict=True)
        return [found[chunk.id] for chunk in chunks]

    def question(self, vector: Floats, text: str) -> Floats:
        """The embedder's vector of a question, centred like what it is compared with."""
        return _centred(vector, self._typical().question[script_of(text)])

    def delete_source(self, space: str, source: str, keep_ids: Iterable[str] = ()) -> None:
        """Every chunk of the source goes, except `keep_ids`."""
        keep = set(keep_ids)
        with self._engine.begin() as db:
            for table in _tables:
                mine = sa.select(table.c.chunk).where(table.c.space == space, table.c.source == source)
                _forget(db, [table], [id_ for id_ in db.execute(mine).scalars() if id_ not in keep])

    def count(self, space: str, source: str) -> int:
        """Chunks of the source that have vectors here."""
        mine = sa.select(sa.func.count()).select_from(_rows).where(_rows.c.space == space, _rows.c.source == source)
        with self._engine.connect() as db:
            return int(db.execute(mine).scalar_one())

    def drop_space(self, space: str) -> None:
        """Every chunk of the space goes."""
        with self._engine.begin() as db:
            for table in _tables:
                db.execute(sa.delete(table).where(table.c.space == space))

    def _token_rows(self, chunks: Sequence[Chunk], read: Read) -> list[dict[str, object]]:
        return [
            {
                "chunk": chunk.id,
                "space": chunk.space,
                "source": chunk.source,
                "embedder": self._embedder.name,
                "tokens": tokens,
            }
            for chunk, tokens in zip(chunks, read.tokens, strict=True)
        ]

    def _read(self, ids: Sequence[str]) -> dict[str, Near]:
        wanted = sa.select(_rows.c.chunk, _rows.c.script, _rows.c.spans, _rows.c.vectors)
        wanted = wanted.where(_rows.c.embedder == self._embedder.name)
        found = {}
        with self._engine.connect() as db:
            for page in _pages(ids):
                for id_, script, spans, packed in db.execute(wanted.where(_rows.c.chunk.in_(page))):
                    rows = _unpacked(packed, self._embedder.dimension)
                    found[id_] = Near(Script(script), rows[0], rows[1:], tuple((start, end) for start, end in spans))
        return found

    def _typical(self) -> _Typical:
        """Worked out when first needed (a second or two) and kept in the database."""
        with self._lock:
            if self._known is None:
                kept = self._kept()
                rows = self._work_out() if kept is None else kept
                self._known = _Typical(*({script: rows[i][j] for j, script in enumerate(Script)} for i in range(3)))
            return self._known

    def _kept(self) -> Floats | None:
        """(3, scripts, dimension), or None when not worked out yet."""
        with self._engine.connect() as db:
            blob = db.execute(
                sa.select(_typical.c.vectors).where(_typical.c.embedder == self._embedder.name)
            ).scalar_one_or_none()
        return None if blob is None else np.frombuffer(blob, np.float32).reshape(3, len(Script), -1)

    def _work_out(self) -> Floats:
        made = [[self._mean(texts[script]) for script in Script] for texts in (PASSAGES, SENTENCES)]
        made.append([np.mean([self._embedder.embed_query(q) for q in QUESTIONS[script]], axis=0) for script in Script])
        rows = np.asarray(made, np.float32)
        with self._engine.begin() as db:
            db.execute(sa.delete(_typical).where(_typical.c.embedder == self._embedder.name))
            db.execute(sa.insert(_typical).values(embedder=self._embedder.name, vectors=rows.tobytes()))
        return rows

    def _mean(self, texts: Sequence[str]) -> Floats:
        mean: Floats = self._embedder.embed_passages(texts).mean(axis=0)
        return mean


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`. Very short ones belong to the one before; at least one."""
    cuts = sorted({0, len(text), *(found.end() for found in _END.finditer(text))})
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        short = end - start < SHORTEST or (spans and spans[-1][1] - spans[-1][0] < SHORTEST)
        if spans and short:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans or [(0, len(text))]


def _forget(db: sa.Connection, tables: Iterable[sa.Table], ids: Sequence[str]) -> None:
    for table in tables:
        for page in _pages(ids):
            db.execute(sa.delete(table).where(table.c.chunk.in_(page)))


def _pages(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))


def _centred(vector: Floats, typical: Floats) -> Floats:
    moved = vector - typical
    centred: Floats = moved / (np.linalg.norm(moved) or 1.0)
    return centred


def _packed(rows: Floats) -> bytes:
    packed: bytes = np.clip(np.rint(rows * SCALE), -127, 127).astype(np.int8).tobytes()
    return packed


def _unpacked(packed: bytes, dimension: int) -> Floats:
    rows: Floats = np.frombuffer(packed, np.int8).reshape(-1, dimension).astype(np.float32) / np.float32(SCALE)
    return rows
