"""What a report is told from: the client's own things as its readers may see them, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant.chat.evidence import Citation
from assistant.errors import UnknownSpace
from assistant.handover import checklist, handovers, ledger, phases
from assistant.handover.checklist import Change, NewItem, Priority, State
from assistant.handover.deciding.model import Bond, Place, Sort, Told
from assistant.handover.deciding.signals import Step
from assistant.handover.handovers import Wish as HandoverWish
from assistant.handover.interviewing.model import Ground
from assistant.handover.records.coverage import Audience, Judged
from assistant.handover.records.handovers import Phase, Verdict
from assistant.handover.records.questions import Asking, Why
from assistant.handover.records.reviews import Cause
from assistant.handover.report.facts import Facts
from assistant.handover.report.gather import Wish, gather
from assistant.handover.report.making import Format, Sheet, document, file
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL
from vectorstore.models import Block, Kind, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf, Team

TODAY = date(2026, 4, 20)
SHEET = Sheet(datetime(2026, 4, 20, 9, 30, 1, 5, UTC), "http://baton.test/", lambda locator, lang: "处")
MEMBERS, MANAGERS = Wish("zh"), Wish("zh", for_managers=True)


def told(team: Team, wish: Wish = MEMBERS, name: str = "mandy") -> Facts:
    return gather(team.visit(name), "穗岚坊", wish, TODAY)


def meeting(team: Team, **fields: Any) -> Source:
    lines = [
        Block("直通车日预算就按两万五，不再加。", Locator(start=12.0, end=15.0), speaker="陈总", kind="speech"),
        Block("好。", Locator(start=15.0, end=16.0), speaker="陈总", kind="speech"),
        Block("谁知道呢", Locator(start=16.0, end=17.0), speaker="说话人 1", kind="speech"),
    ]
    return team.shelf.add(
        "周会.m4a", b"1", lines, kind=Kind.RECORDING, topic="投放", occurred_on=date(2026, 3, 2), **fields
    )


def begin(team: Team) -> list[checklist.Item]:
    team_of = team.ids
    wish = HandoverWish([team_of["lin"], "外包小周"], [team_of["wu"]], date(2026, 4, 1), date(2026, 4, 30))
    handovers.make(team.visit("mandy"), "穗岚坊", wish)
    return checklist.items(team.visit("mandy"), "穗岚坊")


def cited(source: Source, text: str, block: int = 0) -> Citation:
    return Citation(1, source.id, source.title, source.kind, text, Locator(start=12.0), block, block)


def test_only_managers_have_one_made_and_of_their_own_client(team: Team) -> None:
    for name in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            gather(team.visit(name), "穗岚坊", MEMBERS, TODAY)
    with pytest.raises(UnknownSpace):
        gather(team.visit("zhao"), "穗岚坊", MEMBERS, TODAY)
    assert told(team, MANAGERS).for_managers
    assert told(team, name="chen").client == "穗岚坊"


def test_what_only_managers_see_is_left_out_of_the_members_report_whoever_makes_it(team: Team) -> None:
    meeting(team)
    secret = Block("zqsecret 服务费十九万，就按这个定了。", Locator(page=1), speaker="zqsecret 法务")
    closed = team.shelf.add("合同.pdf", b"2", [secret], kind=Kind.PDF, restricted=True)
    team.shelf.add("别家.md", b"3", [Block("zqforeign", Locator(paragraph=1), speaker="zqforeign")], space="漪珀")
    for name in ("mandy", "chen"):
        members = told(team, name=name)
        assert members.left_out == 1
        assert closed.id not in members.held
        assert "zqsecret" not in str(document(team.visit(name), "穗岚坊", MEMBERS, SHEET))
        managers = told(team, MANAGERS, name)
        assert managers.held[closed.id].restricted
        assert "zqsecret 法务" in [one.name for one in managers.knowers]
        assert "zqforeign" not in str(document(team.visit(name), "穗岚坊", MANAGERS, SHEET))


def test_sources_that_are_not_read_in_or_only_hold_others_are_not_counted(team: Team) -> None:
    team.shelf.add("包.zip", b"4", kind=Kind.ARCHIVE)
    team.shelf.add("坏.docx", b"5", status=Status.FAILED)
    source = meeting(team)
    assert list(told(team).held) == [source.id]


def test_the_course_has_names_and_reasons(team: Team) -> None:
    begin(team)
    phases.move(team.visit("mandy"), "穗岚坊", Phase.CAPTURE, "先采集，清单月底补")
    course = told(team).course
    assert course
    assert (course.outgoing, course.incoming, course.phase) == (("lin", "外包小周"), ("wu",), "capture")
    assert [(one.by, one.reason) for one in course.steps] == [("mandy", "先采集，清单月底补")]
    assert course.signed_off is None


def test_items_come_with_who_has_them_and_what_carries_them(team: Team) -> None:
    source = meeting(team)
    closed = team.shelf.add("价格.md", b"6", [Block("zqsecret", Locator(paragraph=1))], restricted=True)
    first, second, third, *_ = begin(team)
    mandy = team.visit("mandy")
    checklist.change(mandy, first.id, Change(owner="lin", state=State.DONE, note="见附件"))
    checklist.change(team.visit("wu"), first.id, Change(priority=Priority.MUST))
    checklist.link(mandy, first.id, source.id, 0)
    checklist.link(mandy, second.id, source.id)
    checklist.link(mandy, second.id, closed.id)
    records = team.shelf.handover.coverage
    open_one = Judged(third.key, "thin", proof=(cited(source, "就按两万五"),), lacking=("reason",))
    closed_one = Judged(third.key, "enough", proof=(cited(closed, "zqsecret"),))
    records.keep(team.ids["own"], "d", 0.1, {Audience.OPEN: [open_one], Audience.ALL: [closed_one]})
    records.overrule(team.ids["own"], second.key, "none", "看过，没有", team.ids["mandy"])
    entries = {entry.key: entry for entry in told(team).entries}
    done, overruled, thin = (entries[one.key] for one in (first, second, third))
    assert (done.owner, done.state, done.note, done.must, done.settled) == ("lin", "done", "见附件", True, True)
    assert [one.text for one in done.chosen] == ["直通车日预算就按两万五，不再加。"]
    assert done.judged is None
    assert [one.source for one in overruled.chosen] == [source.id]
    assert overruled.judged
    assert (overruled.verdict, overruled.judged.overruled_by, overruled.judged.reason) == (
        "none",
        "mandy",
        "看过，没有",
    )
    assert thin.judged
    assert (thin.verdict, thin.judged.lacking, thin.passages[0].text) == ("thin", ("reason",), "就按两万五")
    managers = {entry.key: entry for entry in told(team, MANAGERS).entries}
    assert managers[third.key].verdict == "enough"
    assert len(managers[second.key].chosen) == 2


def test_sections_say_what_the_receiver_said(team: Team) -> None:
    item = begin(team)[0]
    phases.review(team.visit("wu"), "穗岚坊", item.section, Verdict.SENT_BACK, "缺换绑流程")
    chapter = told(team).chapter(item.section)
    assert chapter
    assert (chapter.received, chapter.received_by, chapter.word) == ("sent back", "wu", "缺换绑流程")
    assert told(team).chapter("nonsense") is None


def test_who_knew_what_is_read_from_what_was_said_held_and_told(team: Team) -> None:
    source = meeting(team)
    item = begin(team)[0]
    checklist.change(team.visit("mandy"), item.id, Change(owner="陈总"))
    facts = told(team)
    chen = next(one for one in facts.knowers if one.name == "陈总")
    assert [(topic, [one.text for one in proof]) for topic, proof in chen.topics] == [
        ("投放", ["直通车日预算就按两万五，不再加。"])
    ]
    assert chen.topics[0][1][0].source == source.id
    assert chen.items == (item.title["zh"],)
    assert [one.team for one in facts.knowers][:1] == ["outgoing"]
    assert "说话人 1" not in [one.name for one in facts.knowers]


def test_what_somebody_told_names_them_and_what_is_past_its_date_says_so(team: Team) -> None:
    facts: dict[str, Any] = {"verified_by": team.ids["lin"], "verified_name": "林", "verified_on": "2026-04-02"}
    told_by = [Block("访谈", Locator(paragraph=1)), Block("先停再查", Locator(paragraph=2))]
    source = team.shelf.add("林访谈.md", b"7", told_by, kind=Kind.INTERVIEW, facts=facts)
    gone = team.shelf.add("走.md", b"8", told_by, kind=Kind.INTERVIEW, facts={**facts, "verified_by": "gone"})
    team.shelf.handover.reviews.put(source.id, TODAY - timedelta(days=1), Cause.OTHER, "x")
    team.shelf.handover.reviews.put(gone.id, TODAY + timedelta(days=1), Cause.OTHER, "x")
    held = told(team).held
    assert (held[source.id].verified_by, held[source.id].verified_on) == ("lin", "2026-04-02")
    assert held[source.id].review_by == TODAY - timedelta(days=1)
    assert (held[gone.id].verified_by, held[gone.id].review_by) == ("林", None)
    lin = next(one for one in told(team).knowers if one.name == "lin")
    assert [one.source for one in lin.told] == [source.id]


def test_drafts_of_interviews_are_in_no_report(team: Team) -> None:
    whose = (team.ids["own"], team.ids["mandy"], "zqdraft")
    team.shelf.handover.interviews.begin(whose, Ground("zh", ()), [])
    for wish in (MEMBERS, MANAGERS):
        assert "zqdraft" not in str(document(team.visit("mandy"), "穗岚坊", wish, SHEET))


def test_a_superseded_decision_is_not_in_force_and_a_disputed_one_says_so(team: Team) -> None:
    source, mandy = meeting(team), team.visit("mandy")
    place = Place(source.id, 0, 0)
    told_of = Told("日预算两万五", why="去年超投", options=("不设上限",), people=("陈总",), decided_on=date(2026, 3, 2))
    dead = ledger.add(mandy, "穗岚坊", Sort.DECISION, told_of, place)
    alive = ledger.add(mandy, "穗岚坊", Sort.DECISION, replace(told_of, what="日预算三万", decided_on=date(2026, 4, 2)))
    other = ledger.add(mandy, "穗岚坊", Sort.DECISION, replace(told_of, what="日预算四万"))
    third = ledger.add(mandy, "穗岚坊", Sort.DECISION, replace(told_of, what="一万就够"))
    ledger.relate(mandy, dead, alive, Bond.SUPERSEDES)
    ledger.relate(mandy, other, third, Bond.CONTRADICTS)
    found = {one.text: one for one in told(team).decisions if one.confirmed}
    assert "日预算两万五" not in found
    assert (found["日预算三万"].by, found["日预算三万"].refused) == (("陈总",), ("不设上限",))
    assert found["日预算四万"].contradicted


def test_crises_come_with_their_steps(team: Team) -> None:
    source, mandy = meeting(team), team.visit("mandy")
    key = ledger.add(mandy, "穗岚坊", Sort.CRISIS, Told("差评爆发", decided_on=date(2026, 3, 14)))
    place = Place(source.id, 0, 0)
    ledger.retell(mandy, key, [(Step.SIGNAL, "升到 11%", "20:00", place), (Step.LESSON, "先停再查", "", None)])
    (crisis,) = told(team).crises
    assert (crisis.title, crisis.confirmed) == ("差评爆发", True)
    assert [(one.part, one.text, len(one.proof)) for one in crisis.steps] == [
        ("signal", "升到 11%", 1),
        ("lesson", "先停再查", 0),
    ]


def test_questions_that_wait_and_those_that_were_answered(team: Team) -> None:
    store, own = team.shelf.handover.questions, team.ids["own"]
    first = store.add(own, team.ids["wu"], Asking("谁批佣金？", "zh", Why.UNANSWERABLE), team.ids["lin"])
    store.add(own, team.ids["wu"], Asking("佣金谁批？", "zh", Why.UNANSWERABLE, gap=first.gap), team.ids["lin"])
    done = store.add(own, team.ids["wu"], Asking("再看看是什么意思？", "zh", Why.OTHER), team.ids["lin"])
    lines = [
        Block(text, Locator(paragraph=n)) for n, text in enumerate(("再看看是什么意思？", "就是不同意。", "林 确认"), 1)
    ]
    answer = team.shelf.add("答.md", b"9", lines, kind=Kind.ANSWER)
    store.answer(done.id, answer.id, team.ids["lin"], None)
    secret = store.add(own, team.ids["wu"], Asking("费率多少？", "zh", Why.OTHER), team.ids["lin"])
    closed = team.shelf.add("密.md", b"10", lines, kind=Kind.ANSWER, restricted=True)
    store.answer(secret.id, closed.id, team.ids["lin"], None)
    facts = told(team)
    assert [(one.holder, one.times) for one in facts.unanswered] == [("lin", 2)]
    assert [(one.text, one.answer, one.by) for one in facts.verified] == [("再看看是什么意思？", "就是不同意。", "lin")]
    assert len(told(team, MANAGERS).verified) == 2


def test_a_baton_without_accounts_has_one_nameless_person(shelf: Shelf) -> None:
    visit = shelf.visit_by(LOCAL)
    shelf.add("一.md", b"1", [Block("字", Locator(paragraph=1))])
    handovers.make(visit, "穗岚坊", HandoverWish(["林晓"], ["local"], date(2026, 4, 1), date(2026, 4, 30)))
    course = gather(visit, "穗岚坊", MEMBERS, TODAY).course
    assert course
    assert (course.outgoing, course.incoming) == (("林晓",), ())


def test_a_file_has_a_name_and_is_noted_without_its_contents(team: Team) -> None:
    meeting(team)
    made = file(team.visit("mandy"), "穗岚坊", MEMBERS, Format.MARKDOWN, SHEET)
    assert made.name == "交接报告_穗岚坊_2026-04-20.md"
    assert "周会.m4a" in made.content.decode()
    assert "(http" not in made.content.decode()
    assert team.noted()[-1] == (
        team.ids["mandy"],
        "exported",
        {"what": "report", "format": "md", "audience": "members"},
    )
    assert "<http://baton.test/?source=" in made.content.decode()


def test_making_one_changes_nothing_else(team: Team) -> None:
    begin(team)
    before = len(team.noted())
    document(team.visit("mandy"), "穗岚坊", MEMBERS, SHEET)
    assert len(team.noted()) == before


def test_a_title_of_the_clients_that_is_no_file_name_becomes_one(team: Team) -> None:
    made = team.shelf.catalog.space_named("../../etc: a|b?")
    name = file(team.visit("chen"), made.id, Wish("en"), Format.MARKDOWN, SHEET).name
    assert name == "Handover report_.. .. etc a b _2026-04-20.md"


def test_without_a_handover_the_usual_items_are_told_of(team: Team) -> None:
    source = meeting(team)
    usual = told(team).chapter("ads")
    assert usual
    judged = Judged(usual.entries[0].key, "enough", proof=(cited(source, "就按两万五"),))
    team.shelf.handover.coverage.keep(team.ids["own"], "d", 0.1, {Audience.OPEN: [judged]})
    facts = told(team)
    ads = facts.chapter("ads")
    assert facts.course is None
    assert ads
    assert (ads.entries[0].verdict, ads.entries[0].due_on, ads.entries[1].judged) == ("enough", None, None)
    assert "就按两万五" in str(document(team.visit("mandy"), "穗岚坊", MEMBERS, SHEET).section("ads"))


def test_an_item_of_ones_own_is_an_item(team: Team) -> None:
    section = begin(team)[0].section
    checklist.add(team.visit("mandy"), "穗岚坊", NewItem(section, "自加的一项", date(2026, 4, 9), "写明"))
    entry = next(one for one in told(team).entries if one.title == "自加的一项")
    assert (entry.evidence, entry.late, entry.owner) == ("写明", True, "")
