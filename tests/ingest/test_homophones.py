"""What is believed to be a term, and what is left alone."""

from __future__ import annotations

import time

import pytest

from ingest.homophones import overlap, sounding_like


def heard(text: str, term: str, sure: float = 0.55) -> list[str]:
    """What of `text` would be read as `term`, when the model is `sure` of every character."""
    return [text[c.start : c.end] for c in sounding_like(text, [sure] * len(text), (term,))]


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("以后由周言负责", "周妍", "周言"),
        ("迪卡农运动专业", "迪卡侬", "迪卡农"),
        ("投参壁的底线", "投产比", "投参壁"),
        ("视频截图新金爆快讯", "新京报", "新金爆"),
        ("和盐盐卖脆的直播价", "海盐燕麦脆", "和盐盐卖脆"),
        ("讲承录金华的搜索", "晨露精华", "承录金华"),
        ("If you go above, stop and caulging.", "Call Jing", "caulging"),
        ("We sell it on Shao Hong Shu now", "Xiaohongshu", "Shao Hong Shu"),
        ("ask Denial Reed about it", "Daniel Reed", "Denial Reed"),
    ],
)
def test_misheard_terms_are_found(text: str, term: str, expected: str) -> None:
    assert heard(text, term) == [expected]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("大家一致同意周末再发", "易州"),  # cuts a word
        ("这个价格上是合理的", "上市"),  # grammar
        ("今天下午开会", "周妍"),
        ("孙口说时间线", "孙可"),  # two syllables, one of them different
        ("轻骨能量的事", "轻谷能量棒"),  # shorter than the term
        ("预算", "预"),  # one character is no term
        ("我们要了一份报告", "SL-OC180"),
        ("please send the report", "Yipora"),
        ("we read it, Daniel, yesterday", "Daniel Reed"),
        ("a kick and a key", "Kiki"),
    ],
)
def test_what_sounds_otherwise_or_is_a_word_stays(text: str, term: str) -> None:
    assert heard(text, term) == []


def test_what_was_heard_surely_stays() -> None:
    assert heard("以后由周言负责", "周妍", sure=0.97) == []
    assert heard("沧浪之哥", "沧浪之歌", sure=0.95) == []
    assert heard("stop and caulging", "Call Jing", sure=0.97) == []


def test_words_of_their_own_need_more_doubt() -> None:
    assert heard("有同意的吗", "童艺", sure=0.7) == []
    assert heard("有同意的吗", "童艺", sure=0.3) == ["同意"]
    assert heard("the soju arrived", "Sojo", sure=0.9) == []


def test_only_what_differs_has_to_be_doubtful() -> None:
    text = "迪卡农"
    assert [c.term for c in sounding_like(text, [0.99, 0.99, 0.6], ("迪卡侬",))] == ["迪卡侬"]
    assert list(sounding_like(text, [0.2, 0.2, 0.99], ("迪卡侬",))) == []


@pytest.mark.parametrize("term", ["", "  ", "12", "。。", "(", "陈总 Daniel", "[a-z]+", "😀😀"])
def test_odd_terms_find_nothing(term: str) -> None:
    assert heard("陈总说 Daniel 的 12 号 (a) 😀", term) == []


def test_time_for_a_long_text_and_a_long_glossary() -> None:
    text = "我们约定出了问题三十分钟之内先打电话给您不发微信" * 40
    terms = [f"{a}{b}{c}" for a in "穗岚坊海盐燕" for b in "轻谷能量棒" for c in "云感防晒霜"]
    started = time.process_time()
    list(sounding_like(text, [0.5] * len(text), terms))
    assert time.process_time() - started < 3.0


def test_spans_overlap_when_they_share_a_character() -> None:
    assert overlap((0, 2), (1, 3))
    assert not overlap((0, 2), (2, 3))
