"""Past situations without what was done: what is shown, what is kept back, what there is to name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.handover import ledger
from assistant.handover.deciding.model import Place, Sort, Told
from assistant.handover.deciding.signals import Step
from assistant.handover.records.practices import Asks
from assistant.handover.situations import by_when, situations, unrevealing, whom
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf, Team

TALK = (
    "抖音上有人说我们的面膜用了起疹子，视频已经十万播放。",
    "客服后台一晚上来了四十多条同样的投诉。",
    "那我们决定先停掉全部投放。",
    "要不要先把全部投放停掉，大家想想。",
    "先停掉全部投放，一小时内通知陈总。",
    "因为继续投放只会把骂声放大。",
)


def meeting_of(shelf: Shelf, **fields: object) -> Source:
    blocks = [Block(text, Locator(start=5.0 * n, end=5.0 * n + 5), kind="speech") for n, text in enumerate(TALK)]
    return shelf.add("危机复盘会.m4a", str(fields).encode(), blocks, kind=Kind.RECORDING, **fields)


def decided(shelf: Shelf, source: Source, **told: object) -> str:
    said = {"what": TALK[4], "why": TALK[5], "people": ("陈总",), "decided_on": date(2026, 3, 14), **told}
    return ledger.add(shelf.visit, source.space, Sort.DECISION, Told(**said), Place(source.id, 4, 4))  # type: ignore[arg-type]


def test_a_decision_shows_what_came_before_and_not_what_was_done(shelf: Shelf) -> None:
    source = meeting_of(shelf)
    key = decided(shelf, source, outcome="三天后恢复投放")
    (one,) = situations(shelf.visit, source.space)
    assert (one.id, one.kind, one.on) == (key, Sort.DECISION, date(2026, 3, 14))
    assert one.text == f"{TALK[0]} {TALK[1]}"
    assert (one.what, one.why, one.outcome, one.people) == (TALK[4], TALK[5], "三天后恢复投放", ("陈总",))
    assert [(point.asks, point.text) for point in one.points] == [
        (Asks.ACTION, TALK[4]), (Asks.REASON, TALK[5]), (Asks.WHOM, "陈总"), (Asks.WHEN, "一小时内"),
    ]  # fmt: skip
    assert one.moment is not None
    assert (one.moment.source, one.moment.first_block) == (source.id, 4)


def test_without_a_reason_or_anything_that_came_before_there_is_nothing_to_practise(shelf: Shelf) -> None:
    source = meeting_of(shelf)
    decided(shelf, source, why="")
    ledger.add(shelf.visit, source.space, Sort.DECISION, Told("换代言人", "合约到期"), Place(source.id, 0, 0))
    ledger.add(shelf.visit, source.space, Sort.DECISION, Told("换代言人", "合约到期"))
    assert situations(shelf.visit, source.space) == []


def test_a_crisis_shows_its_signals_only(shelf: Shelf) -> None:
    source = meeting_of(shelf)
    key = ledger.add(shelf.visit, source.space, Sort.CRISIS, Told("面膜过敏舆情", decided_on=date(2026, 3, 14)))
    steps = (
        (Step.SIGNAL, TALK[0], "", None),
        (Step.SIGNAL, TALK[1], "", None),
        (Step.SIGNAL, "首次声明已发，评论还在涨。", "", None),
        (Step.SIGNAL, "有人截图传到了微博。", "", None),  # after somebody acted: told of as it went on
        (Step.ACTION, "当晚下架短视频，第一时间通知品牌方。", "", Place(source.id, 4, 4)),
        (Step.RESULT, "第二天投诉降到三条。", "", None),
        (Step.LESSON, "敏感肌提示应该写在详情页首屏。", "", None),
    )
    ledger.retell(shelf.visit, key, steps)
    (one,) = situations(shelf.visit, source.space)
    assert one.text == f"{TALK[0]}\n{TALK[1]}"
    assert (one.section, one.what) == ("crises", "当晚下架短视频，第一时间通知品牌方。")
    assert (one.why, one.outcome) == ("敏感肌提示应该写在详情页首屏。", "第二天投诉降到三条。")
    assert [point.asks for point in one.points] == [Asks.ACTION, Asks.REASON, Asks.WHOM, Asks.WHEN]
    assert one.moment is not None


def test_what_no_longer_holds_is_not_practised(shelf: Shelf) -> None:
    from assistant.handover.deciding.model import Bond

    source = meeting_of(shelf)
    old = decided(shelf, source)
    new = ledger.add(shelf.visit, source.space, Sort.DECISION, Told("不再停投放"))
    ledger.relate(shelf.visit, old, new, Bond.SUPERSEDES)
    assert situations(shelf.visit, source.space) == []


def test_what_is_for_managers_is_practised_by_managers_only(team: Team) -> None:
    source = meeting_of(team.shelf, restricted=True)
    decided(team.shelf, source)
    assert len(situations(team.visit("mandy"), "穗岚坊")) == 1
    assert situations(team.visit("wu"), "穗岚坊") == []


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("评论区都在问退款。我们决定统一退款。", ["评论区都在问退款。"]),
        ("预算只剩三成了，统一退款给所有买家怎么样。", []),
        ("Complaints doubled overnight. We'll go with a full refund.", ["Complaints doubled overnight."]),
        ("", []),
    ],
)
def test_sentences_that_give_it_away_are_left_out(told: str, left: list[str]) -> None:
    done = "Refund every buyer in full" if told.isascii() else "统一退款给所有买家"
    assert list(unrevealing([told], done, "")) == left


def test_a_reason_is_not_told_either() -> None:
    assert list(unrevealing(["继续投放会把骂声放大。"], "停掉", "继续投放会把骂声放大")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("先通知陈总，再发声明", "陈总"),
        ("找法务确认", "法务"),
        ("call Mandy at once", "Mandy"),
        ("我现在给陈总打电话", "陈总"),
        ("停掉投放", ""),
    ],
)
def test_whom_to_tell(text: str, name: str) -> None:
    assert whom(text) == name


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("一小时内下架", "一小时内"), ("24 小时之内回复", "24 小时之内"), ("第一时间下架", "第一时间"),
        ("within two hours", "within two hours"), ("post it by noon", "by noon"), ("停掉投放", ""),
    ],
)  # fmt: skip
def test_by_when(text: str, time: str) -> None:
    assert by_when(text) == time
