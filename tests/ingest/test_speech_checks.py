from __future__ import annotations

import pytest

from ingest.speech_checks import echoes, made_up, without_echoes, without_loops
from vectorstore.models import Word


def words(*texts: str) -> list[Word]:
    return [Word(text, i * 0.5, i * 0.5 + 0.5, 0.9) for i, text in enumerate(texts)]


def kept(*texts: str) -> str:
    return "".join(word.text for word in without_loops(words(*texts))[0])


def test_a_sentence_said_over_and_over_is_kept_once() -> None:
    sentence = ("我们", "改", "了", "上线", "日期。")
    found, dropped = without_loops(words("好，", *sentence * 4, "谢谢。"))
    assert "".join(word.text for word in found) == "好，我们改了上线日期。谢谢。"
    assert dropped == 7.5  # three rounds of five words, half a second each


def test_rounds_that_differ_in_punctuation_are_the_same() -> None:
    assert kept(*[" go", " on,"] * 4, *[" Go", " on."] * 4) == " go on,"


def test_a_single_character_repeated_for_seconds() -> None:
    assert kept(*"对" * 40) == "对"


@pytest.mark.parametrize("said", ["对对对对", "哈哈哈哈哈", "等等等等等等"])
def test_people_repeat_themselves(said: str) -> None:
    assert kept(*said) == said


def test_twice_is_no_loop() -> None:
    sentence = [" We", " moved", " the", " launch", " from", " March", " fifth."] * 2
    assert kept(*sentence) == "".join(sentence)


def test_what_follows_a_loop_and_a_second_loop() -> None:
    assert kept(*"一二三四" * 5, "然后", *"五六七八" * 4) == "一二三四然后五六七八"


def test_a_part_of_a_round_at_the_end_stays() -> None:
    assert kept(*"一二三四" * 4, "一", "二") == "一二三四一二"


def test_no_words() -> None:
    assert without_loops([]) == ([], 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "字幕由Amara.org社区提供",
        "字幕志愿者 杨茜茜",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        " Subtitles by the Amara.org community",
    ],
)
def test_credits_are_never_spoken(text: str) -> None:
    assert made_up(text, score=-0.1, no_speech=0.01) == "stock_phrase"


@pytest.mark.parametrize(
    "text", [" Thanks for watching!", "谢谢大家观看。", " Please subscribe.", "欢迎订阅我们的频道"]
)
def test_stock_phrases_need_doubt(text: str) -> None:
    assert made_up(text, score=-0.9, no_speech=0.05) == "stock_phrase"
    assert made_up(text, score=-0.2, no_speech=0.5) == "stock_phrase"
    assert made_up(text, score=-0.2, no_speech=0.02) is None


@pytest.mark.parametrize(
    "text",
    [
        "谢谢大家观看这份报表，下面说预算。",
        " Thanks for watching the demo with us, next the budget.",
        "先加字幕再投放。",
    ],
)
def test_sentences_that_only_begin_like_one_stay(text: str) -> None:
    assert made_up(text, score=-0.9, no_speech=0.3) is None


def test_silence_needs_both_signs_or_certainty() -> None:
    assert made_up("嗯", score=-1.2, no_speech=0.8) == "silence"
    assert made_up("嗯", score=-0.3, no_speech=0.9) == "silence"
    assert made_up("嗯", score=-0.5, no_speech=0.75) is None
    assert made_up("嗯", score=-1.2, no_speech=0.3) is None


GLOSSARY = ("海盐燕麦脆", "千川", "Yipora", "投产比")


@pytest.mark.parametrize(
    "text", ["海盐燕麦脆、千川、Yipora", " Yipora, yipora, Yipora, 千川。", "投产比，千川，投产比"]
)
def test_the_glossary_read_back(text: str) -> None:
    assert echoes(text, GLOSSARY)


@pytest.mark.parametrize(
    "text", ["千川", "千川、投产比", "千川的投产比，海盐燕麦脆最低", "", " Yipora and Yipora, or Yipora"]
)
def test_terms_in_a_sentence_are_speech(text: str) -> None:
    assert not echoes(text, GLOSSARY)


def test_without_a_glossary_nothing_echoes() -> None:
    assert not echoes("千川千川千川", ())


SKINCARE = ("晨露精华", "Yipora", "云感防晒", "夜光修护霜", "赵琪")


def spoken(text: str) -> list[Word]:
    """One word per character, a fifth of a second each."""
    return [Word(character, i / 5, (i + 1) / 5, 0.9) for i, character in enumerate(text)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("每天八百块。晨露，Yipora，云感防晒，夜光修护霜，夜光修去年有一次", "每天八百块。去年有一次"),
        ("晨露，赵琪，这两个词要屏蔽", "这两个词要屏蔽"),
        ("云感防晒和夜光修护霜一起卖", "云感防晒和夜光修护霜一起卖"),
        ("晨露精华赵琪来写", "晨露精华赵琪来写"),
        ("这段录屏讲晨露精华", "这段录屏讲晨露精华"),
    ],
)
def test_only_runs_of_glossary_terms_go(said: str, kept: str) -> None:
    words, seconds = without_echoes(spoken(said), SKINCARE)
    text = "".join(word.text for word in words)
    assert text.replace("，", "") == kept.replace("，", "")
    assert (seconds > 0) is (len(text) < len(said))
