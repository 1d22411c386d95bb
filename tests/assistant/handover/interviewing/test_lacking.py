"""What an answer lacks, on the answers people give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.handover.interviewing.lacking import READ, brings_nothing_new, length, read

VAGUE = [
    *(
        "看情况吧",
        "一般不会动",
        "差不多就行",
        "视情况而定",
        "灵活处理",
        "这个不一定",
        "酌情处理。",
        "凭感觉，做久了就知道",
    ),
    *("多沟通，及时跟进", "正常沟通就行，大概吧", "尽量早点说", "有几个词比较敏感，心里有数就行。", "具体问题具体分析"),
    *("It depends.", "Usually it's fine.", "Normally we just look at it.", "Case by case, really.", "By feel, mostly."),
    *("We play it by ear.", "As needed.", "The usual.", "You develop a feel for it.", "Depends on the situation."),
]
CONCRETE = [
    "一般低于 2 就降 10%",
    "看情况：如果超过三天没回就打电话",
    "通常提前两周，去年双十一就是这样",
    "差不多 300 块",
    "It depends: if the cost goes above 30 euros I cut by ten percent.",
    "Usually 12 working days.",
    "Normally never on Fridays.",
    "Sometimes, last March for example.",
]
NONE = [
    *(
        "没有",
        "没有了，就这些。",
        "没有了。",
        "没了",
        "没什么特别的",
        "没有例外。",
        "就这些",
        "无",
        "目前没有",
        "应该没有吧",
        "好像没有了",
    ),
    *(
        "No.",
        "none",
        "Nothing else.",
        "That's all.",
        "No, that's it.",
        "nope",
        "Not really",
        "n/a",
        "no exceptions",
        "Nothing special there.",
    ),
]
IGNORANT = [
    *("不知道", "这个我不太清楚", "不记得了", "没经手过", "我没参与", "忘了", "这块不归我管", "不太了解这个"),
    *("I don't know.", "No idea.", "not sure", "I can't remember", "I never dealt with that.", "Not my area."),
]
BLANK = ["", "   ", "。。。", "？？", "🙂", "👍👍👍", "\n\n", "-", "……", "!!!"]
PARTIAL = [
    *(
        "主要是羊奶粉这类词等等",
        "排除了特医、羊奶之类",
        "有几个忌讳，先说称呼",
        "比如陈总，还有别的人",
        "价格、赠品什么的…",
    ),
    *(
        "Mainly the cheap stuff and so on.",
        "Price, gifts, etc.",
        "Several things, for one the tone.",
        "A few rules, really.",
    ),
]
WHOLE = ["只有一条：不发语音。", "出价每周一调一次。", "Only one rule: no voice messages.", "Bids change on Mondays."]
EVASIVE = [
    *("就是刚才说的那些。", "一直都是这么做的。", "这个不好说。", "嗯，差不多。", "刚才说过了", "看情况"),
    *("按文档来就行。", "手册里都有", "Just follow the document.", "It's all in the handbook."),
    *("Just what I said.", "We have always done it that way.", "More or less.", "It depends.", "Same as before."),
]


@pytest.mark.parametrize("answer", VAGUE)
def test_vague(answer: str) -> None:
    found = read(answer).vague
    assert found
    assert found in answer


@pytest.mark.parametrize("answer", [*CONCRETE, *NONE, *BLANK])
def test_not_vague(answer: str) -> None:
    assert read(answer).vague == ""


@pytest.mark.parametrize("answer", NONE)
def test_there_is_nothing(answer: str) -> None:
    assert read(answer).is_none
    assert read(answer).is_fruitless


@pytest.mark.parametrize("answer", [*CONCRETE, "没有图就不发", "No hands in the picture.", "没有陈总点头谁都不能发"])
def test_there_is_something(answer: str) -> None:
    assert not read(answer).is_none
    assert not read(answer).is_fruitless


@pytest.mark.parametrize("answer", IGNORANT)
def test_they_do_not_know(answer: str) -> None:
    assert read(answer).is_ignorant
    assert read(answer).is_fruitless


def test_a_long_answer_that_admits_a_gap_is_no_ignorance() -> None:
    told = "具体哪天我不记得了，不过流程是先给林姐看，她过了再走法务，法务一般要两天，赶不上就先发无价格的版本。"
    assert not read(told).is_ignorant


@pytest.mark.parametrize("answer", BLANK)
def test_nothing_was_said(answer: str) -> None:
    assert read(answer).is_blank


@pytest.mark.parametrize("answer", ["3", "是", "陈总", "yes", "ROI", "¥200"])
def test_the_shortest_answers_count(answer: str) -> None:
    assert not read(answer).is_blank


@pytest.mark.parametrize("answer", PARTIAL)
def test_part_of_a_list(answer: str) -> None:
    assert read(answer).is_partial


@pytest.mark.parametrize("answer", WHOLE)
def test_all_of_it(answer: str) -> None:
    assert not read(answer).is_partial


@pytest.mark.parametrize("answer", EVASIVE)
def test_nothing_but_evasion(answer: str) -> None:
    assert read(answer).is_evasion


@pytest.mark.parametrize("answer", [*CONCRETE, *WHOLE, "一般先问林姐", "It depends on Marit."])
def test_more_than_evasion(answer: str) -> None:
    assert not read(answer).is_evasion


@pytest.mark.parametrize("answer", ["这个得问小周", "我不清楚，陈总那边的王姐清楚", "Ask Linda in finance."])
def test_somebody_else_knows(answer: str) -> None:
    assert read(answer).refers
    assert not read(answer).is_fruitless


def test_a_name_in_a_long_answer_does_not_end_the_topic() -> None:
    told = "ROI 连着两天低于 2 就降 10%，大促前一周不动，动之前最好先问小周库存，库存不够降了也没用，去年就白降过一回。"
    assert not read(told).refers


def test_repeating_brings_nothing_new() -> None:
    assert brings_nothing_new("素材先给林姐看", "素材先给市场部的林姐看，她过了再走法务。")
    assert brings_nothing_new("Marit first.", "Creative goes to Marit first, then legal.")
    assert not brings_nothing_new("周五下午她不看东西", "素材先给市场部的林姐看。")
    assert not brings_nothing_new("", "什么都行")


def test_length_counts_both_scripts_alike() -> None:
    assert length("三个汉字和 two words") == 5 + 4


def test_a_huge_answer_is_read_by_its_beginning() -> None:
    huge = "看情况" + "啊" * 200_000
    assert read(huge).vague == "看情况"
    assert length(huge[:READ]) == READ


@given(st.text(max_size=300))
def test_anything_can_be_read(answer: str) -> None:
    reading = read(answer)
    assert reading.vague in answer
    assert not (reading.is_blank and reading.is_none)


@pytest.mark.parametrize("piece", ["大概就", "没有了，", "就都是", "看情况吧看情况", "no, ", "just it "])
def test_evasions_without_end_are_read_in_no_time(piece: str) -> None:
    assert not read(piece * 400 + "陈总 x").is_none
