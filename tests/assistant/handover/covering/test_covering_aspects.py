"""Which aspects of an account sentences hold, in both languages."""

import pytest

from assistant.handover.covering.aspects import said
from assistant.handover.interviewing.model import Aspect

HOLDS = [
    (Aspect.REASON, "这样拆是因为低价袜子把预算全吃掉了。", "计划按品类命名，一个计划一个单元。"),
    (Aspect.REASON, "We split them because helmets ate the budget.", "Go to the shop to pause the ads."),
    (Aspect.RULE, "超过三万必须韩总监同意。", "昨天天气很好。"),
    (Aspect.RULE, "Never compare us with a rival.", "The poster was blue."),
    (Aspect.NUMBER, "日预算平时八千。", "预算不多。"),
    (Aspect.NUMBER, "Refunds are four percent normally.", "Refunds are low."),
    (Aspect.PERSON, "这个由韩总监拍板。", "这个由上面拍板。"),
    (Aspect.PERSON, "Returns above that need approval, ask Hazel.", "Ask the team on Monday."),
    (Aspect.TIME, "周二下午写完。", "写完再说。"),
    (Aspect.TIME, "Hand it in by Monday.", "Hand it in soon."),
    (Aspect.EXAMPLE, "比如五月那次只提前四天。", "提前十天约。"),
    (Aspect.EXAMPLE, "Last month somebody wanted all his money back.", "Money is given back."),
    (Aspect.EXCEPTION, "除非客户书面同意。", "要客户书面同意。"),
    (Aspect.EXCEPTION, "No discount unless Emma agrees.", "No discount."),
]


@pytest.mark.parametrize(("aspect", "text", "_without"), HOLDS)
def test_what_holds_an_aspect(aspect: Aspect, text: str, _without: str) -> None:
    assert aspect in said(text)


@pytest.mark.parametrize(("aspect", "_text", "without"), HOLDS)
def test_what_does_not(aspect: Aspect, _text: str, without: str) -> None:
    assert aspect not in said(without)


def test_nothing_says_nothing() -> None:
    assert said("") == frozenset()
