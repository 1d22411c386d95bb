"""The checklist: who may say what of an item, its evidence, its history, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSource, UnknownSpace
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import Change, Item, NewItem, Priority, State
from assistant.handover.errors import NoSuchSection, NoSuchThing, NotTheReceiver, ReasonWanted, SignedOff
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase, Verdict
from assistant.handover.records.notices import About
from assistant.people.errors import NotAllowed

if TYPE_CHECKING:
    from shelves import Team

SPACE = "穗岚坊"


@pytest.fixture
def begun(team: Team) -> Team:
    wish = Wish(["lin"], ["wu"], date(2026, 3, 1), date(2026, 3, 31))
    handovers.make(team.visit("mandy"), SPACE, wish)
    return team


def first(team: Team) -> Item:
    found: Item = checklist.items(team.visit("chen"), SPACE)[0]
    return found


def give(team: Team, item: Item, owner: str) -> Item:
    given: Item = checklist.change(team.visit("mandy"), item.id, Change(owner=owner))
    return given


def test_its_owner_says_how_far_it_is(begun: Team) -> None:
    item = give(begun, first(begun), "lin")
    assert item.owner == begun.ids["lin"]
    done = checklist.change(begun.visit("lin"), item.id, Change(state=State.DOING, note="问了客户"))
    assert (done.state, done.note, done.updated_by) == (State.DOING, "问了客户", begun.ids["lin"])


@pytest.mark.parametrize(
    ("name", "wanted", "refusal"),
    [
        ("lin", Change(state=State.DONE), NotAllowed),  # somebody else's
        ("lin", Change(owner="lin"), NotAllowed),
        ("wu", Change(note="x"), NotAllowed),
        ("wu", Change(due_on=date(2026, 4, 1)), NotAllowed),
        ("zhao", Change(note="x"), NoSuchThing),
        ("mandy", Change(priority=Priority.MUST), NotTheReceiver),
        ("chen", Change(priority=Priority.MUST), NotTheReceiver),
        ("mandy", Change(state=State.NOT_NEEDED), ReasonWanted),
        ("mandy", Change(state=State.NOT_NEEDED, reason="  "), ReasonWanted),
    ],
)
def test_each_part_of_an_item_has_its_people(begun: Team, name: str, wanted: Change, refusal: type[Exception]) -> None:
    before = first(begun)
    with pytest.raises(refusal):
        checklist.change(begun.visit(name), before.id, wanted)
    assert first(begun) == before


def test_the_owner_may_not_plan_their_own_item(begun: Team) -> None:
    item = give(begun, first(begun), "lin")
    for wanted in (Change(due_on=date(2026, 4, 1)), Change(owner="wu"), Change(title="别的", state=State.DONE)):
        with pytest.raises(NotAllowed):
            checklist.change(begun.visit("lin"), item.id, wanted)


def test_priorities_are_the_receivers(begun: Team) -> None:
    item = checklist.change(begun.visit("wu"), first(begun).id, Change(priority=Priority.MUST))
    assert item.priority is Priority.MUST
    assert checklist.change(begun.visit("wu"), item.id, Change(priority="")).priority is None


def test_what_is_not_needed_has_its_reason_until_it_is_needed_again(begun: Team) -> None:
    visit = begun.visit("mandy")
    off = checklist.change(visit, first(begun).id, Change(state=State.NOT_NEEDED, reason="客户自己管"))
    assert (off.state, off.reason) == (State.NOT_NEEDED, "客户自己管")
    assert checklist.change(visit, off.id, Change(state=State.OPEN)).reason == ""


def test_words_of_the_template_stay_its_own(begun: Team) -> None:
    before = first(begun)
    assert checklist.change(begun.visit("mandy"), before.id, Change(title="改名", evidence="")) == before


def test_people_add_items_at_the_end_of_a_section(begun: Team) -> None:
    visit, before = begun.visit("mandy"), first(begun)
    for title in ("直播间  账号", "小程序后台"):
        checklist.add(visit, SPACE, NewItem(before.section, title, date(2026, 3, 9), owner="lin"))
    here = [item for item in checklist.items(visit, SPACE) if item.section == before.section]
    assert [item.title["en"] for item in here[-2:]] == ["直播间 账号", "小程序后台"]
    assert all(item.is_own and item.queries["zh"] == (item.title["zh"],) for item in here[-2:])
    assert checklist.items(visit, SPACE)[len(here)].section != before.section
    changed = checklist.change(visit, here[-1].id, Change(title="小程序", evidence="截图"))
    assert (changed.title["zh"], changed.evidence["en"], changed.queries["en"]) == ("小程序", "截图", ("小程序",))
    checklist.remove(visit, changed.id)
    with pytest.raises(NoSuchThing):
        checklist.item(visit, changed.id)


def test_a_section_is_given_to_somebody_at_once(begun: Team) -> None:
    visit, item = begun.visit("mandy"), first(begun)
    checklist.change(visit, item.id, Change(state=State.DONE))
    mine = checklist.assign(visit, SPACE, item.section, "lin")
    assert {one.owner for one in mine if one.id != item.id} == {begun.ids["lin"]}
    assert next(one for one in mine if one.id == item.id).owner == ""  # what is done stays whose it was
    told = begun.shelf.handover.notices.of(begun.ids["lin"], [begun.ids["own"]])
    assert [(notice.about, notice.details["what"], notice.details["count"]) for notice in told] == [
        (About.ITEM, "section", len(mine) - 1)
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda visit: checklist.assign(visit, SPACE, "accounts", "lin"),
        lambda visit: checklist.add(visit, SPACE, NewItem("accounts", "x", date(2026, 3, 9))),
        lambda visit: checklist.remove(visit, checklist.items(visit, SPACE)[0].id),
    ],
)
def test_the_plan_is_the_managers(begun: Team, call: Callable[[object], object]) -> None:
    for name in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            call(begun.visit(name))
    with pytest.raises(UnknownSpace):
        call(begun.visit("zhao"))


def test_an_unknown_section_is_refused(begun: Team) -> None:
    with pytest.raises(NoSuchSection):
        checklist.assign(begun.visit("mandy"), SPACE, "nowhere", "lin")
    with pytest.raises(NoSuchSection):
        checklist.add(begun.visit("mandy"), SPACE, NewItem("nowhere", "x", date(2026, 3, 9)))


def test_evidence_is_a_source_of_the_client_or_a_place_in_it(begun: Team) -> None:
    source = begun.shelf.add("账号清单.xlsx")
    item = give(begun, first(begun), "lin")
    checklist.link(begun.visit("lin"), item.id, source.id)
    linked = checklist.link(begun.visit("lin"), item.id, source.id, 7)
    assert [(link.source, link.block, link.by) for link in linked.links] == [(source.id, 7, begun.ids["lin"])]
    assert checklist.unlink(begun.visit("lin"), item.id, source.id).links == ()
    with pytest.raises(NoSuchThing):
        checklist.unlink(begun.visit("lin"), item.id, source.id)
    foreign = begun.shelf.add("别家.docx", space="漪珀")
    for name, refusal in (("lin", UnknownSource), ("chen", NoSuchThing)):
        with pytest.raises(refusal):
            checklist.link(begun.visit(name), item.id, foreign.id)
    with pytest.raises(NotAllowed):
        checklist.link(begun.visit("wu"), item.id, source.id)


def test_evidence_for_managers_only_is_not_there_for_others(begun: Team) -> None:
    secret = begun.shelf.add("合同.pdf", restricted=True)
    item = give(begun, first(begun), "lin")
    checklist.link(begun.visit("mandy"), item.id, secret.id)
    assert [link.source for link in first(begun).links] == [secret.id]
    for name in ("lin", "wu"):
        assert checklist.item(begun.visit(name), item.id).links == ()
        assert checklist.items(begun.visit(name), SPACE)[0].links == ()
        assert secret.id not in str(checklist.history(begun.visit(name), item.id))
    with pytest.raises(NoSuchThing):
        checklist.unlink(begun.visit("lin"), item.id, secret.id)
    with pytest.raises(UnknownSource):
        checklist.link(begun.visit("lin"), item.id, secret.id)


def test_a_source_that_is_removed_is_evidence_no_more(begun: Team) -> None:
    source = begun.shelf.add("账号清单.xlsx")
    checklist.link(begun.visit("mandy"), first(begun).id, source.id)
    begun.shelf.withdraw(source.id)
    assert first(begun).links == ()


def test_what_was_changed_is_kept(begun: Team) -> None:
    item = give(begun, first(begun), "lin")
    checklist.change(begun.visit("lin"), item.id, Change(state=State.DONE, note="好了"))
    checklist.change(begun.visit("lin"), item.id, Change(state=State.DONE))  # nothing new
    told = [(change.what, change.value, change.by) for change in checklist.history(begun.visit("wu"), item.id)]
    lin, mandy = begun.ids["lin"], begun.ids["mandy"]
    assert told == [("note", "好了", lin), ("state", "done", lin), ("owner", lin, mandy)]
    assert "好了" not in str(begun.noted())  # ids in the log, never contents


def test_owners_are_told_until_it_is_settled(begun: Team) -> None:
    notices, own = begun.shelf.handover.notices, [begun.ids["own"]]
    item = give(begun, first(begun), "lin")
    (notice,) = notices.of(begun.ids["lin"], own)
    assert (notice.about, notice.target, notice.details["what"]) == (About.ITEM, item.id, "yours")
    give(begun, item, "zhao")  # who may not open the client
    assert notices.of(begun.ids["lin"], own) == notices.of(begun.ids["zhao"], own) == []
    give(begun, item, "mandy")  # who did it themselves
    assert notices.of(begun.ids["mandy"], own) == []
    give(begun, item, "lin")
    checklist.change(begun.visit("lin"), item.id, Change(state=State.DONE))
    assert notices.of(begun.ids["lin"], own) == []


def test_what_was_confirmed_is_not_once_it_is_open_again(begun: Team) -> None:
    visit, item = begun.visit("mandy"), first(begun)
    checklist.change(visit, item.id, Change(state=State.DONE))
    phases.review(begun.visit("wu"), SPACE, item.section, Verdict.CONFIRMED)
    checklist.change(visit, item.id, Change(state=State.DOING))
    assert phases.standing(visit, SPACE).reviews == {}


def test_after_the_signature_nothing_changes(begun: Team) -> None:
    visit, item = begun.visit("mandy"), first(begun)
    for phase in list(Phase)[1:]:
        phases.move(visit, SPACE, phase, "到期了")
    source = begun.shelf.add("账号清单.xlsx")
    calls: list[Callable[[], object]] = [
        lambda: checklist.change(visit, item.id, Change(note="x")),
        lambda: checklist.remove(visit, item.id),
        lambda: checklist.link(visit, item.id, source.id),
        lambda: checklist.assign(visit, SPACE, item.section, "lin"),
        lambda: checklist.add(visit, SPACE, NewItem(item.section, "x", date(2026, 3, 9))),
        lambda: phases.review(begun.visit("wu"), SPACE, item.section, Verdict.CONFIRMED),
    ]
    for call in calls:
        with pytest.raises(SignedOff):
            call()
    assert first(begun) == item
