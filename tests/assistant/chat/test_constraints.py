from __future__ import annotations

import pytest

from assistant.chat.constraints import constraints, denies, numbers, opposed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一共 1,460 单", {"1460"}),
        ("一千四百六十单", {"1460"}),
        ("二〇二六年", {"2026"}),
        ("两万三千", {"23000"}),
        ("十五个", {"15"}),
        ("一亿两千万", {"120000000"}),
        ("第二次", {"2"}),
        ("第一次", {"1"}),
        ("首次回应", {"1"}),
        ("一级危机", {"1"}),
        ("首席执行官", set()),
        ("两个小时", {"2"}),
        ("ROI 2.2", {"2.2"}),
        ("007", {"7"}),
        ("the third of five", {"3", "5"}),
        ("one of them", set()),
        ("一般来说", set()),
        ("", set()),
        ("０", {"0"}),
    ],
)
def test_numbers_are_one_however_they_are_written(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_what_a_question_insists_on() -> None:
    insists = constraints("Before 1990, which of Emma Stone's films was called “La La Land”?")
    assert insists.numbers == {"1990"}
    assert insists.names >= {"emma", "land"}
    assert insists.quoted == {"la la land"}


def test_latin_words_in_a_chinese_question_are_names() -> None:
    assert constraints("谁批准 Emma 的 ROI 目标？").names == {"emma", "roi"}
    assert constraints("《战国无双3》是谁开发的？").quoted == {"战国无双3"}


def test_the_first_word_of_an_english_question_is_no_name() -> None:
    assert constraints("Which plan was stopped?").names == frozenset()


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        ("What becomes more adept?", "The skin becomes less adept.", 1),
        ("What happened before it was introduced?", "After it was introduced, sales rose.", 1),
        ("最大的城市是哪个？", "最小的城市是甲。", 1),
        ("谁反对？", "吴敏支持这个方案。", 1),
        ("What becomes more adept?", "It is more adept and costs less.", 0),
        ("What was it?", "It was the largest.", 0),
        ("", "", 0),
    ],
)
def test_words_that_meet_only_their_opposite(question: str, text: str, count: int) -> None:
    assert opposed(question, text) == count


@pytest.mark.parametrize("text", ["It did not work.", "nobody but him can't", "没有发出", "除了周妍", "无法确认"])
def test_what_denies(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize("text", ["It worked.", "已经发出", "", "note the date"])
def test_what_does_not(text: str) -> None:
    assert not denies(text)
