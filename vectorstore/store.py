"""Dense vectors in Chroma. The only file that speaks to it.

A space's chunks live in collections of its own, one per script (see `script_of`), and a query opens
the collections of its Scope and no others: the boundary between clients is which collections are
opened, never a filter. One collection per script, because e5 ranks almost any text in the question's
own language above the right text in another, and a search needs candidates from both. (A `where` on
metadata instead took 16 to 25 ms where the bare query took 2 to 9, at 3,000 chunks.)

Metadata exists for filters only; texts and locators are the catalogue's. Vectors come from one
embedder, whose name every collection carries; the store opens no collection made by another.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from vectorstore.errors import EmbedderMismatch
from vectorstore.models import Chunk, Scope
from vectorstore.script import SCRIPTS, Script, script_of

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult

Floats = npt.NDArray[np.float32]

PAGE = 5000  # ids per call: under Chroma's limit for one batch (5,461 with SQLite 3.40)
# Chroma's log keeps what was written until an index is (at 1,000 entries); a deletion must stay in it, what it
# deletes need not.
COMPACT = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=60)
connection.execute(
    "DELETE FROM embeddings_queue AS old WHERE operation <> 3 AND EXISTS (SELECT 1 FROM embeddings_queue new"
    " WHERE new.topic = old.topic AND new.id = old.id AND new.seq_id > old.seq_id AND new.operation = 3)"
)
connection.commit()
connection.execute("VACUUM")
"""
COMPACT_S = 600
FIRST_WRITE_TRIES, FIRST_WRITE_WAIT = 20, 0.05  # the wait in seconds


class VectorStore:
    """`path_or_url` is a folder, or http(s)://host:port of a Chroma server. Thread-safe; a folder
    belongs to one process at a time (Chroma's rule)."""

    def __init__(self, path_or_url: str | Path, embedder_name: str, dimension: int) -> None:
        self._client = _client(path_or_url)
        self._folder = None if _is_server(path_or_url) else Path(path_or_url)
        self._embedder = embedder_name
        self._dimension = dimension

    def upsert(self, space: str, chunks: Sequence[Chunk], vectors: Floats) -> None:
        """Row i of `vectors` is chunk i's. The same again changes nothing; a known id is replaced.

        Raises EmbedderMismatch when the space was indexed with another embedder.
        """
        if len(chunks) != len(vectors) or vectors.shape[1:] not in ((), (self._dimension,)):
            raise ValueError(f"{len(chunks)} chunks, vectors of shape {vectors.shape}")
        by_script: dict[Script, list[int]] = {}
        for i, chunk in enumerate(chunks):
            by_script.setdefault(script_of(chunk.text), []).append(i)
        for script, rows in by_script.items():
            for page in _pages(rows):
                ids = [chunks[i].id for i in page]
                for other in self._collections([space], [s for s in SCRIPTS if s != script]):
                    other.delete(ids=ids)  # an edited text may have changed script
                self._made(space, script).upsert(
                    ids=ids,
                    embeddings=vectors[page],
                    metadatas=[_metadata(chunks[i]) for i in page],
                )

    def delete_source(self, space: str, source: str, keep_ids: Iterable[str] = ()) -> None:
        """Every chunk of the source goes, except `keep_ids`."""
        gone = self.ids_of(space, source) - set(keep_ids)
        for collection in self._collections([space]):
            for page in _pages(sorted(gone)):
                collection.delete(ids=page)

    def drop_space(self, space: str) -> None:
        """Remove the space's collections, whoever's embedder made them. Nothing there is fine."""
        from chromadb.errors import NotFoundError

        for script in SCRIPTS:
            try:
                self._client.delete_collection(_name(space, script))
            except NotFoundError:
                continue

    def count(self, space: str) -> int:
        """Chunks in the space; 0 for one never seen."""
        return sum(collection.count() for collection in self._collections([space]))

    def ids_of(self, space: str, source: str) -> set[str]:
        """Ids of the source's chunks."""
        return {
            id_
            for collection in self._collections([space])
            for id_ in collection.get(where={"source": source}, include=[])["ids"]
        }

    def near(self, scope: Scope, vector: Floats, k: int) -> list[tuple[str, float]]:
        """The k chunks of each script nearest to `vector` inside the scope, with their cosines, best first."""
        where = _where(scope)
        found: list[tuple[str, float]] = []
        for script in SCRIPTS:
            answers = [self._nearest(c, vector, k, where) for c in self._collections(scope.spaces, [script])]
            found += sorted((pair for answer in answers for pair in answer), key=lambda pair: -pair[1])[:k]
        return sorted(found, key=lambda pair: -pair[1])

    def _nearest(
        self, collection: Collection, vector: Floats, k: int, where: dict[str, Any] | None
    ) -> list[tuple[str, float]]:
        answer = _once_written(
            lambda: collection.query(
                query_embeddings=np.asarray(vector, np.float32)[None], n_results=k, where=where, include=["distances"]
            )
        )
        distances = answer["distances"] or [[]]
        return [(id_, 1.0 - float(distance)) for id_, distance in zip(answer["ids"][0], distances[0], strict=True)]

    def compact(self) -> None:
        """Rewrite Chroma's own database without what was deleted from it, which it leaves in free pages.

        Searches wait for that: about a second for each 100 MB. In a process of its own, since Chroma brings
        another SQLite along and two of them in one process undo each other's locks. Nothing on a server.
        """
        database = self._folder / "chroma.sqlite3" if self._folder else None
        if database and database.exists():
            subprocess.run([sys.executable, "-I", "-c", COMPACT, str(database)], check=True, timeout=COMPACT_S)

    def close(self) -> None:
        """Let go of files and connections. A folder may then be opened by another process."""
        self._client.close()

    def _collections(self, spaces: Iterable[str], scripts: Iterable[Script] = SCRIPTS) -> Iterator[Collection]:
        """Those that exist. Looked up each time (0.7 to 5 ms), so that another process's changes are seen."""
        from chromadb.errors import NotFoundError

        for space in dict.fromkeys(spaces):
            for script in scripts:
                try:
                    yield self._checked(self._client.get_collection(_name(space, script), embedding_function=None))
                except NotFoundError:
                    continue

    def _made(self, space: str, script: Script) -> Collection:
        collection = self._client.get_or_create_collection(
            _name(space, script),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"space": space, "script": script.value, "embedder": self._embedder},
        )
        return self._checked(collection)

    def _checked(self, collection: Collection) -> Collection:
        made_with = (collection.metadata or {}).get("embedder")
        if made_with != self._embedder:
            raise EmbedderMismatch(made_with=made_with, asked=self._embedder)
        return collection


