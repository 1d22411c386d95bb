"""From question to ranked chunks, on real weights, real Chroma and real FTS5."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from vectorstore.e5 import E5
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.script import Script
from vectorstore.search import Searcher, fuse, standardise
from vectorstore.store import Near, VectorStore

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


@dataclass
class Library:
    """Both indexes and the chunks that the catalogue would keep."""

    store: VectorStore
    lexical: LexicalIndex
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
    yield Library(store, LexicalIndex(engine), e5)
    store.close()
    engine.dispose()


@pytest.fixture
def ask(library: Library) -> Callable[..., list[str]]:
    searcher = Searcher(library.store, library.lexical, library.e5, library.load)

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
        searcher = Searcher(library.store, library.lexical, library.e5, library.load)
        hits = searcher.search(Scope(("a",)), "差评危机", 10)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].lexical is not None
        assert hits[0].lexical > 0
        question, passage = library.e5.embed_query("差评危机"), library.e5.embed_passages([CHINESE[0]])[0]
        assert hits[0].dense == pytest.approx(float(question @ passage), abs=0.002)
        assert any(hit.lexical is None for hit in hits)

    def test_a_chunk_the_catalogue_forgot_is_left_out(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE)
        del library.chunks["a0"]
        assert CHINESE[0] not in ask("差评", k=10)
        assert len(ask("差评", k=10)) == len(CHINESE) - 1

    def test_asking_again_gives_the_same(self, library: Library, ask: Callable[..., list[str]]) -> None:
        library.add("a", CHINESE + ENGLISH)
        assert ask("预算 budget", k=10) == ask("预算 budget", k=10)


def test_keywords_and_vectors_add_up() -> None:
    dense = {"both": 0.9, "near": 0.95, "far": 0.5}
    fused = fuse(dense, {"both": 7.0, "word": 1.0}, set())
    assert max(fused, key=lambda id_: fused[id_]) == "both"
    assert fused["near"] == pytest.approx(0.5)
    assert fused["far"] == 0.0
    assert set(fused) == {"both", "near", "far", "word"}


def test_a_foreign_chunk_does_not_suffer_from_having_no_words_in_common() -> None:
    fused = fuse({"foreign": 3.0, "own": 2.0, "low": 0.0}, {"own": 5.0, "low": 1.0}, {"foreign"})
    assert fused["foreign"] == 1.0
    assert fused["foreign"] > fused["own"] > fused["low"]


@pytest.mark.parametrize(
    ("dense", "lexical"), [({}, {}), ({"a": 0.8}, {}), ({}, {"a": 1e-6}), ({"a": 0.8, "b": 0.8}, {})]
)
def test_level_or_missing_legs(dense: dict[str, float], lexical: dict[str, float]) -> None:
    fused = fuse(dense, lexical, set())
    assert set(fused) == set(dense) | set(lexical)
    assert all(score == 0.5 for score in fused.values())


def near(script: Script, cosines: list[float], size: int, mean: float, spread: float) -> Near:
    return Near(script, [(f"{script}{i}", c) for i, c in enumerate(cosines)], size, mean, spread)


PRIOR = {Script.HAN: 0.78, Script.ALPHABET: 0.71}


def test_what_stands_out_among_its_own_wins_over_a_higher_cosine() -> None:
    scores = standardise(
        [near(Script.HAN, [0.84, 0.82], 256, 0.80, 0.02), near(Script.ALPHABET, [0.80, 0.72], 256, 0.70, 0.02)], PRIOR
    )
    assert max(scores, key=lambda id_: scores[id_]) == "alphabet0"


def test_a_lone_chunk_is_measured_by_what_is_unrelated() -> None:
    many = near(Script.HAN, [0.82, 0.80], 256, 0.79, 0.015)
    right = standardise([many, near(Script.ALPHABET, [0.82], 1, 0.82, 0.0)], PRIOR)
    wrong = standardise([many, near(Script.ALPHABET, [0.70], 1, 0.70, 0.0)], PRIOR)
    assert right["alphabet0"] > right["han0"]
    assert wrong["alphabet0"] < wrong["han1"]


def test_several_spaces_are_measured_together() -> None:
    relevant = near(Script.HAN, [0.88, 0.87], 100, 0.84, 0.02)
    other = Near(Script.HAN, [("x", 0.80)], 100, 0.77, 0.02)
    scores = standardise([relevant, other, near(Script.ALPHABET, [0.7], 100, 0.68, 0.02)], PRIOR)
    assert scores["han1"] > scores["x"], "a space's own level is no handicap"


def test_chunks_that_are_all_alike_do_not_divide_by_zero() -> None:
    scores = standardise([near(Script.HAN, [0.8], 1, 0.8, 0.0), near(Script.ALPHABET, [0.7], 1, 0.7, 0.0)], PRIOR)
    assert set(scores) == {"han0", "alphabet0"}
