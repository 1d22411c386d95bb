"""What a client's library covers, as it is kept, read by whom, and overruled. No model: words in common count."""

from datetime import date

import pytest
from shelves import Shelf, Team

from assistant.chat.evidence import Citation
from assistant.handover import coverage
from assistant.handover.coverage import Summary
from assistant.handover.covering.model import Verdict
from assistant.handover.covering.topics import topic_key
from assistant.handover.errors import NoSuchThing, ReasonWanted
from assistant.handover.records.coverage import Audience, Day, Judged
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Kind, Locator, Source

KEY = "crisis-actions"


def proof(source: Source, text: str = "先停投放，再出口径。") -> Citation:
    return Citation(1, source.id, source.title, source.kind, text, Locator(paragraph=1), 0, 0)


def judged(shelf: Shelf, space: str, *, open_ones: list[Judged], every: list[Judged] | None = None) -> None:
    found = {Audience.OPEN: open_ones, Audience.ALL: open_ones if every is None else every}
    shelf.handover.coverage.keep(space, "digest", 1.0, found)


def cell_of(team: Team, person: str, key: str = KEY) -> coverage.Cell:
    return next(cell for cell in coverage.cells(team.visit(person), team.ids["own"]) if cell.key == key)


def test_before_anybody_looked_nothing_is_covered_and_nothing_is_said_to_be_judged(team: Team) -> None:
    cells = coverage.cells(team.visit("lin"), team.ids["own"])
    assert len(cells) > 60
    assert all(cell.judged_at is None and cell.verdict is Verdict.NONE for cell in cells)
    assert coverage.verdicts(team.visit("lin"), team.ids["own"]) == {}


def test_a_judgement_is_shown_with_its_passages(team: Team) -> None:
    source = team.shelf.add("复盘.md")
    judged(
        team.shelf, team.ids["own"], open_ones=[Judged(KEY, "enough", proof=(proof(source),), newest=date(2026, 3, 14))]
    )
    cell = cell_of(team, "wu")
    assert (cell.verdict, cell.newest, cell.section) == (Verdict.ENOUGH, date(2026, 3, 14), "crises")
    assert [citation.source for citation in cell.passages] == [source.id]
    assert coverage.verdicts(team.visit("wu"), team.ids["own"]) == {KEY: "enough"}


def test_what_only_managers_may_read_counts_for_managers_alone(team: Team) -> None:
    secret = team.shelf.add("合同.md", restricted=True)
    every = [Judged(KEY, "enough", proof=(proof(secret),), note="服务费")]
    judged(team.shelf, team.ids["own"], open_ones=[Judged(KEY, "none")], every=every)
    assert cell_of(team, "mandy").verdict is Verdict.ENOUGH
    seen = cell_of(team, "lin")
    assert (seen.verdict, seen.passages, seen.note) == (Verdict.NONE, (), "")


def test_a_source_that_became_restricted_since_is_not_shown_and_does_not_count(team: Team) -> None:
    first, second = team.shelf.add("a.md"), team.shelf.add("b.md")
    both = [Judged(KEY, "enough", proof=(proof(first), proof(second)), note="因为两处都说了")]
    judged(team.shelf, team.ids["own"], open_ones=both)
    team.shelf.catalog.update(first.id, restricted=True)
    seen = cell_of(team, "lin")
    assert ([c.source for c in seen.passages], seen.verdict, seen.note) == ([second.id], Verdict.THIN, "")
    team.shelf.catalog.update(second.id, restricted=True)
    assert (cell_of(team, "lin").verdict, cell_of(team, "lin").newest) == (Verdict.NONE, None)
    assert cell_of(team, "mandy").verdict is Verdict.ENOUGH


def test_a_removed_source_takes_its_proof_along(team: Team) -> None:
    source = team.shelf.add("a.md")
    judged(team.shelf, team.ids["own"], open_ones=[Judged(KEY, "enough", proof=(proof(source),))])
    team.shelf.catalog.delete(source.id)
    assert (cell_of(team, "mandy").verdict, cell_of(team, "mandy").passages) == (Verdict.NONE, ())


def test_a_managers_word_stands_over_the_judgement_until_it_is_withdrawn(team: Team) -> None:
    manager, own = team.visit("mandy"), team.ids["own"]
    judged(team.shelf, own, open_ones=[Judged(KEY, "none")])
    cell = coverage.overrule(manager, own, KEY, Verdict.ENOUGH, " 口头讲过，已录音 ")
    assert (cell.verdict, cell.judged) == (Verdict.ENOUGH, Verdict.NONE)
    assert cell.overruled is not None
    assert (cell.overruled.reason, cell.overruled.by) == ("口头讲过，已录音", team.ids["mandy"])
    judged(team.shelf, own, open_ones=[Judged(KEY, "thin")])
    assert cell_of(team, "wu").verdict is Verdict.ENOUGH
    assert coverage.withdraw(manager, own, KEY).verdict is Verdict.THIN
    (kept,) = coverage.history(manager, own, KEY)
    assert kept.ended_by == team.ids["mandy"]
    with pytest.raises(NoSuchThing):
        coverage.withdraw(manager, own, KEY)


def test_a_second_word_ends_the_first_and_both_are_kept(team: Team) -> None:
    manager, own = team.visit("mandy"), team.ids["own"]
    coverage.overrule(manager, own, KEY, Verdict.ENOUGH, "a")
    coverage.overrule(manager, own, KEY, Verdict.THIN, "b")
    assert {one.reason: one.ended_at is None for one in coverage.history(manager, own, KEY)} == {"a": False, "b": True}


