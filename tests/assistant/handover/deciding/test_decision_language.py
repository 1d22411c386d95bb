"""What is and what is not a decision or a crisis, by how people put it."""

from __future__ import annotations

import pytest

from assistant.handover.deciding.language import CRISIS, DECISION, REJECTION, Candidate, candidates, moved
from vectorstore.models import Block, Locator


def talk(*lines: str) -> list[Block]:
    """ "name: words" as speech."""
    parts = [line.partition(": ") for line in lines]
    return [
        Block(words, Locator(start=i, end=i + 1), speaker=name, kind="speech")
        for i, (name, _, words) in enumerate(parts)
    ]


def decided(*lines: str) -> list[Candidate]:
    return [one for one in candidates(talk(*lines)) if one.kind != CRISIS]


@pytest.mark.parametrize(
    "line",
    [
        "赠品就用随行杯吧，今天下单。",
        "陈总决定，搜索的品牌词不停。",
        "陈总拍板：竞品词全部停掉。",
        "因为竞品都在投，所以那就先投两周。",
        "先把竞品词停了，等大促再开。",
        "那就按你说的方案来。",
        "从今天起，第一次回应改成两个小时之内。",
        "一致同意定价五十九元。",
        "两周没动静的群统一解散。",
        "广告预算每个月三十万。",
        "We've decided to put sixty percent into creators.",
        "Let's pause the carousel until the new cuts are in.",
        "OK, four fields it is.",
        "From now on the ads stop automatically.",
        "We're moving the launch to the eighteenth.",
    ],
)
def test_a_decision_is_found(line: str) -> None:
    (found,) = decided(f"A: {line}")
    assert (found.kind, found.first, found.last, found.score >= 0.5) == (DECISION, 0, 0, True)


@pytest.mark.parametrize(
    "line",
    [
        "今年不进拼多多。",
        "那就不延了。",
        "先不换背景。",
        "这个方案否决了。",
        "So no TikTok this year.",
        "We won't do calls.",
        "Splitting the volume was rejected.",
    ],
)
def test_what_is_decided_against_is_told_apart(line: str) -> None:
    assert [one.kind for one in decided(f"A: {line}")] == [REJECTION]


@pytest.mark.parametrize(
    "line",
    [
        "要不要决定下来？",
        "如果决定换物流商，要提前两周通知仓库。",
        "这个还没决定，要看老板的意思。",
        "代言人还在谈，没有最后敲定。",
        "我觉得可以考虑八点开。",
        "有人提议把抽奖取消。",
        "是不是改成周二发？",
        "竞品降到五十九了。",
        "听说对手决定降价。",
        "这件事由客户决定，我们等着。",
        "这个他决定不了。",
        "Should we go with three fields or four?",
        "If we decide to do it in January, I need a brief.",
        "Nothing has been decided yet.",
        "I think we should move the reports to Tuesday.",
        "Let me think about it.",
        "I'll tell the warehouse.",
        "Whether to move to recycled boxes is to be discussed.",
        "Somebody said we had agreed on blue packaging.",
        "",
    ],
)
def test_questions_wishes_and_open_points_are_none(line: str) -> None:
    assert decided(f"A: {line}") == []


def test_a_short_yes_takes_along_what_was_proposed() -> None:
    (found,) = decided("赵琪: 我建议周报改到周二上午发，您看可以吗？", "林总: 好，就这么定。")
    assert (found.first, found.last, "周报改到周二" in found.text, "就这么定" in found.text) == (0, 1, True, True)
    (found,) = decided("Mandy: Six creators is slightly over budget.", "Olivia: Approved.")
    assert (found.first, found.last) == (0, 1)


def test_a_yes_to_nothing_is_none() -> None:
    assert decided("A: 今天天气不错。", "B: 可以。") == []


def test_an_answer_of_few_words_takes_its_question_along() -> None:
    (found,) = decided("A: 搜索的品牌词要不要留？", "B: 品牌词也停。")
    assert found.text == "搜索的品牌词要不要留？ — 品牌词也停。"


def test_a_figure_given_to_whoever_asked_for_it() -> None:
    (found,) = decided("Kiki: And the target cost for each new customer?", "Emma: Eighty five yuan.")
    assert (found.first, found.last) == (0, 1)


def test_the_reason_is_the_words_that_say_it() -> None:
    (found,) = decided("A: 按销售额分档。", "A: 因为全部涨的话，一个月要多出四万的成本。")
    assert "四万的成本" in found.reason
    (found,) = decided("A: We'll keep it at twenty nine because thirty five feels greedy.")
    assert found.reason == "thirty five feels greedy."
    (found,) = decided("A: 那就定随行杯。", "B: 好的。")
    assert found.reason == ""


def test_a_crisis_is_one_run_of_alarms() -> None:
    blocks = talk(
        "A: 有人发帖说面膜用完烂脸。", "A: 四点上了同城热搜第九。", "A: 投诉一下午来了四十七单。", "B: 中午吃什么？"
    )
    (found,) = [one for one in candidates(blocks) if one.kind == CRISIS]
    assert (found.first, found.last) == (0, 2)


@pytest.mark.parametrize(
    "line",
    [
        "如果有投诉，先联系顾客。",
        "这个月没有投诉。",
        "The coffee machine is broken again.",
        "If there is a crisis, call Jing.",
    ],
)
def test_what_might_go_wrong_is_no_crisis(line: str) -> None:
    assert [one for one in candidates(talk(f"A: {line}")) if one.kind == CRISIS] == []


def test_a_handbook_tells_of_no_crisis_without_a_day() -> None:
    rule = Block("一级舆情：全部计划暂停，直播间停播。", Locator(paragraph=1))
    told = Block("2024 年 11 月删了 37 条差评，成了第二波舆情。", Locator(paragraph=2))
    assert [one.first for one in candidates([rule, told]) if one.kind == CRISIS] == [1]


def test_odd_input_is_none() -> None:
    blocks = [
        Block(text, Locator(paragraph=1)) for text in ("", "？", "。。。", "\n\n", "决定" * 3000, "(((", "a" * 20_000)
    ]
    assert all(0 <= one.score <= 1 for one in candidates(blocks))
    assert candidates([]) == []


def test_blocks_that_begin_further_on() -> None:
    (found,) = decided("A: 赠品就用随行杯吧，今天下单。")
    assert (moved(found, 7).first, moved(found, 7).last) == (7, 7)
