"""From text to vectors: what an embedder is, which ones there are, and the cache around them.

An embedder turns passages and questions into unit vectors. Its `name` is remembered by the store:
vectors of two names are never compared. Embedders know nothing of chunks, spaces or storage.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.errors import EmbedderUnavailable
from vectorstore.late import Read, ReadQuery

if TYPE_CHECKING:
    import openai

ENDPOINT_BATCH = 64  # texts per request to start with; halved when an endpoint refuses (DashScope takes 10)


class Embedder(Protocol):
    """Thread-safe. Vectors are float32 of length 1, so a dot product is a cosine."""

    @property
    def name(self) -> str:
        """Identity of the vectors, remembered by the store."""

    @property
    def dimension(self) -> int:
        """Length of a vector. An endpoint is asked for it once; may raise EmbedderUnavailable."""

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """(len(texts), dimension), rows in the order of `texts`. Raises EmbedderUnavailable."""

    def embed_query(self, text: str) -> Floats:
        """(dimension,). Raises EmbedderUnavailable."""

    def read_passages(self, texts: Sequence[str]) -> Read:
        """The vectors and, where the embedder shows them, the tokens. Raises EmbedderUnavailable."""

    def read_query(self, text: str) -> ReadQuery:
        """The same of a question."""

    def close(self) -> None:
        """Let go of models, files and connections. What is asked afterwards takes them up again."""


def make_embedder(
    spec: str, cache: Path, *, url: str | None = None, api_key: str | None = None, threads: int | None = None
) -> Embedder:
    """ "bundled", or the name of a model at an OpenAI-compatible endpoint (`url`; None is OpenAI's own)."""
    inner: Embedder = E5(cache, threads) if spec == "bundled" else EndpointEmbedder(spec, url, api_key)
    return CachedEmbedder(inner, cache / "embeddings.sqlite3")


class EndpointEmbedder:
    """Any server that speaks OpenAI's /embeddings. Retries with backoff are the `openai` client's."""

    def __init__(self, model: str, url: str | None = None, api_key: str | None = None) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._url = url
        self._api_key = api_key
        self._client: openai.OpenAI | None = None
        self._dimension: int | None = None
        self._batch = ENDPOINT_BATCH

    @property
    def dimension(self) -> int:
        """Asked of the endpoint once, by embedding a character."""
        if self._dimension is None:
            self._dimension = len(self.embed_query("1"))
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Cuts into requests; a size that the endpoint refuses is halved and stays so."""
        import openai

        rows: list[Floats] = []
        while len(rows) < len(texts):
            batch = texts[len(rows) : len(rows) + self._batch]
            try:
                rows.extend(self._ask(batch))
            except openai.BadRequestError as refusal:
                if len(batch) == 1:
                    raise EmbedderUnavailable(reason=str(refusal)) from refusal
                self._batch = len(batch) // 2
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Floats:
        """The same as a passage: these models know no difference."""
        vector: Floats = self.embed_passages([text])[0]
        return vector

    def read_passages(self, texts: Sequence[str]) -> Read:
        """An endpoint shows no tokens."""
        return Read(self.embed_passages(texts), (b"",) * len(texts))

    def read_query(self, text: str) -> ReadQuery:
        """An endpoint shows no tokens."""
        vector = self.embed_query(text)
        return ReadQuery(vector, np.empty((0, len(vector)), np.float32))

    def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ask(self, texts: Sequence[str]) -> list[Floats]:
        """One request. Made fit to send: OpenAI refuses an empty text, and half a surrogate pair is not UTF-8."""
        import openai

        if self._client is None:
            # A local server wants no key, but the client refuses to start without one.
            self._client = openai.OpenAI(base_url=self._url, api_key=self._api_key or "none")
        sendable = [text.encode("utf-8", "replace").decode() or " " for text in texts]
        try:
            # Without an explicit format the client asks for base64, which few other servers know.
            answer = self._client.embeddings.create(model=self._model, input=sendable, encoding_format="float")
        except openai.BadRequestError:
            raise
        except openai.OpenAIError as error:
            raise EmbedderUnavailable(reason=str(error)) from error
        vectors = [np.asarray(item.embedding, np.float32) for item in sorted(answer.data, key=lambda d: d.index)]
        if len(vectors) != len(texts):
            raise EmbedderUnavailable(reason=f"{len(vectors)} vectors for {len(texts)} texts")
        return [vector / np.linalg.norm(vector) for vector in vectors]


class CachedEmbedder:
    """Remembers questions in memory and passages on disk, so that re-indexing re-embeds only what changed.

    The file may be deleted at any time. It holds hashes, vectors and packed tokens, no text, and at most `passages`
    rows (1.5 kB each for 384 numbers, and 96 bytes a token of those that were read whole); the oldest go first.
    """

    def __init__(self, inner: Embedder, path: Path, *, passages: int = 100_000, queries: int = 1024) -> None:
        self._inner = inner
        self.name = inner.name
        self._path = path
        self._passages = passages
        self._queries = queries
        self._recent: OrderedDict[str, ReadQuery] = OrderedDict()
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None

    @property
    def dimension(self) -> int:
        """The wrapped embedder's."""
        return self._inner.dimension

    def embed_query(self, text: str) -> Floats:
        """From memory when it was asked lately."""
        return self.read_query(text).vector

    def read_query(self, text: str) -> ReadQuery:
        """From memory when it was asked lately."""
        with self._lock:
            if text in self._recent:
                self._recent.move_to_end(text)
                return self._recent[text]
        read = self._inner.read_query(text)
        with self._lock:
            self._recent[text] = read
            if len(self._recent) > self._queries:
                self._recent.popitem(last=False)
        return read

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Only what the file does not hold is embedded; a text given twice, once."""
        keys = self._keys(texts)
        known = {key: vector for key, (vector, _) in self._kept(keys).items()}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = dict(zip(missing, self._inner.embed_passages(list(missing.values())), strict=True))
            self._keep({key: (vector, None) for key, vector in made.items()})
            known |= made
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)

    def read_passages(self, texts: Sequence[str]) -> Read:
        """Only what the file does not hold is read; a text given twice, once."""
        keys = self._keys(texts)
        known = {key: (vector, tokens) for key, (vector, tokens) in self._kept(keys).items() if tokens is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            read = self._inner.read_passages(list(missing.values()))
            made = dict(zip(missing, zip(read.vectors, read.tokens, strict=True), strict=True))
            self._keep(dict(made))
            known |= made
        vectors = np.stack([known[key][0] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)
        return Read(vectors, tuple(known[key][1] for key in keys))

    def close(self) -> None:
        """The file and the wrapped embedder's."""
        self._inner.close()
        with self._lock:
            file, self._file = self._file, None
            if file is not None:
                file.close()

    def _keys(self, texts: Sequence[str]) -> list[bytes]:
        return [hashlib.sha256(f"{self.name}\n{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, tuple[Floats, bytes | None]]:
        """Key → vector and tokens; None for tokens of what was only embedded."""
        wanted = "SELECT vector, tokens FROM passage WHERE key = ?"
        with self._lock:
            rows = [(key, row) for key in keys if (row := self._opened().execute(wanted, (key,)).fetchone())]
        return {key: (np.frombuffer(vector, np.float32), tokens) for key, (vector, tokens) in rows}

    def _keep(self, made: Mapping[bytes, tuple[Floats, bytes | None]]) -> None:
        with self._lock, self._opened() as file:
            file.executemany(
                "INSERT INTO passage (key, vector, tokens) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET tokens = coalesce(excluded.tokens, tokens)",
                [(key, vector.tobytes(), tokens) for key, (vector, tokens) in made.items()],
            )
            file.execute("DELETE FROM passage WHERE number <= (SELECT max(number) FROM passage) - ?", (self._passages,))

    def _opened(self) -> sqlite3.Connection:
        """The file, made if need be; one that is no database any more is replaced, being only a cache."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._file = _open_cache(self._path)
            except sqlite3.DatabaseError:
                self._path.unlink()
                self._file = _open_cache(self._path)
        return self._file


def _open_cache(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=30, check_same_thread=False)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = OFF")
    file.execute(
        "CREATE TABLE IF NOT EXISTS passage"
        " (number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL, tokens BLOB)"
    )
    if "tokens" not in [column for _, column, *_ in file.execute("PRAGMA table_info(passage)")]:
        file.execute("ALTER TABLE passage ADD COLUMN tokens BLOB")  # made by 0.4 or older
    return file
