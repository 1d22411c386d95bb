"""Vectors per sentence, on real weights and real SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, create_engine, text

from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.late import Read
from vectorstore.models import Chunk, Kind, Locator
from vectorstore.script import Script
from vectorstore.sentences import SentenceIndex, sentences

TEXT = "三月的差评危机先公开道歉。再联系每一位买家退款，由陈静负责。两周后补发新品，名单在群里。"


def chunk(id_: str, words: str = TEXT, source: str = "src", space: str = "s") -> Chunk:
    return Chunk(id_, source, space, words, Locator(), 0, 0, Kind.DOCUMENT)


class Counting:
    """The bundled embedder, under another name when wanted, counting what it is asked to embed."""

    def __init__(self, inner: E5, name: str = "") -> None:
        self._inner = inner
        self.name = name or inner.name
        self.dimension = inner.dimension
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        self.embedded += len(texts)
        return self._inner.embed_passages(texts)

    def embed_query(self, text: str) -> Floats:
        self.embedded += 1
        return self._inner.embed_query(text)

    def read_passages(self, texts: Sequence[str]) -> Read:
        self.embedded += len(texts)
        return self._inner.read_passages(texts)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (TEXT, ["三月的差评危机先公开道歉。", "再联系每一位买家退款，由陈静负责。", "两周后补发新品，名单在群里。"]),
        ("The budget is 2.5 million. It was agreed in May.", ["The budget is 2.5 million. ", "It was agreed in May."]),
        ("Mr. Li pays, e.g. by card. ok", ["Mr. Li pays, e.g. by card. ok"]),
        (
            "陈总：好的。\n王敏：那就先不投放，等检测报告出来再说。",
            ["陈总：好的。\n王敏：那就先不投放，等检测报告出来再说。"],
        ),
        ("no end", ["no end"]),
        ("", [""]),
    ],
)
def test_sentences(whole: str, parts: list[str]) -> None:
    assert [whole[start:end] for start, end in sentences(whole)] == parts


def test_sentences_cover_everything_in_order() -> None:
    spans = sentences(TEXT * 5 + "\n\n" + "A. B! C? " * 9)
    assert spans[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(spans))


@pytest.mark.slow
class TestIndex:
    def test_the_sentence_that_answers_is_nearer_than_its_chunk(self, engine: Engine, e5: E5) -> None:
        index = SentenceIndex(engine, e5)
        near = index.of([chunk("c")])["c"]
        question = index.question(e5.embed_query("谁负责联系买家退款？"), "谁负责联系买家退款？")
        cosines = near.sentences @ question
        assert near.script is Script.HAN
        assert near.spans == tuple(sentences(TEXT))
        assert int(np.argmax(cosines)) == 1
        assert cosines[1] > near.chunk @ question

    def test_vectors_are_of_length_one(self, engine: Engine, e5: E5) -> None:
        near = SentenceIndex(engine, e5).of([chunk("c")])["c"]
        lengths = np.linalg.norm(np.vstack([near.chunk[None], near.sentences]), axis=1)
        assert lengths == pytest.approx(np.ones(4), abs=0.01)

    def test_a_question_in_another_language_is_as_near(self, engine: Engine, e5: E5) -> None:
        """As they come, any Chinese text is nearer to a Chinese question than the right English one."""
        index = SentenceIndex(engine, e5)
        right, wrong = (
            chunk("r", "Access to the ad account is requested through Li Hua."),
            chunk("w", "周会定在每周二上午十点。"),
        )
        asked = "广告账户的权限找谁申请？"
        question = index.question(e5.embed_query(asked), asked)
        found = index.of([right, wrong])
        assert found["r"].chunk @ question > found["w"].chunk @ question

    def test_what_is_kept_is_not_made_again(self, engine: Engine, e5: E5) -> None:
        embedder = Counting(e5)
        index = SentenceIndex(engine, embedder)
        index.add([chunk("c")], e5.read_passages([TEXT]))
        embedder.embedded = 0
        assert set(SentenceIndex(engine, embedder).of([chunk("c")])) == {"c"}
        assert embedder.embedded == 0

    def test_what_is_missing_or_another_embedders_is_made(self, engine: Engine, e5: E5) -> None:
        SentenceIndex(engine, Counting(e5, "older")).add([chunk("c")], e5.read_passages([TEXT]))
        assert set(SentenceIndex(engine, e5).of([chunk("c"), chunk("d")])) == {"c", "d"}
        with engine.connect() as db:
            assert db.execute(text("SELECT count(*) FROM chunk_sentences")).scalar_one() == 2

    def test_tokens_are_kept_and_those_of_an_older_library_are_made(self, engine: Engine, e5: E5) -> None:
        embedder = Counting(e5)
        index = SentenceIndex(engine, embedder)
        read = e5.read_passages([TEXT, "一句话"])
        index.add([chunk("c"), chunk("d", "一句话")], read)
        with engine.begin() as db:
            db.execute(text("DELETE FROM chunk_tokens WHERE chunk = 'd'"))
        embedder.embedded = 0
        assert index.tokens([chunk("d", "一句话"), chunk("c")]) == [read.tokens[1], read.tokens[0]]
        assert embedder.embedded == 1
        assert index.tokens([chunk("c"), chunk("d", "一句话")]) == list(read.tokens)
        assert embedder.embedded == 1

    def test_one_sentence_is_not_embedded_twice(self, engine: Engine, e5: E5) -> None:
        embedder = Counting(e5)
        index = SentenceIndex(engine, embedder)
        index.add([chunk("warm up")], e5.read_passages([TEXT]))
        embedder.embedded = 0
        index.add([chunk("c", "一句话")], e5.read_passages(["一句话"]))
        assert embedder.embedded == 0
        assert len(index.of([chunk("c", "一句话")])["c"].sentences) == 1

    def test_traces_go_with_the_source_and_the_space(self, engine: Engine, e5: E5) -> None:
        index = SentenceIndex(engine, e5)
        index.add([chunk(n) for n in "ab"], e5.read_passages([TEXT, TEXT]))
        index.add([chunk("c", space="t")], e5.read_passages([TEXT]))
        index.delete_source("s", "src", keep_ids=["b"])
        index.drop_space("t")
        with engine.connect() as db:
            for table in ("chunk_sentences", "chunk_tokens"):
                assert db.execute(text(f"SELECT chunk FROM {table}")).scalars().all() == ["b"]

    def test_nothing_is_nothing(self, engine: Engine, e5: E5) -> None:
        index = SentenceIndex(engine, e5)
        index.add([], e5.read_passages([]))
        assert index.of([]) == {}
        assert index.tokens([]) == []
