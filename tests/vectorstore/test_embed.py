"""Choosing an embedder, the endpoint's failures, and the cache. What all embedders share is in tests/contracts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from vectorstore.embed import CachedEmbedder, EndpointEmbedder, make_embedder
from vectorstore.errors import EmbedderUnavailable
from vectorstore.late import Read, ReadQuery


class LengthEmbedder:
    """A real, tiny embedder: the angle is the text's length. Remembers what it was asked."""

    name = "length/1"
    dimension = 2
    has_tokens = True

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.queries: list[str] = []
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        with self._lock:
            self.passages += texts
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, text: str) -> np.ndarray:
        return self.read_query(text).vector

    def read_passages(self, texts: Sequence[str]) -> Read:
        return Read(self.embed_passages(texts), tuple(text.encode() for text in texts))

    def read_query(self, text: str) -> ReadQuery:
        self.queries.append(text)
        return ReadQuery(self._vector(text), self._vector(text)[None])

    def close(self) -> None: ...

    def _vector(self, text: str) -> np.ndarray:
        return np.array([np.cos(len(text)), np.sin(len(text))], np.float32)


@pytest.fixture
def inner() -> LengthEmbedder:
    return LengthEmbedder()


def test_a_name_chooses_the_embedder(tmp_path: Path) -> None:
    assert make_embedder("bundled", tmp_path).name == "e5-small-int8/1"
    assert make_embedder("text-embedding-v4", tmp_path, url="http://127.0.0.1:9/v1").name == "openai:text-embedding-v4"
    assert list(tmp_path.iterdir()) == [], "making one costs nothing"


@pytest.mark.slow
def test_no_server_is_a_sentence_for_a_person(tmp_path: Path) -> None:
    embedder = make_embedder("m", tmp_path, url="http://127.0.0.1:9/v1", api_key="k")
    with pytest.raises(EmbedderUnavailable, match="BATON_EMBEDDINGS_URL") as raised:
        embedder.embed_query("预算")
    assert raised.value.retryable
    with pytest.raises(EmbedderUnavailable):
        embedder.embed_passages(["预算"])
    with pytest.raises(EmbedderUnavailable):
        _ = EndpointEmbedder("m", "http://127.0.0.1:9/v1").dimension


class TestCache:
    def test_a_passage_is_embedded_once_also_by_a_later_process(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        path = tmp_path / "缓存" / "e.sqlite3"
        first = CachedEmbedder(inner, path).embed_passages(["a", "bb", "a"])
        second = CachedEmbedder(inner, path).embed_passages(["bb", "ccc", "a"])
        assert inner.passages == ["a", "bb", "ccc"]
        np.testing.assert_array_equal(first[0], first[2])
        np.testing.assert_array_equal(second[2], first[0])
        np.testing.assert_array_equal(second[1], inner._vector("ccc"))

    def test_tokens_are_not_kept(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        """A text could be told from them, and this file is not searched when a source is erased."""
        cached = CachedEmbedder(inner, tmp_path / "e")
        assert [cached.read_passages(["四月预算"]).tokens for _ in range(2)] == [("四月预算".encode(),)] * 2
        assert inner.passages == ["四月预算"] * 2
        cached.embed_passages(["别的"])
        assert "四月预算".encode() not in (tmp_path / "e").read_bytes()

    def test_an_endpoints_vectors_are_kept_however_they_are_asked_for(
        self, inner: LengthEmbedder, tmp_path: Path
    ) -> None:
        inner.has_tokens = False
        cached = CachedEmbedder(inner, tmp_path / "e")
        read = cached.read_passages(["a", "bb"])
        np.testing.assert_array_equal(read.vectors, cached.embed_passages(["a", "bb"]))
        assert (read.tokens, inner.passages) == ((b"", b""), ["a", "bb"])

    def test_another_embedder_does_not_get_its_vectors(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        other = LengthEmbedder()
        other.name = "length/2"
        CachedEmbedder(inner, tmp_path / "e").embed_passages(["a"])
        CachedEmbedder(other, tmp_path / "e").embed_passages(["a"])
        assert other.passages == ["a"]

    def test_recent_questions_are_remembered_up_to_a_limit(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        cached = CachedEmbedder(inner, tmp_path / "e", queries=2)
        for question in ("a", "bb", "a", "ccc", "a", "bb"):
            np.testing.assert_array_equal(cached.embed_query(question), inner._vector(question))
        assert inner.queries == ["a", "bb", "ccc", "bb"]

    def test_questions_and_passages_are_apart(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        cached = CachedEmbedder(inner, tmp_path / "e")
        cached.embed_query("a")
        cached.embed_passages(["a"])
        assert (inner.queries, inner.passages) == (["a"], ["a"])

    def test_the_file_stays_within_its_limit_and_drops_the_oldest(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        cached = CachedEmbedder(inner, tmp_path / "e", passages=10)
        for start in range(0, 30, 5):
            cached.embed_passages([f"{i:03}" for i in range(start, start + 5)])
        with sqlite3.connect(tmp_path / "e") as file:
            assert file.execute("SELECT count(*) FROM passage").fetchone() == (10,)
        file.close()
        inner.passages.clear()
        cached.embed_passages(["029", "000"])
        assert inner.passages == ["000"]

    def test_no_texts_ask_nobody(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        assert CachedEmbedder(inner, tmp_path / "e").embed_passages([]).shape == (0, 2)
        assert inner.passages == []

    @pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 100, b"SQLite format 3\0"])
    def test_a_damaged_file_is_replaced(self, inner: LengthEmbedder, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "e").write_bytes(content)
        assert CachedEmbedder(inner, tmp_path / "e").embed_passages(["a"]).shape == (1, 2)

    def test_two_processes_worth_of_threads_share_the_file(self, inner: LengthEmbedder, tmp_path: Path) -> None:
        caches = [CachedEmbedder(inner, tmp_path / "e") for _ in range(2)]
        texts = ["x" * n for n in range(20)]
        with ThreadPoolExecutor(8) as pool:
            rows = list(pool.map(lambda i: caches[i % 2].embed_passages(texts), range(24)))
        assert all(np.array_equal(row, rows[0]) for row in rows)
