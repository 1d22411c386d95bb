"""Syllables and keys as they are compared, odd characters included."""

from __future__ import annotations

import pytest

from ingest.sounds import CONFUSED, HALF, OTHER, SAME, distance, key, letters, syllables


def apart(one: str, other: str) -> float:
    return sum(distance(a, b) for a, b in zip(syllables(one), syllables(other), strict=True))


def test_one_syllable_per_character() -> None:
    assert syllables("投产比 OK，绿") == (
        ("t", "ou"), ("ch", "an"), ("b", "i"), None, None, None, None, ("l", "v"),
    )  # fmt: skip
    assert syllables("") == ()


def test_readings_depend_on_neighbours() -> None:
    assert syllables("重庆")[0] == ("ch", "ong")
    assert syllables("重量")[0] == ("zh", "ong")


def test_characters_without_a_reading_sound_like_nothing() -> None:
    assert syllables("㐀😀々〇")[1:3] == (None, None)
    assert len(syllables("a😀龘𠮷b")) == 5
    assert distance(None, None) == OTHER


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("周妍", "周言", SAME),
        ("沧浪之歌", "苍浪之歌", SAME),
        ("京", "金", CONFUSED),
        ("产", "参", CONFUSED),
        ("林", "宁", 2 * CONFUSED),
        ("海", "和", HALF),
        ("海", "周", OTHER),
        ("海盐燕麦脆", "和盐盐卖脆", HALF),
    ],
)
def test_how_far_apart(one: str, other: str, expected: float) -> None:
    assert apart(one, other) == expected
    assert apart(other, one) == expected


def test_keys_do_not_depend_on_how_words_are_cut() -> None:
    assert key("Xiaohongshu") == key("Shao Hong-Shu") != ""
    assert key("call Jing") == key("caulging")
    assert key("Daniel Reed") == key("daniel read")
    assert key("Suzhou") != key("Melbourne")


@pytest.mark.parametrize("odd", ["", "投产比", "12 3", "—'’", "É"])
def test_what_has_no_letters_has_no_key(odd: str) -> None:
    assert letters(odd) == key(odd) == ""
