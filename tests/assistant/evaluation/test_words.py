"""What reports say is said in both languages."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.evaluation.measure import BOUNDED, COSTS
from assistant.evaluation.result import Verdict
from assistant.evaluation.words import WORDS, clock, figure, place_words, say, verdict_words


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = ({name for _, name, _, _ in Formatter().parse(words) if name} for words in WORDS[key])
    assert english == chinese
    assert not re.search(r"[\u4e00-\u9fff]", WORDS[key][0])


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_words(verdict: Verdict) -> None:
    assert verdict_words(verdict, "zh") != verdict_words(verdict, "en")


def test_the_verdict_that_shares_its_name_with_a_label() -> None:
    assert verdict_words("answered", "en") == "answered, though the sources do not say"


@pytest.mark.parametrize("metric", [*BOUNDED, *COSTS])
def test_every_metric_has_a_name(metric: str) -> None:
    assert say(f"m.{metric}", "zh")


@pytest.mark.parametrize(
    ("record", "zh", "en"),
    [
        ({"start": 187.2, "end": 211.0}, "3:07–3:31", "3:07–3:31"),
        ({"start": 3723.0}, "1:02:03", "1:02:03"),
        ({"start": 3.1, "end": 3.9}, "0:03", "0:03"),
        ({"sheet": "计划 Plans", "row": 7, "row_end": 7}, "计划 Plans · 第 7 行", "计划 Plans · row 7"),
        ({"page": 3}, "第 3 页", "page 3"),
        ({"slide": 2, "source": "x"}, "第 2 张", "slide 2"),
        ({}, "", ""),
    ],
)
def test_places(record: dict[str, object], zh: str, en: str) -> None:
    assert (place_words(record, "zh"), place_words(record, "en")) == (zh, en)


def test_figures() -> None:
    assert [figure(*pair) for pair in (("mrr", 0.80581), ("seconds", 1.234), ("seconds", 0.0123))] == [
        "0.806",
        "1.23",
        "0.012",
    ]
    assert figure("evidence_tokens", 1231.4) == "1,231"
    assert clock(59.9) == "0:59"
