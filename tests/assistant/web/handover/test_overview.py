"""The parts "overview" and "checklist" of the Handover tab, as each of the team sees them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.handover import checklist as core
from assistant.handover import handovers, phases
from assistant.handover.checklist import Change, Item, NewItem, State
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase, Verdict
from assistant.people.roles import LOCAL
from assistant.web.handover import checklist, overview, tab
from assistant.web.handover.names import name_of
from assistant.web.notices import words

if TYPE_CHECKING:
    from shelves import Shelf, Team

SPACE = "穗岚坊"
TODAY = date.today()
NAMES = ("mandy", "lin", "wu")


@pytest.fixture
def begun(team: Team) -> Team:
    wish = Wish(["lin", "老<b>周"], ["wu"], TODAY - timedelta(days=5), TODAY + timedelta(days=40))
    handovers.make(team.visit("mandy"), SPACE, wish)
    return team


def part(team: Team, name: str, which: str = "overview", lang: str = "en", **asked: str) -> str:
    wanted = {"space": team.ids["own"], "part": which, **asked}
    return str(tab.part_html(team.visit(name), wanted, lang))


def first(team: Team) -> Item:
    found: Item = core.items(team.visit("chen"), SPACE)[0]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_before_it_begins_managers_find_the_form_and_others_a_word(team: Team, name: str) -> None:
    html = part(team, name)
    assert ('data-form="handover"' in html) == (name == "mandy")
    assert ("A manager can begin one" in html) == (name != "mandy")
    assert "comes with the handover" in part(team, name, "checklist")


def test_a_template_of_ones_own_that_cannot_be_read_is_named_to_managers(team: Team) -> None:
    (team.shelf.folder / "templates").mkdir()
    (team.shelf.folder / "templates" / "own.toml").write_text("version = ", encoding="utf-8")
    assert "own.toml" in part(team, "mandy")
    assert "own.toml" not in part(team, "wu")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_everybody_sees_where_it_stands_and_managers_move_it(begun: Team, name: str, lang: str) -> None:
    html = part(begun, name, lang=lang)
    assert 'data-at="now" aria-current="step"' in html
    assert ('data-act="move"' in html) == (name == "mandy")
    assert ('data-act="change-handover"' in html) == (name == "mandy")
    assert "老&lt;b&gt;周" in html
    assert "<b>周" not in html
    assert ("15 个部分还有事项没有负责人" if lang == "zh" else "nobody has: 15") in html


def test_others_do_not_get_the_form_by_asking_for_it(begun: Team) -> None:
    assert 'data-form="handover"' in part(begun, "mandy", change="1")
    for name in ("lin", "wu"):
        assert 'data-form="handover"' not in part(begun, name, change="1")


def test_what_is_late_and_what_happened_is_told(begun: Team) -> None:
    visit = begun.visit("mandy")
    for item in core.items(visit, SPACE)[:7]:
        core.change(visit, item.id, Change(owner="lin", due_on=TODAY - timedelta(days=2)))
    phases.move(visit, SPACE, Phase.CAPTURE, "先跑 <i>起来")
    phases.move(visit, SPACE, Phase.PREPARE, "漏了人")
    html = part(begun, "wu")
    assert html.count('data-act="show-item"') == 5
    assert "All 7 late items" in html
    assert "2 days late" in html
    assert "先跑 &lt;i&gt;起来" in html
    assert "went back to Prepare" in html
    assert "Left open then: Sections with items that nobody has: 14" in html
    assert re.search(r'data-owner="-"[^>]*>Nobody yet', html)


def test_when_it_is_over_nothing_can_be_changed_but_taken_back(begun: Team) -> None:
    for phase in list(Phase)[1:]:
        phases.move(begun.visit("mandy"), SPACE, phase, "到期")
    html = part(begun, "mandy")
    assert re.findall(r'data-way="(\w+)"', html) == ["back"]
    assert 'data-act="change-handover"' not in html
    assert html.count('data-at="passed"') == 5
    listed = part(begun, "mandy", "checklist", item=first(begun).id)
    for gone in ('select class="how-far"', 'data-act="edit-item"', "data-form=", 'data-act="confirm-section"'):
        assert gone not in listed


def test_each_finds_on_the_checklist_what_they_may_do(begun: Team) -> None:
    item = core.change(begun.visit("mandy"), first(begun).id, Change(owner="lin"))
    html = {name: part(begun, name, "checklist", item=item.id) for name in NAMES}
    selects = {name: html[name].count('<select class="how-far"') for name in NAMES}
    assert selects == {"mandy": 69, "lin": 1, "wu": 0}
    fields = {name: set(re.findall(r'name="(owner|due_on|note|priority)"', _form(html[name]))) for name in NAMES}
    assert fields == {"mandy": {"owner", "due_on", "note"}, "lin": {"note"}, "wu": {"priority"}}
    assert ('data-form="assign"' in html["mandy"]) > ('data-form="assign"' in html["lin"])
    assert 'data-act="remove-item"' not in html["lin"]


def _form(html: str) -> str:
    found = re.search(r'<form class="edit".*?</form>', html, re.DOTALL)
    return found[0] if found else ""


def test_the_receiver_confirms_when_they_can_know(begun: Team) -> None:
    assert 'data-act="confirm-section"' not in part(begun, "wu", "checklist")
    for phase in (Phase.CAPTURE, Phase.OVERLAP):
        phases.move(begun.visit("mandy"), SPACE, phase, "x")
    assert part(begun, "wu", "checklist").count('data-act="confirm-section"') == 15
    assert 'data-act="confirm-section"' not in part(begun, "mandy", "checklist")
    phases.review(begun.visit("wu"), SPACE, "ads", Verdict.SENT_BACK, "没有出价 <i>")
    html = part(begun, "lin", "checklist")
    assert "Sent back by wu<q>没有出价 &lt;i&gt;</q>" in html


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"show": "mine"}, ["account-owners"]),
        ({"show": "done"}, ["account-roles"]),
        ({"show": "late"}, ["account-owners"]),
        ({"section": "risks", "words": "库存"}, ["supply-risks"]),
        ({"words": "STOCK shortages"}, ["supply-risks"]),
        ({"words": "nothing like it"}, []),
        (
            {"owner": "-", "section": "accounts", "show": "open"},
            ["account-binding", "account-transfer", "account-recovery"],
        ),
    ],
)
def test_the_list_is_filtered(begun: Team, asked: dict[str, str], keys: list[str]) -> None:
    visit, items = begun.visit("mandy"), core.items(begun.visit("mandy"), SPACE)
    core.change(visit, items[0].id, Change(owner="lin", due_on=TODAY - timedelta(days=1)))
    core.change(visit, items[1].id, Change(state=State.DONE))
    html = part(begun, "lin", "checklist", **asked)
    known = {item.id: item.key for item in items}
    assert [known[found] for found in re.findall(r'<li id="item-(\w+)"', html)] == keys
    assert ("No item is like that" in html) == (not keys)


def test_evidence_opens_its_place_and_hidden_evidence_is_not_there(begun: Team) -> None:
    visit, item = begun.visit("mandy"), first(begun)
    shown, secret = begun.shelf.add("清单 <x>.xlsx"), begun.shelf.add("合同.pdf", restricted=True)
    core.link(visit, item.id, shown.id, 4)
    core.link(visit, item.id, secret.id)
    html = {name: part(begun, name, "checklist") for name in NAMES}
    assert all(
        f'data-open="{shown.id}" data-first="4" data-last="4">清单 &lt;x&gt;.xlsx' in html[name] for name in NAMES
    )
    assert [name for name in NAMES if "合同.pdf" in html[name] or secret.id in html[name]] == ["mandy"]


def test_what_people_write_is_escaped(begun: Team) -> None:
    visit = begun.visit("mandy")
    made = core.add(visit, SPACE, NewItem("accounts", "<script>x", TODAY, "<img src=x>", "“老”周<u>"))
    core.change(visit, made.id, Change(note="<b>n", state=State.DOING))
    for html in (part(begun, "mandy", "checklist", item=made.id), part(begun, "mandy")):
        for raw in ("<script>x", "<img src=x>", "<b>n", "周<u>"):
            assert raw not in html


def test_people_are_called_by_their_names(begun: Team, shelf: Shelf) -> None:
    visit = begun.visit("wu")
    assert name_of(visit, begun.ids["lin"], "zh") == "lin"
    assert name_of(visit, "老周", "zh") == "老周"
    assert name_of(visit, "0" * 32, "en") == "somebody who is gone"
    assert name_of(visit, LOCAL.id, "zh") == "本机用户"
    assert name_of(visit, "", "zh") == "未分配"
    assert name_of(visit, begun.ids["wu"], "en") == "wu"


def test_the_phases_have_words(begun: Team) -> None:
    strip = str(overview.strip_html(Phase.OVERLAP, "zh"))
    assert re.findall(r">([^<]+)</li>", strip) == ["准备", "采集", "并行", "验收", "已签收"]
    assert re.findall(r'data-at="(\w+)"', strip) == ["passed", "passed", "now", "ahead", "ahead"]
    assert set(checklist.SHOW) == {"", "mine", "open", "late", "done"}


def test_the_bell_says_what_happened_in_the_readers_language(begun: Team) -> None:
    mandy, item = begun.visit("mandy"), first(begun)

    def bell(name: str, lang: str) -> list[str]:
        notices = begun.shelf.handover.notices.of(begun.ids[name], [begun.ids["own"]])
        return [words(notice, lang) for notice in notices]

    core.change(mandy, item.id, Change(owner="lin"))
    assert bell("lin", "en") == ["Checklist: Which account belongs to whom"]
    assert bell("lin", "zh") == ["交接清单：账号归属清单：每个账号是谁的"]
    phases.review(begun.visit("wu"), SPACE, "accounts", Verdict.SENT_BACK, "缺主体")
    assert bell("lin", "en") == ["wu sent back a section of yours: Which account belongs to whom"]
    core.assign(mandy, SPACE, "ads", "wu")
    assert bell("wu", "en") == ["Several items of the checklist are yours now: Ad setups"]
    phases.move(mandy, SPACE, Phase.CAPTURE, "x")
    assert bell("wu", "zh")[0].endswith("采集")
