"""The part "report" and its preview: what is offered, what is missing, and text that stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.handover.report.document import (
    BREAK,
    Document,
    Items,
    Paragraph,
    Reference,
    Role,
    Run,
    Section,
    Table,
    Tone,
    plain,
)
from assistant.handover.report.gather import Wish
from assistant.handover.report.making import Format, Sheet, file
from assistant.people.clock import utc_now
from assistant.web.handover.report import part_html
from assistant.web.handover.report_html import document_html
from assistant.web.places import place
from vectorstore.models import Block, Locator

if TYPE_CHECKING:
    from shelves import Team

EVIL = "<script>alert(1)</script>"


def part(team: Team, name: str = "mandy", lang: str = "zh", **asked: str) -> str:
    space = team.shelf.catalog.space_named("穗岚坊")
    return str(part_html(team.visit(name), space, asked, lang))


def test_it_offers_languages_readers_and_files(team: Team) -> None:
    html = part(team)
    for offered in (
        'value="zh" selected',
        'value="managers"',
        'data-format="pdf"',
        'data-format="docx"',
        'data-format="md"',
    ):
        assert offered in html
    assert 'data-to="overview"' in html
    assert "还没有人生成过报告" in html
    assert 'value="en" selected' in part(team, written="en")
    assert 'value="zh" selected' in part(team, written="<x>")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_only_managers_see_is_shown_only_when_it_is_for_them(team: Team, lang: str) -> None:
    team.shelf.add("密.md", b"1", [Block("zqsecret", Locator(paragraph=1), speaker="zqsecret")], restricted=True)
    assert "zqsecret" not in part(team, lang=lang)
    assert "zqsecret" in part(team, lang=lang, **{"for": "managers"})


def test_reports_made_before_are_listed_by_whom_and_when(team: Team) -> None:
    sheet = Sheet(utc_now().astimezone(), "http://x", place)
    file(team.visit("mandy"), "穗岚坊", Wish("zh", for_managers=True), Format.MARKDOWN, sheet)
    html = part(team)
    assert "mandy ·" in html
    assert "Markdown 文本 · 仅负责人" in html
    assert "仅负责人" not in part(team, "chen").split("report-before")[0].split("</select>")[-1]


def test_nothing_of_a_source_becomes_markup(team: Team) -> None:
    team.shelf.add(f"{EVIL}.md", b"1", [Block(EVIL, Locator(paragraph=1), speaker=EVIL)])
    html = part(team)
    assert EVIL not in html
    assert "&lt;script&gt;" in html


def test_the_preview_is_the_document() -> None:
    runs = (Run("甲", Tone.STRONG), BREAK, Run("乙", marks=(1,)))
    blocks = (
        Paragraph(runs, Role.QUOTE),
        Items((plain(EVIL),)),
        Table(("列",), ((runs,),), (1,)),
    )
    reference = Reference(1, "会.m4a", ("录音", "0:12"), EVIL, "/?source=a&block=0")
    cover = Table((), ((plain("客户"), plain(EVIL)),), (1, 2))
    made = Document("zh", "报告", EVIL, cover, (), (Section("s", EVIL, blocks),), (reference,), "来源", "目录", "", "")
    html = str(document_html(made))
    assert EVIL not in html
    assert (
        '<p class="quote"><span class="strong">甲</span><br>乙 <a class="mark" href="#report-source-1">[1]</a></p>'
        in html
    )
    assert 'data-of="列"' in html
    assert 'id="report-source-1"' in html
    assert 'href="/?source=a&amp;block=0"' in html
