"""The simulated specialists hold what they should and tell it only when the words ask for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.simulated import MANNERS, Manner, Simulated, Specialist, specialists

ALL = {specialist.name: specialist for specialist in specialists()}
STEADY = Manner("steady", at_once=9, heeds=0.0, volunteers=0.0, small_talk=0.0)
MILK = ALL["zh_milk"]


def test_twelve_people_half_of_each_language_a_third_held_out() -> None:
    assert len(ALL) == 12
    assert sum(specialist.lang == "zh" for specialist in ALL.values()) == 6
    assert sum(specialist.is_heldout for specialist in ALL.values()) == 4


@pytest.mark.parametrize("specialist", ALL.values(), ids=lambda specialist: specialist.name)
def test_each_holds_twenty_facts_of_every_kind(specialist: Specialist) -> None:
    ways = [fact.way for matter in specialist.matters for fact in matter.facts]
    assert len(ways) == 20
    assert set(ways) == {"plain", "probe", "more", "colleague", "step", "known"}
    assert len(specialist.known) == 2
    assert all(fact.asked_for for fact in specialist.wanted if fact.way in ("probe", "step"))
    assert all(fact.who in fact.say for fact in specialist.wanted)


def answers(*questions: str, specialist: Specialist = MILK) -> list[str]:
    person = Simulated(specialist, STEADY, 0)
    return [person.answer(question) for question in questions]


def test_a_plain_question_brings_the_plain_facts_and_an_evasion() -> None:
    assert answers("出价这块说说？") == ["新计划头两天我从来不碰价格。这个看情况吧，一般不会动太大。"]


def test_a_probe_brings_what_it_asks_for_and_stays_with_the_matter() -> None:
    told = answers("出价这块说说？", "有没有一条规则？", "为什么？")
    assert told[1:] == [
        "成本连着三天超过 85 块就往下调，每次只调百分之五。",
        "一次调多了计划会重新进学习期，前年双十一就这么废过一条主力计划。",
    ]


def test_several_things_asked_in_one_breath_are_not_all_heeded() -> None:
    assert "百分之五" not in answers("出价有什么规则？为什么？有例外吗？")[0]


def test_the_rest_of_a_list_comes_when_it_is_asked_for() -> None:
    assert "已购三十天" not in answers("排除了哪些？")[0]
    assert "已购三十天" in answers("排除了哪些？", "还有别的吗？")[1]


def test_a_colleague_is_named_and_an_incident_told_step_by_step() -> None:
    assert answers("考核怎么算？") == ["这块不归我管，问小唐吧。"]
    told = answers("说说先停投放那件事？", "最先看到了什么信号？", "还考虑过什么？")
    assert "结块" in told[1]
    assert "页面改不动" in told[2]


def test_what_is_known_is_told_when_asked_and_nothing_twice() -> None:
    first, second = answers("预算怎么管？", "预算怎么管？")
    assert "3000 元" in first
    assert "3000 元" not in second


def test_another_subject_is_noticed() -> None:
    person = Simulated(MILK, STEADY, 0)
    person.answer("出价这块说说？")
    assert "成本" not in person.answer("达人的报价有没有规则？")


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_the_same_seed_says_the_same(manner: Manner) -> None:
    questions = ("出价这块说说？", "为什么？", "还有别的吗？", "审批怎么走？")
    first, second = (Simulated(MILK, manner, 3) for _ in range(2))
    assert [first.answer(q) for q in questions] == [second.answer(q) for q in questions]


def test_at_once_bounds_what_is_told() -> None:
    person = Simulated(MILK, replace(STEADY, at_once=1), 0)
    assert person.answer("预算怎么管？").count("预算") == 1
