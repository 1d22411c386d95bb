"""Which questions the ledger answers, with what, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.chat.standing import LEDGER
from assistant.handover import ledger
from assistant.handover.deciding.model import Bond, Place, Sort, Told
from assistant.handover.deciding.precedent import Form, Similarity, asks_back, precedents
from assistant.handover.deciding.reading import CatchUp
from assistant.handover.deciding.signals import Step
from assistant.people.access import scope_for
from vectorstore.e5_weights import Floats
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf

    from assistant.chat.standing import Precedent


def nothing_alike(_question: str, sentences: Sequence[str]) -> Floats:
    """Where words alone are to decide."""
    return np.zeros(len(sentences), dtype=np.float32)


def all_alike(_question: str, sentences: Sequence[str]) -> Floats:
    """Where every text is as near as can be."""
    return np.ones(len(sentences), dtype=np.float32)


def ask(shelf: Shelf, question: str, lang: str = "zh", similarity: Similarity = nothing_alike) -> Precedent | None:
    visit = shelf.visit
    kept = (visit.app.catalog, visit.app.handover.ledger)
    with closing(CatchUp(*kept)) as catch_up:
        return precedents(*kept, similarity, catch_up)(question, scope_for(visit.app.catalog, visit.caller), lang)


def source_of(shelf: Shelf, line: str, day: date) -> Source:
    blocks = [Block(line, Locator(start=5.0, end=9.0), speaker="林晓曼", kind="speech")]
    return shelf.add(f"{line[:12]}.srt", line.encode(), blocks, kind=Kind.TRANSCRIPT, occurred_on=day)


@pytest.fixture
def budget(shelf: Shelf) -> tuple[str, str]:
    keys = []
    for line, day, why in (
        ("广告预算每个月三十万", date(2025, 9, 8), "去年双十一的经验"),
        ("广告预算降到二十万", date(2026, 3, 14), "投诉率太高"),
    ):
        source = source_of(shelf, f"{line}。", day)
        told = Told(line, why=why, people=("林晓曼",), decided_on=day)
        keys.append(ledger.add(shelf.visit, source.space, Sort.DECISION, told, Place(source.id, 0, 0)))
    ledger.relate(shelf.visit, keys[0], keys[1], Bond.SUPERSEDES)
    return keys[0], keys[1]


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("上次遇到吃出异物的视频是怎么处理的？", Form.HANDLED),
        ("以前类似的差评怎么办的？", Form.HANDLED),
        ("What did we do last time when a video went viral?", Form.HANDLED),
        ("为什么我们决定不删评论？", Form.WHY),
        ("Why did we move the launch?", Form.WHY),
        ("有没有决定过不做满减？", Form.DECIDED),
        ("Have we ever agreed on a discount?", Form.DECIDED),
        ("预算还是三十万吗？", Form.STILL),
        ("Are we still spending three hundred thousand?", Form.STILL),
        ("广告预算是多少？", None),
        ("怎么搭建直通车计划？", None),
        ("Who is Emma Hartley?", None),
        ("How do I set up the search campaign?", None),
    ],
)
def test_forms(question: str, form: Form | None) -> None:
    assert asks_back(question) == form


def test_the_living_one_comes_first_and_what_it_replaced_after(shelf: Shelf, budget: tuple[str, str]) -> None:
    found = ask(shelf, "广告预算每个月还是三十万吗？")
    assert found is not None
    assert found.mode == LEDGER
    lines = found.text.splitlines()
    assert lines[0] == "这一决定已被后来的取代。2026-03-14起：广告预算降到二十万 [1]"
    assert "广告预算每个月三十万 [2]" in found.text
    assert [citation.n for citation in found.citations] == [1, 2]


def test_the_reason_is_told(shelf: Shelf, budget: tuple[str, str]) -> None:
    found = ask(shelf, "为什么广告预算降到二十万？")
    assert found is not None
    assert "理由：投诉率太高 [1]" in found.text


def test_other_matters_get_none(shelf: Shelf, budget: tuple[str, str]) -> None:
    for question in ("上次主播迟到是怎么处理的？", "为什么不找头部达人合作？", "广告预算是多少？", "为什么？", ""):
        assert ask(shelf, question) is None


def test_meaning_alone_is_enough_only_across_languages(shelf: Shelf, budget: tuple[str, str]) -> None:
    assert ask(shelf, "为什么没有删评论？", similarity=all_alike) is None
    assert ask(shelf, "Why did we cut the advertising spend?", "en", similarity=all_alike) is not None


def test_a_crisis_is_told_step_by_step(shelf: Shelf) -> None:
    source = source_of(shelf, "海盐燕麦脆吃出塑料片的视频。", date(2026, 3, 6))
    place = Place(source.id, 0, 0)
    key = ledger.add(
        shelf.visit, source.space, Sort.CRISIS, Told("燕麦脆吃出塑料片", decided_on=date(2026, 3, 6)), place
    )
    ledger.retell(
        shelf.visit, key, [(Step.SIGNAL, "播放三万", "19:40", place), (Step.LESSON, "两小时内回应", "", None)]
    )
    found = ask(shelf, "上次燕麦脆吃出塑料片是怎么处理的？")
    assert found is not None
    assert found.text.splitlines() == [
        "2026-03-06的事件：燕麦脆吃出塑料片 [1]",
        "- 信号 19:40：播放三万 [1]",
        "- 教训：两小时内回应",
    ]


def crisis(shelf: Shelf, what: str, day: date, *steps: str) -> None:
    source = source_of(shelf, f"{what}。", day)
    place = Place(source.id, 0, 0)
    key = ledger.add(shelf.visit, source.space, Sort.CRISIS, Told(what, decided_on=day), place)
    ledger.retell(shelf.visit, key, [(Step.ACTION, step, "", None) for step in (what, *steps)])


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("上次遇到危机是怎么处理的？", "仓库发错了货"),
        ("之前出过什么舆情，怎么应对的？", "仓库发错了货"),
        ("How was the last crisis handled?", "仓库发错了货"),
        ("上次遇到食品安全危机是怎么处理的？", "燕麦脆吃出塑料片"),
        ("上次遇到数据泄露危机是怎么处理的？", None),
    ],
)
def test_the_latest_crisis_that_was_acted_on_or_the_one_that_is_meant(
    shelf: Shelf, question: str, what: str | None
) -> None:
    crisis(shelf, "燕麦脆吃出塑料片", date(2026, 3, 6), "全部停投")
    crisis(shelf, "仓库发错了货", date(2026, 4, 2), "给每位达人打电话")
    crisis(shelf, "评论区有人投诉", date(2026, 5, 1))  # nothing more is told of it
    found = ask(shelf, question)
    assert (found.text.splitlines()[0].partition("：")[2].removesuffix(" [1]") if found else None) == what


def test_what_was_taken_in_just_now_counts(shelf: Shelf) -> None:
    source_of(shelf, "我们决定取消周五的直播，因为主播生病。", date(2026, 3, 14))
    found = ask(shelf, "为什么我们决定取消周五的直播？")
    assert found is not None
    assert "主播生病" in found.text


def test_what_is_only_guessed_is_said_to_be(shelf: Shelf) -> None:
    source = source_of(shelf, "那我们约定直播间不做满减，因为退货太多。", date(2026, 1, 1))
    ledger.look_at_new(shelf.visit, source.space)
    found = ask(shelf, "直播间有没有决定过不做满减？")
    assert found is not None
    assert found.text.endswith("（由系统从原文中找出，尚未有人确认）")
    assert ask(shelf, "What did we do last time about the live stream?", "en") is None


def test_a_dismissed_one_answers_nothing(shelf: Shelf, budget: tuple[str, str]) -> None:
    for key in budget:
        ledger.dismiss(shelf.visit, key)
    assert ask(shelf, "广告预算每个月还是三十万吗？") is None
