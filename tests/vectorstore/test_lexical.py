"""What the contract suite (tests/contracts/test_indexes.py) does not ask of every index: how words are matched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from vectorstore.lexical import LexicalIndex
from vectorstore.models import Chunk, Kind, Locator, Scope
from vectorstore.sounds import sound_terms

SCOPE = Scope(("s",))
TEXTS = {
    "crisis": "三月的差评危机：先公开道歉，再联系每一位买家退款。",
    "budget": "The A12-3 launch ran on budgets of 30,000 dollars.",
    "weekly": "周会定在每周二上午十点，由王敏主持，客户对接人是陈静。",
    "ads": "信息流广告的 ROI 目标是 2.5，CPM 低于 ¥38。",
    "stock": "仓库缺货时先下架，库存恢复后再上架。",
}


def chunk(name: str, body: str, title: str = "", headings: tuple[str, ...] = (), kind: Kind = Kind.DOCUMENT) -> Chunk:
    return Chunk(name, "src", "s", body, Locator(), 0, 0, kind, headings=headings, title=title)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    index = LexicalIndex(engine)
    index.upsert([chunk(name, body) for name, body in TEXTS.items()])
    yield index
    engine.dispose()


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("差评是怎么处理的？", "crisis"),
        ("差評危機", "crisis"),
        ("What was the budget?", "budget"),
        ("a12-3", "budget"),
        ("Ａ１２-３ 花了多少", "budget"),
        ("30000", "budget"),
        ("周会什么时候开", "weekly"),
        ("王敏", "weekly"),
        ("roi 2.5", "ads"),
        ("信息流 广告", "ads"),
        ("库", "stock"),
    ],
)
def test_the_chunk_with_the_words_is_first(index: LexicalIndex, question: str, right: str) -> None:
    assert index.query(SCOPE, question, 3)[0][0] == right


@pytest.mark.parametrize(
    "question",
    [
        '"',
        '""" OR *',
        "body:预算",
        "NEAR(差评 退款, 2)",
        "差评 AND NOT 退款",
        "a* ^b",
        "space : s",
        "'; DROP TABLE lexical_chunk; --",
        "half \ud83d pair",
        "\x00",
        "好" * 50_000,
        "word " * 50_000,
    ],
)
def test_a_question_is_never_parsed(index: LexicalIndex, question: str) -> None:
    index.query(SCOPE, question, 5)
    assert index.count("s") == len(TEXTS)


@pytest.mark.parametrize("question", ["", " ", "？！", "🙂", "zzz", "不存在的词汇啊"])
def test_nothing_to_find(index: LexicalIndex, question: str) -> None:
    assert index.query(SCOPE, question, 5) == []


def test_title_and_headings_are_found_and_count_double(index: LexicalIndex) -> None:
    index.upsert(
        [
            chunk("told", "直播排期 直播"),
            chunk("titled", "排期见附件，请每周五之前确认。", title="直播手册"),
            chunk("headed", "请每周五之前确认排期。", headings=("渠道", "直播")),
        ]
    )
    found = [id_ for id_, _ in index.query(SCOPE, "直播", 5)]
    assert set(found) == {"told", "titled", "headed"}


def test_another_clients_words_change_nothing_here(index: LexicalIndex) -> None:
    """Neither what is found, nor its score, nor how common a word is taken to be."""
    before = index.query(SCOPE, "差评危机 budget", 5), index.frequencies(SCOPE, "差评 budget")
    index.upsert([replace(chunk(f"other{i}", "差评危机 budget"), space="t") for i in range(30)])
    assert (index.query(SCOPE, "差评危机 budget", 5), index.frequencies(SCOPE, "差评 budget")) == before
    assert len(index.query(Scope(("s", "t")), "差评危机 budget", 50)) == 32
    assert index.frequencies(Scope(("s", "t")), "budget")[1] == len(TEXTS) + 30


def test_one_table_of_all_spaces_is_divided(tmp_path: Path) -> None:
    """What Baton 0.2 left behind answers as before, each client from its own."""
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    LexicalIndex(engine)
    with engine.begin() as db:
        db.execute(text("CREATE VIRTUAL TABLE lexical_terms USING fts5(body, heading, space, tokenize = 'ascii')"))
        db.execute(text("CREATE VIRTUAL TABLE lexical_sounds USING fts5(body, space, tokenize = 'ascii')"))
        db.execute(text("CREATE VIRTUAL TABLE lexical_vocabulary USING fts5vocab(lexical_terms, row)"))
        for number, space in ((7, "s"), (9, "t")):
            db.execute(
                text("INSERT INTO lexical_chunk VALUES (:n, :id, :space, 'src', 'recording', '', NULL, '[]')"),
                {"n": number, "id": f"of {space}", "space": space},
            )
            body = {"n": number, "body": "launch budget", "sound": " ".join(sound_terms("投产比"))}
            db.execute(text("INSERT INTO lexical_terms (rowid, body, heading) VALUES (:n, :body, '')"), body)
            db.execute(text("INSERT INTO lexical_sounds (rowid, body) VALUES (:n, :sound)"), body)
    for index in (LexicalIndex(engine), LexicalIndex(engine)):
        assert [id_ for id_, _ in index.query(SCOPE, "budget", 5)] == ["of s"]
        assert [id_ for id_, _ in index.sounding(Scope(("t",)), "头铲比", 5)] == ["of t"]
        assert index.frequencies(SCOPE, "budget") == ({"budget": 1}, 1)
    engine.dispose()


def test_rarer_words_weigh_more(index: LexicalIndex) -> None:
    index.upsert([chunk(f"noise{i}", "客户 客户 客户 会议记录") for i in range(20)])
    assert index.query(SCOPE, "客户陈静", 1)[0][0] == "weekly"


def test_tables_are_kept_between_openings(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'y.sqlite3'}")
    LexicalIndex(engine).upsert([chunk("c", "保留")])
    assert LexicalIndex(engine).query(SCOPE, "保留", 1)[0][0] == "c"
    engine.dispose()


def test_what_was_heard_is_found_by_its_sound(index: LexicalIndex) -> None:
    index.upsert([chunk("misheard", "头铲比连续三天低于二点二", kind=Kind.RECORDING)])
    assert index.query(SCOPE, "投产", 1) == []
    assert [id_ for id_, _ in index.sounding(SCOPE, "投产比是多少", 5)] == ["misheard"]


def test_what_was_written_is_not_found_by_its_sound(index: LexicalIndex) -> None:
    index.upsert([chunk("typed", "头产比连续三天低于二点二")])
    assert index.sounding(SCOPE, "投产比", 5) == []


def test_sounds_go_with_their_chunk(index: LexicalIndex) -> None:
    index.upsert([chunk("a", "头产比", kind=Kind.RECORDING), chunk("b", "头产比低", kind=Kind.RECORDING)])
    index.delete_source("s", "src", keep_ids=["b"])
    assert [id_ for id_, _ in index.sounding(SCOPE, "投产比", 5)] == ["b"]
    index.drop_space("s")
    assert index.sounding(SCOPE, "投产比", 5) == []
    index.compact("s")


def test_frequencies_count_chunks(index: LexicalIndex) -> None:
    index.upsert([chunk("a", "复购 复购"), chunk("b", "复购和 ROI"), chunk("c", "别的")])
    known, total = index.frequencies(SCOPE, "ROI 复购 从未")
    assert known == {"roi": 2, "复购": 2}
    assert total == len(TEXTS) + 3
    assert index.frequencies(SCOPE, "") == ({}, total)
