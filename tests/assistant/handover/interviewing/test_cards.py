"""Cards hold what was said, in the person's own words, sorted by what it tells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.handover.interviewing.cards import PARTS, cards
from assistant.handover.interviewing.model import Aspect, Card, Exchange, Form, Gap, Ground, Prompt
from vectorstore.visible import visible

GROUND = Ground("zh", (Gap("bids", "ads", "出价与调价规则", "none"),))


def said(answer: str, *, form: Form = Form.OPEN, aspect: Aspect | None = None, step: str = "") -> Exchange:
    key = f"bids/bidding/{step}" if step else "bids/bidding"
    return Exchange(Prompt(key, "问？", form, "bids", "ads", "bidding", aspect), answer)


def only(*exchanges: Exchange) -> Card:
    made = cards(GROUND, exchanges)
    assert len(made) == 1
    return made[0]


SORTED = [
    ("decision", said("ROI 低于 2 就降 10%。")),
    ("decision", said("Never touch bids before a sale.")),
    ("why", said("因为客户只看 ROI。")),
    ("why", said("不然会重新进学习期。", aspect=Aspect.RULE, form=Form.PROBE)),
    ("why", said("Because Declan reads it at nine.")),
    ("why", said("客户要求的。", form=Form.PROBE, aspect=Aspect.REASON)),
    ("exceptions", said("除非是大促。")),
    ("exceptions", said("Except on match days.")),
    ("exceptions", said("新人会先删评论。", form=Form.INCIDENT, step="novice")),
    ("signs", said("客服群里一小时冒出四个说结块的。", form=Form.INCIDENT, step="signals")),
    ("signs", said("突然看到退款变多。")),
    ("decision", said("陈总当场拍了板。", form=Form.INCIDENT, step="decision")),
    ("situation", said("那天挺乱的，前后弄了两天。", form=Form.INCIDENT)),
    ("situation", said("去年八月测过口播素材。", form=Form.PROBE, aspect=Aspect.EXAMPLE)),
    ("ask", said("这个得问小周。")),
    ("ask", said("Ask Linda in finance.")),
    ("ask", said("王姐", form=Form.REFERRAL)),
]


@pytest.mark.parametrize(("part", "exchange"), SORTED)
def test_where_a_sentence_goes(part: str, exchange: Exchange) -> None:
    card = only(exchange)
    assert {name for name in PARTS if getattr(card, name)} == {part}
    assert getattr(card, part) == exchange.answer


def test_one_answer_may_fill_several_parts() -> None:
    card = only(said("ROI 低于 2 就降 10%。因为客户只看 ROI。除非是大促。不清楚的问小周。"))
    assert card.decision == "ROI 低于 2 就降 10%。"
    assert card.why == "因为客户只看 ROI。"
    assert card.exceptions == "除非是大促。"
    assert card.ask == "不清楚的问小周。"
    assert (card.subject, card.title, card.exchanges) == ("bids", "出价与调价规则", (0,))


@pytest.mark.parametrize("answer", ["看情况吧。", "不知道", "没有", "", "🙂", "It depends.", "No idea."])
def test_nothing_makes_no_card(answer: str) -> None:
    assert cards(GROUND, [said(answer)]) == []


def test_an_evasion_beside_a_rule_is_left_out() -> None:
    card = only(said("看情况吧。"), said("ROI 低于 2 就降 10%。", form=Form.PROBE, aspect=Aspect.RULE))
    assert card.decision == "ROI 低于 2 就降 10%。"
    assert card.exchanges == (1,)


def test_what_is_said_twice_stands_once() -> None:
    card = only(said("ROI 低于 2 就降 10%。"), said("ROI 低于 2 就降 10%。"))
    assert card.decision == "ROI 低于 2 就降 10%。"


def test_a_card_for_each_subject_and_one_for_the_rest() -> None:
    closing = Exchange(
        Prompt("closing/pitfall", "还有？", Form.CLOSING, "closing", topic="pitfall"), "小心周五的素材。"
    )
    made = cards(GROUND, [said("ROI 低于 2 就降 10%。"), closing])
    assert [(card.subject, card.title) for card in made] == [("bids", "出价与调价规则"), ("closing", "补充")]


PIECES = st.sampled_from(
    [
        "ROI 低于 2 就降 10%。",
        "因为客户只看它；",
        "看情况",
        "问小周。",
        "Except Fridays. ",
        "It was 14:32. ",
        "没有",
        "\n",
        "“好。”",
        "《手册》",
    ]
)
ANSWERS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=120))


@given(answers=st.lists(ANSWERS, max_size=6), form=st.sampled_from(Form), aspect=st.sampled_from([None, *Aspect]))
@settings(max_examples=60, deadline=None)
def test_a_card_never_says_what_the_person_did_not(answers: list[str], form: Form, aspect: Aspect | None) -> None:
    exchanges = [said(answer, form=form, aspect=aspect) for answer in answers]
    spoken = [visible(answer) for answer in answers]
    for card in cards(GROUND, exchanges):
        for line in "\n".join(getattr(card, part) for part in PARTS).splitlines():
            assert any(line in answer or line.strip() in answer for answer in spoken), line
        assert all(0 <= n < len(exchanges) for n in card.exchanges)


def test_a_huge_answer_makes_a_card() -> None:
    assert only(said("素材先给林姐看。" * 3000)).exchanges == (0,)
