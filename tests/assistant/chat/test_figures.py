from __future__ import annotations

import pytest

from assistant.chat.figures import figures, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("480,000 yuan for 6 weeks", {480_000, 6}),
        ("Four hundred and eighty thousand yuan", {480_000}),
        ("from today ninety-five yuan", {95}),
        ("zero point three percent", {0.3}),
        ("two hundred thousand a month", {200_000}),
        ("三十万", {300_000}),
        ("8万7", {87_000}),
        ("８．７ 万", {87_000}),
        ("八万七千块", {87_000}),
        ("一千四百六十单", {1460}),
        ("二零二四年", {2024}),
        ("投产比二点二", {2.2}),
        ("百分之一百三十", {130}),
        ("三个小时五十分钟", {3, 50}),
        ("一亿两千万", {120_000_000}),
        ("10k", {10_000}),
        ("2026-03-14", {2026, 3, 14}),
        ("一起来看，万一不行", set()),
        ("YP-MD30 and v1.2", set()),
        ("", set()),
    ],
)
def test_figures_are_numbers_however_they_are_written(text: str, expected: set[float]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首次回应时限: 4 小时；播放超过 10 万", {(4, "hour")}),
        ("手册里写的四个小时", {(4, "hour")}),
        ("within four hours or 2 days", {(4, "hour"), (2, "day")}),
        ("30%的预算，三十万元", {(30, "share"), (300_000, "money")}),
        ("投产比 2.2，第一次", set()),
    ],
)
def test_quantities_are_figures_with_their_units(text: str, expected: set[tuple[float, str]]) -> None:
    assert quantities(text) == expected
