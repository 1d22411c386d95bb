"""From text to vectors: what an embedder is, which ones there are, and the cache around them.

An embedder turns passages and questions into unit vectors. Its `name` is remembered by the store:
vectors of two names are never compared. Embedders know nothing of chunks, spaces or storage.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
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
    def has_tokens(self) -> bool:
        """Whether reading shows tokens."""

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

    has_tokens = False

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
        """Their vectors alone."""
        return Read(self.embed_passages(texts), (b"",) * len(texts))

    def read_query(self, text: str) -> ReadQuery:
        """Its vector alone."""
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
    """Remembers questions in memory and the vectors of passages on disk, so that they are made once: an
    endpoint's, which cost money, and those of sentences, which are compared at every answer.

    The file may be deleted at any time. It holds hashes and vectors, no text, and at most `passages`
    rows (1.5 kB each for 384 numbers); the oldest go first.
    """

    def __init__(self, inner: Embedder, path: Path, *, passages: int = 100_000, queries: int = 1024) -> None:
        self._inner = inner
        self.name = inner.name
        self.has_tokens = inner.has_tokens
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
        keys = [hashlib.sha256(f"{self.name}\n{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = dict(zip(missing, self._inner.embed_passages(list(missing.values())), strict=True))
            self._write(made)
            known |= made
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, self.dimension), np.float32)

    def read_passages(self, texts: Sequence[str]) -> Read:
        """Tokens are never remembered here: from them a text could be told, and the file knows nothing of erasing."""
        if self.has_tokens:
            return self._inner.read_passages(texts)
        return Read(self.embed_passages(texts), (b"",) * len(texts))

    def close(self) -> None:
        """The file and the wrapped embedder's."""
        self._inner.close()
        with self._lock:
            file, self._file = self._file, None
            if file is not None:
                file.close()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        with self._lock:
            rows = [
                (key, row[0])
                for key in keys
                if (row := self._opened().execute("SELECT vector FROM passage WHERE key = ?", (key,)).fetchone())
            ]
        return {key: np.frombuffer(vector, np.float32) for key, vector in rows}

    def _write(self, vectors: dict[bytes, Floats]) -> None:
        with self._lock, self._opened() as file:
            file.executemany(
                "INSERT OR IGNORE INTO passage (key, vector) VALUES (?, ?)",
                [(key, vector.tobytes()) for key, vector in vectors.items()],
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
        " (number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"
    )
    return file
