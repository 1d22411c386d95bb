"""What only the vector store promises; the rest is in tests/contracts/test_indexes.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vectorstore.errors import EmbedderMismatch
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.store import VectorStore

SCOPE = Scope(("s",))


def chunk(n: int, text: str = "预算") -> Chunk:
    return Chunk(f"c{n}", "src", "s", text, Locator(), n, n, Kind.DOCUMENT)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = VectorStore(tmp_path, "test/1", 16)
    yield store
    store.close()


def test_scores_are_cosines(store: VectorStore, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(50, 16)))
    store.upsert("s", [chunk(n) for n in range(50)], rows)
    question = unit(rng.normal(size=(1, 16)))[0]
    found = dict(store.near(SCOPE, question, 50))
    for n, cosine in enumerate(rows @ question):
        assert found[f"c{n}"] == pytest.approx(float(cosine), abs=1e-4)


def test_it_is_all_there_after_reopening(tmp_path: Path, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(3, 16)))
    first = VectorStore(tmp_path, "test/1", 16)
    first.upsert("s", [chunk(n) for n in range(3)], rows)
    first.close()
    second = VectorStore(tmp_path, "test/1", 16)
    assert second.ids_of("s", "src") == {"c0", "c1", "c2"}
    assert second.near(SCOPE, rows[1], 1)[0][0] == "c1"
    second.close()


def test_another_embedder_is_refused_with_the_remedy(tmp_path: Path, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(1, 16)))
    first = VectorStore(tmp_path, "e5-small-int8/1", 16)
    first.upsert("s", [chunk(0)], rows)
    other = VectorStore(tmp_path, "openai:other", 16)
    for use in (
        lambda: other.near(SCOPE, rows[0], 1),
        lambda: other.upsert("s", [chunk(1)], rows),
        lambda: other.count("s"),
        lambda: other.delete_source("s", "src"),
    ):
        with pytest.raises(EmbedderMismatch, match="baton reindex") as raised:
            use()
        assert "e5-small-int8/1" in raised.value.say("zh")
    assert first.count("s") == 1
    other.drop_space("s")  # how re-indexing starts
    other.upsert("s", [chunk(0)], rows)
    assert other.count("s") == 1
    first.close()
    other.close()


def test_vectors_must_match_the_chunks(store: VectorStore, rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="2 chunks"):
        store.upsert("s", [chunk(0), chunk(1)], unit(rng.normal(size=(1, 16))))
    with pytest.raises(ValueError, match="shape"):
        store.upsert("s", [chunk(0)], unit(rng.normal(size=(1, 8))))
    assert store.count("s") == 0


def test_no_chunks_is_nothing_to_do(store: VectorStore) -> None:
    store.upsert("s", [], np.empty((0, 16), np.float32))
    assert store.count("s") == 0


@pytest.mark.slow
def test_more_than_chroma_takes_at_once(store: VectorStore, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(12_000, 16)))
    store.upsert("s", [chunk(n) for n in range(12_000)], rows)
    assert store.count("s") == 12_000
    assert len(store.ids_of("s", "src")) == 12_000
    assert len(store.near(SCOPE, rows[0], 5)) == 5
    store.delete_source("s", "src", keep_ids=[f"c{n}" for n in range(11)])
    assert store.count("s") == 11


def test_each_script_answers_for_itself(store: VectorStore, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(30, 16)))
    store.upsert("s", [chunk(n, "预算说明" if n % 3 else "the budget") for n in range(30)], rows)
    found = store.near(SCOPE, rows[0], 8)
    assert len(found) == 16
    assert sum(int(id_[1:]) % 3 == 0 for id_, _ in found) == 8
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)


def test_spaces_share_the_places_of_a_script(store: VectorStore, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(12, 16)))
    store.upsert("s", [chunk(n) for n in range(6)], rows[:6])
    store.upsert("t", [chunk(n) for n in range(6, 12)], rows[6:])
    both = replace(SCOPE, spaces=("s", "t"))
    best = sorted(range(12), key=lambda n: -float(rows[n] @ rows[0]))[:4]
    assert [id_ for id_, _ in store.near(both, rows[0], 4)] == [f"c{n}" for n in best]


def test_a_filter_that_nothing_passes_answers_nothing(store: VectorStore, rng: np.random.Generator) -> None:
    rows = unit(rng.normal(size=(1, 16)))
    store.upsert("s", [chunk(0)], rows)
    assert store.near(replace(SCOPE, topics=("另一个",)), rows[0], 3) == []
