"""Practice: what comes next, answers that are one's own, asking the one who decided, readiness in numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSpace
from assistant.handover import ledger, quiz, readiness
from assistant.handover.deciding.model import Place, Sort, Told
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.practices import Asks, Practised
from assistant.handover.situations import Situation
from assistant.people.errors import NotAllowed
from assistant.people.roles import Role
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from shelves import Team

DONE = "先停掉全部投放，一小时内通知 lin。"
STORIES = (
    ("抖音上有人说面膜起疹子，视频十万播放。", DONE, "因为继续投放只会把骂声放大。"),
    ("六月的消耗比计划多出三成，转化却在掉。", "把搜索词包收窄到品牌词。", "泛词带来的人不下单。"),
)


def told(team: Team, story: tuple[str, str, str] = STORIES[0], *, restricted: bool = False) -> str:
    before, done, why = story
    blocks = [
        Block(text, Locator(start=5.0 * n, end=5.0 * n + 5), kind="speech") for n, text in enumerate((before, done))
    ]
    source = team.shelf.add(f"{before[:4]}.m4a", before.encode(), blocks, kind=Kind.RECORDING, restricted=restricted)
    said = Told(done, why, people=("lin",), decided_on=date(2026, 3, 14), outcome="三天后恢复")
    return ledger.add(team.visit("mandy"), source.space, Sort.DECISION, said, Place(source.id, 1, 1))


def test_an_answer_is_laid_beside_what_was_done(team: Team) -> None:
    key, wu = told(team), team.visit("wu")
    course = quiz.course(wu, "穗岚坊")
    assert course.situation is not None
    assert (course.situation.id, course.practised, course.of) == (key, 0, 1)
    outcome = quiz.answer(wu, "穗岚坊", key, "我会先把投放全部停掉，一小时内处理。")
    assert {point.asks: named for point, named in outcome.points} == {
        Asks.ACTION: True, Asks.REASON: False, Asks.WHOM: False, Asks.WHEN: True,
    }  # fmt: skip
    assert outcome.situation.outcome == "三天后恢复"
    assert quiz.outcome(wu, outcome.practised.id) == outcome
    assert quiz.own(wu, "穗岚坊") == [outcome]
    assert quiz.course(wu, "穗岚坊").practised == 1


def test_what_was_never_practised_comes_first_then_what_was_missed_most(team: Team) -> None:
    first, second = told(team), told(team, STORIES[1])
    wu = team.visit("wu")
    quiz.answer(wu, "穗岚坊", first, f"{DONE}{STORIES[0][2]}")
    course = quiz.course(wu, "穗岚坊")
    assert course.situation is not None
    assert course.situation.id == second
    quiz.answer(wu, "穗岚坊", second, "不知道")
    course = quiz.course(wu, "穗岚坊")
    assert course.situation is not None
    assert course.situation.id == second  # missed most
    again = quiz.course(wu, "穗岚坊", after=second)
    assert again.situation is not None
    assert again.situation.id == first


def test_the_role_says_what_is_practised_first_and_the_longest_ago_comes_before_the_latest() -> None:
    blank = Situation("", Sort.DECISION, "ads", None, "", (), "", "", "", (), None)
    ads, data, service = (replace(blank, id=key, section=key) for key in ("ads", "data", "service"))
    assert quiz.in_turn([ads, data, service], [], {"data": 3.0, "ads": 2.0}) == [data, ads, service]

    def done(key: str, day: int, *named: bool) -> Practised:
        points = tuple((Asks.ACTION, one) for one in named)
        return Practised(key + str(day), "s", "p", key, key, "", points, datetime(2026, 7, day))

    newest_first = [done("ads", 3, True), done("data", 2, True), done("ads", 1, False)]
    assert quiz.in_turn([ads, data, service], newest_first, {}) == [service, data, ads]


def test_an_answer_is_the_persons_alone_and_gone_when_they_like(team: Team) -> None:
    key = told(team)
    kept = quiz.answer(team.visit("wu"), "穗岚坊", key, "停投放").practised
    for name in ("chen", "mandy", "lin", "zhao"):
        visit = team.visit(name)
        for act in (quiz.outcome, quiz.remove):
            with pytest.raises(NoSuchThing):
                act(visit, kept.id)
        with pytest.raises(NoSuchThing):
            quiz.ask(visit, kept.id, "zh")
    assert quiz.own(team.visit("mandy"), "穗岚坊") == []
    quiz.remove(team.visit("wu"), kept.id)
    assert quiz.own(team.visit("wu"), "穗岚坊") == []
    quiz.answer(team.visit("wu"), "穗岚坊", key, "停投放")
    quiz.answer(team.visit("lin"), "穗岚坊", key, "停投放")
    assert quiz.remove_all(team.visit("wu"), "穗岚坊") == 1
    assert len(quiz.own(team.visit("lin"), "穗岚坊")) == 1


def test_what_somebody_may_not_see_is_not_asked_of_them(team: Team) -> None:
    key = told(team, restricted=True)
    assert quiz.course(team.visit("wu"), "穗岚坊").of == 0
    with pytest.raises(NoSuchThing):
        quiz.answer(team.visit("wu"), "穗岚坊", key, "停投放")
    assert quiz.course(team.visit("mandy"), "穗岚坊").of == 1
    with pytest.raises(UnknownSpace):
        quiz.course(team.visit("zhao"), "穗岚坊")


def test_an_answer_is_shown_no_more_once_its_source_is_for_managers(team: Team) -> None:
    key, wu = told(team), team.visit("wu")
    kept = quiz.answer(wu, "穗岚坊", key, "停投放").practised
    (source,) = team.shelf.catalog.sources()
    team.shelf.catalog.update(source.id, restricted=True)
    assert quiz.own(team.visit("wu"), "穗岚坊") == []
    with pytest.raises(NoSuchThing):
        quiz.outcome(team.visit("wu"), kept.id)


def test_the_one_who_decided_is_asked(team: Team) -> None:
    key, wu = told(team), team.visit("wu")
    kept = quiz.answer(wu, "穗岚坊", key, "停投放").practised
    asked = quiz.ask(wu, kept.id, "zh")
    assert (asked.holder, asked.person) == (team.ids["lin"], team.ids["wu"])
    assert asked.text == f"关于“{DONE}”：当时为什么这样决定？换成现在还会这样做吗？"
    assert "停投放" not in asked.text.replace(DONE, "")
    assert quiz.ask(wu, kept.id, "zh").id == asked.id


def test_managers_see_numbers_and_nobody_else_does(team: Team) -> None:
    key = told(team)
    told(team, STORIES[1])
    told(team, ("合同谈判卡在账期上，对方催得很急。", "账期谈到六十天为止。", "现金流撑不住。"), restricted=True)
    quiz.answer(team.visit("wu"), "穗岚坊", key, "秘密的回答")
    (ready,) = readiness.of_space(team.visit("mandy"), "穗岚坊")
    assert (ready.shown, ready.practised, ready.situations, ready.moments) == ("wu", 1, 2, 0)
    assert "秘密" not in str(ready)
    for name in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            readiness.of_space(team.visit(name), "穗岚坊")
    team.shelf.identity.members.remove(team.ids["own"], team.ids["wu"])
    assert readiness.of_space(team.visit("mandy"), "穗岚坊") == []
    team.shelf.identity.members.put(team.ids["own"], team.ids["wu"], Role.NEWCOMER)
    assert len(readiness.of_space(team.visit("mandy"), "穗岚坊")) == 1


def test_the_log_holds_ids_and_no_answers(team: Team) -> None:
    key = told(team)
    quiz.answer(team.visit("wu"), "穗岚坊", key, "秘密的回答")
    assert (team.ids["wu"], "practised", {}) in team.noted()
    assert "秘密" not in str(team.noted())
