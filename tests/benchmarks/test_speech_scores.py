"""Numbers by value, errors and lost turns, as the speech benchmark counts them."""

from __future__ import annotations

import pytest

from benchmarks.speech_scores import Counts, Turn, Words, is_lost, score, tokens


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("三百二十八万一千一百三十八点四八", "328万1138.48"),
        ("九月一日", "9月1日"),
        ("二零二四年", "2024年"),
        ("七点四十", "7点40"),
        ("百分之一百三十", "130%"),
        ("两万五千", "2.5万"),
        ("fourteen fifty-five", "1455"),
        ("three hundred and two", "302"),
        ("Four hundred and eighty thousand yuan", "480,000 yuan"),
        ("forty-two", "42"),
        ("項目啟動會", "项目启动会"),
        ("It’s FINE.", "it's fine"),
    ],
)
def test_ways_to_write_the_same(spoken: str, written: str) -> None:
    assert tokens(spoken) == tokens(written)


@pytest.mark.parametrize("text", ["一致", "万一", "统一", "一个人", "someone", "tenants"])
def test_words_that_hold_a_numeral_are_words(text: str) -> None:
    assert not any(token[0].isdigit() for token in tokens(text))


def spread(text: str, start: float, end: float) -> Words:
    step = (end - start) / len(text)
    return [(start + (i + 0.5) * step, sign) for i, sign in enumerate(text)]


def test_a_turn_is_lost_with_more_than_half_of_it() -> None:
    turn = Turn("先停投放再发声明", 10.0, 14.0)
    assert not is_lost(turn, spread("先停投放", 10.0, 12.0))
    assert is_lost(turn, spread("先停投", 10.0, 12.0))
    assert is_lost(turn, spread("先停投放再发声明", 20.0, 24.0))


def test_what_is_counted() -> None:
    turns = [Turn("陈总批了三十万", 0.0, 3.0), Turn("千川停投", 4.0, 6.0)]
    counts = score(turns, spread("陈总批了20万", 0.0, 3.0), ("陈总", "千川", "周妍"))
    assert counts == Counts(errors=5, tokens=9, lost=1, turns=2, numbers=(0, 1), names=(1, 2))
    assert (counts + counts).names == (2, 4)
