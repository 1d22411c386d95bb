"""Platforms that questions and texts name."""

from __future__ import annotations

import pytest

from assistant.chat.platforms import is_elsewhere, platforms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("天猫店", "Taobao"),
        ("千川的预算", "Douyin budget"),
        ("聚光投放", "小红书笔记"),
        ("京东", "JD"),
        ("公众号", "WeChat"),
    ],
)
def test_a_platform_is_known_by_its_tools_and_in_both_languages(one: str, other: str) -> None:
    assert platforms(one) == platforms(other) != frozenset()


@pytest.mark.parametrize("text", ["预算是多少？", "What is the budget?", "the adjdust", "shopping"])
def test_most_texts_name_none(text: str) -> None:
    assert not platforms(text)


def test_a_question_is_about_elsewhere_when_nothing_names_its_platform() -> None:
    budget = "广告预算每个月三十万。"
    assert is_elsewhere("京东的广告预算每个月是多少？", [budget])
    assert is_elsewhere("京东的广告预算每个月是多少？", [budget, "抖音七成。"])
    assert not is_elsewhere("京东的广告预算每个月是多少？", [budget, "JD gets a third of it."])
    assert not is_elsewhere("广告预算每个月是多少？", [budget])
