"""What two questions must agree on, and when they are one."""

from __future__ import annotations

import pytest

from assistant.handover.insisting import agree
from assistant.handover.likeness import is_related, is_same, score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("六月的投放预算是多少？", "6月份投放预算定了多少钱"),
        ("六月的投放预算是多少？", "What is the ad budget for June?"),
        ("五月的预算？", "What is the budget for May?"),
        ("May we use the logo?", "Are we allowed to use the logo?"),
        ("陈总最忌讳什么？", "What does Mr. Chen dislike the most?"),
        ("谁是小红书号的管理员", "Who is the admin of the Xiaohongshu account?"),
        ("双十一主推什么？", "What do we push for Double 11?"),
        ("能不能写“第一”？", "可不可以写“第一”？"),
    ],
)
def test_these_agree(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("六月的投放预算是多少？", "七月的投放预算是多少？"),
        ("What is the ad budget for June?", "七月的投放预算是多少？"),
        ("陈总最忌讳什么？", "林总最忌讳什么？"),
        ("Mandy 走了谁接手？", "Kevin 走了谁接手？"),
        ("小红书谁管？", "抖音谁管？"),
        ("Who manages Douyin?", "小红书谁管？"),
        ("为什么投快手？", "为什么不投快手？"),
        ("出价上限是多少？", "What is the minimum bid?"),
        ("周报谁写？", "月报谁写？"),
        ("周报谁写？", "周报周几发？"),
        ("Mandy 离职前谁负责？", "Mandy 离职后谁负责？"),
        ("618 主推什么？", "双十一主推什么？"),
        ("能写“第一”吗？", "能写“最好”吗？"),
        ("预算 30 万够吗？", "预算 50 万够吗？"),
    ],
)
def test_these_contradict(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)
    assert not is_same(one, other, 0.99)


def test_the_same_words_are_the_same_however_far_an_embedder_puts_them() -> None:
    assert is_same("返点是多少？", " 返点是多少 ", 0.0)
    assert is_related("返点是多少？", "返点，是多少", 0.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("竞业限制是几年？", "请问竞业限制有几年呢", True),
        ("What is the notice period?", "what is our notice period", True),
        ("竞业限制是几年？", "竞业限制是谁定的？", False),
        ("投放从小红书转到抖音了吗？", "投放从抖音转到小红书了吗？", False),
    ],
)
def test_words_that_may_be_left_out_make_no_other_question(one: str, other: str, same: bool) -> None:
    assert is_same(one, other, 0.0) is same


def test_nearness_counts_where_they_agree() -> None:
    pair = ("找达人投放，机构返多少点？", "达人投放的返点比例是多少？")
    assert is_same(*pair, 0.95)
    assert not is_same(*pair, 0.80)
    assert score(*pair, 0.95) > score(*pair, 0.90)


@pytest.mark.parametrize("odd", ["", "？？？", "\x00", "a" * 3000, "🙂", "第"])
def test_odd_texts_are_compared_too(odd: str) -> None:
    assert agree(odd, odd)
    assert not is_same(odd, "达人投放的返点比例是多少？", 0.7)
