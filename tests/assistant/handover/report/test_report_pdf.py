"""The report as PDF, read back with two other programs: what it says, what it leads to, how it breaks."""

from __future__ import annotations

import re
import time
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from pypdf import PdfReader
from report_samples import ADDRESS, ADVICE, HOSTILE, hostile, large

from assistant.handover.report.pdf import pdf

MADE = datetime(2026, 4, 20, 9, 30, 0, 123456, ZoneInfo("Asia/Shanghai"))
CLOSING = "，。；：！？、）”》"  # what no line begins with
UNSHAPED = "\u200b\ufffe\ufeff\x02"  # places to break, and what pdfium writes for a hyphen


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(hostile(), MADE)


def texts(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in pages]


def squeezed(text: str) -> str:
    return re.sub(rf"[\s{UNSHAPED}]", "", text)


def test_what_was_put_in_can_be_copied_out(made: bytes) -> None:
    said = squeezed("".join(texts(made)))
    assert squeezed(ADVICE) in said
    for piece in (
        "<script>alert(1)</script>",
        "[点我](http://evil.example)",
        "=SUM(A1)",
        "#letx=1#eval(1)",
        "*粗*_斜_",
    ):
        assert piece in said
    assert "A" * 130 in said
    assert squeezed(f"https://evil.example/{'very/long/path/' * 9}?q=1&b=2") in said
    assert "\u202e" not in said
    assert "\x00" not in said


def test_letters_of_other_scripts_and_emoji_have_a_shape(made: bytes) -> None:
    """A letter that no font has would be drawn as glyph 0: an empty box."""
    names = {str(font["/BaseFont"]) for font in fonts(made)}
    assert any("NotoSansSC" in name for name in names)
    assert any("NotoEmoji" in name for name in names)
    assert any("NotoSansArabic" in name for name in names)


def fonts(content: bytes) -> list[Any]:
    found = []
    for page in PdfReader(BytesIO(content)).pages:
        resources: Any = page["/Resources"]
        found += [one.get_object() for one in resources.get("/Font", {}).values()]
    return found


def test_every_font_is_inside(made: bytes) -> None:
    assert fonts(made)
    for font in fonts(made):
        (descendant,) = font.get("/DescendantFonts", [font])
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


def test_links_lead_to_baton_and_to_the_sources_and_nowhere_else(made: bytes) -> None:
    outside, inside = set(), 0
    for page in PdfReader(BytesIO(made)).pages:
        for link in page.get("/Annots", []):
            action = link.get_object().get("/A", {})
            outside |= {action["/URI"]} if "/URI" in action else set()
            inside += "/URI" not in action
    assert outside == {f"{ADDRESS}/?source=s1&block=3", f"{ADDRESS}/?source=s2&block=0"}
    assert inside >= 8  # marks, and the table of contents


def test_it_has_a_title_a_language_tags_and_bookmarks(made: bytes) -> None:
    reader = PdfReader(BytesIO(made))
    catalog: Any = reader.trailer["/Root"]
    assert reader.metadata
    assert str(reader.metadata.title).startswith("交接报告 · 合同fdp.exe")
    assert reader.metadata.author == "Baton"
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"]
    titles = [one.get_title() for one in pypdfium2.PdfDocument(made).get_toc()]
    assert titles[0].startswith("合同fdp.exe")
    assert titles[-1] == "资料来源"


@pytest.mark.parametrize(("lang", "footer"), [("zh", "第 1 页，共 {all} 页"), ("en", "Page 1 of {all}")])
def test_each_page_says_which_it_is(lang: str, footer: str) -> None:
    pages = texts(pdf(hostile(lang), MADE))
    assert squeezed(footer.format(all=len(pages))) in squeezed(pages[0])
    assert all("穗岚坊 · 2026-04-20" in page for page in pages)


def test_no_line_begins_with_what_closes_the_one_before() -> None:
    lines = [line.strip() for page in texts(pdf(large(40), MADE)) for line in page.splitlines()]
    assert len(lines) > 100
    assert [line for line in lines if line and line[0] in CLOSING] == []


def test_a_tables_head_is_repeated_on_each_of_its_pages() -> None:
    pages = texts(pdf(large(120), MADE))
    with_rows = [page for page in pages if re.search(r"第 \d+ 项", page)]
    assert len(with_rows) > 4
    assert all(re.search(r"事项\s+依据\s+状态", page) for page in with_rows)


def test_nothing_runs_off_the_page(made: bytes) -> None:
    for page in pypdfium2.PdfDocument(made):
        width, text = page.get_width(), page.get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
        assert max(right for _, _, right, _ in boxes) < width - 40
        assert min(left for left, _, _, _ in boxes) > 40


def test_the_same_report_at_the_same_moment_is_the_same_file() -> None:
    assert pdf(hostile(), MADE) == pdf(hostile(), MADE)


def test_a_thousand_rows_take_seconds() -> None:
    begun = time.process_time()  # of this process: the machine may be busy
    content = pdf(large(1000), MADE)
    assert time.process_time() - begun < 15
    assert len(content) < 5_000_000


def test_the_hostile_text_is_hostile() -> None:
    assert all(mark in HOSTILE for mark in ("\u202e", "\x00", "<script>", "](http", "=SUM", "#eval", "🎉"))


@pytest.mark.parametrize(("lang", "drawn_by"), [("zh", "NotoSansSC"), ("en", "NotoSans-")])
def test_each_language_has_its_own_letters(lang: str, drawn_by: str) -> None:
    """Quotation marks of a Chinese font stand in mid-air in English."""
    first_page: Any = PdfReader(BytesIO(pdf(hostile(lang), MADE))).pages[0]["/Resources"]
    names = [str(font.get_object()["/BaseFont"]) for font in first_page["/Font"].values()]
    assert any(drawn_by in name for name in names)
