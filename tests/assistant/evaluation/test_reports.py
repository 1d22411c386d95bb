"""Reports in both languages, as text and as HTML that needs nothing else and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from assistant.errors import ModelTimeout
from assistant.evaluation.compare import compare
from assistant.evaluation.report import text_report, warnings
from assistant.evaluation.report_html import html_report
from assistant.evaluation.result import Result, Run, Verdict

Make = Callable[..., Result]
MakeRun = Callable[..., Run]
HOSTILE = "<script>alert(1)</script><img src=https://evil.example/x.png> & \"quotes\" '单引号' {braces} {0}"


class Page(HTMLParser):
    """Tags, and every attribute that could fetch or run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.active: list[tuple[str, str | None]] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.active += [pair for pair in attributes if pair[0] in ("src", "href", "style") or pair[0].startswith("on")]

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.fixture
def run(make_result: Make, make_run: MakeRun) -> Run:
    return make_run(
        make_result(id="s01", kind="follow-up"),
        make_result(id="s02", lang="en", verdict=Verdict.WRONG, contains=False, rank=4, answer="由陈总批准。[1]"),
        make_result(id="s03", as_refused=True, verdict=Verdict.REFUSED, answer="资料里没有找到这个问题的答案。"),
        make_result(id="s04", as_refused=True, as_unanswerable=True),
        make_result(id="s05", as_unanswerable=True, verdict=Verdict.ANSWERED),
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("Failed: 3 of 5", "answered, though the sources do not say", "By language", "By kind", "quoted answers"),
        ),
        ("zh", ("未通过：5 题中的 3 题", "资料里没有，却作了回答", "按语言", "按类别", "摘录式回答")),
    ],
)
def test_both_reports_say_what_failed_and_why(run: Run, lang: str, said: tuple[str, ...]) -> None:
    text, page = text_report(run, lang), Page(html_report(run, lang))
    for words in (*said, "停掉全部投放", "危机手册.md", "由陈总批准", "recall@5", "0.400"):
        assert words in text
        assert words in page.said
    assert "s01" not in text.partition(said[0])[2], "what passed is not among what failed"


def test_everything_is_escaped_and_nothing_is_fetched(make_result: Make, make_run: MakeRun) -> None:
    (cited,) = make_result().citations
    hostile = make_result(
        **dict.fromkeys(("id", "question", "kind", "space", "answer", "searched"), HOSTILE),
        answers=(HOSTILE,),
        expected={"source": HOSTILE, "text": HOSTILE},
        citations=({**cited, "title": HOSTILE, "text": HOSTILE},),
        verdict=Verdict.WRONG,
    )
    run = make_run(hostile, make_result(kind="b"), file=HOSTILE, answerer=HOSTILE, judge=HOSTILE)
    before = make_run(make_result(id=HOSTILE), make_result(kind="b"), file=HOSTILE)
    html = html_report(run, "zh", compare(before, run), before)
    page = Page(html)
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert page.active == []
    assert page.said.count("<script>alert(1)</script>") >= 8
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"https?://(?!evil)", html)
    assert HOSTILE in text_report(run, "en", compare(before, run), before)


def test_the_page_is_for_phones_and_for_the_dark(run: Run) -> None:
    html = html_report(run, "zh")
    assert '<html lang="zh-CN">' in html
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html
    assert "prefers-color-scheme: dark" in html
    assert "default-src 'none'" in html.replace("&#39;", "'")


def test_a_comparison_shows_worse_ones_first_and_open(make_result: Make, make_run: MakeRun) -> None:
    before = make_run(make_result(id="a"), make_result(id="b", verdict=Verdict.WRONG), make_result(id="c"), file="old")
    now = make_run(make_result(id="a", verdict=Verdict.WRONG, answer="乙"), make_result(id="b"), make_result(id="d"))
    text = text_report(now, "en", compare(before, now), before)
    assert re.search(r"Compared with old of 2026-03-14 09:30\nWorse: 1\n  a .*\n.*Before: passed.*\n.*Now: wrong", text)
    assert "Better: 1" in text
    assert "Only in one of the runs: 2" in text
    assert re.search(r"recall@1 .* \+0\.000\n", text)
    html = html_report(now, "en", compare(before, now), before)
    assert '<details class="worse" open>' in html
    assert '<details class="better">' in html


def test_warnings_name_what_makes_figures_doubtful(make_result: Make, make_run: MakeRun) -> None:
    notice = ModelTimeout(model="qwen", reason="x").record()
    run = make_run(
        *(make_result(id=f"q{i}", problem="no_source", rank=None) for i in range(9)),
        make_result(id="p", problem="no_place", notice=notice),
        judge="gpt-5",
    )
    found = warnings(run, "en")
    assert found[0] == "9 questions name a source that is not in the library: q0, q1, q2, q3, q4, q5, q6, q7…"
    assert found[1].endswith("nothing was read: p")
    assert "qwen did not answer in time" in found[2]
    assert found[3] == "The judge said nothing on 10 answers."
    assert "qwen 超时" in warnings(run, "zh")[2]
    assert warnings(make_run(make_result()), "en") == []


def test_a_name_cannot_steer_the_terminal(make_result: Make, make_run: MakeRun) -> None:
    run = make_run(make_result(id="\x1b[2Jq", verdict=Verdict.WRONG, kind="\x9b31m"), file="\x1b]0;x\x07.jsonl")
    text = text_report(run, "en")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert "✗ [2Jq" in text


def test_all_passed(make_result: Make, make_run: MakeRun) -> None:
    assert "All 1 questions pass." in text_report(make_run(make_result()), "en")
    assert "1 题全部通过" in html_report(make_run(make_result()), "zh")


def test_columns_line_up_in_a_terminal_with_chinese(run: Run) -> None:
    import unicodedata

    lines = text_report(run, "zh").splitlines()
    figures = [line for line in lines if "n=" in line]
    assert len(figures) > 12
    columns = {
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.partition("(")[0]) for line in figures
    }
    assert len(columns) == 1
