from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from assistant.web import blocks
from vectorstore.models import Block, Correction, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf


def shown(html: str) -> list[int]:
    return [int(index) for index in re.findall(r'data-block="(\d+)"', html)]


def lit(html: str) -> list[int]:
    return [int(index) for index in re.findall(r'lit[^"]*" data-block="(\d+)"', html)]


def edges(html: str) -> dict[str, tuple[int, int]]:
    found = re.findall(r'data-more="(\w+)" data-first="(\d+)" data-last="(\d+)"', html)
    return {edge: (int(first), int(last)) for edge, first, last in found}


def test_a_window_around_the_cited_lines(shelf: Shelf, meeting: Source) -> None:
    html = blocks.around(shelf.catalog, meeting, (300, 302), "zh")
    assert shown(html) == list(range(260, 423))
    assert lit(html) == [300, 301, 302]
    assert edges(html) == {"earlier": (140, 259), "later": (423, 542)}


def test_the_window_at_the_beginning_and_the_end(shelf: Shelf, meeting: Source) -> None:
    begin = blocks.around(shelf.catalog, meeting, (-1, -1), "zh")
    assert shown(begin)[0] == 0
    assert lit(begin) == []
    assert edges(begin).keys() == {"later"}
    end = blocks.around(shelf.catalog, meeting, (599, 599), "zh")
    assert shown(end)[-1] == 599
    assert edges(end).keys() == {"earlier"}


def test_growing_at_both_edges_shows_every_line_once(shelf: Shelf, meeting: Source) -> None:
    html = str(blocks.around(shelf.catalog, meeting, (300, 300), "zh"))
    seen = shown(html)
    while "later" in edges(html):
        html = str(blocks.window(shelf.catalog, meeting, edges(html)["later"], (-1, -1), "zh", "later"))
        assert "earlier" not in edges(html)
        seen += shown(html)
    html = str(blocks.around(shelf.catalog, meeting, (300, 300), "zh"))
    while "earlier" in edges(html):
        html = str(blocks.window(shelf.catalog, meeting, edges(html)["earlier"], (-1, -1), "zh", "earlier"))
        assert "later" not in edges(html)
        seen = shown(html) + seen
    assert seen == list(range(600))


def test_no_window_is_larger_than_the_limit(shelf: Shelf, meeting: Source) -> None:
    assert len(shown(blocks.window(shelf.catalog, meeting, (0, 10**9), (-1, -1), "zh"))) == blocks.MOST


def test_speech_carries_its_times_and_names_a_speaker_once(shelf: Shelf, meeting: Source) -> None:
    html = blocks.window(shelf.catalog, meeting, (0, 3), (-1, -1), "zh")
    assert 'data-start="5.0" data-end="10.0"' in html
    assert re.findall(r'class="who">(.*?)<', html) == ["陈总", "Mandy"]
    assert 'aria-label="从 0:05 播放"' in html


def test_corrected_terms_say_what_was_heard(shelf: Shelf) -> None:
    notes = (Correction("周言", "周妍"), Correction("<b>", "方怡"), Correction("无名", "吴敏"))
    block = Block("由周妍负责，周妍和方怡。", Locator(start=0, end=4), kind="speech", corrections=notes)
    source = shelf.add("会.wav", b"RIFF", [block], kind=Kind.RECORDING)
    html = blocks.window(shelf.catalog, source, (0, 0), (-1, -1), "zh")
    assert (
        '由<span class="corrected" tabindex="0" title="已按词汇表更正，听到的是“周言”">周妍</span>负责，周妍和' in html
    )
    assert "听到的是“&lt;b&gt;”" in html
    assert html.count('class="corrected"') == 2, "a term that is not in the text any more is not marked"
    assert "Heard: “周言”" in blocks.window(shelf.catalog, source, (0, 0), (-1, -1), "en")


@pytest.mark.parametrize(("seconds", "index"), [(-3, 0), (0, 0), (7.5, 1), (1500, 300), (99999, 599)])
def test_the_line_spoken_at_a_moment(shelf: Shelf, meeting: Source, seconds: float, index: int) -> None:
    assert blocks.block_at(shelf.catalog, meeting, seconds) == index


