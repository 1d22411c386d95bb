from __future__ import annotations

from datetime import date

import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.extractive import Scored
from assistant.chat.newer import change_after, day_of, versions
from assistant.chat.passages import passages
from vectorstore.models import Block, Kind, Locator

OLD, NEW = date(2026, 2, 11), date(2026, 4, 2)


def scored(day: date | None, score: float, *texts: str, kind: str = "text", question: str = "") -> list[Scored]:
    blocks = tuple((i, Block(text, Locator(paragraph=i + 1), kind=kind)) for i, text in enumerate(texts))
    evidence = Evidence(1, f"source {day}", "t", Kind.DOCUMENT, blocks, 1.0, occurred_on=day)
    return [Scored(passage, score - 0.01 * i, 0.9, question) for i, passage in enumerate(passages(evidence))]


def found(*items: list[Scored]) -> tuple[str, str] | None:
    held = versions([item for group in items for item in group])
    return held and (held[0].passage.text, held[1].passage.text)


def test_a_later_change_replaces_a_better_match() -> None:
    old, new = scored(OLD, 1.0, "预算每个月三十万。"), scored(NEW, 0.8, "四月开始，预算降到二十万。")
    assert found(old, new) == ("四月开始，预算降到二十万。", "预算每个月三十万。")


def test_a_change_that_is_the_best_match_still_shows_what_was_before() -> None:
    old, new = scored(OLD, 0.9, "The target is 85 yuan."), scored(NEW, 1.0, "We are raising the target to 95 yuan.")
    assert found(new, old) == ("We are raising the target to 95 yuan.", "The target is 85 yuan.")


def test_another_figure_without_a_word_of_change_has_to_match_as_well() -> None:
    old = scored(OLD, 1.0, "The target is 85 yuan.")
    assert found(old, scored(NEW, 0.95, "The target is 95 yuan.")) is not None
    assert found(old, scored(NEW, 0.8, "The rent is 95 yuan.")) is None


@pytest.mark.parametrize(
    ("question", "replaced"),
    [
        ("What is the monthly budget?", True),
        ("How many orders were refunded?", False),  # no word of it
        ("每个月的预算是多少？", True),  # none can be shared
    ],
)
def test_a_change_has_to_be_one_of_what_is_asked(question: str, replaced: bool) -> None:
    old = scored(OLD, 1.0, "The monthly budget was 300; 40 were refunded.", question=question)
    new = scored(NEW, 0.8, "From April the monthly budget is cut to 200.", question=question)
    assert (found(old, new) is not None) == replaced


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (scored(None, 1.0, "预算三十万。"), scored(NEW, 0.9, "预算降到二十万。")),  # no date
        (scored(OLD, 1.0, "预算三十万。"), scored(None, 0.9, "预算降到二十万。")),
        (scored(NEW, 1.0, "预算三十万。"), scored(NEW, 0.9, "预算降到二十万。")),  # the same day
        (scored(OLD, 1.0, "预算三十万。"), scored(NEW, 0.9, "预算由陈总决定。")),  # no figure
        (scored(OLD, 1.0, "日期: 1; 消耗: 30"), scored(NEW, 0.99, "日期: 2; 消耗: 20", kind="row")),  # a table's rows
        (scored(OLD, 1.0, "预算三十万。"), scored(NEW, 0.3, "天气降到二十度。")),  # about something else
    ],
)
def test_nothing_else_replaces_anything(old: list[Scored], new: list[Scored]) -> None:
    assert found(old, new) is None


def test_a_change_said_shortly_after_is_found() -> None:
    items = scored(
        NEW,
        1.0,
        "The cost is 92 yuan, above the target of 85.",
        "Thank you.",
        "I am raising the target to 95 from today.",
    )
    change = change_after("What is the target?", items[0].passage, items)
    assert [passage.text for passage in change] == ["I am raising the target to 95 from today."]
    assert day_of(change[0]) == NEW
    assert change_after("What is the hotel?", items[0].passage, items) == []
