from __future__ import annotations

import pytest

from assistant.chat.overlap import covered, longest_run, shared_pairs, softly_covered, units_of, words_of, worth


def test_units_keep_every_word_and_character_in_order() -> None:
    assert units_of("The refunds 退款 2.2") == ("the", "refund", "退", "款", "2.2")
    assert units_of("") == ()


def test_a_term_that_is_nowhere_is_worth_most_and_a_number_double() -> None:
    texts = [words_of("refund policy"), words_of("refund form")]
    value = worth("refund hotline 2024", texts)
    assert value["refund"] < value["hotlin"] < value["2024"]
    assert value["2024"] == pytest.approx(2 * value["hotlin"])


def test_coverage_is_the_share_of_worth_held() -> None:
    value = {"refund": 1.0, "hotlin": 3.0}
    assert covered(words_of("refund"), value) == pytest.approx(0.25)
    assert covered(words_of("refund hotline"), value) == 1.0
    assert covered(words_of("refund"), {}) == 0.0


def test_a_word_that_begins_alike_counts_in_part() -> None:
    value = {"norman": 1.0}
    assert covered(words_of("Normandy"), value) == 0.0
    assert 0 < softly_covered(words_of("Normandy"), value) < 1
    assert softly_covered(words_of("the Normans"), value) == 1.0
    assert softly_covered(words_of("nothing"), {}) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [
        ("日预算上限", "每天的日预算上限是三千", 5),
        ("日预算", "三千元", 0),
        ("", "三千元", 0),
        ("甲乙丙", "甲乙丁乙丙", 2),
    ],
)
def test_the_longest_run_that_both_hold(one: str, other: str, length: int) -> None:
    assert longest_run(units_of(one), units_of(other)) == length


def test_pairs_of_neighbours() -> None:
    asked = units_of("daily budget limit")
    assert shared_pairs(asked, units_of("the daily budget is set")) == pytest.approx(1 / 3)
    assert shared_pairs(asked, units_of("the budget is set daily")) == 0.0
    assert shared_pairs((), ()) == 0.0
