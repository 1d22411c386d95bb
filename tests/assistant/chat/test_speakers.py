from __future__ import annotations

import pytest

from assistant.chat.speakers import asks_whose, matching, whose

MARKED = [
    *("陈国栋（客户）", "吴敏（客户）", "林晓曼", "林晓曼 Mandy", "孙可", "周妍", "Daniel Reed (client)"),
    *("Emma Hartley (client)", "Kiki Zhao", "Mandy Lin"),
]


@pytest.mark.parametrize(
    ("question", "speakers", "about"),
    [
        ("陈总说过什么关于预算的？", {"陈国栋（客户）"}, "预算的"),
        ("陈总说他最怕什么？", {"陈国栋（客户）"}, "他最怕什么"),
        ("林晓曼对删评论是怎么说的？", {"林晓曼", "林晓曼 Mandy"}, "删评论"),
        ("What did Ms Lin say about the boxes?", {"Mandy Lin"}, "the boxes"),
        ("What did Emma say about discounts?", {"Emma Hartley (client)"}, "discounts"),
        ("According to Emma, what is the budget?", {"Emma Hartley (client)"}, "what is the budget"),
        ("What is Daniel's opinion on the statement?", {"Daniel Reed (client)"}, "What is the statement"),
    ],
)
def test_somebody_is_found_by_a_part_of_the_name(question: str, speakers: set[str], about: str) -> None:
    meant = whose(question, MARKED)
    assert meant is not None
    assert set(meant.speakers) == speakers
    assert meant.about == about


@pytest.mark.parametrize("question", ["客户方对价格是怎么说的？", "What did the client side say about it?"])
def test_a_role_is_found_where_names_carry_it(question: str) -> None:
    meant = whose(question, MARKED)
    assert meant is not None
    assert all("客户" in name or "client" in name for name in meant.speakers)
    assert len(meant.speakers) == 4


def test_a_role_nobody_carries_names_nobody() -> None:
    meant = whose("客户方怎么说的？", ["林晓曼", "孙可"])
    assert meant is not None
    assert meant.speakers == ()
    assert whose("客户说了什么？", ["林晓曼"]) is None  # clients are talked of more often than quoted


def test_a_family_name_that_two_people_have_names_nobody() -> None:
    assert matching("孙总", ["孙可", "孙丽"]) == ()
    assert matching("孙总", ["孙可", "孙可 Coco"]) == ("孙可", "孙可 Coco")
    assert matching("Mr Chen", ["陈国栋（客户）", "林晓曼"]) == ("陈国栋（客户）",)


@pytest.mark.parametrize(
    "question",
    ["为什么说这个计划不行？", "预算是多少？", "Who owns the account?", "系列丛书为读者提供了哪些内容？", "", "说"],
)
def test_nobody_is_asked_for(question: str) -> None:
    assert whose(question, MARKED) is None


def test_somebody_who_is_not_marked_is_named_and_not_guessed() -> None:
    meant = whose("王总怎么说？", MARKED)
    assert meant is not None
    assert (meant.said, meant.speakers) == ("王总", ())


def test_only_asking_words_make_it_worth_a_look() -> None:
    assert asks_whose("陈总怎么说？")
    assert not asks_whose("预算是多少？")


def test_names_with_signs_of_patterns_are_text() -> None:
    assert whose("Zed said what?", ["Zed+ [x"]) is not None
