"""From question to ranked chunks, on real weights, real Chroma and real FTS5."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine

from vectorstore.e5 import E5
from vectorstore.late import Read, ReadQuery
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.relevance import FEATURES, LATE
from vectorstore.search import Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

ONE = Scope(("a",))
CHINESE = [
    "三月的差评危机：先公开道歉，再联系每一位买家退款，两周后补发新品。",
    "信息流广告的 ROI 目标是 2.5，CPM 低于三十八元。",
    "周会定在每周二上午十点，由王敏主持。",
    "素材审核由客户法务负责，至少提前三个工作日提交。",
    "仓库缺货时先下架商品链接，库存恢复后再上架。",
    "达人合作按粉丝量分三档报价，超过五万要总监审批。",
]
ENGLISH = [
    "The launch of SKU A12-3 was budgeted at 30,000 dollars, half of it for short video.",
    "If an influencer cancels, the replacement list is kept by Li Hua.",
    "Monthly reports go to the client's brand director on the fifth working day.",
    "Access to the ad account is requested through the agency's business manager.",
]


class Blind:
    """The bundled embedder, but its tokens are not to be seen, as at an endpoint."""

    has_tokens = False

    def __init__(self, inner: E5) -> None:
        self.name, self.dimension = inner.name, inner.dimension
        self.embed_passages, self.embed_query, self.close = inner.embed_passages, inner.embed_query, inner.close

    def read_passages(self, texts: Sequence[str]) -> Read:
        return Read(self.embed_passages(texts), (b"",) * len(texts))

    def read_query(self, text: str) -> ReadQuery:
        return ReadQuery(self.embed_query(text), np.empty((0, self.dimension), np.float32))


@dataclass
class Library:
    """Both indexes and the chunks that the catalogue would keep."""

    store: VectorStore
    lexical: LexicalIndex
    sentences: SentenceIndex
    e5: E5
    chunks: dict[str, Chunk] = field(default_factory=dict)

    def add(self, space: str, texts: Sequence[str], kind: Kind = Kind.DOCUMENT) -> None:
        made = [
            Chunk(f"{space}{len(self.chunks) + i}", "src", space, text, Locator(), i, i, kind)
            for i, text in enumerate(texts)
        ]
        self.chunks |= {chunk.id: chunk for chunk in made}
        self.store.upsert(space, made, self.e5.embed_passages(texts))
        self.lexical.upsert(made)

    def load(self, ids: Sequence[str]) -> list[Chunk]:
        return [self.chunks[id_] for id_ in sorted(ids) if id_ in self.chunks]


@pytest.fixture
def library(tmp_path: Path, e5: E5) -> Iterator[Library]:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    store = VectorStore(tmp_path / "vectors", e5.name, e5.dimension)
    yield Library(store, LexicalIndex(engine), SentenceIndex(engine, e5), e5)
    store.close()
    engine.dispose()


@pytest.fixture
def ask(library: Library) -> Callable[..., list[str]]:
    searcher = Searcher(library.store, library.lexical, library.sentences, library.e5, library.load)

    def texts(question: str, scope: Scope = ONE, k: int = 3) -> list[str]:
        return [hit.chunk.text for hit in searcher.search(scope, question, k)]

    return texts


@pytest.mark.slow
class TestSearch:
    @pytest.mark.parametrize(
        ("question", "right"),
        [
            ("差评是怎么处理的？", CHINESE[0]),
            ("广告的投资回报目标是多少", CHINESE[1]),
            ("谁主持周会？", CHINESE[2]),
            ("How was the bad-review crisis handled?", CHINESE[0]),
            ("What should we do when a product is out of stock?", CHINESE[4]),
            ("What was the launch budget?", ENGLISH[0]),
            ("A12-3", ENGLISH[0]),
            ("达人取消合作怎么办，备选名单在谁手里？", ENGLISH[1]),
            ("怎么申请广告账户权限？", ENGLISH[3]),
        ],
    )
    def test_in_a_space_with_both_languages(
        self, library: Library, ask: Callable[..., list[str]], question: str, right: str
    ) -> None:
        library.add("a", CHINESE + ENGLISH)
        assert right in ask(question, k=2)

    def test_one_chunk_in_the_other_language_is_enough(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", [*CHINESE, ENGLISH[3]])
        assert ENGLISH[3] in ask("怎么申请广告账户权限？", k=2)

    def test_a_space_with_one_chunk(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE[:1])
        assert ask("差评") == CHINESE[:1]
        assert ask("anything") == CHINESE[:1]

    def test_no_space_or_no_question_finds_nothing(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE)
        assert ask("差评", Scope(())) == []
        assert ask("差评", Scope(("other",))) == []
        assert ask("  \n") == []

    def test_it_stays_inside_the_scope(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE[1:], Kind.CHAT)
        library.add("b", CHINESE[:1])
        assert CHINESE[0] not in ask("差评是怎么处理的？", k=50)
        assert ask("差评是怎么处理的？", Scope(("a", "b")))[0] == CHINESE[0]
        assert CHINESE[0] not in ask("差评是怎么处理的？", Scope(("a", "b"), kinds=(Kind.CHAT,)), k=50)
        assert ask("差评", Scope(("a", "b"), since=date(2024, 1, 1))) == []

    def test_hits_carry_both_raw_scores(self, library: Library) -> None:
        library.add("a", CHINESE + ENGLISH)
        searcher = Searcher(library.store, library.lexical, library.sentences, library.e5, library.load)
        hits = searcher.search(Scope(("a",)), "差评危机", 10)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].lexical is not None
        assert hits[0].lexical > 0
        question, passage = library.e5.embed_query("差评危机"), library.e5.embed_passages([CHINESE[0]])[0]
        assert hits[0].dense == pytest.approx(float(question @ passage), abs=0.002)
        assert any(hit.lexical is None for hit in hits)

    def test_what_was_misheard_is_found_by_its_sound(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", ["然后我们看一下头产比，连续三天低就停。", "下周的排期大家再对一下。"], Kind.RECORDING)
        library.add("a", CHINESE)
        assert ask("投产比")[0].startswith("然后我们看一下头产比")

    def test_a_chunk_the_catalogue_forgot_is_left_out(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE)
        del library.chunks["a0"]
        assert CHINESE[0] not in ask("差评", k=10)
        assert len(ask("差评", k=10)) == len(CHINESE) - 1

    def test_an_embedder_that_shows_no_tokens_is_enough(self, library: Library) -> None:
        library.add("a", CHINESE + ENGLISH)
        searcher = Searcher(library.store, library.lexical, library.sentences, Blind(library.e5), library.load)
        judged = searcher.judged(ONE, "差评是怎么处理的？")
        assert searcher.closer(judged, 3) is judged
        assert searcher.search(ONE, "差评是怎么处理的？", 3)[0].chunk.text == CHINESE[0]

    def test_the_best_are_looked_at_twice(self, library: Library) -> None:
        library.add("a", CHINESE + ENGLISH)
        searcher = Searcher(library.store, library.lexical, library.sentences, library.e5, library.load)
        judged = searcher.judged(ONE, "差评是怎么处理的？")
        closer = searcher.closer(judged, 3)
        assert (len(closer.chunks), closer.features.shape) == (3, (3, len(FEATURES + LATE)))
        assert {chunk.id for chunk in closer.chunks} <= {chunk.id for chunk in judged.chunks}

    def test_asking_again_gives_the_same(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE + ENGLISH)
        assert ask("预算 budget", k=10) == ask("预算 budget", k=10)