def test_rows_stand_under_their_header_again(shelf: Shelf) -> None:
    rows = [
        Block("计划: QC001; 备注: 甲; 乙", Locator(sheet="Plans", row=2), headings=("Plans",), kind="row"),
        Block("计划: QC002; 出价: 3", Locator(sheet="Plans", row=3), headings=("Plans",), kind="row"),
        Block("合计说明", Locator(sheet="Plans", row=5), headings=("Plans",), kind="row"),
    ]
    source = shelf.add("报表.xlsx", blocks=rows, kind=Kind.SHEET)
    html = blocks.around(shelf.catalog, source, (1, 1), "zh")
    assert re.findall(r'<th scope="col">(.*?)</th>', html) == ["#", "计划", "备注", "出价"]
    assert "<td>甲; 乙</td>" in html
    assert "<td>QC002</td><td></td><td>3</td>" in html
    assert '<td colspan="3">合计说明</td>' in html
    assert re.findall(r'<th scope="row">(\d+)', html) == ["2", "3", "5"]
    assert lit(html) == [1]
    assert html.count("Plans") == 1


def test_the_cited_row_reads_from_top_to_bottom() -> None:
    row = Block("计划: QC001; 备注: <停>", Locator(row=2), kind="row")
    assert "<dt>备注</dt><dd>&lt;停&gt;</dd>" in blocks.record(row, "zh")
    assert blocks.record(Block("第一段", Locator(paragraph=1)), "zh") == ""
    assert blocks.record(Block("没有表头", Locator(row=1), kind="row"), "zh") == ""


def test_pages_and_slides_are_told_apart_once(shelf: Shelf) -> None:
    pages = [Block(f"p{n}", Locator(page=n // 2 + 1), kind=("text", "heading")[n % 2]) for n in range(4)]
    html = blocks.around(shelf.catalog, shelf.add("a.pdf", blocks=pages, kind=Kind.PDF), (-1, -1), "zh")
    assert re.findall(r'data-page="(\d)"', html) == ["1", "2"]
    slides = [Block("s", Locator(slide=n // 2 + 1)) for n in range(4)]
    html = blocks.around(shelf.catalog, shelf.add("a.pptx", blocks=slides, kind=Kind.SLIDES), (-1, -1), "en")
    assert re.findall(r"slide (\d)", html) == ["1", "2"]


def test_what_a_file_says_is_text(shelf: Shelf) -> None:
    bad = "<script>alert(1)</script>"
    hostile = [
        Block(bad, Locator(start=0, end=1), speaker=bad, kind="speech"),
        Block(bad, Locator(message=1), speaker=bad, kind="message"),
        Block(f"{bad}: {bad}", Locator(sheet=bad, row=1), headings=(bad,), kind="row"),
        Block(bad, Locator(paragraph=1), kind="heading"),
    ]
    source = shelf.add("x.txt", blocks=hostile)
    assert "<script" not in blocks.around(shelf.catalog, source, (0, 3), "en")
    assert "<script" not in blocks.found_within(shelf.catalog, source, "<script>", "en")


def test_search_within_needs_every_word(shelf: Shelf) -> None:
    texts = ("Budget for April is 200,000", "april weather", "四月预算二十万")
    source = shelf.add("n.txt", blocks=[Block(t, Locator(paragraph=i + 1)) for i, t in enumerate(texts)])
    found = blocks.found_within(shelf.catalog, source, "APRIL budget", "en")
    assert re.findall(r'data-go="(\d+)"', found) == ["0"]
    assert "<mark>April</mark>" in found
    assert "<mark>预算</mark>" in blocks.found_within(shelf.catalog, source, "预算", "zh")
    assert "Not found" in blocks.found_within(shelf.catalog, source, "五月", "en")
    assert "Not found" in blocks.found_within(shelf.catalog, source, "   ", "en")


def test_search_within_shows_the_first_hundred(shelf: Shelf, meeting: Source) -> None:
    found = blocks.found_within(shelf.catalog, meeting, "句", "zh")
    assert found.count("data-go") == blocks.HITS
    assert "超过 100 处" in found
