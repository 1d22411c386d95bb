"""Quoted answers of every kind of question, by the bundled vectors over a real catalog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.chat.answer import Answerer
from assistant.chat.events import Answer, Done
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from conftest import Library

Similarity = Callable[[str, Sequence[str]], np.ndarray]
Ask = Callable[..., Answer]


@pytest.fixture
def ask(dated: Library, e5_similarity: Similarity) -> Ask:
    answerer = Answerer(dated.holdings, e5_similarity)

    def make(question: str, *before: Answer) -> Answer:
        done = list(answerer.answer(question, dated.scope, before))[-1]
        assert isinstance(done, Done)
        assert [citation.n for citation in done.answer.citations] == list(range(1, len(done.answer.citations) + 1))
        return done.answer

    return make


def test_the_newer_figure_comes_first_and_the_older_is_shown_as_such(ask: Ask) -> None:
    answer = ask("广告预算每个月是多少？")
    assert answer.text.index("2026-03-14") < answer.text.index("二十万") < answer.text.index("2025-09-08")
    assert [citation.source for citation in answer.citations] == ["review", "kickoff"]


def test_a_named_time_keeps_what_held_then(ask: Ask) -> None:
    answer = ask("去年九月那次会上，广告预算每个月是多少？")
    assert {citation.source for citation in answer.citations} == {"kickoff"}
    assert "三十万" in answer.text


def test_only_their_own_words_are_quoted(ask: Ask) -> None:
    answer = ask("陈总说他最怕什么？")
    assert "最后一个知道" in answer.text
    assert [(citation.source, citation.first_block) for citation in answer.citations] == [("kickoff", 1)]


def test_where_nobody_is_marked_so_it_is_said(ask: Ask) -> None:
    answer = ask("王总对直播价是怎么说的？")
    assert answer.text.startswith("没有标明是“王总”的发言")
    assert "三十九" in answer.text


def test_each_part_is_answered(ask: Ask) -> None:
    answer = ask("直播价不能低于多少，第一次回应要在多久之内？")
    assert "三十九" in answer.text
    assert "两个小时" in answer.text


def test_a_list_holds_the_section_that_is_it(ask: Ask) -> None:
    answer = ask("手册里所有不要做的事有哪些？")
    assert all(word in answer.text for word in ("直播间解释", "先退款", "红包"))
    assert answer.text.count("\n- ") >= 3
    assert "可能不全" in answer.text


def test_the_library_is_answered_without_a_search(ask: Ask) -> None:
    answer = ask("有哪些会议录音？")
    assert {citation.source for citation in answer.citations} == {"kickoff", "review"}
    assert not answer.refused


def test_a_follow_up_that_names_nothing_finds_what_stands_beside(ask: Ask) -> None:
    before = ask("直播价不能低于多少？")
    answer = ask("那最怕什么？", before)
    assert "最后一个知道" in answer.text


@pytest.mark.parametrize(
    "question", ["列出所有法国经销商的仓库", "上次会议说了什么关于门禁密码的？", "谁养狗，狗叫什么？"]
)
def test_what_is_in_no_source_is_refused_in_every_kind(ask: Ask, question: str) -> None:
    assert ask(question).refused


@pytest.mark.parametrize(
    "question", ["列出搭建搜索计划的所有步骤", "搭建搜索计划的步骤是什么？", "List all the steps of a search plan"]
)
def test_a_spoken_list_is_kept_whole(question: str, walkthrough: Library, e5_similarity: Similarity) -> None:
    done = list(Answerer(walkthrough.holdings, e5_similarity).answer(question, walkthrough.scope))[-1]
    assert isinstance(done, Done)
    places = [done.answer.text.find(said) for said in ("新建计划", "不要选智能", "八百块", "分时折扣", "发给许静")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_list_comes_before_what_else_was_found(walkthrough: Library, e5_similarity: Similarity) -> None:
    row = "日期: 3月1日; 计划: 搜索计划; 步骤: 搭建; 消耗: 12,400; 点击率: 2 %; 备注: 搭建搜索计划的步骤没有写完"
    blocks = [Block(row, Locator(sheet="计划", row=2), kind="row")]
    walkthrough.add("plans", "Ads.xlsx", Kind.SHEET, blocks)
    answers = Answerer(walkthrough.holdings, e5_similarity).answer("列出搭建搜索计划的所有步骤", walkthrough.scope)
    [*_, done] = answers
    assert isinstance(done, Done)
    assert done.answer.text.startswith("在 2 份资料里找到 ")
    assert -1 < done.answer.text.find("新建计划") < done.answer.text.find("没有写完")
    assert "点击率" not in done.answer.text  # of a row what was asked for


def test_a_row_that_says_nothing_of_the_subject_is_no_item(dated: Library) -> None:
    rows = [
        "日期: 3月2日; 退款: 30; 备注: 退款的记录一",
        "日期: 3月3日; 退款: 40; 备注: 退款的记录二",
        "日期: 3月4日; 备注: 恢复",
    ]
    blocks = [Block(text, Locator(sheet="日报", row=i), kind="row") for i, text in enumerate(rows)]
    dated.add("daily", "日报.xlsx", Kind.SHEET, blocks)

    def all_alike(_: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([0.9 + 0.1 * ("恢复" in text) for text in texts], np.float32)

    [*_, done] = Answerer(dated.holdings, all_alike).answer("列出所有退款的记录", dated.scope)
    assert isinstance(done, Done)
    assert all(row in done.answer.text for row in ("记录一", "记录二"))
    assert "恢复" not in done.answer.text


def test_a_list_of_somebody_s_words_holds_only_theirs(dated: Library, e5_similarity: Similarity) -> None:
    lines = [
        ("林晓曼", "下面是决定。"),
        ("林晓曼", "第一，样品的决定，提前寄出。"),
        ("赵琪", "样品的决定，我再说一个：样品要拍照留底。"),
        ("林晓曼", "第二，样品的决定，由方怡验收。"),
    ]
    blocks = [
        Block(line, Locator(start=10.0 * i, end=10.0 * i + 5), speaker=who, kind="speech")
        for i, (who, line) in enumerate(lines)
    ]
    dated.add("samples", "样品会.m4a", Kind.RECORDING, blocks, chunk_blocks=1)
    [*_, done] = Answerer(dated.holdings, e5_similarity).answer("列出赵琪说的所有样品的决定", dated.scope)
    assert isinstance(done, Done)
    assert "拍照留底" in done.answer.text
    assert "提前寄出" not in done.answer.text
    assert "由方怡验收" not in done.answer.text


def test_why_alone_is_one_question_and_not_answered_with_what_was_just_said(
    prices: Library, e5_similarity: Similarity
) -> None:
    answerer = Answerer(prices.holdings, e5_similarity)
    [*_, before] = answerer.answer("燕麦脆的直播价不能低于多少？", prices.scope)
    assert isinstance(before, Done)
    [*_, done] = answerer.answer("为什么？", prices.scope, [before.answer])
    assert isinstance(done, Done)
    assert "经销商会退货" in done.answer.text
    assert "不能低于三十九块" not in done.answer.text


def test_a_follow_up_may_ask_two_things(ask: Ask) -> None:
    before = ask("直播价不能低于多少？")
    answer = ask("那最怕的是什么，广告预算是多少？", before)
    assert "最后一个知道" in answer.text
    assert "二十万" in answer.text
