"""Results and runs as an evaluation leaves them, and one small real library asked by the bundled embedder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.evaluation.result import Result, Run, Verdict

if TYPE_CHECKING:
    from assistant.build import App

PASSED = Result(
    id="q1",
    question="出事第一小时先做什么？",
    lang="zh",
    kind="",
    space="穗岚坊",
    answerable=True,
    answers=("停掉全部投放",),
    expected={"source": "危机手册.md", "paragraph": 2},
    answer="先停掉全部投放。[1]",
    refused=False,
    mode="extractive",
    searched="出事第一小时先做什么？",
    citations=(
        {
            "n": 1,
            "source": "s1",
            "title": "危机手册.md",
            "kind": "document",
            "text": "先停掉全部投放。",
            "url": "/?source=s1&block=1",
            "first_block": 1,
            "last_block": 1,
            "paragraph": 2,
            "carries": True,
        },
    ),
    verdict=Verdict.PASSED,
    problem="",
    rank=1,
    is_placed=True,
    coverage=1.0,
    exact=False,
    contains=True,
    f1=0.8,
    judged=None,
    sentences=1,
    cited=1,
    told=1,
    carried=1,
    seconds=0.2,
    search_seconds=0.01,
    evidence_tokens=100,
    model_tokens=None,
)
REFUSED: dict[str, Any] = {"refused": True, "citations": (), "sentences": 0, "cited": 0, "told": 0, "carried": 0}
UNANSWERABLE: dict[str, Any] = {
    **dict.fromkeys(("rank", "coverage", "exact", "contains", "f1")),
    **{"answerable": False, "answers": (), "expected": {}, "is_placed": False},
}


@pytest.fixture
def make_result() -> Callable[..., Result]:
    """A question that passed, with changes; `as_refused` and `as_unanswerable` bring theirs."""

    def make(*, as_refused: bool = False, as_unanswerable: bool = False, **changes: Any) -> Result:
        given = {**(UNANSWERABLE if as_unanswerable else {}), **(REFUSED if as_refused else {}), **changes}
        return replace(PASSED, **given)

    return make


@pytest.fixture
def make_run() -> Callable[..., Run]:
    def make(*results: Result, **changes: Any) -> Run:
        run = Run("题目.jsonl", "2026-03-14T09:30:00+00:00", 4.2, "extractive", "e5-small-int8/1", "", tuple(results))
        return replace(run, **changes)

    return make


HANDBOOK = """# 危机手册

## 第一小时

出事第一小时先停掉全部投放，再打电话给陈总。

首次声明要在两个小时之内发出，由法务确认。

## 赔付

每单赔付不超过 200 元，超过的由吴敏批准。
"""
CALL = """WEBVTT

00:00:00.000 --> 00:00:06.000
<v Emma>Good morning everybody, let us begin with the spring launch.

00:00:06.000 --> 00:00:14.000
<v Emma>The launch of the sunscreen moves to March 18 because the registration certificate is late.

00:00:14.000 --> 00:00:22.000
<v Jing>The advertising budget is 480,000 yuan, sixty percent of it for search.
"""


@pytest.fixture(scope="module")
def library(shared_app: App, tmp_path_factory: pytest.TempPathFactory) -> App:
    """Two clients, one source each, read and indexed for real."""
    from ingest.intake import Upload

    folder = tmp_path_factory.mktemp("evaluated")
    for space, name, text in (("穗岚坊", "危机手册.md", HANDBOOK), ("漪珀 Yipora", "Spring call.vtt", CALL)):
        (folder / name).write_text(text, encoding="utf-8")
        shared_app.pipeline.submit(shared_app.catalog.space_named(space).id, [Upload(folder / name, name)])
    end = time.monotonic() + 120
    while not all(source.status.ended for source in shared_app.catalog.sources()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return shared_app
