"""Sources read for the ledger: once, again by better rules, and in their new versions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.chat.scripted import ScriptedChat
from assistant.handover import ledger
from assistant.handover.deciding import reading
from assistant.handover.deciding.language import Candidate, candidates
from assistant.handover.deciding.model import Bond, Place, Sort, State, Told
from assistant.handover.deciding.modelled import refined_by
from assistant.handover.deciding.reading import CatchUp, Found, look, look_if_free
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    import pytest
    from shelves import Shelf

BUDGET, LOWER = "广告预算每个月三十万，七成做短视频。", "四月开始，广告预算从三十万降到二十万。"


def said(*lines: str) -> list[Block]:
    return [
        Block(line, Locator(start=i * 5.0, end=i * 5.0 + 4), speaker="林晓曼", kind="speech")
        for i, line in enumerate(lines)
    ]


def meeting(shelf: Shelf, day: date, *lines: str, **fields: object) -> Source:
    return shelf.add(
        f"{day} 会.srt", str((day, lines)).encode(), said(*lines), kind=Kind.TRANSCRIPT, occurred_on=day, **fields
    )


def test_each_version_is_read_once(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), "大家好。", BUDGET)
    records = shelf.handover.ledger
    assert look(shelf.catalog, records, source.space) == Found(1, 1)
    assert look(shelf.catalog, records, source.space) == Found(0, 0)
    (before,) = records.of_source(source.id)
    assert look(shelf.catalog, records, source.space, again=True) == Found(1, 0)
    assert records.of_source(source.id) == [before]


def test_an_entry_says_what_who_when_and_where(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), "大家好。", BUDGET, topic="投放")
    look(shelf.catalog, shelf.handover.ledger, source.space)
    (one,) = ledger.decisions(shelf.visit, source.space)
    told = one.entry.told
    assert (told.what, told.people, told.topic, told.decided_on) == (BUDGET, ("林晓曼",), "投放", date(2025, 9, 8))
    assert one.moment is not None
    assert (one.moment.source, one.moment.first_block, one.moment.locator.start) == (source.id, 1, 5.0)


def test_what_somebody_dismissed_is_not_found_again_and_what_they_corrected_stays(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), BUDGET, "好的。", "赠品就用随行杯吧，今天下单。")
    look(shelf.catalog, shelf.handover.ledger, source.space)
    budget, gift = ledger.decisions(shelf.visit, source.space)
    ledger.dismiss(shelf.visit, budget.entry.id)
    ledger.correct(shelf.visit, gift.entry.id, {"what": "双十一赠品用随行杯"})
    look(shelf.catalog, shelf.handover.ledger, source.space, again=True)
    assert [one.entry.told.what for one in ledger.decisions(shelf.visit, source.space)] == ["双十一赠品用随行杯"]


def test_in_a_new_version_entries_move_with_their_words(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), BUDGET, "赠品就用随行杯吧，今天下单。")
    records = shelf.handover.ledger
    look(shelf.catalog, records, source.space)
    budget = next(one for one in records.of_source(source.id) if one.told.what == BUDGET)
    ledger.confirm(shelf.visit, budget.id)
    shelf.catalog.add_version(replace(source, version=2, sha256="0" * 64))
    shelf.catalog.put_blocks(source.id, 2, 0, said("先寒暄一下。", BUDGET))
    look(shelf.catalog, records, source.space)
    (kept,) = records.of_source(source.id)
    assert (kept.id, kept.state, kept.place and kept.place.first) == (budget.id, State.CONFIRMED, 1)


def test_a_confirmed_one_whose_words_are_gone_keeps_its_source_and_loses_its_moment(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), "大家好。", BUDGET)
    look(shelf.catalog, shelf.handover.ledger, source.space)
    (one,) = shelf.handover.ledger.of_source(source.id)
    ledger.confirm(shelf.visit, one.id)
    shelf.catalog.add_version(replace(source, version=2, sha256="0" * 64))
    shelf.catalog.put_blocks(source.id, 2, 0, said("大家好。"))
    look(shelf.catalog, shelf.handover.ledger, source.space)
    shown = ledger.one(shelf.visit, one.id)
    assert (shown.moment, shown.source_title) == (None, source.title)


def test_a_removed_source_takes_its_entries_along(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), BUDGET)
    look(shelf.catalog, shelf.handover.ledger, source.space)
    shelf.catalog.delete(source.id)
    assert shelf.handover.ledger.within([source.space]) == []


def test_a_later_one_that_names_what_was_supersedes_it(shelf: Shelf) -> None:
    first = meeting(shelf, date(2025, 9, 8), BUDGET)
    meeting(shelf, date(2026, 3, 14), LOWER)
    look(shelf.catalog, shelf.handover.ledger, first.space)
    later, earlier = ledger.decisions(shelf.visit, first.space)
    ((relation, other),) = earlier.later
    assert (relation.bond, relation.state, other.id) == (Bond.SUPERSEDES, State.CONFIRMED, later.entry.id)
    assert [one.entry.id for one in ledger.in_force(shelf.visit, first.space)] == [later.entry.id]


def test_one_that_only_differs_is_proposed(shelf: Shelf) -> None:
    first = meeting(shelf, date(2025, 9, 8), "海盐燕麦脆的直播价统一定为三十九块。")
    meeting(shelf, date(2026, 1, 14), "海盐燕麦脆的直播价统一定为四十二块。", "达人的佣金改成百分之二十五。")
    look(shelf.catalog, shelf.handover.ledger, first.space)
    earlier = ledger.decisions(shelf.visit, first.space)[-1]
    assert [(relation.state, other.told.what[-5:]) for relation, other in earlier.later] == [
        (State.FOUND, "四十二块。")
    ]
    assert earlier.holds.value == "in force"


def test_two_tellings_of_one_crisis_become_one(shelf: Shelf) -> None:
    chat = meeting(
        shelf, date(2026, 3, 6), "抖音有一条视频说海盐燕麦脆吃出塑料片，投诉到现在 9 单。", "12 条计划全停了。"
    )
    review = (
        "上周有一条视频说海盐燕麦脆吃出塑料片，投诉很多。",
        "当天全部停播。",
        "退款一共一千单。",
        "教训是第一次回应太慢。",
    )
    meeting(shelf, date(2026, 3, 14), *review)
    look(shelf.catalog, shelf.handover.ledger, chat.space)
    (crisis,) = ledger.crises(shelf.visit, chat.space)
    assert len(crisis.also) == 1
    steps = [event.step.value for event, _ in crisis.events]
    assert (steps[0], steps[-1]) == ("signal", "lesson")


def test_a_crisis_that_somebody_told_already_is_not_told_again(shelf: Shelf) -> None:
    source = meeting(shelf, date(2026, 3, 6), "有人发帖说用完烂脸，投诉来了四十七单。")
    added = ledger.add(shelf.visit, source.space, Sort.CRISIS, Told("烂脸"), Place(source.id, 0, 0))
    assert look(shelf.catalog, shelf.handover.ledger, source.space).entries == 0
    assert [one.entry.id for one in ledger.crises(shelf.visit, source.space)] == [added]


def test_nobody_waits_while_somebody_reads(shelf: Shelf) -> None:
    source, records = meeting(shelf, date(2025, 9, 8), BUDGET), shelf.handover.ledger
    with records.reading:
        assert look_if_free(shelf.catalog, records, source.space) == Found()
    assert look_if_free(shelf.catalog, records, source.space) == Found(1, 1)


def test_tables_and_failed_sources_are_not_read(shelf: Shelf) -> None:
    source = shelf.add("表.xlsx", b"1", said(BUDGET), kind=Kind.SHEET)
    assert look(shelf.catalog, shelf.handover.ledger, source.space) == Found(0, 0)


def test_a_model_names_lines_in_the_sources_own_words(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), "要不要留品牌词？", "留着吧，大家都没意见。", BUDGET)
    listed = (
        '[{"first": 2, "last": 2, "against": false, "what": "留着吧", "why": ""},'
        ' {"first": 3, "last": 3, "what": "预算一千万", "why": ""}, {"first": 9, "last": 9, "what": "x"}, 7]'
    )
    refine = refined_by(ScriptedChat([{"say": listed}]))
    look(shelf.catalog, shelf.handover.ledger, source.space, refine)
    assert [one.entry.told.what for one in ledger.decisions(shelf.visit, source.space)] == ["留着吧"]


def test_a_model_reads_once_more_what_was_read_by_words_and_words_undo_nothing(shelf: Shelf) -> None:
    source, records = meeting(shelf, date(2025, 9, 8), "大家好。", BUDGET), shelf.handover.ledger
    assert look_if_free(shelf.catalog, records, source.space).sources == 1
    refine = refined_by(ScriptedChat([{"say": "[]"}]))
    assert look(shelf.catalog, records, source.space, refine).sources == 1
    assert ledger.decisions(shelf.visit, source.space) == []  # the model found none in it
    assert look(shelf.catalog, records, source.space, refine).sources == 0
    assert look_if_free(shelf.catalog, records, source.space).sources == 0


def test_what_words_found_stands_when_the_model_fails_or_rambles(shelf: Shelf) -> None:
    source = meeting(shelf, date(2025, 9, 8), BUDGET)
    for chat in (ScriptedChat([{"say": "[", "fail": "timeout"}]), ScriptedChat([{"say": "没有找到"}])):
        look(shelf.catalog, shelf.handover.ledger, source.space, refined_by(chat), again=True)
        assert [one.entry.told.what for one in ledger.decisions(shelf.visit, source.space)] == [BUDGET]
    assert refined_by(None) is None


def test_entries_are_of_both_kinds(shelf: Shelf) -> None:
    source = meeting(shelf, date(2026, 2, 26), "有人发帖说用完烂脸，投诉来了四十七单。", "那就统一退款。")
    look(shelf.catalog, shelf.handover.ledger, source.space)
    assert {one.entry.kind for one in ledger.decisions(shelf.visit, source.space)} == {Sort.CRISIS, Sort.DECISION}


def test_an_answer_waits_for_what_is_new_but_not_for_long(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    source, records = meeting(shelf, date(2025, 9, 8), BUDGET), shelf.handover.ledger
    begun, go = threading.Event(), threading.Event()

    def slowly(blocks: Sequence[Block]) -> list[Candidate]:
        begun.set()
        go.wait(10)
        return candidates(blocks)

    with closing(CatchUp(shelf.catalog, records)) as catch_up:
        with monkeypatch.context() as patched:
            patched.setattr(reading, "PATIENCE_S", 0.05)
            patched.setattr(reading, "candidates", slowly)
            catch_up([source.space])
            assert begun.wait(10)
            assert records.of_source(source.id) == []  # given up waiting
            catch_up([source.space])  # it is being read: nobody waits again
            go.set()
            catch_up.close()
        assert len(records.of_source(source.id)) == 1  # what was begun was finished
        meeting(shelf, date(2025, 9, 9), LOWER)
        catch_up([source.space])
        assert len(records.within([source.space])) == 1  # closed


def test_an_answer_is_given_where_the_ledger_cannot_be_written(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = meeting(shelf, date(2025, 9, 8), BUDGET)

    def full(*_: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database or disk is full"))

    monkeypatch.setattr(shelf.handover.ledger.__class__, "mark_read", full)
    with closing(CatchUp(shelf.catalog, shelf.handover.ledger)) as catch_up:
        catch_up([source.space])
    assert "could not be read for the ledger" in caplog.text
