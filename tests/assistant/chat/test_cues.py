from __future__ import annotations

import pytest

from assistant.chat.cues import Wanted, answers_kind, asked, asks_for_several, held, kind_held
from assistant.chat.language import terms


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("退了多少钱？", Wanted.AMOUNT),
        ("一共有几个方案？", Wanted.AMOUNT),
        ("How many orders were refunded?", Wanted.AMOUNT),
        ("What percentage was lost?", Wanted.AMOUNT),
        ("And how is it split?", Wanted.AMOUNT),
        ("How was the launch budget divided?", Wanted.AMOUNT),
        ("预算怎么分？", Wanted.AMOUNT),
        ("What is the launch budget of the sunscreen?", Wanted.AMOUNT),
        ("What's our daily budget cap?", Wanted.AMOUNT),
        ("What is the number called?", Wanted.THING),
        ("直通车日预算上限是什么？", Wanted.AMOUNT),
        ("预算是谁批的？", Wanted.PERSON),
        ("What is the deadline for the brief?", Wanted.TIME),
        ("怎么分享这个文件？", Wanted.MEANS),
        ("声明是什么时候发的？", Wanted.TIME),
        ("哪一年成立？", Wanted.TIME),
        ("周会几点开？", Wanted.TIME),
        ("In what year was it founded?", Wanted.TIME),
        ("When does it start?", Wanted.TIME),
        ("第一次回应要在多久之内发出？", Wanted.SPAN),
        ("合同是几年？", Wanted.TIME),
        ("How long is the embargo?", Wanted.SPAN),
        ("How many days in advance?", Wanted.SPAN),
        ("谁负责投放？", Wanted.PERSON),
        ("Who approves it?", Wanted.PERSON),
        ("仓库在哪里？", Wanted.PLACE),
        ("总部位于哪个城市？", Wanted.PLACE),
        ("Which country is it from?", Wanted.PLACE),
        ("为什么停播？", Wanted.REASON),
        ("Why was it moved?", Wanted.REASON),
        ("怎么处理的？", Wanted.MEANS),
        ("How do we handle it?", Wanted.MEANS),
        ("是否需要审批？", Wanted.YES),
        ("Is it approved?", Wanted.YES),
        ("主打产品叫什么？", Wanted.THING),
        ("What is the slogan?", Wanted.THING),
        ("", Wanted.THING),
    ],
)
def test_what_a_question_asks_for(question: str, wanted: Wanted) -> None:
    assert asked(question).wanted is wanted


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many orders were refunded?", "order"),
        ("Which city is it in?", "city"),
        ("一共多少人？", "人"),
        ("谁负责？", ""),
        ("Why?", ""),
    ],
)
def test_what_is_counted_or_named(question: str, unit: str) -> None:
    assert asked(question).unit == unit


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("退了多少钱？", "四万两千元", "已经退了"),
        ("How many orders?", "1,460 orders", "with some of them"),
        ("什么时候发的？", "晚上十点半", "发了声明"),
        ("When was it?", "on March 18", "it was late"),
        ("为什么停播？", "因为有投诉", "已经停播"),
        ("Why stop?", "because of complaints", "it stopped"),
        ("怎么处理的？", "先下架", "影响很大"),
        ("谁负责？", "周妍经理", "影响很大"),
        ("Who approves?", "the account manager", "it is approved"),
        ("多久之内？", "两个小时", "马上"),
        ("How long?", "three weeks", "a while"),
        ("在哪里？", "浙江省杭州市", "还没定"),
        ("Where?", "in Shanghai", "it is open"),
    ],
)
def test_the_kind_of_word_a_question_asks_for(question: str, yes: str, no: str) -> None:
    assert answers_kind(question, yes)
    assert not answers_kind(question, no)


@pytest.mark.parametrize("question", ["口号叫什么？", "Is it approved?"])
def test_a_question_that_anything_may_answer_has_no_kind(question: str) -> None:
    assert not answers_kind(question, "2026年3月，周妍因为投诉先下架。")
    assert kind_held(question, "2026年3月", terms(question)) == (0.0, 0.0)


def test_where_it_stands() -> None:
    assert [("3月6日晚上"[a:b]) for a, b in held(Wanted.TIME, "3月6日晚上")] == ["3月", "6日", "晚上"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("It opened in 1998.", True),
        ("618年建立", True),
        ("in the 1990s", True),
        ("about 480 BC", True),
        ("日常价: 159; 底价: 149", False),
        ("1,460 orders, 300,000 yuan", False),
        ("12.1998 %", False),
    ],
)
def test_a_year_is_told_from_other_figures(text: str, holds: bool) -> None:
    assert bool(held(Wanted.TIME, text)) == holds


def test_what_the_question_says_itself_is_no_answer() -> None:
    question = "What happened in March 2024?"
    assert kind_held("When in March 2024 was it?", "It was in March 2024.", terms(question))[0] == 0.0
    assert kind_held("When in March 2024 was it?", "It was on the 6th of April 2024.", terms(question))[0] == 1.0


def test_nearness_falls_with_the_distance_to_the_question_s_words() -> None:
    words = terms("退款多少？")
    near = kind_held("退款多少？", "退款共42000元。", words)[1]
    far = kind_held("退款多少？", "退款的事情由吴敏和赵琪两位同事一起负责处理，另外广告花了42000元。", words)[1]
    nowhere = kind_held("退款多少？", "广告花了42000元。", words)[1]
    assert near > far > nowhere == 0.0


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("上架的步骤有哪些？", True),
        ("What are the steps?", True),
        ("How do we handle a complaint?", True),
        ("谁负责？", False),
        ("Who is responsible?", False),
    ],
)
def test_several_things_are_asked_for(question: str, several: bool) -> None:
    assert asks_for_several(question) is several