def test_overruling_is_for_managers_with_a_reason_and_of_what_there_is(team: Team) -> None:
    own = team.ids["own"]
    for person in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            coverage.overrule(team.visit(person), own, KEY, Verdict.ENOUGH, "x")
    with pytest.raises(ReasonWanted):
        coverage.overrule(team.visit("mandy"), own, KEY, Verdict.ENOUGH, " \n")
    with pytest.raises(NoSuchThing):
        coverage.overrule(team.visit("mandy"), own, "no-such-item", Verdict.ENOUGH, "x")


def test_what_was_overruled_is_in_the_log_without_its_words(team: Team) -> None:
    coverage.overrule(team.visit("mandy"), team.ids["own"], KEY, Verdict.ENOUGH, "机密的理由")
    assert "机密" not in str(team.noted())
    assert ("handed over", "overruled") in [(action, details.get("what")) for _, action, details in team.noted()]


def test_gaps_are_what_is_not_enough_and_what_is_missing_comes_first(team: Team) -> None:
    shelf, own = team.shelf, team.ids["own"]
    judged(shelf, own, open_ones=[Judged(KEY, "enough"), Judged("bidding", "thin", lacking=("reason",))])
    gaps = coverage.gaps(team.visit("lin"), own, "zh")
    assert KEY not in {gap.key for gap in gaps}
    assert gaps[0].verdict == "none"
    assert (gaps[-1].key, gaps[-1].verdict, [a.value for a in gaps[-1].lacking]) == ("bidding", "thin", ["reason"])


def test_a_topic_of_restricted_sources_is_not_there_for_others(team: Team) -> None:
    shelf, own = team.shelf, team.ids["own"]
    shelf.add("合同.md", restricted=True, topic="合同")
    topic = Judged(topic_key("合同"), "thin", topic="合同")
    judged(shelf, own, open_ones=[topic], every=[topic])
    assert topic_key("合同") in {cell.key for cell in coverage.cells(team.visit("mandy"), own)}
    assert topic_key("合同") not in {cell.key for cell in coverage.cells(team.visit("lin"), own)}


def test_days_are_counted_once_each_as_each_audience_sees_them(team: Team) -> None:
    shelf, own = team.shelf, team.ids["own"]
    judged(shelf, own, open_ones=[Judged(KEY, "none")], every=[Judged(KEY, "enough")])
    coverage.count_today(team.visit("mandy"), own)
    coverage.count_today(team.visit("mandy"), own)
    (seen,), (all_of_it,) = coverage.trend(team.visit("lin"), own), coverage.trend(team.visit("mandy"), own)
    assert (seen.enough, all_of_it.enough) == (0, 1)
    shelf.handover.coverage.count(own, Audience.OPEN, Day(date(2026, 1, 1), 1, 2, 3))
    assert [day.day for day in coverage.trend(team.visit("lin"), own)] == [date(2026, 1, 1), seen.day]


def test_opening_it_goes_through_the_library_once_and_again_when_it_changed(team: Team) -> None:
    shelf, visit, own = team.shelf, team.visit("lin"), team.ids["own"]
    shelf.add("复盘.md", blocks=[Block("危机处理：第一小时先停投放，方旭拍板。", Locator(paragraph=1))])
    assert coverage.opened(visit, own).progress is not None
    shelf.surveyor.wait(own)
    now = coverage.opened(visit, own)
    assert (now.progress, now.changed) == (None, False)
    assert len(coverage.verdicts(visit, own)) > 60
    assert [day.enough + day.thin + day.none for day in coverage.trend(visit, own)] == [
        len(coverage.verdicts(visit, own))
    ]
    shelf.add("新的.md")
    now = coverage.opened(visit, own)
    assert (now.changed, now.progress) == (True, None)  # looked at a moment ago: not at every click


def test_newcomers_look_but_do_not_set_it_going(team: Team) -> None:
    assert coverage.opened(team.visit("wu"), team.ids["own"]).progress is None
    with pytest.raises(NotAllowed):
        coverage.look_again(team.visit("wu"), team.ids["own"])


def test_the_matrix_has_the_clients_whose_handover_one_plans(team: Team) -> None:
    assert [space.name for space in coverage.matrix(team.visit("mandy"))] == ["穗岚坊"]
    assert {space.name for space in coverage.matrix(team.visit("chen"))} == {"穗岚坊", "漪珀"}
    assert coverage.matrix(team.visit("lin")) == {}


def test_topics_are_not_counted_among_the_items() -> None:
    items = [
        coverage.Cell("a", "ads", {}, Verdict.THIN, Verdict.THIN),
        coverage.Cell("b", "ads", {}, Verdict.NONE, Verdict.NONE),
    ]
    topic = coverage.Cell("t", coverage.TOPIC, {}, Verdict.ENOUGH, Verdict.ENOUGH)
    assert (Summary.of([*items, topic]), Summary.of(items).total) == (Summary(0, 1, 1), 2)


def test_kinds_of_sources_do_not_matter_to_what_is_kept(shelf: Shelf) -> None:
    source = shelf.add("a.wav", kind=Kind.RECORDING)
    said = Citation(1, source.id, source.title, source.kind, "停", Locator(start=12.0, end=15.5), 3, 4)
    judged(shelf, source.space, open_ones=[Judged(KEY, "thin", proof=(said,), flaws=("old",), said=("person",))])
    (kept,) = shelf.handover.coverage.of(source.space, Audience.OPEN)
    assert (kept.proof, kept.flaws, kept.said) == ((said,), ("old",), ("person",))
