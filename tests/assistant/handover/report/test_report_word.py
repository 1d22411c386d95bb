"""The report as a Word document, opened again: real headings, fields, working links, and text that stays text."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from report_samples import ADDRESS, ADVICE, HOSTILE, hostile

from assistant.handover.report.word import word


@pytest.fixture(scope="module")
def opened() -> Any:
    return docx.Document(BytesIO(word(hostile())))


def test_headings_are_styles(opened: Any) -> None:
    by_style: dict[str, list[str]] = {}
    for paragraph in opened.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Subtitle"] == ["交接报告"]
    assert by_style["Title"][0].startswith("合同fdp.exe")
    assert len(by_style["Heading 1"]) == 2
    assert len(by_style["Heading 2"]) == 1
    assert len(by_style["List Bullet"]) == 3
    assert ADVICE in by_style["Quote"]


def test_text_stays_text(opened: Any) -> None:
    said = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    for piece in ("<script>alert(1)</script>", "[点我](http://evil.example)", "=SUM(A1)", "🎉👨‍👩‍👧", "A" * 130):
        assert piece in said
    assert not re.search("[\u202e\x00\x07]", said)


def test_a_tables_head_is_repeated_and_its_rows_stay_whole(opened: Any) -> None:
    table = opened.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["事项", "依据", "状态"]
    assert table.style.name == "Baton Table"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert "\n第二行" in table.rows[1].cells[1].text


def test_links_lead_to_baton_and_to_the_sources_and_nowhere_else(opened: Any) -> None:
    outside = {one.target_ref for one in opened.part.rels.values() if one.is_external}
    assert outside == {f"{ADDRESS}/?source=s1&block=3", f"{ADDRESS}/?source=s2&block=0"}
    body = opened.element.body
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert anchors == {"source-1", "source-2", "part-hostile", "part-sources"}
    assert anchors <= set(marks)
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_contents_and_page_numbers_are_fields(opened: Any) -> None:
    told = [field.text.strip() for field in opened.element.body.iter(qn("w:instrText"))]
    assert told == ['TOC \\o "1-1" \\h \\z \\u']
    footer = opened.sections[0].footer._element
    assert [field.text.strip() for field in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    for root in (opened.element.body, footer):
        edges = [edge.get(qn("w:fldCharType")) for edge in root.iter(qn("w:fldChar"))]
        assert edges == ["begin", "separate", "end"] * (len(edges) // 3)
    assert "穗岚坊 · 2026-04-20" in opened.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_it_says_what_it_is_and_in_which_language(lang: str, tag: str) -> None:
    about = docx.Document(BytesIO(word(hostile(lang)))).core_properties
    assert about.title.endswith(hostile().title.replace("\u202e", "").replace("\x00\x07", "").strip())
    assert (about.author, about.language) == ("Baton", tag)


def test_both_scripts_have_a_font(opened: Any) -> None:
    for name in ("Normal", "Title", "Heading 1", "Quote"):
        fonts = opened.styles[name].element.rPr.rFonts
        assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Calibri", "Microsoft YaHei")


def test_every_part_is_xml_that_word_reads() -> None:
    """What stands in a paragraph's or cell's properties has an order there; Word repairs what is out of it."""
    with zipfile.ZipFile(BytesIO(word(hostile()))) as file:
        assert file.testzip() is None
    body = docx.Document(BytesIO(word(hostile()))).element.body
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "shd", "tabs", "spacing", "ind"]
    for properties in body.iter(qn("w:pPr")):
        names = [child.tag.rpartition("}")[2] for child in properties]
        known = [order.index(name) for name in names if name in order]
        assert known == sorted(known), names


def test_the_hostile_text_is_hostile() -> None:
    assert "\x00" in HOSTILE
