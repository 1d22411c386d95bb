"""The part "interview" of the page: the list, the conversation, the cards, the end; and whose words it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.handover import consent, interviews, invitations
from assistant.handover.consent import Change
from assistant.handover.grounds import Topic, Wish
from assistant.handover.interviews import Said
from assistant.web.about import about_html
from assistant.web.handover import interview, tab
from assistant.web.rows import list_row
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from shelves import Shelf, Team

ONE = Wish(items=("account-owners",))
HOSTILE = '<img src=x onerror="alert(1)"> 因为客户要求。比如三月。'


def drawn(team: Team, name: str, lang: str = "zh", **asked: object) -> str:
    space = team.shelf.catalog.space(team.ids["own"])
    return str(interview.part_html(team.visit(name), space, asked, lang))


def begun(team: Team, name: str = "lin", wish: Wish = ONE) -> tuple[str, str]:
    found = interviews.begin(team.visit(name), team.ids["own"], wish).interview
    assert found.pending is not None
    return found.id, found.pending.key


def test_somebody_who_was_never_interviewed_sees_how_to_begin(team: Team) -> None:
    html = drawn(team, "lin")
    assert 'data-form="interview-begin"' in html
    assert 'value="account-owners"' in html
    assert "我的访谈" not in html
    assert "邀请成员" not in html
    assert 'value="account-owners" checked' in drawn(team, "lin", item="account-owners")
    assert "Begin the interview" in drawn(team, "lin", "en")


def test_the_question_stands_with_why_it_is_asked(team: Team) -> None:
    found, _ = begun(team)
    html = drawn(team, "lin", interview=found)
    assert f'data-interview="{found}"' in html
    assert "还没有相关内容" in html
    assert 'data-act="dictate"' in html
    assert 'data-act="interview-change-last"' not in html


def test_what_prompted_it_is_quoted_and_played_where_it_has_sound(team: Team) -> None:
    said = Block(
        "我拍板，先停掉全部投放，因为差评涨了三十条。", Locator(start=65.0, end=70.0), speaker="lin", kind="speech"
    )
    source = team.shelf.add("复盘会.m4a", b"1", [said], kind=Kind.RECORDING)
    found, _ = begun(team, wish=Wish(Topic.DECISIONS))
    html = drawn(team, "lin", interview=found)
    assert f'src="/media/{source.id}?' in html
    assert "#t=61.0,78.0" in html
    assert f'data-open="{source.id}" data-first="0" data-last="0"' in html
    team.shelf.catalog.update(source.id, restricted=True)
    assert "/media/" not in drawn(team, "lin", interview=found)


def test_whoever_it_is_not_sees_the_list_instead(team: Team) -> None:
    found, key = begun(team)
    interviews.answer(team.visit("lin"), found, Said(key, "店铺 zqsaid 归客户"))
    for name in ("mandy", "chen"):
        html = drawn(team, name, interview=found)
        assert "zqsaid" not in html
        assert 'data-form="interview-begin"' in html
        assert "lin" in html
        assert "进行中" in html


def test_cards_are_escaped_and_say_where_they_come_from(team: Team) -> None:
    found, key = begun(team)
    interviews.answer(team.visit("lin"), found, Said(key, HOSTILE))
    interviews.finish(team.visit("lin"), found)
    html = drawn(team, "lin", interview=found)
    assert "<img" not in html
    assert "&lt;img src=x" in html
    assert 'data-form="interview-consent"' in html
    consent.change(team.visit("lin"), found, 0, Change(withheld=True))
    assert 'data-withheld="true"' in drawn(team, "lin", interview=found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_came_of_it_can_be_opened_and_taken_back(team: Team, lang: str) -> None:
    found, key = begun(team)
    interviews.answer(team.visit("lin"), found, Said(key, "归客户，因为吃过亏。这个得问小周。"))
    interviews.finish(team.visit("lin"), found)
    source = consent.consent(team.visit("lin"), found).source
    html = drawn(team, "lin", lang, interview=found)
    assert f'data-open="{source}"' in html
    assert 'data-act="interview-withdraw"' in html
    assert "小周" in html
    assert "账号与权限 1" in drawn(team, "mandy") or "Accounts and permissions 1" in drawn(team, "mandy", "en")
    consent.withdraw(team.visit("lin"), found)
    gone = drawn(team, "lin", lang, interview=found)
    assert "小周" not in gone
    assert "data-open" not in gone


def test_in_the_library_it_is_told_by_somebody_and_lies_in_no_folder(team: Team) -> None:
    found, key = begun(team)
    interviews.answer(team.visit("lin"), found, Said(key, "归客户，因为吃过亏。"))
    interviews.finish(team.visit("lin"), found)
    source = team.shelf.catalog.source(consent.consent(team.visit("lin"), found).source or "")
    row = list_row(source, "穗岚坊", "zh")
    assert "✓" in row
    assert source.context not in row.replace('data-kind="interview"', "")
    about = about_html(team.visit("wu"), source, "穗岚坊", "zh")
    assert f"lin · {source.occurred_on}" in about


def test_who_is_asked_reads_it_and_the_manager_can_take_it_back(team: Team) -> None:
    request = invitations.invite(team.visit("mandy"), team.ids["own"], team.ids["lin"], ["account-owners", "gone"])
    html = drawn(team, "lin")
    assert "mandy邀请你做一次访谈" in html
    assert 'data-items="account-owners"' in html
    assert f'data-request="{request.id}"' in drawn(team, "mandy")
    invitations.end(team.visit("mandy"), request.id)
    assert request.id not in drawn(team, "lin") + drawn(team, "mandy")


def test_a_newcomer_has_no_such_part(team: Team) -> None:
    html = str(tab.part_html(team.visit("wu"), {"part": "interview", "space": team.ids["own"]}, "zh"))
    assert 'data-form="interview-begin"' not in html
    assert 'data-to="interview"' not in html


def test_without_accounts_the_person_says_their_name(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊")
    assert 'name="speaker" maxlength="200" list="interview-speakers" autocomplete="off" required' in str(
        interview.part_html(shelf.visit, space, {}, "zh")
    )
    assert interviews.begin(shelf.visit, space.id, Wish(speaker="林小满")).interview.name == "林小满"
    assert interviews.begin(shelf.visit, space.id, Wish(lang="en")).interview.name == "no name given"
