"""Which aspects an account holds, told by cues in both languages."""

from __future__ import annotations

import pytest

from assistant.handover.interviewing.aspects import held, holds
from assistant.handover.interviewing.model import Aspect

HOLDS = [
    (Aspect.RULE, "ROI 低于 2 就停"),
    (Aspect.RULE, "报价一律走林姐"),
    (Aspect.RULE, "先给法务看，再发客户"),
    (Aspect.RULE, "Never call it a bank."),
    (Aspect.RULE, "If it rains we add vouchers"),
    (Aspect.RULE, "at most two changes a week"),
    (Aspect.REASON, "因为老板只看这个数"),
    (Aspect.REASON, "不然会重新进学习期"),
    (Aspect.REASON, "以前在这上面吃过亏"),
    (Aspect.REASON, "Because Declan reads it at nine"),
    (Aspect.REASON, "otherwise they panic"),
    (Aspect.EXAMPLE, "去年双十一就翻过车"),
    (Aspect.EXAMPLE, "有一次实习生发了语音"),
    (Aspect.EXAMPLE, "Last October we ran two videos"),
    (Aspect.EXAMPLE, "Once we put bargain in a subject line"),
    (Aspect.NUMBER, "每次调百分之五"),
    (Aspect.NUMBER, "三万左右"),
    (Aspect.NUMBER, "about 14,000 euros"),
    (Aspect.NUMBER, "seven posts in ten"),
    (Aspect.PERSON, "找市场部的林姐"),
    (Aspect.PERSON, "陈总拍板"),
    (Aspect.PERSON, "老周在跟"),
    (Aspect.PERSON, "it goes to Marit first"),
    (Aspect.PERSON, "the account manager decides"),
    (Aspect.TIME, "周五下午不看东西"),
    (Aspect.TIME, "提前两周"),
    (Aspect.TIME, "11 月 1 日之前"),
    (Aspect.TIME, "by Wednesday noon"),
    (Aspect.TIME, "nine working days ahead"),
    (Aspect.EXCEPTION, "除非是大促"),
    (Aspect.EXCEPTION, "唯独孕妇不看金额"),
    (Aspect.EXCEPTION, "except on match days"),
    (Aspect.EXCEPTION, "unless legal says no"),
]
LACKS = [
    (Aspect.NUMBER, "有一次他发火了"),
    (Aspect.NUMBER, "one of them was late"),
    (Aspect.PERSON, "素材要先过审"),
    (Aspect.PERSON, "The report goes out on Monday"),
    (Aspect.REASON, "出价每天看"),
    (Aspect.TIME, "素材要先过审"),
    (Aspect.EXCEPTION, "都按这个来"),
    (Aspect.EXAMPLE, "每周都调"),
    (Aspect.RULE, "我们看素材"),
    (Aspect.RULE, "We look at the creative"),
]


@pytest.mark.parametrize(("aspect", "text"), HOLDS)
def test_held(aspect: Aspect, text: str) -> None:
    assert holds(aspect, text)


@pytest.mark.parametrize(("aspect", "text"), LACKS)
def test_not_held(aspect: Aspect, text: str) -> None:
    assert not holds(aspect, text)


@pytest.mark.parametrize("text", ["", "  ", "看情况", "🙂"])
def test_nothing_holds_nothing(text: str) -> None:
    assert held(text) == frozenset()
