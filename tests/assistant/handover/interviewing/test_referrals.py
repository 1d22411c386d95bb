"""Who is said to know, and who is merely named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.handover.interviewing.model import Aspect, Exchange, Form, Prompt
from assistant.handover.interviewing.referrals import named, referrals

NAMED = [
    ("这个得问小周", "小周"),
    ("这个你去问一下小周吧。", "小周"),
    ("陈总那边的王姐清楚", "王姐"),
    ("这个财务的温姐最清楚。", "温姐"),
    ("不归我管，问小唐吧。", "小唐"),
    ("一直是小庞在弄。", "小庞"),
    ("投放我没参与，周可比我清楚。", "周可"),
    ("合同是法务的苏律师在管", "苏律师"),
    ("老贺手上有全部的表", "老贺"),
    ("表在法务的苏律师那里", "苏律师"),
    ("你找一下客服的小林确认", "小林"),
    ("这块我不清楚，建议找李经理了解", "李经理"),
    ("直接问客户那边的尹经理", "尹经理"),
    ("问周妍。", "周妍"),
    ("这个法务知道", "法务"),
    ("这得问 Linda", "Linda"),
    ("ask Linda in finance", "Linda in finance"),
    ("Ingrid would know.", "Ingrid"),
    ("I never touched that, check with Samuel.", "Samuel"),
    ("That's Linda in finance, not me.", "Linda in finance"),
    ("Paid targeting is handled elsewhere, Yusuf runs that.", "Yusuf"),
    ("You'd have to speak to Beatrice in legal.", "Beatrice in legal"),
    ("Hannah keeps the list, talk to her.", "Hannah"),
    ("Maria Keller is in charge of that", "Maria Keller"),
    ("you should ask the finance team", "the finance team"),
    ("ask linda in finance", "linda in finance"),
    ("Someone in legal would know", "Someone in legal"),
]
NOBODY = [
    *("别问小周，他也不清楚", "不用问小周", "小周也不知道", "陈总拍板停的", "小周问我要了报表", "我问过小周了"),
    *("王姐喜欢看实拍", "客户问为什么涨价", "我们跟客户说过了", "我找了三家供应商", "陈总不喜欢语音", ""),
    *(
        "Don't ask Linda.",
        "Linda doesn't know either.",
        "Linda likes phone pictures.",
        "We asked for help.",
        "No need to ask Tom.",
    ),
    *("I know that it is late.", "Ask them twice.", "They know it.", "It is Monday.", "Everyone knows that."),
]


@pytest.mark.parametrize(("said", "name"), NAMED)
def test_who_knows(said: str, name: str) -> None:
    assert any(name in found for found in named(said)), named(said)


@pytest.mark.parametrize("said", NOBODY)
def test_nobody_is_said_to_know(said: str) -> None:
    assert named(said) == []


def asked(answer: str, *, form: Form = Form.OPEN, aspect: Aspect | None = None, subject: str = "gap") -> Exchange:
    return Exchange(Prompt(f"{subject}/x", "？", form, subject, aspect=aspect), answer)


def test_a_bare_name_answers_who() -> None:
    for answer, name in (("小周吧", "小周"), ("财务的温姐。", "温姐"), ("Linda in finance", "Linda in finance")):
        found = referrals([asked(answer, form=Form.REFERRAL)])
        assert [name in referral.name for referral in found] == [True]
        assert referrals([asked(answer)]) == []


def test_each_is_suggested_once_for_a_subject_with_what_was_said() -> None:
    found = referrals([asked("问小周吧。"), asked("还是得问小周。"), asked("这个也问小周。", subject="other")])
    assert [(referral.name, referral.about, referral.said) for referral in found] == [
        ("小周", "gap", "问小周吧。"),
        ("小周", "other", "这个也问小周。"),
    ]


@given(st.text(max_size=200))
def test_a_name_is_the_persons_own_words(answer: str) -> None:
    assert all(name in answer for name in named(answer))


def test_a_huge_answer_takes_no_time() -> None:
    assert named("小" * 50_000) == []
    assert named("Ask " * 50_000) == []
