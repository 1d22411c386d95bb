from __future__ import annotations

import pytest

from assistant.chat.synonyms import MOST, REWORDINGS, across, in_words_of, reworded, synonyms
from vectorstore.models import Term

DEW = (Term("穗岚坊"), Term("晨露精华", ("Morning Dew Serum",), misheard=("陈璐精华",)))


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("广告预算是多少", "budget"),
        ("What is the ROAS?", "投产比"),
        ("list every promise", "承诺"),
        ("退款了多少单", "refund"),
    ],
)
def test_words_of_the_trade_in_the_other_language(text: str, there: str) -> None:
    assert there in across(text).split(" ") or there in across(text)
    assert there in synonyms(text)


def test_a_question_is_put_in_the_words_of_what_is_told() -> None:
    assert in_words_of("食品安全的事", "视频说吃出塑料片") == "吃出的事"
    assert in_words_of("食品安全的事", "食品安全，吃出塑料片") == "食品安全的事"
    assert in_words_of("数据泄露", "视频说吃出塑料片") == "数据泄露"


def test_nothing_that_is_said_already_is_added() -> None:
    assert not set(synonyms("预算 budget 广告费")) & {"预算", "budget", "广告费"}
    many = "预算 投放 投产比 退款 合同 直播 达人 危机 声明 投诉"
    assert len(synonyms(many)) == MOST
    assert "complaint" in synonyms(many, most=None)


def test_latin_words_are_matched_whole() -> None:
    assert synonyms("adsorption and bidirectional") == []
    assert synonyms("") == []
    assert across("天气不错") == ""


def test_a_glossary_adds_its_own() -> None:
    assert synonyms("晨露精华卖得怎么样", DEW) == ["morning dew serum"]
    assert across("晨露精华", DEW) == "morning dew serum"


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("小绿瓶的底价是多少？", ["晨露精华的底价是多少？", "Dew-30的底价是多少？", "陈璐精华的底价是多少？"]),
        ("what does dew-30 cost", ["what does 晨露精华 cost", "what does 小绿瓶 cost", "what does 陈璐精华 cost"]),
        ("Dew-301 的底价", []),
        ("陈璐精华多少钱", ["晨露精华多少钱", "小绿瓶多少钱", "Dew-30多少钱"]),
        ("千川的预算", []),
        ("", []),
    ],
)
def test_a_term_is_called_by_its_other_names(question: str, others: list[str]) -> None:
    glossary = (Term("千川"), Term("晨露精华", ("小绿瓶", "Dew-30"), ("陈璐精华",)))
    assert reworded(question, glossary) == others


def test_rewordings_are_few_and_names_are_no_patterns() -> None:
    many = Term("C++ (新)", tuple(f"别名{i}" for i in range(9)))
    assert len(reworded("C++ (新) 怎么投？", [many])) == REWORDINGS
    assert reworded("别名3怎么投？", [many])[0] == "C++ (新)怎么投？"
