from __future__ import annotations

import pytest

from assistant.chat.cells import cells_asked, has_measure
from assistant.chat.overlap import words_of

ROW = (
    "计划编号 Plan: QC006; 商品 Product: 海盐燕麦脆; 人群 Audience: 糖友家属; 出价(元) Bid: 20.9; 投产比 ROI: 1.12;"
    " 状态 Status: 已停; 备注 Note: 会被理解成降血糖功效，法务要求停，不要再开"
)


def test_the_cells_that_were_asked_for_with_their_headers_and_the_row_s_name() -> None:
    shown = cells_asked(ROW, words_of("糖友家属的投产比是多少？"))
    assert shown.startswith("计划编号 Plan: QC006; ")
    assert "人群 Audience: 糖友家属" in shown
    assert "投产比 ROI: 1.12" in shown
    assert "Bid" not in shown


def test_a_remark_stays_since_it_may_say_why() -> None:
    assert "降血糖" in cells_asked(ROW, words_of("糖友家属的状态为什么是已停？"))


@pytest.mark.parametrize(
    ("row", "question"),
    [
        (ROW, "糖友家属呢？"),  # no header is named
        ("日期: 3月6日; 投产比: 1.8", "投产比是多少？"),  # short as it is
        ("甲; 乙; 丙; 丁; 戊: 1", "戊是多少？"),  # not all cells have a header
        ("", "投产比是多少？"),
    ],
)
def test_a_row_is_shown_whole(row: str, question: str) -> None:
    assert cells_asked(row, words_of(question)) == row


def test_no_word_is_changed() -> None:
    cells = ROW.split("; ")
    shown = cells_asked(ROW, words_of("QC006 的出价是多少元？")).split("; ")
    assert [cell for cell in cells if cell in shown] == shown


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("云感防晒的底价是多少？", True),
        ("云感防晒的最低价是多少？", True),  # in other words
        ("What is the floor price of the sunscreen?", True),
        ("云感防晒的投放预算是多少？", False),
        ("云感防晒的预算现在是多少？", False),
        ("What is the launch budget of the sunscreen?", False),
        ("云感防晒最低是多少？", True),  # names nothing that is measured
        ("云感防晒多少钱？", True),
        ("云感防晒是什么？", True),
    ],
)
def test_a_row_has_to_name_what_is_asked_the_amount_of(question: str, named: bool) -> None:
    row = "产品与底价 Products and price floors\nSKU: YP-CS40; 产品: 云感防晒 Cloud Sunscreen; 日常价: 159; 底价: 149"
    assert has_measure(row, question) == named
