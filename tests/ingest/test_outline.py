from __future__ import annotations

import pytest

from ingest.outline import Outline, depth_by_words
from vectorstore.models import Locator


@pytest.mark.parametrize(
    ("line", "bold", "depth"),
    [
        ("第一章 总则", False, 10),
        ("第3部分 投放", False, 10),
        ("一、预算", False, 10),
        ("十二、附则", False, 10),
        ("（一）节奏", False, 11),
        ("(二) 平台", False, 11),
        ("注意事项", True, 12),
        ("注意事项", False, None),
        ("一、先停投，再复盘，周一汇报。", False, None),
        ("一、先停投。再复盘", False, None),
        ("第一次见客户", False, None),
        ("一" + "、" + "长" * 80, False, None),
        ("重要：", True, None),
        ("", True, None),
        ("  ", False, None),
    ],
)
def test_depth_by_words(line: str, bold: bool, depth: int | None) -> None:
    assert depth_by_words(line, bold) == depth


def test_paths_and_paragraphs() -> None:
    outline = Outline()
    outline.text("序")
    outline.heading("甲", 0)
    outline.heading("甲一", 1)
    outline.text("文")
    outline.heading("乙", 0)
    outline.text("项", "list")
    assert [(b.text, b.headings, b.locator.paragraph, b.kind) for b in outline.blocks] == [
        ("序", (), 1, "text"),
        ("甲", (), 2, "heading"),
        ("甲一", ("甲",), 3, "heading"),
        ("文", ("甲", "甲一"), 4, "text"),
        ("乙", (), 5, "heading"),
        ("项", ("乙",), 6, "list"),
    ]


def test_a_depth_skipped_is_no_hole() -> None:
    outline = Outline()
    outline.heading("深", 3)
    outline.heading("更深", 5)
    outline.heading("浅", 1)
    assert [block.headings for block in outline.blocks] == [(), ("深",), ()]


def test_rows_stand_in_the_paragraph_of_their_table() -> None:
    outline = Outline()
    outline.heading("投放", 0)
    outline.paragraph += 1
    outline.row("平台: 抖音", 2, "表一")
    outline.row("平台: 微博", 3, "")
    first, second = outline.blocks[1:]
    assert first.locator == Locator(paragraph=2, row=2)
    assert first.headings == ("投放", "表一")
    assert second.headings == ("投放",)


def test_a_slide_begins_anew() -> None:
    outline = Outline()
    outline.turn_to(1)
    outline.heading("客户", 0)
    outline.text("低糖")
    outline.turn_to(1)
    outline.text("年轻")
    outline.turn_to(2)
    outline.text("预算")
    assert [(b.locator.slide, b.locator.paragraph, b.headings) for b in outline.blocks] == [
        (1, 1, ()),
        (1, 2, ("客户",)),
        (1, 3, ("客户",)),
        (2, 1, ()),
    ]
