"""The Decisions tab: its list, its filters, an entry, and whom it shows what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.handover import ledger
from assistant.handover.deciding.model import Bond, Place, Sort, Told
from assistant.handover.deciding.signals import Step
from assistant.handover.errors import NoSuchThing
from assistant.handover.ledger import Standing
from assistant.web.decisions import part_html, shell_html, wanted_of
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Team


def meeting(team: Team, line: str = "那就统一改成周二发周报。") -> Source:
    blocks = [Block(line, Locator(start=125.0, end=131.0), speaker="林晓曼", kind="speech")]
    return team.shelf.add(f"{line[:6]}.srt", line.encode(), blocks, kind=Kind.TRANSCRIPT, occurred_on=date(2026, 3, 14))


def test_opening_it_finds_what_is_new(team: Team) -> None:
    source = meeting(team)
    html = part_html(team.visit("wu"), {}, "zh")
    assert ("统一改成周二发周报" in html, f'data-open="{source.id}" data-first="0"' in html, "2:05–2:11" in html) == (
        True,
    ) * 3
    assert ("待确认" in html, "林晓曼" in html) == (True, True)


def test_newcomers_read_contributors_change_everybody_exports(team: Team) -> None:
    meeting(team)
    newcomer, contributor = (part_html(team.visit(name), {}, "en") for name in ("wu", "lin"))
    assert ('data-act="look"' in newcomer, 'data-form="add"' in newcomer, "form=csv" in newcomer) == (
        False,
        False,
        True,
    )
    assert ('data-act="look"' in contributor, 'data-form="add"' in contributor) == (True, True)
    (one,) = ledger.decisions(team.visit("wu"), "穗岚坊")
    assert 'data-act="confirm"' not in part_html(team.visit("wu"), {"id": one.entry.id}, "en")
    assert 'data-act="confirm"' in part_html(team.visit("lin"), {"id": one.entry.id}, "en")


def test_nothing_found_explains_itself(team: Team) -> None:
    assert "Nothing has been found yet." in part_html(team.visit("wu"), {}, "en")
    meeting(team)
    assert "No entry fits." in part_html(team.visit("wu"), {"words": "zzz"}, "en")
    assert (
        "还没有加入任何客户" in part_html(team.shelf.visit_by(team.visit("zhao").caller), {}, "zh")
        or team.visit("zhao").spaces()
    )


def test_odd_filters_filter_nothing() -> None:
    asked = {"since": "gestern", "standing": "odd", "kind": 7, "words": "x" * 900}
    wanted = wanted_of(asked)
    assert (wanted.since, wanted.standing, wanted.kind, len(wanted.words)) == (None, None, None, 200)
    assert wanted_of({"standing": "in force"}).standing is Standing.IN_FORCE


def test_an_entry_shows_what_superseded_it_and_its_history(team: Team) -> None:
    visit, source = team.visit("lin"), meeting(team)
    place = Place(source.id, 0, 0)
    old = ledger.add(visit, "穗岚坊", Sort.DECISION, Told("周一发周报", options=("周五发",)), place)
    new = ledger.add(visit, "穗岚坊", Sort.DECISION, Told("周二发周报", decided_on=date(2026, 3, 14)), place)
    ledger.relate(visit, old, new, Bond.SUPERSEDES)
    ledger.correct(visit, old, {"why": "客户要求"})
    html = part_html(visit, {"id": old}, "zh")
    assert ("已被取代：周二发周报 (2026-03-14)" in html, "周五发" in html, "客户要求" in html) == (True, True, True)
    assert ("lin 已确认" in html, "标为已被取代" in html) == (True, True)
    assert "取代了：周一发周报" in part_html(visit, {"id": new}, "zh")


def test_a_crisis_is_a_line_of_steps(team: Team) -> None:
    visit, source = team.visit("lin"), meeting(team)
    key = ledger.add(visit, "穗岚坊", Sort.CRISIS, Told("塑料片"), None)
    ledger.retell(visit, key, [(Step.SIGNAL, "视频", "19:40", Place(source.id, 0, 0)), (Step.LESSON, "快些", "", None)])
    html = part_html(visit, {"id": key}, "zh")
    assert html.index('data-step="signal"') < html.index('data-step="lesson"')
    assert "信号：视频\n教训：快些" in html


def test_client_words_are_escaped(team: Team) -> None:
    visit = team.visit("lin")
    key = ledger.add(visit, "穗岚坊", Sort.DECISION, Told('<img src=x onerror="1">', why="</textarea><script>"))
    for asked in ({}, {"id": key}):
        html = part_html(visit, asked, "en")
        assert ("<img" in html, "<script>" in html) == (False, False)


def test_what_is_not_for_the_caller_is_not_there(team: Team) -> None:
    key = ledger.add(team.visit("lin"), "穗岚坊", Sort.DECISION, Told("x"))
    for wanted in (key, "nothing"):
        with pytest.raises(NoSuchThing):
            part_html(team.visit("zhao"), {"id": wanted}, "zh")


def test_the_shell_says_that_it_is_loading() -> None:
    assert "正在读取台账" in shell_html("zh")
