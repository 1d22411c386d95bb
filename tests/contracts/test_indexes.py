"""What both indexes promise alike: scopes are walls, writing twice changes nothing, deleting leaves no trace.

One suite for the vector store (a folder, and a real Chroma server) and the keyword index. Chunks
and vectors are made so that both rank the same way: chunk `n` of a space is about topic word `n`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine

from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.store import VectorStore

WORDS = ["预算", "差评", "退款", "素材", "budget", "crisis", "refund", "creative"]


def chunk(space: str, n: int, **changes: object) -> Chunk:
    plain = Chunk(
        id=f"{space}-src-v1-{n}",
        source="src",
        space=space,
        text=f"{WORDS[n]} {WORDS[n]}",
        locator=Locator(paragraph=n + 1),
        first_block=n,
        last_block=n,
        kind=Kind.DOCUMENT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass
class Index:
    """The surface the two share, in the words of this suite."""

    upsert: Callable[[str, list[Chunk]], None]
    delete_source: Callable[[str, str, Iterable[str]], None]
    drop_space: Callable[[str], None]
    count: Callable[[str], int]
    ask: Callable[[Scope, int, int], list[tuple[str, float]]]


def _vector(n: int) -> np.ndarray:
    vector = np.full(8, 0.1, np.float32)
    vector[n] = 1.0
    return vector / np.linalg.norm(vector)


def _topic(c: Chunk) -> int:
    return WORDS.index(c.text.split()[0])


def _of_store(store: VectorStore) -> Index:
    return Index(
        lambda space, chunks: store.upsert(space, chunks, np.stack([_vector(_topic(c)) for c in chunks])),
        store.delete_source,
        store.drop_space,
        store.count,
        lambda scope, n, k: store.near(scope, _vector(n), k),
    )


@pytest.fixture(params=["vectors", pytest.param("vectors on a server", marks=pytest.mark.slow), "keywords"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "keywords":
        engine = create_engine(f"sqlite:///{tmp_path / 'baton.sqlite3'}")
        lexical = LexicalIndex(engine)
        yield Index(
            lambda _, chunks: lexical.upsert(chunks),
            lexical.delete_source,
            lexical.drop_space,
            lexical.count,
            lambda scope, n, k: lexical.query(scope, WORDS[n], k),
        )
        engine.dispose()
    else:
        place = tmp_path if request.param == "vectors" else request.getfixturevalue("chroma_server")
        store = VectorStore(place, "test/1", 8)
        yield _of_store(store)
        if request.param == "vectors on a server":
            client: Any = store._client
            for server in (client._server, client._admin_client._server):
                server._session.close()  # Chroma's close() leaves them to the garbage collector
        store.close()


@pytest.fixture
def space() -> str:
    return f"品牌 {uuid.uuid4().hex}"


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [id_ for id_, _ in found]


def test_the_right_chunk_comes_first(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, n) for n in range(8)])
    for n in range(8):
        assert ids(index.ask(Scope((space,)), n, 3))[0] == f"{space}-src-v1-{n}"


def test_scores_fall(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, n) for n in range(8)])
    scores = [score for _, score in index.ask(Scope((space,)), 5, 8)]
    assert scores == sorted(scores, reverse=True)


def test_no_space_finds_nothing(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, 0)])
    assert index.ask(Scope(()), 0, 5) == []


def test_a_space_is_a_wall(index: Index, space: str) -> None:
    other = space + "x"
    index.upsert(space, [chunk(space, 0)])
    index.upsert(other, [chunk(other, 0), chunk(other, 1)])
    assert ids(index.ask(Scope((space,)), 1, 5)) in ([f"{space}-src-v1-0"], [])
    assert set(ids(index.ask(Scope((other,)), 0, 5))) <= {f"{other}-src-v1-0", f"{other}-src-v1-1"}
    both = ids(index.ask(Scope((space, other)), 0, 2))
    assert set(both) == {f"{space}-src-v1-0", f"{other}-src-v1-0"}


@pytest.mark.parametrize("name", ["", "../etc", "' OR 1=1 --", '"', "a OR b", "*", "x" * 400, "空间"])
def test_any_space_id_is_only_a_name(index: Index, space: str, name: str) -> None:
    hostile = space + name
    index.upsert(hostile, [chunk(hostile, 2)])
    index.upsert(space + "-", [chunk(space + "-", 2)])
    assert ids(index.ask(Scope((hostile,)), 2, 5)) == [f"{hostile}-src-v1-2"]


def test_an_unknown_space_is_empty(index: Index, space: str) -> None:
    assert index.ask(Scope((space,)), 0, 5) == []
    assert index.count(space) == 0
    index.delete_source(space, "src", ())
    index.drop_space(space)


def test_writing_twice_changes_nothing(index: Index, space: str) -> None:
    chunks = [chunk(space, n) for n in range(4)]
    index.upsert(space, chunks)
    before = index.ask(Scope((space,)), 1, 4)
    index.upsert(space, chunks)
    assert index.count(space) == 4
    after = index.ask(Scope((space,)), 1, 4)
    assert ids(after) == ids(before)
    np.testing.assert_allclose([s for _, s in after], [s for _, s in before], rtol=1e-5)


def test_a_known_id_is_replaced_even_in_another_script(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, 0)])
    index.upsert(space, [chunk(space, 4, id=f"{space}-src-v1-0")])
    assert index.count(space) == 1
    assert ids(index.ask(Scope((space,)), 4, 5)) == [f"{space}-src-v1-0"]


def test_delete_source_keeps_what_it_is_told_to(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, n) for n in range(8)])
    index.upsert(space, [chunk(space, 0, id="z", source="另一个")])
    keep = f"{space}-src-v1-3"
    index.delete_source(space, "src", (keep,))
    assert index.count(space) == 2
    assert ids(index.ask(Scope((space,), sources=("src",)), 3, 9)) == [keep]
    index.delete_source(space, "src", ())
    assert index.ask(Scope((space,), sources=("src",)), 3, 9) == []
    assert ids(index.ask(Scope((space,)), 0, 9)) == ["z"]


def test_deleting_in_one_space_leaves_the_same_source_in_another(index: Index, space: str) -> None:
    other = space + "x"
    index.upsert(space, [chunk(space, 0)])
    index.upsert(other, [chunk(other, 0)])
    index.delete_source(space, "src", ())
    assert index.count(space) == 0
    assert index.count(other) == 1


def test_a_dropped_space_is_gone_and_can_come_back(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, n) for n in range(8)])
    index.drop_space(space)
    assert index.count(space) == 0
    assert index.ask(Scope((space,)), 0, 5) == []
    index.upsert(space, [chunk(space, 1)])
    assert ids(index.ask(Scope((space,)), 1, 5)) == [f"{space}-src-v1-1"]


MARCH, MAY = date(2024, 3, 9), date(2024, 5, 1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {0, 1, 2, 3}),
        ({"kinds": (Kind.RECORDING,)}, {0}),
        ({"kinds": (Kind.RECORDING, Kind.CHAT)}, {0, 1}),
        ({"topics": ("投放",)}, {1, 2}),
        ({"sources": ("a", "b")}, {0, 1}),
        ({"speakers": ("王敏",)}, {0, 2}),
        ({"speakers": ("王敏", "Li O'Neil")}, {0, 1, 2}),
        ({"speakers": ("王",)}, set()),
        ({"since": MAY}, {1, 2}),
        ({"until": MARCH}, {0}),
        ({"since": MARCH, "until": MAY}, {0, 1}),
        ({"since": date(2024, 3, 10), "until": date(2024, 4, 30)}, set()),
        ({"kinds": (Kind.CHAT,), "topics": ("投放",), "speakers": ("Li O'Neil",), "since": MARCH}, {1}),
        ({"topics": ("' OR 1=1 --",)}, set()),
    ],
)
def test_filters(index: Index, space: str, filters: dict[str, object], expected: set[int]) -> None:
    made = [
        {"source": "a", "kind": Kind.RECORDING, "speakers": ("王敏", "Ana"), "occurred_on": MARCH},
        {"source": "b", "kind": Kind.CHAT, "topic": "投放", "speakers": ("Li O'Neil",), "occurred_on": MAY},
        {"source": "c", "topic": "投放", "speakers": ("王敏",), "occurred_on": date(2025, 1, 1)},
        {"source": "d"},
    ]
    index.upsert(space, [chunk(space, 0, id=f"{space}{i}", **facts) for i, facts in enumerate(made)])
    found = index.ask(Scope((space,), **filters), 0, 9)  # type: ignore[arg-type]
    assert {int(id_.removeprefix(space)) for id_ in ids(found)} == expected


def test_k_is_a_limit_over_all_spaces(index: Index, space: str) -> None:
    spaces = tuple(f"{space}{i}" for i in range(3))
    for one in spaces:
        index.upsert(one, [chunk(one, 0, id=f"{one}-{i}") for i in range(4)])
    assert len(index.ask(Scope(spaces), 0, 5)) == 5
    assert len(index.ask(Scope(spaces), 0, 50)) == 12


@pytest.mark.slow
def test_readers_and_a_writer_at_once(index: Index, space: str) -> None:
    index.upsert(space, [chunk(space, 0)])

    def write(i: int) -> None:
        index.upsert(space, [chunk(space, i % 8, id=f"{space}-{i}")])

    with ThreadPoolExecutor(6) as pool:
        reads = [pool.submit(index.ask, Scope((space,)), 0, 5) for _ in range(40)]
        with ThreadPoolExecutor(1) as writer:
            list(writer.map(write, range(30)))
        assert all(read.result() for read in reads)
    assert index.count(space) == 31


@pytest.mark.slow
def test_a_question_may_meet_the_first_write(index: Index, space: str) -> None:
    """Chroma alone fails one in three of these rounds."""
    with ThreadPoolExecutor(4) as pool:
        for one in (f"{space}{i}" for i in range(20)):
            reads = [pool.submit(index.ask, Scope((one,)), 0, 5) for _ in range(12)]
            index.upsert(one, [chunk(one, 0)])
            assert all(len(read.result()) <= 1 for read in reads)
            assert len(index.ask(Scope((one,)), 0, 5)) == 1
