from __future__ import annotations

import pytest

from assistant.chat.synonyms import MOST, across, synonyms
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


def test_nothing_that_is_said_already_is_added() -> None:
    assert not set(synonyms("预算 budget 广告费")) & {"预算", "budget", "广告费"}
    assert len(synonyms("预算 投放 投产比 退款 合同 直播 达人 危机 声明 投诉")) == MOST


def test_latin_words_are_matched_whole() -> None:
    assert synonyms("adsorption and bidirectional") == []
    assert synonyms("") == []
    assert across("天气不错") == ""


def test_a_glossary_adds_its_own() -> None:
    assert synonyms("晨露精华卖得怎么样", DEW) == ["morning dew serum"]
    assert across("晨露精华", DEW) == "morning dew serum"