def _once_written(ask: Callable[[], QueryResult]) -> QueryResult:
    """Chroma (1.5) fails a query that meets a collection's very first write: the index is neither in
    memory nor on disk for that moment. Asked again 10 ms later it always answered."""
    from chromadb.errors import InternalError

    for _ in range(FIRST_WRITE_TRIES):
        try:
            return ask()
        except InternalError as error:
            if "Nothing found on disk" not in str(error):
                raise
            time.sleep(FIRST_WRITE_WAIT)
    return ask()


def _client(path_or_url: str | Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if _is_server(path_or_url):
        from urllib.parse import urlsplit

        url = urlsplit(str(path_or_url))
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 8000)
        return cast("Client", chromadb.HttpClient(url.hostname or "localhost", port, secure, settings=settings))
    return cast("Client", chromadb.PersistentClient(str(path_or_url), settings))


def _is_server(path_or_url: str | Path) -> bool:
    return str(path_or_url).startswith(("http://", "https://"))


def _name(space: str, script: Script) -> str:
    """Chroma allows ASCII letters and digits in names; a space id may be anything, so it is hashed."""
    return f"space-{hashlib.sha256(space.encode()).hexdigest()[:40]}-{script.value}"


def _metadata(chunk: Chunk) -> dict[str, Any]:
    facts: dict[str, Any] = {"source": chunk.source, "kind": chunk.kind.value, "topic": chunk.topic, "lang": chunk.lang}
    if chunk.occurred_on:
        facts["day"] = _day(chunk.occurred_on)
    if chunk.speakers:  # Chroma refuses empty lists
        facts["speakers"] = list(chunk.speakers)
    return facts


def _where(scope: Scope) -> dict[str, Any] | None:
    """The scope's filters in Chroma's language. A chunk without a date is in no range of dates."""
    conditions: list[dict[str, Any]] = [
        {field: {"$in": list(wanted)}}
        for field, wanted in (
            ("kind", [kind.value for kind in scope.kinds]),
            ("topic", scope.topics),
            ("source", scope.sources),
        )
        if wanted
    ]
    if scope.hidden:
        conditions.append({"source": {"$nin": list(scope.hidden)}})
    if scope.speakers:
        heard: list[dict[str, Any]] = [{"speakers": {"$contains": speaker}} for speaker in scope.speakers]
        conditions.append(heard[0] if len(heard) == 1 else {"$or": heard})
    if scope.since:
        conditions.append({"day": {"$gte": _day(scope.since)}})
    if scope.until:
        conditions.append({"day": {"$lte": _day(scope.until)}})
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}


def _day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _pages(items: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), PAGE):
        yield list(items[start : start + PAGE])
