"""The report as Markdown, read by another program: tables, marks that lead to Baton, and text that stays text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from report_samples import ADDRESS, ADVICE, hostile

from assistant.handover.report.document import Items, Paragraph, Section, plain
from assistant.handover.report.markdown import markdown

READER = MarkdownIt("commonmark", {"linkify": False}).enable("table")


def rendered(text: str) -> str:
    return READER.render(text)


def test_nothing_of_a_source_becomes_a_tag_a_link_or_a_picture() -> None:
    html = rendered(markdown(hostile()))
    links = set(re.findall(r'href="([^"]*)"', html))
    assert links == {f"{ADDRESS}/?source=s1&amp;block=3", f"{ADDRESS}/?source=s2&amp;block=0"}
    assert "<script" not in html
    assert "<img" not in html
    assert "<em>" not in html
    assert "<code>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "[点我](http://evil.example)" in html


def test_readers_that_find_bare_addresses_find_none() -> None:
    said = markdown(hostile())
    assert re.findall(r"(?<![<\\])https?://(?!baton\.example)", said) == []
    assert "\u202e" not in said


def test_tables_lists_and_marks_are_what_they_were() -> None:
    html = rendered(markdown(hostile(rows=2)))
    assert html.count("<table>") == 2
    assert html.count("<tr>") == 2 + 4  # the cover with its empty head, the table with its own
    assert html.count("<ul>") == 1
    assert html.count("<li>") == 3
    assert ">1</a>" in html
    assert ADVICE in html
    assert "<h2>资料来源</h2>" in html


@pytest.mark.parametrize(
    "text", ["# 标题", "- 项", "+ 项", "1. 一", "2) 二", "> 引", "=====", "---", "    缩进", "~~~", "|a|b|"]
)
def test_a_line_is_text_however_it_begins(text: str) -> None:
    document = replace(hostile(), sections=(Section("s", "节", (Paragraph(plain(text)), Items((plain(text),)))),))
    html = rendered(markdown(document))
    assert html.count("<h1>") == 1
    assert html.count("<ul>") == 1
    assert not re.search(r"<(ol|hr|pre)", html)
    assert re.sub(r"&gt;", ">", html).count(text.strip()) == 2


def test_it_ends_with_one_line_break() -> None:
    said = markdown(hostile())
    assert said.endswith(">\n")
    assert "\n\n\n" not in said
