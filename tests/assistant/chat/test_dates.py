from __future__ import annotations

from datetime import date

import pytest

from assistant.chat.dates import when

TODAY = date(2026, 11, 21)  # a Saturday
DAYS = [date(2026, 3, 14), date(2026, 3, 6), date(2025, 9, 8), date(2025, 11, 20), date(2026, 4, 2)]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("三月那次会上怎么说？", date(2026, 3, 1), date(2026, 3, 31)),
        ("九月的启动会", date(2025, 9, 1), date(2025, 9, 30)),  # the latest September that has a source
        ("去年九月那次会", date(2025, 9, 1), date(2025, 9, 30)),
        ("2025年11月的手册", date(2025, 11, 1), date(2025, 11, 30)),
        ("3月6日危机当晚", date(2026, 3, 6), date(2026, 3, 6)),
        ("三月十四号的会", date(2026, 3, 14), date(2026, 3, 14)),
        ("2026-03-14 的会", date(2026, 3, 14), date(2026, 3, 14)),
        ("去年双十一", date(2025, 10, 20), date(2025, 11, 20)),
        ("第三季度", date(2025, 7, 1), date(2025, 9, 30)),
        ("上周说了什么", date(2026, 11, 9), date(2026, 11, 15)),
        ("本周", date(2026, 11, 16), date(2026, 11, 22)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("昨天", date(2026, 11, 20), date(2026, 11, 20)),
        ("今年的决定", date(2026, 1, 1), date(2026, 12, 31)),
        ("前年", date(2024, 1, 1), date(2024, 12, 31)),
        ("In the February call", date(2026, 2, 1), date(2026, 2, 28)),
        ("the September 2025 meeting", date(2025, 9, 1), date(2025, 9, 30)),
        ("In the Q3 2025 kick-off", date(2025, 7, 1), date(2025, 9, 30)),
        ("on March 14", date(2026, 3, 14), date(2026, 3, 14)),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("in May", date(2026, 5, 1), date(2026, 5, 31)),
        ("last December's report", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_time_is_a_stretch_of_days(question: str, first: date, last: date) -> None:
    found = when(question, TODAY, DAYS)
    assert found is not None
    assert found.spans[0] == (first, last)
    assert found.holds(first)
    assert found.holds(last)
    assert not found.holds(None)


@pytest.mark.parametrize(
    "question",
    [
        "上次会议决定了什么",
        "最近一次会议",
        "最后一场会上",
        "In the last meeting",
        "the most recent weekly sync",
        "last time",
    ],
)
def test_the_last_one_is_not_a_date(question: str) -> None:
    found = when(question, TODAY, DAYS)
    assert found is not None
    assert found.latest
    assert found.spans == ()


@pytest.mark.parametrize(
    "question",
    [
        "预算是多少",
        "And what may we add?",
        "you may march on",
        "2月30日",
        "十三月",
        "Who decided?",
        "",
        "the last resort",
    ],
)
def test_no_time_is_none(question: str) -> None:
    assert when(question, TODAY, DAYS) is None


def test_a_month_without_a_year_may_mean_each_year_that_has_sources() -> None:
    found = when("三月的会", TODAY, [date(2024, 3, 2), date(2026, 3, 14)])
    assert found is not None
    assert found.holds(date(2024, 3, 20))
    assert found.holds(date(2026, 3, 1))
    assert not found.holds(date(2025, 3, 1))


def test_a_month_still_to_come_is_last_years() -> None:
    found = when("十二月的会", TODAY)
    assert found is not None
    assert found.spans == ((date(2025, 12, 1), date(2025, 12, 31)),)
