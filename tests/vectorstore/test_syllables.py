from __future__ import annotations

import pytest

from vectorstore.sounds import sound, sound_terms


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("投产比", "头产鼻"),
        ("陈总", "成总"),
        ("漪珀", "一破"),
        ("蓝标", "南标"),
        ("是", "四"),
        ("琳", "灵"),
        ("臻", "增"),
    ],
)
def test_words_that_sound_alike_are_one(written: str, heard: str) -> None:
    assert sound(written) == sound(heard)


@pytest.mark.parametrize(("one", "other"), [("投放", "投产"), ("退款", "推广"), ("预算", "预约"), ("妈", "发")])
def test_words_that_do_not_are_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_everything_else_stays() -> None:
    assert sound("ROI 2.5!") == "ROI 2.5!"
    assert len(sound("投产ROI")) == 5


def test_terms_are_neighbouring_syllables() -> None:
    assert sound_terms("投产比 ROI 低") == [sound("投产"), sound("产比")]
    assert sound_terms("no Chinese") == sound_terms("") == sound_terms("一") == []
