"""The part "questions", the offer under an answer, and the bell."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from shelves import Team

from assistant.chat.events import Answer
from assistant.chat.history import Turn
from assistant.handover import answering, questions, webhooks
from assistant.handover.answering import Answering
from assistant.handover.records.notices import About
from assistant.handover.records.questions import Asking, Question, Why
from assistant.handover.records.webhooks import Chat
from assistant.web import notices, turns
from assistant.web.handover.questions import part_html

REBATE = "达人<b>返点</b>是多少？"


def sent(team: Team, by: str = "wu", text: str = REBATE) -> Question:
    asking = Asking(text, "zh", Why.DISPUTED, remark="少了<i>头部</i>")
    return questions.send_on(team.visit(by), team.ids["own"], asking, team.ids["lin"])


def part(team: Team, name: str, lang: str = "zh", **asked: str) -> str:
    visit = team.visit(name)
    (space,) = [one for one in visit.spaces() if one.id == team.ids["own"]]
    return str(part_html(visit, space, asked, lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_has_the_views_that_are_of_use_to_them(team: Team, lang: str) -> None:
    sent(team)
    for name, views in (
        ("wu", ["asked", "answered"]),
        ("lin", ["inbox", "asked", "gaps", "answered"]),
        ("mandy", ["inbox", "asked", "gaps", "answered", "all", "chats"]),
    ):
        shown = part(team, name, lang)
        assert [
            view for view in ("inbox", "asked", "gaps", "answered", "all", "chats") if f'"{view}"' in shown
        ] == views
        for view in (*views, "nothing", "chats", "gaps"):
            assert part(team, name, lang, view=view)


def test_what_was_typed_is_shown_as_typed(team: Team) -> None:
    made = sent(team)
    shown = part(team, "lin")
    assert html.escape(REBATE, quote=False) in shown
    assert "<b>返点" not in shown
    assert "<i>头部" not in shown
    assert "少了&lt;i&gt;头部" in part(team, "mandy", view="gaps")
    assert 'data-form="question-answer"' in shown
    assert "等待你回答" in shown
    assert "等待 lin 回答" in part(team, "wu", id=made.id)
    assert 'data-form="question-answer"' not in part(team, "wu", id=made.id)


def test_a_manager_puts_a_gap_on_the_checklist_of_the_handover_once(team: Team) -> None:
    asked = sent(team)
    space, today = team.ids["own"], date.today()
    assert 'data-form="gap-item"' not in part(team, "mandy", view="gaps")  # no handover, no checklist
    teams = {"outgoing": ["lin"], "incoming": ["wu"]}
    days = {"starts_on": f"{today}", "ends_on": f"{today + timedelta(days=30)}"}
    assert team.call("mandy", "PUT", f"/spaces/{space}/handover", {**teams, **days}).status_code == 201
    assert 'data-form="gap-item"' not in part(team, "lin", view="gaps")
    form = part(team, "mandy", view="gaps").partition('data-form="gap-item"')[2].partition("</form>")[0]
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert html.unescape(values["title"]) == REBATE
    assert values["owner"] == team.ids["lin"]
    (section, *_) = re.findall(r'<option value="([^"]+)"', form)
    wanted = {**values, "title": html.unescape(values["title"]), "section": section}
    made = team.call("mandy", "POST", f"/spaces/{space}/items", wanted)
    assert made.status_code == 200, made.text
    shown = part(team, "mandy", view="gaps")
    assert 'data-form="gap-item"' not in shown
    assert f'data-act="show-item" data-item="{made.json()["id"]}"' in shown
    assert asked.text in made.json()["title"]["zh"]


def test_a_question_that_is_not_for_one_is_not_there(team: Team) -> None:
    made = sent(team, "mandy")
    assert REBATE[:2] not in part(team, "wu", id=made.id)
    assert "已不存在" in part(team, "wu", id=made.id)
    assert "已不存在" in part(team, "wu", id="nothing")


def test_an_answer_stands_with_who_verified_it(team: Team) -> None:
    answering.answer(team.visit("lin"), sent(team).id, Answering("机构返 <u>15%</u>"))
    shown = part(team, "wu", view="answered", words="返点")
    assert "&lt;u&gt;15%" in shown
    assert "lin 于" in shown
    assert "没有" in part(team, "wu", view="answered", words="别的")


def test_an_answer_may_be_spoken_by_whoever_gives_it(team: Team) -> None:
    made = sent(team)
    form = part(team, "lin").partition('data-form="question-answer"')[2].partition("</form>")[0]
    assert f'class="dictate" data-space="{team.ids["own"]}"' in form
    assert "语音回答" in form
    assert "<textarea" in form  # which what was said is written into
    assert "dictate" not in part(team, "wu", id=made.id)


def test_a_group_chats_address_is_not_shown(team: Team) -> None:
    url = "https://hooks.slack.com/services/T0/B0/verysecret"
    webhooks.add(team.visit("mandy"), team.ids["own"], Chat.SLACK, url, "alsosecret")
    shown = part(team, "mandy", view="chats")
    assert "hooks.slack.com/…cret" in shown
    assert "verysecret" not in shown
    assert "alsosecret" not in shown


def turn_of(team: Team, name: str, *, refused: bool, space: str = "own") -> tuple[str, Turn]:
    answer = Answer("返点？", "达人返点？", "没有找到", "zh", refused=refused)
    talk = team.shelf.history.create(team.ids[name], "返点？").id
    team.shelf.history.append(talk, answer, [team.ids[space]])
    return talk, team.shelf.history.turns(talk)[0]


def test_a_refusal_offers_to_ask_people_until_that_is_done(team: Team) -> None:
    talk, turn = turn_of(team, "wu", refused=True)
    shown = str(turns.finished(team.visit("wu"), talk, turn, None, "zh"))
    assert 'data-act="ask-people"' in shown
    assert 'data-question="达人返点？"' in shown
    assert 'data-why="unanswerable"' in shown
    asking = Asking("达人返点？", "zh", Why.UNANSWERABLE, conversation=talk, turn=0)
    made = questions.send_on(team.visit("wu"), team.ids["own"], asking, team.ids["lin"])
    shown = str(turns.finished(team.visit("wu"), talk, turn, None, "zh"))
    assert "ask-people" not in shown
    assert "已请 lin 回答" in shown
    answering.answer(team.visit("lin"), made.id, Answering("15%"))
    assert "已有人回答" in str(turns.finished(team.visit("wu"), talk, turn, None, "zh"))


def test_an_answer_may_be_doubted_and_a_foreign_client_offers_nothing(team: Team) -> None:
    talk, turn = turn_of(team, "wu", refused=False)
    assert 'data-why="disputed"' in str(turns.finished(team.visit("wu"), talk, turn, None, "en"))
    talk, turn = turn_of(team, "wu", refused=True, space="foreign")
    assert "ask-people" not in str(turns.finished(team.visit("wu"), talk, turn, None, "en"))


def test_the_bell_counts_and_every_notice_has_words(team: Team) -> None:
    assert 'class="count" hidden' in str(notices.bell_html(team.visit("lin"), "zh"))
    sent(team)
    assert 'class="count">1<' in str(notices.bell_html(team.visit("lin"), "zh"))
    store = team.shelf.handover.notices
    for about in About:
        told = store.tell(team.ids["wu"], team.ids["own"], about, about.value, title="标题")
        for lang in ("zh", "en"):
            assert "标题" in notices.words(told, lang)
    assert notices.words(store.tell("p", team.ids["own"], About.ITEM, "x"), "en") == "Checklist: "
