import re
from dataclasses import replace

import pytest

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.errors import BadKey
from assistant.web.answers import citation_row, finished_html, text_html
from vectorstore.models import Kind, Locator

CALL = Citation(
    1, "a" * 32, "复盘会 <b>.m4a", Kind.RECORDING, "先打电话，再退款。", Locator(start=127.4, end=132.0), 41, 42
)
PAGE = Citation(2, "b" * 32, "合同.pdf", Kind.PDF, "提前六十日书面通知。", Locator(page=3), 7, 7)
ANSWER = Answer("怎么办？", "怎么办？", "先打电话 [1]。\n- 书面通知 [2]", "zh", citations=(CALL, PAGE))


def test_paragraphs_lists_bold_and_chips_are_all_there_is() -> None:
    html = text_html("# 要点\n\n一 **重** 点 [1]\n- 甲\n- 乙 [2]\n\n1. 子\n2) 丑\n尾", (CALL, PAGE), "zh")
    assert re.findall(r"<(\w+)", html) == [
        *("p", "strong", "p", "strong", "button"),
        *("ul", "li", "li", "button"),
        *("ol", "li", "li", "p"),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "**<b onclick=x>**",
        "- <svg/onload=1>",
        "[1]<iframe src='javascript:1'>",
        '" onmouseover="alert(1)',
        "{{constructor}} ${alert(1)}",
        "&lt;script&gt;",
    ],
)
def test_what_a_model_or_file_wrote_is_text(hostile: str) -> None:
    html = text_html(hostile, (CALL,), "en")
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "strong", "ul", "li", "button"}
    assert "onerror=alert(1)&gt;" in html or "onerror" not in html
    plain = re.sub(r"<[^>]*>", "", html)
    assert "<" not in plain
    assert "&amp;lt;" in html or "&lt;script&gt;" not in hostile


def test_a_chip_opens_its_passage() -> None:
    html = text_html("先打电话 [1]", (CALL,), "zh")
    assert f'data-open="{"a" * 32}" data-first="41" data-last="42"' in html
    assert "打开出处 1：复盘会 &lt;b&gt;.m4a，2:07–2:12" in html


@pytest.mark.parametrize("text", ["[0]", "[3]", "[999]", "[1]"])
def test_a_number_that_is_no_citation_opens_nothing(text: str) -> None:
    citations = () if text == "[1]" else (CALL, PAGE)
    html = text_html(f"x {text}", citations, "en")
    assert "<button" not in html
    assert "data-open" not in html


def test_a_citation_row_says_where_and_what() -> None:
    row = citation_row(replace(CALL, text="长" * 500), "zh")
    assert "2:07–2:12" in row
    assert "…" in row
    assert len(re.sub(r"<[^>]*>", "", row)) < 250


def test_a_finished_turn() -> None:
    html = finished_html(ANSWER, "en")
    assert 'data-state="done"' in html
    assert "Quoted from the sources" in html
    assert html.count('class="cited"') == 2
    assert "Understood as" not in html


def test_a_follow_up_says_how_it_was_understood() -> None:
    assert "理解为：第二次危机怎么办？" in finished_html(replace(ANSWER, searched="第二次危机怎么办？"), "zh")


def test_a_models_answer_names_the_model() -> None:
    assert "Written by qwen-max" in finished_html(replace(ANSWER, mode="qwen-max"), "en")


def test_a_refusal_shows_the_nearest_thing_and_no_other_source() -> None:
    html = finished_html(
        replace(ANSWER, text="没有找到。", refused=True, citations=(), nearest=replace(PAGE, n=0)), "zh"
    )
    assert 'data-state="refused"' in html
    assert html.count("data-open") == 1
    assert "最接近的内容" in html
    assert "摘录自" not in html


def test_a_refusal_without_anything_near() -> None:
    html = finished_html(replace(ANSWER, text="没有找到。", refused=True, citations=(), nearest=None), "zh")
    assert "data-open" not in html
    assert "最接近的内容" not in html


def test_a_models_failure_is_one_line_in_the_readers_language() -> None:
    notice = BadKey(model="gpt<x>", reason="401").record()
    assert "gpt&lt;x&gt; refused the key" in finished_html(replace(ANSWER, notice=notice), "en")
    assert "拒绝了密钥" in finished_html(replace(ANSWER, notice=notice), "zh")


def test_the_question_is_text_too() -> None:
    assert "&lt;b&gt;" in finished_html(replace(ANSWER, question="<b>", searched="<b>"), "zh")
