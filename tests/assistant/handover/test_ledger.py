"""The ledger as people use it: searched, settled, merged, superseded, added to; and who may do that, and see what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.chat.evidence import Citation
from assistant.chat.standing import State as Held
from assistant.handover import ledger
from assistant.handover.deciding.book import Book, open_book
from assistant.handover.deciding.dead import standings
from assistant.handover.deciding.model import Bond, Place, Sort, State, Told
from assistant.handover.deciding.signals import Step
from assistant.handover.errors import NoSuchThing
from assistant.handover.ledger import Recorded, Standing, Wanted
from assistant.handover.ledger_files import as_csv, as_markdown
from assistant.handover.records.decisions import Ledger
from assistant.people.access import scope_for
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf, Team

    from assistant.desk import Visit


def source_of(shelf: Shelf, line: str, day: date = date(2025, 9, 8), **fields: object) -> Source:
    blocks = [Block(line, Locator(start=5.0, end=9.0), speaker="林晓曼", kind="speech")]
    return shelf.add(f"{line[:12]}.srt", line.encode(), blocks, kind=Kind.TRANSCRIPT, occurred_on=day, **fields)


def added(
    visit: Visit, what: str, day: date | None = None, source: Source | None = None, kind: Sort = Sort.DECISION
) -> str:
    place = Place(source.id, 0, 0) if source else None
    space = source.space if source else "穗岚坊"
    return ledger.add(visit, space, kind, Told(what, decided_on=day, people=("陈总",), topic="投放"), place)


def whats(found: list[Recorded]) -> list[str]:
    return [one.entry.told.what for one in found]


def book_of(visit: Visit) -> Book:
    return open_book(visit.app.catalog, visit.app.handover.ledger, scope_for(visit.app.catalog, visit.caller))


def cited(source: Source) -> Citation:
    return Citation(1, source.id, source.title, source.kind, "…", Locator(start=5.0), 0, 0)


def test_filters(shelf: Shelf) -> None:
    shelf.catalog.space_named("穗岚坊")
    visit = shelf.visit
    added(visit, "预算三十万", date(2025, 9, 8))
    added(visit, "直播价三十九", date(2026, 1, 1))
    added(visit, "吃出塑料片", date(2026, 3, 6), kind=Sort.CRISIS)
    for wanted, expected in (
        (Wanted(words="预算"), ["预算三十万"]),
        (Wanted(person="陈"), ["吃出塑料片", "直播价三十九", "预算三十万"]),
        (Wanted(person="林"), []),
        (Wanted(topic="投放", kind=Sort.CRISIS), ["吃出塑料片"]),
        (Wanted(since=date(2026, 1, 1), until=date(2026, 2, 1)), ["直播价三十九"]),
        (Wanted(standing=Standing.IN_FORCE), ["直播价三十九", "预算三十万"]),
        (Wanted(standing=Standing.TO_CONFIRM), []),
    ):
        assert whats(ledger.decisions(visit, "穗岚坊", wanted)) == expected


def test_confirming_dismissing_and_taking_back(team: Team) -> None:
    visit, key = team.visit("lin"), added(team.visit("lin"), "预算三十万")
    ledger.dismiss(visit, key)
    assert ledger.decisions(visit, "穗岚坊") == []
    assert whats(ledger.decisions(visit, "穗岚坊", Wanted(standing=Standing.DISMISSED))) == ["预算三十万"]
    ledger.confirm(visit, key)
    assert whats(ledger.decisions(visit, "穗岚坊")) == ["预算三十万"]
    assert [change.what for change in ledger.history(visit, key)] == ["added", "dismissed", "confirmed"]


def test_a_correction_keeps_what_stood_there(team: Team) -> None:
    visit = team.visit("lin")
    key = added(visit, "预算三十万")
    ledger.correct(visit, key, {"what": "预算二十万", "why": "投诉率高"})
    one = ledger.one(visit, key)
    assert (one.entry.told.what, one.entry.told.why, one.entry.settled_by) == (
        "预算二十万",
        "投诉率高",
        team.ids["lin"],
    )
    assert ledger.history(visit, key)[-1].before == {"what": "预算三十万", "why": ""}


def test_merged_ones_are_told_once_and_keep_their_moments(shelf: Shelf) -> None:
    source = source_of(shelf, "预算定为三十万。")
    stays, goes = added(shelf.visit, "预算三十万", source=source), added(shelf.visit, "预算是三十万", source=source)
    ledger.merge(shelf.visit, goes, stays)
    (one,) = ledger.decisions(shelf.visit, source.space)
    assert (one.entry.id, len(one.also)) == (stays, 1)
    assert ledger.one(shelf.visit, goes).entry.id == stays
    with pytest.raises(NoSuchThing):
        ledger.merge(shelf.visit, stays, goes)


def test_a_superseded_one_is_said_beside_what_cites_it_and_by_what(shelf: Shelf) -> None:
    old, new = source_of(shelf, "预算三十万。"), source_of(shelf, "预算二十万。", date(2026, 3, 14))
    earlier = added(shelf.visit, "预算三十万", date(2025, 9, 8), old)
    later = added(shelf.visit, "预算二十万", date(2026, 3, 14), new)
    assert standings(book_of(shelf.visit), [cited(old)]) == []
    ledger.relate(shelf.visit, earlier, later, Bond.SUPERSEDES)
    (said,) = standings(book_of(shelf.visit), [cited(old), cited(new)])
    assert (said.n, said.state, said.on, said.note) == (1, Held.SUPERSEDED, date(2026, 3, 14), "预算二十万")
    assert said.instead is not None
    assert (said.instead.source, said.instead.n) == (new.id, 0)
    with pytest.raises(NoSuchThing):  # a ring
        ledger.relate(shelf.visit, later, earlier, Bond.SUPERSEDES)
    ledger.relate(shelf.visit, earlier, later, None)
    assert standings(book_of(shelf.visit), [cited(old)]) == []


@pytest.mark.parametrize(
    ("rule", "why", "said"),
    [
        ("首次回应时限：4 小时", "手册里写的四个小时太慢了", 1),
        ("首次回应时限：6 小时", "手册里写的四个小时太慢了", 0),  # not what was changed
        ("仓库四小时内发货", "手册里写的四个小时太慢了", 0),  # another matter
        ("首次回应时限：4 小时", "太慢了", 0),
    ],
)
def test_a_rule_that_a_later_decision_names_as_too_slow_is_said_to_be_disputed(
    shelf: Shelf, rule: str, why: str, said: int
) -> None:
    old, new = source_of(shelf, rule), source_of(shelf, "首次回应改成两个小时之内。", date(2026, 3, 14))
    told = Told("首次回应改成两个小时之内", why=why, decided_on=date(2026, 3, 14))
    ledger.add(shelf.visit, new.space, Sort.DECISION, told, Place(new.id, 0, 0))
    found = standings(book_of(shelf.visit), [replace(cited(old), text=rule), cited(new)])
    assert [(one.n, one.state) for one in found] == [(1, Held.CONTRADICTED)] * said


def test_another_clients_decision_disputes_nothing(shelf: Shelf) -> None:
    old = source_of(shelf, "首次回应时限：4 小时")
    new = source_of(shelf, "首次回应改成两个小时之内。", date(2026, 3, 14), space="漪珀")
    told = Told("首次回应改成两个小时之内", why="手册里写的四个小时太慢了", decided_on=date(2026, 3, 14))
    ledger.add(shelf.visit, new.space, Sort.DECISION, told, Place(new.id, 0, 0))
    assert standings(book_of(shelf.visit), [replace(cited(old), text="首次回应时限：4 小时")]) == []


def test_a_contradiction_is_said_of_both(shelf: Shelf) -> None:
    old, new = source_of(shelf, "直播价三十九。"), source_of(shelf, "直播价四十二。")
    ledger.relate(
        shelf.visit,
        added(shelf.visit, "三十九", source=old),
        added(shelf.visit, "四十二", source=new),
        Bond.CONTRADICTS,
    )
    said = standings(book_of(shelf.visit), [cited(old), cited(new)])
    assert [(one.state, one.note) for one in said] == [(Held.CONTRADICTED, "四十二"), (Held.CONTRADICTED, "三十九")]


def test_a_secret_decision_supersedes_nothing_for_whoever_may_not_see_it(team: Team) -> None:
    old = source_of(team.shelf, "预算三十万。")
    secret = source_of(team.shelf, "预算二十万。", date(2026, 3, 14), restricted=True)
    manager, newcomer = team.visit("mandy"), team.visit("wu")
    earlier, later = added(manager, "三十万", source=old), added(manager, "二十万", source=secret)
    ledger.relate(manager, earlier, later, Bond.SUPERSEDES)
    assert ledger.one(manager, earlier).holds.value == "superseded"
    assert whats(ledger.decisions(newcomer, old.space)) == ["三十万"]
    shown = ledger.one(newcomer, earlier)
    assert (shown.holds.value, shown.later) == ("in force", ())
    assert standings(book_of(newcomer), [cited(old)]) == []
    with pytest.raises(NoSuchThing):
        ledger.one(newcomer, later)


def test_a_contributor_who_mends_a_timeline_leaves_what_they_cannot_see(team: Team) -> None:
    shown, secret = source_of(team.shelf, "吃出塑料片。"), source_of(team.shelf, "客户威胁解约。", restricted=True)
    manager, contributor = team.visit("mandy"), team.visit("lin")
    key = added(manager, "塑料片", source=shown, kind=Sort.CRISIS)
    ledger.retell(
        manager,
        key,
        [(Step.SIGNAL, "视频", "19:40", Place(shown.id, 0, 0)), (Step.RESULT, "威胁解约", "", Place(secret.id, 0, 0))],
    )
    assert [event.text for event, _ in ledger.one(contributor, key).events] == ["视频"]
    ledger.retell(contributor, key, [(Step.SIGNAL, "视频三万播放", "", None)])
    assert [event.text for event, _ in ledger.one(manager, key).events] == ["视频三万播放", "威胁解约"]
    with pytest.raises(NoSuchThing):
        ledger.retell(contributor, key, [(Step.SIGNAL, "x", "", Place(secret.id, 0, 0))])


def test_newcomers_read_and_others_see_nothing(team: Team) -> None:
    key = added(team.visit("lin"), "预算三十万")
    assert whats(ledger.decisions(team.visit("wu"), "穗岚坊")) == ["预算三十万"]
    for act in (ledger.confirm, ledger.dismiss):
        with pytest.raises(NotAllowed):
            act(team.visit("wu"), key)
        with pytest.raises(NoSuchThing):
            act(team.visit("zhao"), key)
    with pytest.raises(NotAllowed):
        added(team.visit("wu"), "我来写一条")
    with pytest.raises(NoSuchThing):
        ledger.one(team.visit("wu"), "nothing")


def test_what_was_done_is_noted_without_contents(team: Team) -> None:
    ledger.confirm(team.visit("lin"), added(team.visit("lin"), "预算三十万"))
    noted = [(action, details) for _, action, details in team.noted()]
    assert noted[-2:] == [("decided", {"what": "added"}), ("decided", {"what": "confirmed"})]


def test_files(shelf: Shelf) -> None:
    source = source_of(shelf, "预算三十万。")
    added(shelf.visit, "=HYPERLINK(1) *预算*", date(2025, 9, 8), source)
    ledger.correct(shelf.visit, added(shelf.visit, "塑料片", kind=Sort.CRISIS), {"outcome": "已平息"})
    found = ledger.decisions(shelf.visit, source.space)
    rows = as_csv(found).splitlines()
    assert (len(rows), rows[0].startswith("\ufeffid,kind"), "'=HYPERLINK(1)" in rows[1]) == (3, True, True)
    text = as_markdown(found, "穗岚坊", "zh")
    assert "## 2025-09-08 · =HYPERLINK(1) \\*预算\\*" in text
    assert ("- 结果: 已平息" in text, "0:05" in text) == (True, True)
    assert "No entries." in as_markdown([], "x", "en")


def test_the_store_reads_only_the_spaces_it_is_asked_for(shelf: Shelf) -> None:
    key = added(shelf.visit, "预算三十万", source=source_of(shelf, "预算三十万。"))
    records = Ledger(shelf.catalog.engine)
    entry = records.entry(key)
    assert entry is not None
    assert (entry.state, entry.kind, records.within([]), records.entry("nothing")) == (
        State.CONFIRMED,
        Sort.DECISION,
        [],
        None,
    )
