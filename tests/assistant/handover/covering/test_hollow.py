"""What puts off, what holds no longer, and whose a passage is."""

import pytest

from assistant.handover.covering.hollow import is_foreign, is_void, names_of, puts_off


@pytest.mark.parametrize(
    "text",
    [
        "预警值还没定，改天聊。",
        "周报模板在哪？",
        "在我电脑上吧",
        "看情况。",
        "TBD",
        "who makes the rota?",
        "will check later",
        "It depends.",
    ],
)
def test_what_leaves_it_open(text: str) -> None:
    assert puts_off(text)


@pytest.mark.parametrize("text", ["预警值是退款率百分之七。", "周报模板在飞书。", "Refunds above 7 % are the sign."])
def test_what_does_not(text: str) -> None:
    assert not puts_off(text)


@pytest.mark.parametrize("text", ["本文已作废", "This document is obsolete.", "旧版分层口径", "no longer in force"])
def test_what_holds_no_longer(text: str) -> None:
    assert is_void(text)
    assert not is_void("现行口径")


def test_another_clients_passage_is_known_by_its_name_or_by_saying_so() -> None:
    own, others = names_of("海盐家 Haiyan"), names_of("栀时 Zhishi")
    assert is_foreign("栀时的群里一律称呼老师", own, others)
    assert is_foreign("ZHISHI wants first names", own, others)
    assert is_foreign("这是另一个客户的规范", own, others)
    assert not is_foreign("海盐家不像栀时，群里叫名字", own, others)  # a comparison is still about its own
    assert not is_foreign("群里叫名字", own, others)


def test_a_clients_name_is_its_parts_in_either_script() -> None:
    assert names_of("穗岚坊 Suilan 食品") == {"穗岚坊", "suilan", "食品"}
    assert names_of("AB 一") == frozenset()  # too short to know anybody by
