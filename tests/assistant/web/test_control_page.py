"""The Check tab: every state it can be in, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from assistant.desk import Visit
from assistant.evaluation.controls import Controls
from assistant.evaluation.result import Result, Run, Verdict
from assistant.evaluation.rounds import ControlRuns, Progress
from assistant.people.roles import LOCAL
from assistant.web.controls import SHOWN, rows_html, shell_html
from vectorstore.catalog import Catalog
from vectorstore.models import Space

if TYPE_CHECKING:
    from shelves import Shelf

HOSTILE = "<script>alert(1)</script>\"'"


class UnderWay(ControlRuns):
    """Rounds whose progress and failure the test says."""

    told: Progress | None = None
    fault: dict[str, Any] | None = None

    def progress(self, space: str) -> Progress | None:
        return self.told

    def failure(self, space: str) -> dict[str, Any] | None:
        return self.fault


@dataclass
class Page:
    catalog: Catalog
    controls: UnderWay

    def html(self, space: str = "", lang: str = "zh") -> str:
        return str(rows_html(Visit(self, LOCAL), space, lang)[0])  # type: ignore[arg-type]


@pytest.fixture
def page(shelf: Shelf) -> Iterator[Page]:
    store = Controls(shelf.catalog.engine)
    yield Page(shelf.catalog, UnderWay(None, store))  # type: ignore[arg-type]
    shelf.catalog.engine.dispose()


@pytest.fixture
def suilan(page: Page) -> Space:
    return page.catalog.space_named("穗岚坊")


def keep(page: Page, space: Space, count: int = 2) -> None:
    text = "\n".join(json.dumps({"question": f"第{n}题？"}) for n in range(count))
    page.controls.store.put(space, "自测.jsonl", text.encode(), page.catalog.spaces())


@pytest.fixture
def result() -> Result:
    return Result.from_json(
        {
            **dict.fromkeys(("judged", "model_tokens", "notice")),
            **dict.fromkeys(("rank", "sentences", "cited", "told", "carried", "evidence_tokens"), 1),
            **dict.fromkeys(("coverage", "f1", "seconds", "search_seconds"), 1.0),
            **dict.fromkeys(("answerable", "is_placed", "contains", "exact"), True),
            **{"id": "q1", "question": "谁批准？", "lang": "zh", "kind": "", "space": "穗岚坊", "answers": ["吴敏"]},
            **{"expected": {"source": "手册.docx", "page": 3}, "answer": "由陈总批准。[1]", "refused": False},
            **{"mode": "extractive", "searched": "谁批准？", "verdict": "passed", "problem": ""},
            "citations": [
                {
                    **{"n": 1, "source": "s1", "title": "手册.docx", "kind": "document", "text": "由陈总批准。"},
                    **{"first_block": 4, "last_block": 5, "page": 3, "carries": False},
                }
            ],
        }
    )


@pytest.fixture
def keep_round(page: Page, suilan: Space) -> Callable[..., None]:
    def keep(*results: Result, at: str = "2026-03-14T09:30:00+00:00") -> None:
        page.controls.store.keep(suilan.id, Run("自测.jsonl", at, 1.0, "extractive", "e5", "", results))

    return keep


def test_no_client_and_no_questions(page: Page) -> None:
    assert "还没有客户" in page.html()
    assert "There is no client yet" in page.html(lang="en")
    page.catalog.space_named("穗岚坊")
    html, busy = rows_html(Visit(page, LOCAL), "", "zh")  # type: ignore[arg-type]
    assert "还没有自测题" in html
    assert busy is False


def test_kept_but_not_asked(page: Page, suilan: Space) -> None:
    keep(page, suilan)
    html = page.html()
    assert "2 题 · 自测.jsonl" in html
    assert "还没有问过" in html
    assert f'data-act="controls-start" data-space="{suilan.id}"' in html
    assert 'data-act="controls-remove"' in html
    assert "Ask them now" in page.html(lang="en")


def test_under_way(page: Page, suilan: Space) -> None:
    keep(page, suilan, 8)
    page.controls.told = Progress(total=8, done=2)
    html, busy = rows_html(Visit(page, LOCAL), suilan.id, "zh")  # type: ignore[arg-type]
    assert busy is True
    assert 'aria-valuenow="25"' in html
    assert "正在提问：2 / 8" in html
    assert 'data-act="controls-stop"' in html
    assert "controls-start" not in html
    assert "还没有问过" not in html


def test_a_round_that_failed_keeps_the_one_before_in_view(
    page: Page, suilan: Space, result: Result, keep_round: Callable[..., None]
) -> None:
    keep(page, suilan)
    keep_round(result)
    page.controls.fault = {"code": "EmbedderUnavailable", "details": {"reason": "refused"}}
    html = page.html()
    assert 'role="alert"' in html
    assert "向量接口没有应答（refused）" in html
    assert "1 题通过" in html


def test_failed_ones_come_first_with_what_was_expected_answered_and_cited(
    page: Page, suilan: Space, result: Result, keep_round: Callable[..., None]
) -> None:
    keep(page, suilan)
    keep_round(result, replace(result, id="q2", question="几天？", verdict=Verdict.WRONG))
    html = unescape(page.html())
    assert '<p class="score" data-state="failed"><b>1</b> / 2 题通过' in html
    card = html[html.index("<article") : html.index("</article>")]
    for words in ("几天？", "答错了 · 正确片段排在第 1 位", "吴敏", "手册.docx · 第 3 页", "由陈总批准。"):
        assert words in card
    assert 'data-open="s1" data-first="4" data-last="5"' in card
    assert html.index("几天？") < html.index("<details")
    assert "谁批准？" in html[html.index("<details") :]


def test_the_trend_against_the_round_before(
    page: Page, suilan: Space, result: Result, keep_round: Callable[..., None]
) -> None:
    keep(page, suilan)
    wrong = replace(result, verdict=Verdict.WRONG)
    keep_round(result, replace(wrong, id="q2"))
    assert "trend" not in page.html()
    keep_round(wrong, replace(result, id="q2"), at="2026-03-15T09:30:00+00:00")
    html = page.html()
    assert '<p class="trend" data-state="worse">和上一次相比：变好 1 题，变差 1 题</p>' in html
    assert "上一次还是对的" in html
    assert html.count("<li title=") == 2
    assert "passed the time before" in page.html(lang="en")
    keep_round(wrong, replace(result, id="q2"), at="2026-03-16T09:30:00+00:00")
    assert "和上一次一样" in page.html()
    assert "上一次还是对的" not in page.html()


def test_one_client_or_all(page: Page, suilan: Space) -> None:
    yipora = page.catalog.space_named("漪珀")
    for space in (suilan, yipora):
        keep(page, space)
    assert page.html().count('class="control"') == 2
    assert "漪珀" in page.html(yipora.id)
    assert "穗岚坊" not in page.html(yipora.id)
    assert "还没有自测题" in page.html("unknown id")


def test_there_is_an_end_to_what_is_shown(
    page: Page, suilan: Space, result: Result, keep_round: Callable[..., None]
) -> None:
    keep(page, suilan)
    keep_round(*(replace(result, id=str(n), verdict=Verdict.WRONG) for n in range(SHOWN + 3)))
    html = page.html()
    assert html.count("<article") == SHOWN
    assert "另有 3 题未通过" in html


def test_nothing_hostile_gets_through(page: Page, result: Result) -> None:
    space = page.catalog.space_named(HOSTILE)
    page.controls.store.put(space, HOSTILE, b'{"question": "a"}', page.catalog.spaces())
    (citation,) = result.citations
    hostile = replace(
        result,
        question=HOSTILE,
        answers=(HOSTILE,),
        answer=HOSTILE,
        expected={"source": HOSTILE, "sheet": HOSTILE},
        citations=({**citation, "title": HOSTILE, "text": HOSTILE},),
        verdict=Verdict.WRONG,
    )
    page.controls.store.keep(space.id, Run(HOSTILE, "2026-03-14T09:30:00+00:00", 1.0, "x", "e5", "", (hostile,)))
    html = page.html()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_shows_an_example_that_is_a_question_file(lang: str) -> None:
    from assistant.evaluation.questions import parse

    html = str(shell_html(lang))
    placeholder = unescape(html.split('placeholder="')[1].split('"')[0])
    first, second = parse(placeholder.encode(), "example")
    assert (first.answerable, bool(first.answers), bool(first.source), second.answerable) == (True, True, True, False)
