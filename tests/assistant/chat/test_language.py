from __future__ import annotations

import pytest

from assistant.chat.language import language_of, stem, terms


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("第二次危机怎么处理的？", "zh"),
        ("What happened on March 6?", "en"),
        ("ROI 底线是多少？", "zh"),
        ("千川 ROI", "zh"),
        ("What does 穗岚坊 mean to the client?", "en"),
        ("Why did 林晓曼 call the client first?", "en"),
        ("", "en"),
        ("？？", "en"),
        ("2026", "en"),
    ],
)
def test_the_language_of_a_question(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第一次危机是怎么处理的？", {"第一", "一次", "次危", "危机", "处理"}),
        ("为什么？", set()),
        ("那呢？", set()),
        ("Why?", set()),
        ("How was the crisis handled?", {"crisi", "handl"}),
        ("ROI是多少", {"roi"}),
        ("预算 30% 给谁", {"预算", "30%"}),
        ("第二個計劃", {"第二", "计划"}),
        ("ＲＯＩ", {"roi"}),
    ],
)
def test_terms_say_what_a_question_is_about(text: str, found: set[str]) -> None:
    assert terms(text) == found or {stem(term) for term in found} == terms(text)


@pytest.mark.parametrize(
    "forms", [("handled", "handles", "handling"), ("plan", "plans"), ("refunds", "refund"), ("budget's", "budget")]
)
def test_forms_of_a_word_are_one_term(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_short_words_and_double_s_keep_their_ending() -> None:
    assert [stem(word) for word in ("was", "is", "loss", "red")] == ["was", "is", "loss", "red"]
