"""An interview as it goes: begun, answered, left and come back to, changed, ended, gone on with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.chat.scripted import ScriptedChat
from assistant.handover import checklist, handovers, interviews, questions
from assistant.handover.errors import AlreadyAnswered, NoSuchThing
from assistant.handover.grounds import Topic, Wish
from assistant.handover.interviews import Said
from assistant.handover.missing import missing_in
from assistant.handover.records.interviews import Progress
from assistant.handover.records.questions import Asking, Why
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from shelves import Team

    from assistant.desk import Visit

ONE = Wish(items=("account-owners",))
TOLD = (
    "天猫店和抖音号都在客户公司名下，管理员是客户的电商经理，因为当年换代运营时吃过亏。"
    "比如 2025 年 3 月就靠这条两天拿回了权限。除非客户书面同意，否则不用我们的主体。"
)


def waiting(visit: Visit, interview: str) -> str:
    prompt = interviews.sitting(visit, interview).interview.pending
    assert prompt is not None
    return prompt.key


def test_somebody_who_leaves_finds_the_same_question_again(team: Team) -> None:
    visit = team.visit("lin")
    begun = interviews.begin(visit, "穗岚坊", ONE)
    first = begun.interview.pending
    assert first is not None
    assert "账号" in first.text
    again = interviews.sitting(team.visit("lin"), begun.interview.id)
    assert again.interview.pending == first
    after = interviews.answer(visit, begun.interview.id, Said(first.key, TOLD, 42.0))
    assert [exchange.answer for exchange in after.exchanges] == [TOLD]
    assert after.interview.minutes == pytest.approx(0.7)
    assert after.interview.pending != first
    assert interviews.sitting(visit, begun.interview.id) == after


def test_a_question_is_answered_once_whatever_the_windows(team: Team) -> None:
    visit = team.visit("lin")
    interview = interviews.begin(visit, team.ids["own"], ONE).interview
    key = waiting(visit, interview.id)
    interviews.answer(visit, interview.id, Said(key, TOLD))
    with pytest.raises(AlreadyAnswered):
        interviews.answer(visit, interview.id, Said(key, "again"))
    assert len(interviews.sitting(visit, interview.id).exchanges) == 1


def test_the_last_answer_is_taken_back_with_its_time(team: Team) -> None:
    visit = team.visit("lin")
    interview = interviews.begin(visit, team.ids["own"], ONE).interview
    key = waiting(visit, interview.id)
    with pytest.raises(NoSuchThing):
        interviews.take_back(visit, interview.id)
    interviews.answer(visit, interview.id, Said(key, "写错了", 60.0))
    assert interviews.take_back(visit, interview.id) == "写错了"
    back = interviews.sitting(visit, interview.id)
    assert (waiting(visit, interview.id), back.exchanges, back.interview.minutes) == (key, (), 0.0)


def test_who_knows_instead_is_a_referral_in_the_interviews_language(team: Team) -> None:
    visit = team.visit("lin")
    for lang, name in (("zh", "小周"), ("en", "Linda")):
        interview = interviews.begin(visit, team.ids["own"], Wish(items=ONE.items, lang=lang)).interview
        said = Said(waiting(visit, interview.id), ask=f" {name} ")
        after = interviews.answer(visit, interview.id, said)
        assert [referral.name for referral in after.referrals] == [name]
        assert name in after.exchanges[0].answer


def test_ended_early_it_becomes_cards_and_goes_on_where_it_was(team: Team) -> None:
    visit = team.visit("lin")
    interview = interviews.begin(visit, team.ids["own"], Wish()).interview
    interviews.answer(visit, interview.id, Said(waiting(visit, interview.id), TOLD, 30.0))
    asked = waiting(visit, interview.id)
    drafts = interviews.finish(visit, interview.id)
    assert [draft.card.exchanges for draft in drafts] == [(0,)]
    assert interviews.own(visit, interview.id).state is Progress.REVIEW
    with pytest.raises(NoSuchThing):
        interviews.finish(visit, interview.id)
    assert interviews.go_on(visit, interview.id).interview.state is Progress.OPEN
    assert waiting(visit, interview.id) == asked


def test_going_on_after_enough_gives_more_time(team: Team) -> None:
    visit = team.visit("lin")
    interview = interviews.begin(visit, team.ids["own"], Wish(minutes=5)).interview
    while (prompt := interviews.sitting(visit, interview.id).interview.pending) is not None:
        interviews.answer(visit, interview.id, Said(prompt.key, "", 400.0))
    assert interviews.own(visit, interview.id).enough
    interviews.finish(visit, interview.id)
    assert interviews.go_on(visit, interview.id).interview.ground.minutes >= 15


def test_nobody_else_has_it_whatever_they_are(team: Team) -> None:
    interview = interviews.begin(team.visit("lin"), team.ids["own"], ONE).interview.id
    calls = (
        interviews.own,
        interviews.sitting,
        interviews.take_back,
        interviews.finish,
        interviews.go_on,
        interviews.discard,
        lambda visit, one: interviews.answer(visit, one, Said("x")),
    )
    for name in ("chen", "mandy", "wu", "zhao"):
        for call in calls:
            with pytest.raises(NoSuchThing):
                call(team.visit(name), interview)
    assert interviews.sitting(team.visit("lin"), interview).exchanges == ()
    team.shelf.identity.members.remove(team.ids["own"], team.ids["lin"])
    with pytest.raises(NoSuchThing):
        interviews.sitting(team.visit("lin"), interview)


def test_a_newcomer_is_not_interviewed(team: Team) -> None:
    with pytest.raises(NotAllowed):
        interviews.begin(team.visit("wu"), team.ids["own"], ONE)


def test_what_is_discarded_is_gone_from_the_disk(team: Team) -> None:
    visit = team.visit("lin")
    interview = interviews.begin(visit, team.ids["own"], ONE).interview.id
    interviews.answer(visit, interview, Said(waiting(visit, interview), "说漏嘴的一句话 qwzx"))
    interviews.finish(visit, interview)
    assert b"qwzx" in kept(team)
    interviews.discard(visit, interview)
    assert b"qwzx" not in kept(team)
    assert [what["what"] for _, _, what in team.noted()] == ["interview begun", "interview discarded"]


def kept(team: Team) -> bytes:
    return b"".join(path.read_bytes() for path in team.shelf.folder.rglob("*") if path.is_file())


def test_moments_are_the_persons_own(team: Team) -> None:
    said = (
        ("lin", "情况不对，决定先停掉全部投放，因为差评一小时涨了三十条。"),
        ("mandy", "我拍板，下周预算加到二十万。"),
    )
    blocks = [
        Block(text, Locator(start=9.0 * n, end=9.0 * n + 8), speaker=name, kind="speech")
        for n, (name, text) in enumerate(said)
    ]
    fields = {"kind": Kind.TRANSCRIPT, "occurred_on": date(2026, 3, 14)}
    source = team.shelf.add("复盘会.srt", b"1", blocks, **fields)
    hidden = team.shelf.add("密会.srt", b"2", blocks, restricted=True, **fields)
    begun = interviews.begin(team.visit("lin"), team.ids["own"], Wish(Topic.DECISIONS))
    cited = [moment.citation for moment in begun.interview.ground.moments]
    assert [(one.source, one.first_block) for one in cited] == [(source.id, 0)]
    assert begun.interview.pending is not None
    assert begun.interview.pending.citation == cited[0]
    managed = interviews.begin(team.visit("mandy"), team.ids["own"], Wish(Topic.DECISIONS)).interview.ground.moments
    assert {(one.citation.source, one.citation.first_block) for one in managed} == {(source.id, 1), (hidden.id, 1)}

    team.shelf.catalog.delete(source.id)
    again = interviews.sitting(team.visit("lin"), begun.interview.id).interview
    assert again.ground.moments == ()
    assert again.pending is not None
    assert again.pending.citation is None


def test_what_was_asked_in_vain_comes_first_and_what_is_settled_not_at_all(team: Team) -> None:
    visit, space = team.visit("mandy"), team.ids["own"]
    questions.send_on(team.visit("wu"), space, Asking("大促前多久锁预算？", "zh", Why.UNANSWERABLE))
    handovers.make(visit, space, handovers.Wish(["lin"], ["wu"], date(2026, 11, 22), date(2026, 12, 22)))
    items = checklist.items(visit, space)
    checklist.change(visit, items[0].id, checklist.Change(state=checklist.State.NOT_NEEDED, reason="没有店铺"))
    checklist.change(visit, items[5].id, checklist.Change(owner=team.ids["lin"]))
    gaps = [one.gap for one in missing_in(team.visit("lin"), team.shelf.catalog.space(space), "zh")]
    assert (gaps[0].question, gaps[1].key) == ("大促前多久锁预算？", items[5].key)
    assert items[0].key not in {gap.key for gap in gaps}
    begun = interviews.begin(team.visit("lin"), space, Wish())
    assert begun.interview.pending is not None
    assert "大促前多久锁预算" in begun.interview.pending.text


def test_a_models_question_waits_as_it_was_asked(team: Team) -> None:
    first, then = "店铺后台现在的管理员是谁？", "换管理员要先找谁签字？"
    lines = [{"when": TOLD[:8], "say": asking_json(then)}, {"say": asking_json(first)}]
    shelf = replace(team.shelf, chat=ScriptedChat(lines))
    visit = shelf.visit_by(team.visit("lin").caller)
    begun = interviews.begin(visit, team.ids["own"], ONE).interview
    assert begun.pending is not None
    assert begun.pending.text == first
    assert interviews.sitting(team.visit("lin"), begun.id).interview.pending == begun.pending
    after = interviews.answer(visit, begun.id, Said(begun.pending.key, TOLD)).interview
    assert after.pending is not None
    assert after.pending.text == then
    assert len(interviews.finish(visit, begun.id)) == 1


def asking_json(text: str) -> str:
    return json.dumps({"form": "ask", "text": text}, ensure_ascii=False)
