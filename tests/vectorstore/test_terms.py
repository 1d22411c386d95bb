from __future__ import annotations

import pytest

from vectorstore.terms import fold, index_terms, query_terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＲＯＩ １２％", "roi 12%"),
        ("Café CRÈME Straße", "cafe creme strasse"),
        ("臺灣後製團隊", "台湾后制团队"),
        ("1,200,000 元, 3,5", "1200000 元, 3,5"),
        ("が ガ", "が ガ"),
        ("half \ud83d pair", "half \ud83d pair"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("差评多", ["差", "评", "多", "差评", "评多"]),
        ("Budgets", ["budget"]),
        ("agencies' client's boxes", ["agency", "client", "boxe"]),
        ("status, class, bus", ["status", "class", "bus"]),
        ("A12-3", ["a12-3", "a", "12", "3"]),
        ("iPhone15Pro", ["iphone15pro", "iphone", "15", "pro"]),
        ("v2.0.1", ["v2.0.1", "v", "2", "0", "1"]),
        ("ROI目标", ["roi", "目", "标", "目标"]),
        ("ana@example.com", ["ana@example.com", "ana", "example", "com"]),
        ("《》，。!? —— ¥ 🙂", []),
        ("", []),
    ],
)
def test_index_terms(text: str, terms: list[str]) -> None:
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("请问我们是怎么处理差评的？", ["处理", "理差", "差评"]),
        ("What was the budget of the launch?", ["budget", "launch"]),
        ("预算预算", ["预算", "算预"]),
        ("库", ["库"]),
        ("A12-3 的预算是多少", ["a12-3", "12", "预算"]),
        ("周会什么时候开", ["周会"]),
        ("什么？", ["什么"]),
        ("what is it", ["what", "is", "it"]),
        ('" OR NEAR(x) *', ["near"]),
        ("？！", []),
        ("", []),
    ],
)
def test_query_terms(question: str, terms: list[str]) -> None:
    assert query_terms(question) == terms


def test_a_question_meets_a_text_written_otherwise() -> None:
    for question, text in (
        ("臺灣市場", "台湾市场的投放"),
        ("ＳＫＵ Ａ１２－３", "sku a12-3 缺货"),
        ("budgets", "Our budget is small"),
        ("café", "CAFE opening"),
        ("iphone 15", "iPhone15 发布"),
    ):
        assert set(query_terms(question)) & set(index_terms(text)), question


def test_no_term_can_be_cut_again_by_the_index() -> None:
    text = "L'été à Zürich: a_b c&d e#f 10.5% 中文、标点；“引号” tab\tnew\nline \x00\x1f 😀 ①② ﬁne"
    assert all(term == term.strip() and " " not in term and term for term in index_terms(text))
