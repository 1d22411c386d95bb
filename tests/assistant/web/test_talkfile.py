"""Conversations as files: Markdown that makes nothing of what sources hold, and a Word document opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.history import Turn
from assistant.errors import BadKey
from assistant.web.talkfile import Row, Talk, file_name, lines_of, markdown, plain, runs_of
from assistant.web.talkword import word
from vectorstore.models import Kind, Locator

AT = datetime(2026, 3, 6, 21, 0)
CALL = Citation(
    1, "a" * 32, "复盘会.m4a", Kind.RECORDING, "先打电话，再退款。", Locator(start=127.4, end=132.0), 41, 42
)
PAGE = Citation(2, "b" * 32, "合同.pdf", Kind.PDF, "提前六十日书面通知。", Locator(page=3), 7, 7)
ANSWER = Answer(
    "怎么办？", "怎么办？", "先**打电话** [1]。\n- 书面通知 [2]\n# 要点\n2. 退款", "zh", citations=(CALL, PAGE)
)
REFUSED = Answer("天气？", "天气？", "资料里没有。", "zh", refused=True, nearest=replace(PAGE, n=0))
EMPTIED = Answer("工资？", "工资？", "", "zh")


def talk(*answers: Answer, lang: str = "zh", clients: tuple[str, ...] = ("穗岚坊",)) -> Talk:
    rows = tuple(Row(Turn(i, answer, ("s",), AT), clients, {CALL.source: "漪珀"}) for i, answer in enumerate(answers))
    return Talk("交接 [草稿]", rows, "https://baton.example", lang)


def test_markdown_has_headings_and_numbered_sources_with_places_and_links() -> None:
    text = markdown(talk(ANSWER))
    assert text.startswith(
        "# 交接 \\[草稿\\]\n\n## 怎么办？\n\n*2026-03-06 21:00 UTC · 穗岚坊*\n\n先**打电话** [1]。\n"
    )
    assert "\n- 书面通知 [2]\n" in text
    assert "\n**要点**\n" in text
    assert (
        f"1. [复盘会.m4a · 2:07–2:12 · 漪珀](https://baton.example/?source={'a' * 32}&block=41)  \n   先打电话" in text
    )
    assert "2. [合同.pdf · 第 3 页]" in text


def test_refused_emptied_and_noticed_turns_say_so() -> None:
    failed = replace(ANSWER, notice=BadKey(model="gpt-5").record())
    text = markdown(talk(REFUSED, EMPTIED, failed))
    assert "**资料里没有**\n\n资料里没有。\n\n\n### 最接近的内容\n\n1. [合同.pdf" in text
    assert "**这条回答引用的资料你已无权查看或已删除。**\n\n## 怎么办？" in text
    assert "gpt-5 拒绝了密钥" in text
    assert "Not in the sources" in markdown(talk(REFUSED, lang="en"))


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/?q=1)",
        "[here](http://evil.example)",
        "<img src=http://evil.example>",
        "# 标题",
        "`code`",
    ],
)
def test_what_sources_hold_makes_no_link_image_tag_or_heading(hostile: str) -> None:
    title = replace(CALL, title=hostile, text=hostile)
    text = markdown(talk(Answer(hostile, hostile, f"见 {hostile} [1]", "zh", citations=(title,))))
    assert hostile not in text.replace("# 标题", "#标题") or hostile == "# 标题"
    body = text.replace("](https://baton.example", "")
    for mark in ("](", "![", "<img"):
        assert mark not in body.replace("\\](", "").replace("\\!\\[", "").replace("\\<img", ""), body


def test_plain_text_for_the_clipboard() -> None:
    assert plain(ANSWER, {CALL.source: "漪珀"}, "en").splitlines() == [
        "先打电话 [1]。",
        "- 书面通知 [2]",
        "# 要点",
        "2. 退款",
        "Sources",
        "[1] 复盘会.m4a · 2:07–2:12 · 漪珀",
        CALL.url,
        "[2] 合同.pdf · page 3",
        PAGE.url,
    ]
    assert plain(REFUSED, {}, "zh") == "资料里没有。"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("出事先做什么？", "出事先做什么？.md"),
        ('a/b\\c:d*?<x>|"q"\x00\n', "a b c d x q.md"),
        ("...", "对话.md"),
        ("  . ", "对话.md"),
        ("字" * 200, f"{'字' * 80}.md"),
        ("合同\u202efdp.exe", "合同fdp.exe.md"),
    ],
)
def test_a_file_name_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, "md", "zh") == name


def test_lines_and_bold() -> None:
    assert [(line.kind, line.text) for line in lines_of("一\n\n* 二\n3、 三\n## 四")] == [
        ("text", "一"),
        ("item", "二"),
        ("item", "三"),
        ("heading", "四"),
    ]
    assert list(runs_of("甲**乙**丙")) == [("甲", False), ("乙", True), ("丙", False)]


def opened(made: Talk) -> Any:
    return Document(BytesIO(word(made)))


def test_word_has_real_headings_and_sources_numbered_anew_under_each_answer() -> None:
    document = opened(talk(ANSWER, REFUSED, ANSWER))
    styles = [(p.style.name, p.text) for p in document.paragraphs]
    assert styles[0] == ("Title", "交接 [草稿]")
    assert [text for style, text in styles if style == "Heading 1"] == ["怎么办？", "天气？", "怎么办？"]
    assert [text for style, text in styles if style == "Heading 2"] == ["出处", "最接近的内容", "出处"]
    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    lists = [p._p.pPr.numPr.numId.val for p in numbered]
    assert len(lists) == 5
    assert lists[0] == lists[1] != lists[2] != lists[3] == lists[4] != lists[0]
    assert [link.address for link in numbered[0].hyperlinks] == [f"https://baton.example{CALL.url}"]
    assert numbered[0].text.startswith("复盘会.m4a · 2:07–2:12 · 漪珀")
    bold = [run.text for p in document.paragraphs for run in p.runs if run.bold]
    assert bold == ["打电话", "要点", "资料里没有", "打电话", "要点"]


def test_word_names_a_chinese_font_everywhere() -> None:
    document = opened(talk(ANSWER))
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Number"):
        fonts = document.styles[name].element.rPr.rFonts.attrib
        assert {key.rpartition("}")[2]: value for key, value in fonts.items()} == {
            "ascii": "Calibri",
            "hAnsi": "Calibri",
            "eastAsia": "Microsoft YaHei",
        }


def test_word_leaves_out_what_xml_cannot_hold() -> None:
    hostile = "a\x00b\x0bc\ud800d\ufffe"
    document = opened(talk(Answer(hostile, hostile, hostile, "en", citations=(replace(CALL, title=hostile),))))
    assert "abcd" in "".join(document.paragraphs[1].text.split())
