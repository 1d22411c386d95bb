"""Worked examples of comparing what was said with what is accepted."""

from __future__ import annotations

import pytest

from assistant.evaluation.answers import contains, exact, f1, find, units, without_citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首次回应：两个小时。", list("首次回应两个小时")),
        ("ＲＯＩ　２．２", ["roi", "2.2"]),
        ("1,460 orders, 87,000 yuan", ["1460", "orders", "87000", "yuan"]),
        ("1,46 and 12,345,678", ["1", "46", "and", "12345678"]),
        ("5 万元", ["5", "万", "元"]),
        ("30分钟 18%", ["30", "分", "钟", "18", "%"]),
        ("ninety-five", ["ninety", "five"]),
        ("SL-OC180", ["sl", "oc", "180"]),
        ("𠮷野家 ☎", ["𠮷", "野", "家"]),
        ("", []),
        ("……！", []),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("said", "accepted", "is_there"),
    [
        ("我们约定 30 分钟之内先打电话。", ["30分钟"], True),
        ("退了1460单", ["60"], False),
        ("The split is 60%.", ["60"], True),
        ("The split is 60 percent.", ["60%"], False),
        ("单笔超过 5 万元", ["5万"], True),
        ("SIXTY PERCENT of it", ["sixty percent"], True),
        ("sixty or seventy percent", ["sixty percent"], False),
        ("说会被说成“封口费”。", ["封口费", "赔偿"], True),
        ("封口的费用", ["封口费"], False),
        ("anything", [], False),
        ("anything", ["", "！"], False),
        ("", ["a"], False),
    ],
)
def test_contains(said: str, accepted: list[str], is_there: bool) -> None:
    assert contains(said, accepted) is is_there


def test_exact_knows_no_punctuation_and_no_width() -> None:
    assert exact("６０ 日。", ["60日"])
    assert not exact("提前60日", ["60日"])
    assert not exact("60日", [])


def test_f1_over_chinese_characters() -> None:
    # 提前 60 日 against 60 日: 2 of 4 units said and 2 of 2 wanted are shared
    assert f1("提前60日", ["60日"]) == pytest.approx(2 * 2 / (4 + 2))
    assert f1("两个小时", ["2小时", "两个小时"]) == 1.0
    assert f1("两个小时", ["2小时"]) == pytest.approx(2 * 2 / (4 + 3))
    assert f1("好好好", ["好"]) == pytest.approx(2 * 1 / (3 + 1)), "a repeated unit is shared once"


def test_f1_over_words() -> None:
    assert f1("the registration certificate is late", ["certificate"]) == pytest.approx(2 / 6)
    assert f1("licence", ["license"]) == 0.0
    assert f1("x", []) == 0.0


def test_find_says_where() -> None:
    assert find(["a", "b", "a", "c"], ["a", "c"]) == 2
    assert find(["a"], []) is None
    assert find(["a"], ["a", "b"]) is None


def test_citations_are_no_part_of_an_answer() -> None:
    assert without_citations("先停投放。[1] 再打电话 [2][13]。") == "先停投放。 再打电话。"
    assert without_citations("[SKU] [1234]") == "[SKU] [1234]"
