"""A handover: made, changed, deleted, and who its receiver is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSpace
from assistant.handover import checklist, handovers, teams
from assistant.handover.checklist import Change, State
from assistant.handover.errors import DatesTurned, HandoverExists, NoHandover, TemplateWrong, UnknownTemplate
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase
from assistant.people.errors import NotAllowed
from assistant.people.roles import Role
from assistant.people.users import Account

if TYPE_CHECKING:
    from shelves import Shelf, Team

STARTS, ENDS = date(2026, 3, 1), date(2026, 3, 31)


def wish(**other: object) -> Wish:
    given = {"outgoing": ["lin"], "incoming": ["wu"], "starts_on": STARTS, "ends_on": ENDS, **other}
    return Wish(**given)  # type: ignore[arg-type]


def test_it_has_the_items_of_its_template(team: Team) -> None:
    visit = team.visit("mandy")
    made = handovers.make(visit, "穗岚坊", wish())
    assert handovers.of(visit, team.ids["own"]) == made
    assert made.phase is Phase.PREPARE
    items = checklist.items(visit, "穗岚坊")
    template = handovers.offered(visit)["agency"]
    assert [item.key for item in items] == [item.key for _, item in template.items]
    assert {item.state for item in items} == {State.OPEN}
    assert all(STARTS <= item.due_on <= ENDS for item in items)
    assert items[0].title["zh"] == "账号归属清单：每个账号是谁的"
    assert not any(item.is_own for item in items)
    assert ("handed over", {"what": "made", "template": "agency"}) in [noted[1:] for noted in team.noted()]


def test_people_are_kept_by_their_accounts_where_they_have_one(team: Team) -> None:
    wanted = wish(outgoing=["lin", "  老  周 ", "", "lin"], incoming=[team.ids["wu"]])
    made = handovers.make(team.visit("mandy"), "穗岚坊", wanted)
    assert made.outgoing == (team.ids["lin"], "老 周")
    assert made.incoming == (team.ids["wu"],)
    assert handovers.teams(team.visit("wu"), "穗岚坊") == (made.outgoing, made.incoming)
    assert handovers.teams(team.visit("zhao"), "漪珀") == ((), ())


def test_of_two_called_the_same_the_member_is_meant(team: Team) -> None:
    users, visit = team.shelf.identity.users, team.visit("mandy")
    other = users.add(Account("wu2", shown="wu")).id
    assert teams.kept(visit, team.ids["own"], "wu") == team.ids["wu"]
    team.shelf.identity.members.put(team.ids["own"], other, Role.NEWCOMER)
    assert teams.kept(visit, team.ids["own"], "wu") == "wu"  # either could be meant
    users.rename(team.ids["wu"], "小吴", "")
    users.rename(other, "小吴", "")
    assert teams.kept(visit, team.ids["own"], "小吴") == "小吴"
    assert teams.typed(visit, team.ids["own"], other) == other
    assert teams.typed(visit, team.ids["own"], team.ids["lin"]) == "lin"


def test_somebody_who_left_is_a_name_only(team: Team) -> None:
    team.shelf.identity.users.deactivate(team.ids["lin"], None)
    assert teams.kept(team.visit("mandy"), team.ids["own"], "lin") == "lin"
    assert not teams.has_account(team.visit("mandy"), team.ids["lin"])
    assert not teams.sees(team.visit("mandy"), team.ids["own"], team.ids["lin"])
    assert teams.sees(team.visit("mandy"), team.ids["own"], team.ids["wu"])
    assert not teams.sees(team.visit("mandy"), team.ids["own"], team.ids["zhao"])


def test_there_is_one_to_a_space(team: Team) -> None:
    visit = team.visit("mandy")
    handovers.make(visit, "穗岚坊", wish())
    with pytest.raises(HandoverExists):
        handovers.make(visit, "穗岚坊", wish(template="project"))
    assert len(checklist.items(visit, "穗岚坊")) == len(list(handovers.offered(visit)["agency"].items))


@pytest.mark.parametrize("name", ["lin", "wu", "zhao"])
def test_only_managers_make_change_and_delete(team: Team, name: str) -> None:
    refusal = UnknownSpace if name == "zhao" else NotAllowed
    with pytest.raises(refusal):
        handovers.make(team.visit(name), "穗岚坊", wish())
    handovers.make(team.visit("mandy"), "穗岚坊", wish())
    with pytest.raises(refusal):
        handovers.change(team.visit(name), "穗岚坊", wish())
    with pytest.raises(refusal):
        handovers.delete(team.visit(name), "穗岚坊")


@pytest.mark.parametrize("ends_on", [STARTS, STARTS - timedelta(days=1), STARTS + timedelta(days=800)])
def test_it_ends_after_it_begins_and_within_two_years(team: Team, ends_on: date) -> None:
    with pytest.raises(DatesTurned):
        handovers.make(team.visit("mandy"), "穗岚坊", wish(ends_on=ends_on))
    assert handovers.of(team.visit("mandy"), "穗岚坊") is None


def test_open_items_move_with_the_end_and_settled_ones_stay(team: Team) -> None:
    visit = team.visit("mandy")
    handovers.make(visit, "穗岚坊", wish())
    first, second, *_ = before = checklist.items(visit, "穗岚坊")
    checklist.change(visit, first.id, Change(state=State.DONE))
    handovers.change(visit, "穗岚坊", wish(ends_on=ENDS + timedelta(days=7), incoming=["赵", "wu"]))
    after = {item.id: item.due_on for item in checklist.items(visit, "穗岚坊")}
    assert after[first.id] == first.due_on
    assert all(after[item.id] == item.due_on + timedelta(days=7) for item in before if item.id != first.id)
    handovers.change(visit, "穗岚坊", wish(ends_on=STARTS + timedelta(days=3)))
    assert min(item.due_on for item in checklist.items(visit, "穗岚坊")) == STARTS
    assert second.due_on > STARTS


def test_deleting_takes_everything_along(team: Team) -> None:
    visit = team.visit("mandy")
    handovers.make(visit, "穗岚坊", wish())
    handovers.delete(visit, "穗岚坊")
    assert checklist.items(visit, "穗岚坊") == []
    for call in (handovers.delete, handovers.required):
        with pytest.raises(NoHandover):
            call(visit, "穗岚坊")
    assert handovers.make(visit, "穗岚坊", wish(template="project")).template == "project"


def test_the_receiver_is_who_takes_over_or_else_a_manager(team: Team) -> None:
    made = handovers.make(team.visit("mandy"), "穗岚坊", wish())
    receiving = {name for name in ("chen", "mandy", "lin", "wu", "zhao") if handovers.receives(team.visit(name), made)}
    assert receiving == {"wu"}
    typed = handovers.change(team.visit("mandy"), "穗岚坊", wish(incoming=["新团队"]))
    receiving = {name for name in ("chen", "mandy", "lin", "wu", "zhao") if handovers.receives(team.visit(name), typed)}
    assert receiving == {"chen", "mandy"}


def test_without_accounts_the_one_person_does_everything(shelf: Shelf) -> None:
    shelf.catalog.space_named("穗岚坊")
    made = handovers.make(shelf.visit, "穗岚坊", wish())
    assert made.outgoing == ("lin",)
    assert handovers.receives(shelf.visit, made)


def test_people_add_templates_of_their_own(team: Team) -> None:
    visit, folder = team.visit("mandy"), team.shelf.folder / "templates"
    folder.mkdir()
    own = (
        'version = 3\ntitle = { zh = "直播间", en = "Live room" }\n[[section]]\nkey = "accounts"\n'
        'title = { zh = "账号", en = "Accounts" }\n[[section.item]]\nkey = "rooms"\n'
        'title = { zh = "房间", en = "Rooms" }\n'
        'evidence = { zh = "清单", en = "A list" }\nneeds = ["what"]\n'
        'queries = { zh = ["直播间"], en = ["live room"] }\nphase = "capture"\ndays = 3\n'
    )
    (folder / "直播.toml").write_text(own, encoding="utf-8")
    assert set(handovers.offered(visit)) == {"agency", "project", "直播"}
    made = handovers.make(visit, "穗岚坊", wish(template="直播"))
    assert (made.template, made.version) == ("直播", 3)
    assert [item.due_on for item in checklist.items(visit, "穗岚坊")] == [ENDS - timedelta(days=3)]
    (folder / "直播.toml").write_text("version = ", encoding="utf-8")
    with pytest.raises(TemplateWrong, match=r"直播\.toml"):
        handovers.offered(visit)
    assert len(checklist.items(visit, "穗岚坊")) == 1  # what is under way keeps its items


def test_an_unknown_template_is_refused_with_those_there_are(team: Team) -> None:
    with pytest.raises(UnknownTemplate, match="agency, project"):
        handovers.make(team.visit("mandy"), "穗岚坊", wish(template="nothing"))
