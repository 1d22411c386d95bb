"""From what a person wrote to the blocks that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.evaluation.gold import NO_PLACE, NO_SOURCE, Gold, Span, called, gold_of
from assistant.evaluation.questions import Question
from vectorstore.models import Block, Kind, Locator, Source, Status


def source(id: str, title: str, context: str = "", **fields: Any) -> Source:
    return Source(id, "space", title, Kind.DOCUMENT, id, ".x", 1, Status.DONE, context=context, **fields)


MEETING = source("meeting", "2026-03-14 危机复盘会.m4a", "suilan/会议/")
OLD = source("old", "2026-03-14 危机复盘会.m4a", "archive/会议/")
SHEET = source("sheet", "千川报表.xlsx")
BOOK = source("book", "Playbook v1.2.DOCX")
CALL = source("call", "Weekly sync.m4a", facts={"transcript": "vtt"})
VTT = source("vtt", "Weekly sync.vtt", companion="call")
EVERYTHING = [MEETING, OLD, SHEET, BOOK, CALL, VTT]

BLOCKS: dict[str, Sequence[Block]] = {
    "meeting": [
        Block("我们先回顾一下。", Locator(start=0.0, end=4.0)),
        Block("当晚九点下架了视频，", Locator(start=4.5, end=9.0)),
        Block("十点半发了声明。", Locator(start=9.0, end=12.0)),
        Block("一共退了 1,460 单。", Locator(start=20.0, end=26.0)),
    ],
    "old": [Block("旧的", Locator(start=0.0, end=4.0))],
    "sheet": [
        Block("日期: 3月6日", Locator(sheet="3月 March", row=7)),
        Block("日期: 3月7日", Locator(sheet="3月 March", row=8, row_end=9)),
        Block("日期: 3月8日", Locator(sheet="4月", row=8)),
    ],
    "book": [
        Block("Stop at once", Locator(paragraph=1)),
        Block("Call Mr. Chen within 30 minutes", Locator(paragraph=2)),
        Block("Then call again", Locator(paragraph=3)),
    ],
    "call": [],
    "vtt": [Block("ninety five yuan", Locator(start=0.0, end=5.0))],
}


def gold(**fields: Any) -> Gold:
    return gold_of(Question("q", "?", **fields), EVERYTHING, lambda one: BLOCKS[one.id])


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("千川报表.xlsx", ["sheet"]),
        ("千川报表", ["sheet"]),
        ("任意/文件夹/千川报表.xlsx", ["sheet"]),
        ("PLAYBOOK V1.2.docx", ["book"]),
        ("Playbook v1.2", ["book"]),
        ("Ｐlaybook v1.2.docx", ["book"]),
        ("会议/2026-03-14 危机复盘会.m4a", ["meeting", "old"]),
        ("suilan\\会议\\2026-03-14 危机复盘会.m4a", ["meeting"]),
        ("2026-03-14 危机复盘会", ["meeting", "old"]),
        ("Weekly sync.vtt", ["call", "vtt"]),
        ("Weekly sync.m4a", ["call", "vtt"]),
        ("book", ["book"]),
        ("危机复盘会", []),
        ("", []),
    ],
)
def test_sources_are_called_by_the_names_people_use(name: str, ids: list[str]) -> None:
    assert [one.id for one in called(name, EVERYTHING)] == ids


def test_a_moment_is_the_blocks_that_are_spoken_then_weighted_by_seconds() -> None:
    found = gold(source="suilan/会议/2026-03-14 危机复盘会.m4a", place=Locator(start=8.0, end=12.5))
    assert found.weights == {("meeting", 1): 1.0, ("meeting", 2): 3.0}
    assert found.holds(Span("meeting", 2, 3, ""))
    assert not found.holds(Span("meeting", 3, 3, ""))
    assert not found.holds(Span("old", 0, 9, ""))


def test_a_point_in_time_is_the_block_around_it() -> None:
    found = gold(source="suilan/会议/2026-03-14 危机复盘会.m4a", place=Locator(start=21.0, end=21.0))
    assert list(found.weights) == [("meeting", 3)]


def test_blocks_that_only_touch_are_not_meant() -> None:
    found = gold(source="suilan/会议/2026-03-14 危机复盘会.m4a", place=Locator(start=4.0, end=9.0))
    assert list(found.weights) == [("meeting", 1)]


def test_rows_of_the_sheet_that_is_named() -> None:
    rows = gold(source="千川报表.xlsx", place=Locator(sheet="3月 march", row=8, row_end=8))
    assert list(rows.weights) == [("sheet", 1)]
    assert list(gold(source="千川报表.xlsx", place=Locator(row=7, row_end=9)).weights) == [
        ("sheet", i) for i in range(3)
    ]
    assert list(gold(source="千川报表.xlsx", place=Locator(sheet="4月")).weights) == [("sheet", 2)]
    assert list(gold(source="Playbook v1.2", place=Locator(paragraph=2)).weights) == [("book", 1)]


def test_quoted_words_may_run_over_blocks() -> None:
    found = gold(source="suilan/会议/2026-03-14 危机复盘会.m4a", text="下架了视频十点半发了声明")
    assert found.weights == {("meeting", 1): 5.0, ("meeting", 2): 7.0}


def test_a_source_alone_means_the_blocks_with_the_answer_or_else_any() -> None:
    found = gold(source="Playbook v1.2", answers=("30 minutes",))
    assert list(found.weights) == [("book", 1)]
    anywhere = gold(source="Playbook v1.2", answers=("half an hour",))
    assert list(anywhere.weights) == [("book", 0), ("book", 1), ("book", 2)]
    assert anywhere.coverage([Span("book", 2, 2, "")]) == 1.0, "one will do"


def test_an_answer_alone_is_right_wherever_it_stands() -> None:
    found = gold(answers=("1460",))
    assert found.is_known
    assert found.holds(Span("anything", 0, 0, "一共退了 1,460 单。"))
    assert not found.holds(Span("anything", 0, 0, "一共退了 146 单。"))
    assert found.coverage([Span("x", 0, 0, "退了1460单")]) == 1.0
    assert found.coverage([]) == 0.0
    assert gold(text="退了 1460 单", answers=("别的",)).holds(Span("x", 0, 0, "一共退了1460单。"))


def test_what_cannot_be_found_is_said() -> None:
    assert gold(source="没有.docx").problem == NO_SOURCE
    missing = gold(source="Playbook v1.2", place=Locator(paragraph=99))
    assert (missing.problem, missing.is_known, missing.holds(Span("book", 0, 2, "x"))) == (NO_PLACE, True, False)
    assert missing.coverage([Span("book", 0, 2, "x")]) == 0.0
    assert gold(source="Playbook v1.2", text="never said").problem == NO_PLACE


def test_nothing_is_known_of_a_bare_or_an_unanswerable_question() -> None:
    for nothing in (gold(), gold(answerable=False, source="Playbook v1.2", answers=("x",))):
        assert not nothing.is_known
        assert nothing.coverage([Span("book", 0, 2, "x")]) is None
        assert not nothing.holds(Span("book", 0, 2, "x"))


def test_coverage_is_the_share_of_the_moment_that_was_offered() -> None:
    found = gold(source="suilan/会议/2026-03-14 危机复盘会.m4a", place=Locator(start=4.5, end=12.0))
    assert found.coverage([Span("meeting", 2, 3, "")]) == pytest.approx(3.0 / 7.5)
    assert found.coverage([Span("meeting", 2, 3, ""), Span("meeting", 1, 2, "")]) == pytest.approx(1.0)
    assert found.coverage([Span("book", 0, 9, "")]) == 0.0
