from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr import read_picture, reading_order
from ingest.pagetext import Line

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def boxes(*places: tuple[str, float, float, float]) -> list[Line]:
    """Lines of (text, left, top, right), 20 high."""
    return [Line(text, left, top, right, top + 20, 20) for text, left, top, right in places]


def read(lines: list[Line]) -> list[str]:
    return [line.text for line in reading_order(lines)]


def test_rows_of_a_table_are_read_across() -> None:
    cells = [
        (f"{name}{row}", left, 30.0 * row, left + 60)
        for row in range(6)
        for left, name in ((0.0, "a"), (300.0, "b"), (600.0, "c"))
    ]
    assert read(boxes(*reversed(cells))) == [f"a{row}  b{row}  c{row}" for row in range(6)]


def test_columns_of_prose_are_read_down() -> None:
    left = [(f"左{row}", 0.0, 30.0 * row, 450.0) for row in range(1, 9)]
    right = [(f"右{row}", 500.0, 30.0 * row, 950.0) for row in range(1, 9)]
    mixed = [place for pair in zip(left, right, strict=True) for place in pair]
    title, foot = ("标题横跨两栏", 100.0, 0.0, 900.0), ("脚注横跨两栏", 0.0, 400.0, 950.0)
    assert read(boxes(title, *mixed, foot)) == [
        "标题横跨两栏",
        *(f"左{n}" for n in range(1, 9)),
        *(f"右{n}" for n in range(1, 9)),
        "脚注横跨两栏",
    ]


def test_a_slightly_slanted_row_is_one_line() -> None:
    assert read(boxes(("预算", 0, 100, 80), ("二十万", 200, 106, 300))) == ["预算  二十万"]


def test_nothing() -> None:
    assert reading_order([]) == []
    assert read_picture(Image.new("RGB", (200, 200), "white")) == []


@pytest.mark.slow
@pytest.mark.skipif(not FONT.exists(), reason="needs the Noto CJK font")
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_chinese_and_english_on_a_screenshot(mode: str) -> None:
    picture = Image.new("RGB", (900, 260), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 36)
    draw.text((30, 30), "投放预算：二十万元", fill="black", font=font)
    draw.text((30, 140), "Pause the campaign first", fill="black", font=font)
    found = [line.text.replace(" ", "") for line in read_picture(picture.convert(mode))]
    assert found == ["投放预算：二十万元", "Pausethecampaignfirst"]
