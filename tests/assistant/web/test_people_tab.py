"""The People tab as each of the team sees it, and the bar that says who is signed in."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import erasure
from assistant.people.audit import Action, Trace
from assistant.people.users import Account
from assistant.web import account, activity, people

if TYPE_CHECKING:
    from shelves import Shelf, Team


def part(team: Team, name: str, which: str = "", space: str = "", lang: str = "en", **asked: str) -> str:
    return str(people.part_html(team.visit(name), which, team.ids.get(space, space), asked, lang))


def ways(html: str) -> list[str]:
    return re.findall(r'data-to="(\w+)"', html)


def titles(html: str) -> list[str]:
    return re.findall(r'<p class="title">([^<]+)<', html)


def test_without_accounts_the_tab_offers_the_first(shelf: Shelf) -> None:
    html = people.part_html(shelf.visit, "accounts", "", {}, "zh")
    assert 'data-form="first"' in html
    assert "所有人都要先登录" in html
    assert ways(html) == []
    assert 'data-form="person"' not in html


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("chen", ["client", "client", "client", "accounts", "activity", "account"]),
        ("mandy", ["client", "activity", "account"]),
        ("lin", []),
        ("wu", []),
    ],
)
def test_everybody_has_the_parts_they_have_a_use_for(team: Team, name: str, seen: list[str]) -> None:
    assert ways(part(team, name)) == seen


@pytest.mark.parametrize("wanted", ["accounts", "first", "client", "activity", "nonsense", ""])
@pytest.mark.parametrize("name", ["lin", "wu"])
def test_others_get_their_own_account_whatever_they_ask_for(team: Team, name: str, wanted: str) -> None:
    html = part(team, name, wanted, "own")
    assert 'data-part="account"' in html
    for foreign in ("chen", "mandy", "zhao", "漪珀"):
        assert foreign not in html


def test_a_manager_sees_their_client_and_no_other(team: Team) -> None:
    for wanted in ("own", "foreign", "new", "../"):
        html = part(team, "mandy", "client", wanted)
        assert set(titles(html)) == {"mandy", "lin", "wu"}
        assert "漪珀" not in html
        assert "rename-client" not in html
    assert 'data-part="client"' in part(team, "mandy", "accounts")


def test_a_manager_may_add_whoever_is_not_a_member_and_has_not_left(team: Team) -> None:
    html = part(team, "mandy", "client", "own")
    offered = re.search(r'name="person".*?</select>', html, re.S)
    assert offered
    assert set(re.findall(r">([^<>]+)</option>", offered[0])) == {"Choose…", "chen", "zhao"}
    team.shelf.identity.users.deactivate(team.ids["zhao"], None)
    assert "zhao" not in part(team, "mandy", "client", "own")
    team.shelf.identity.members.put(
        team.ids["own"], team.ids["chen"], team.shelf.identity.members.of(team.ids["own"])[0].role
    )
    assert "An administrator can add more people" in part(team, "mandy", "client", "own")


def test_people_with_the_same_name_are_told_apart_where_one_is_chosen(team: Team) -> None:
    for name in ("sun1", "sun2"):
        team.shelf.identity.users.add(Account(name, shown="孙悦"))
    html = part(team, "mandy", "client", "own")
    assert "孙悦 (sun1)" in html
    assert "孙悦 (sun2)" in html


def test_an_administrator_keeps_accounts_and_clients(team: Team) -> None:
    html = part(team, "chen", "accounts", lang="zh")
    assert set(titles(html)) == {"chen", "mandy", "lin", "wu", "zhao"}
    assert html.count('data-act="promote"') == 4
    assert html.count('data-act="demote"') == 1
    team.shelf.identity.users.deactivate(team.ids["wu"], None)
    left = part(team, "chen", "accounts", lang="zh")
    assert titles(left)[-1] == "wu"
    assert 'data-act="return"' in left
    assert 'data-form="new-client"' in part(team, "chen", "client", "new")
    assert "rename-client" in part(team, "chen", "client", "foreign")


def test_only_who_has_left_can_be_erased_and_only_by_an_administrator(team: Team) -> None:
    assert 'data-act="erase"' not in part(team, "chen", "accounts")
    team.shelf.identity.users.deactivate(team.ids["wu"], None)
    for lang, words in (("zh", "清除数据"), ("en", "Erase data")):
        html = part(team, "chen", "accounts", lang=lang)
        assert html.count('data-act="erase"') == 1
        assert f'data-act="erase" data-person="{team.ids["wu"]}" data-title="wu">{words}<' in html
    assert 'data-act="erase"' not in part(team, "mandy", "accounts")
    assert 'data-act="erase"' not in part(team, "mandy", "client", "own")


def test_the_page_can_say_all_that_erasing_a_person_removes() -> None:
    script = (Path(people.__file__).parent / "static" / "people.js").read_text(encoding="utf-8")
    named = re.search(r"const PLACES = \[(.*?)\];", script)
    assert named
    places = set(re.findall(r'"(\w+)"', named[1]))
    assert places == {"accounts", "turns", "uploads", "questions", *erasure.DOINGS}


def test_a_member_who_left_keeps_no_role_to_change(team: Team) -> None:
    team.shelf.identity.users.deactivate(team.ids["wu"], None)
    row = re.search(rf'<li id="member-{team.ids["wu"]}">.*?</li>', part(team, "mandy", "client", "own"), re.S)
    assert row
    assert "has left" in row[0]
    assert " disabled" in row[0]


HOSTILE = "<script>alert(1)</script>\"'"


def test_names_are_written_as_text(team: Team) -> None:
    team.shelf.identity.users.rename(team.ids["wu"], HOSTILE, HOSTILE)
    team.shelf.catalog.rename_space(team.ids["own"], HOSTILE)
    team.shelf.identity.tokens.make(team.ids["chen"], HOSTILE, [], 1)
    team.shelf.identity.sessions.open(team.ids["chen"], HOSTILE)
    team.shelf.audit.note(team.ids["wu"], Action.VIEWED, HOSTILE, space=team.ids["own"], trace=Trace(HOSTILE))
    for which in ("client", "accounts", "activity", "account"):
        assert "<script>" not in part(team, "chen", which, "own", person=HOSTILE, since=HOSTILE, action=HOSTILE)
    assert "<script>" not in account.bar_html(team.visit("wu"), "en")


def test_the_bar_says_who_and_where_and_what_is_of_use(team: Team, shelf: Shelf) -> None:
    newcomer = str(account.bar_html(team.visit("wu"), "zh"))
    assert 'data-may=""' in newcomer
    assert "<summary>wu</summary>" in newcomer
    assert "穗岚坊" in newcomer
    assert 'data-may="upload"' in account.bar_html(team.visit("lin"), "zh")
    assert 'data-may="upload check people"' in account.bar_html(team.visit("mandy"), "zh")
    assert 'data-may="upload check people administer"' in account.bar_html(team.visit("chen"), "zh")
    team.shelf.identity.members.remove(team.ids["own"], team.ids["wu"])
    assert "尚未加入客户" in account.bar_html(team.visit("wu"), "zh")


def test_without_accounts_the_bar_has_the_bell_alone_and_everything_is_of_use(shelf: Shelf) -> None:
    html = str(account.bar_html(shelf.visit, "zh"))
    assert html.startswith('<div class="who" data-may="upload check people administer"><details class="bell menu">')
    assert html.count("<details") == 1


def test_ones_own_account_lists_sessions_and_tokens_without_their_secrets(team: Team) -> None:
    secret = team.shelf.identity.sessions.open(team.ids["wu"], "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120")
    team.shelf.identity.sessions.open(team.ids["wu"])
    _, token = team.shelf.identity.tokens.make(team.ids["wu"], "周报", [], 1)
    team.shelf.identity.sessions.open(team.ids["lin"], "Mozilla/5.0 (iPhone) Safari")
    html = part(team, "wu", lang="zh")
    assert titles(html)[:3] == ["未知浏览器", "Edge · Windows", "周报"] or titles(html)[:3] == [
        "Edge · Windows",
        "未知浏览器",
        "周报",
    ]
    assert secret not in html
    assert token not in html
    assert "iPhone" not in html


def test_activity_is_told_in_sentences_with_todays_names(team: Team) -> None:
    note, own = team.shelf.audit.note, team.ids["own"]
    kept, gone = team.shelf.add("危机手册.md"), "0" * 32
    note(team.ids["lin"], Action.UPLOADED, kept.id, space=own)
    note(team.ids["wu"], Action.ASKED, "talk", space=own, sources=[kept.id, gone], refused=False)
    note(team.ids["wu"], Action.ASKED, "talk", space=own, sources=[], refused=True)
    note(team.ids["mandy"], Action.MEMBER_CHANGED, team.ids["wu"], space=own, role="contributor")
    note(team.ids["mandy"], Action.MEMBER_CHANGED, team.ids["wu"], space=own, role="")
    note(team.ids["mandy"], Action.EDITED, kept.id, space=own, what="restricted")
    note(team.ids["mandy"], Action.EDITED, own, space=own, what="changed")
    note("", Action.SIGN_IN_FAILED, space=own)
    note(gone, Action.VIEWED, gone, space=own)
    note("system", Action.DELETED, kept.id, space=own, what="original")
    html = part(team, "mandy", "activity", lang="zh")
    rows = [re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<p><b>(.*?)</p>", html)]
    assert rows == [
        "接棒（自动） 按保留期限删除了《危机手册.md》的原件",
        "已移除的用户 查看了已不存在的资料",
        "有人 尝试登录，未成功",
        "mandy 修改了词汇表",
        "mandy 将《危机手册.md》设为仅负责人可见",
        "mandy 将 wu 移出了客户",
        "mandy 将 wu 的角色设为协作者",
        "wu 提问，资料里没有答案",
        "wu 提问，回答出自《危机手册.md》、已不存在的资料",
        "lin 收录了《危机手册.md》",
    ]
    assert "nothing" in part(team, "zhao", "activity").lower()


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_action_has_a_sentence(team: Team, action: Action, lang: str) -> None:
    team.shelf.audit.note(team.ids["wu"], action, "x", space=team.ids["own"], what="never heard of", kind="odd")
    html = part(team, "mandy", "activity", lang=lang)
    assert re.search(r"<p><b>wu</b> [^<{]+</p>", html)


def test_activity_filters_and_pages(team: Team) -> None:
    for number in range(activity.SHOWN + 5):
        team.shelf.audit.note(team.ids["wu"], Action.VIEWED, str(number), space=team.ids["own"])
    team.shelf.audit.note(team.ids["zhao"], Action.VIEWED, "foreign", space=team.ids["foreign"])
    first = part(team, "mandy", "activity")
    assert first.count('<li id="entry-') == activity.SHOWN
    before = re.search(r'data-before="(\d+)"', first)
    assert before
    rest = part(team, "mandy", "activity", before=before[1])
    assert rest.count('<li id="entry-') == 5
    assert 'data-act="newest"' in rest
    for wanted in ({"person": team.ids["lin"]}, {"action": "asked"}, {"until": "2001-01-01"}, {"since": "2999-01-01"}):
        assert '<li id="entry-' not in part(team, "mandy", "activity", **wanted)
    foreign = str(people.part_html(team.visit("mandy"), "activity", "", {"space": team.ids["foreign"]}, "en"))
    assert '<li id="entry-' not in foreign


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31", "0001-01-01", "2026-13-01", "' or 1=1"])
@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "²"])
def test_odd_filters_break_nothing(team: Team, day: str, before: str) -> None:
    html = part(team, "mandy", "activity", since=day, until=day, before=before, action="everything", person="nobody")
    assert 'id="activity-filter"' in html


def test_the_export_asks_for_what_is_shown() -> None:
    trail = activity.Trail.asked({"person": "a&b", "action": "asked", "since": "2026-03-01", "until": "2026-03-02"})
    wanted = trail.wanted()
    assert isinstance(wanted.since, datetime)
    assert isinstance(wanted.until, datetime)
    assert (wanted.until - wanted.since).days == 2
    assert trail.address().startswith("/api/v1/audit.csv?person=a%26b&action=asked&since=")
    assert activity.Trail().address() == "/api/v1/audit.csv?"
