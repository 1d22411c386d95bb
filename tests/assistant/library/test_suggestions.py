"""Which words are suggested, and which are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.library.suggestions import SHOWN, unknown_words
from vectorstore.e5_weights import common_chinese

FRAMES = ("把{}卖了", "让{}先停", "给{}加钱", "看{}怎样", "买{}送礼", "听{}说过", "找{}问问")


def said(word: str, times: int = 7) -> list[str]:
    return [FRAMES[i % len(FRAMES)].format(word) for i in range(times)]


def words(texts: Sequence[str], known: Sequence[str] = ()) -> list[str]:
    return [found.word for found in unknown_words(texts, set(known))]


@pytest.mark.parametrize("name", ["晨露精华", "穗岚坊", "林晓曼", "周妍", "漪珀"])
def test_names_in_chinese_are_found_whole(name: str) -> None:
    assert words(said(name)) == [name]


@pytest.mark.parametrize("word", ["电话", "视频", "声明", "消费者", "恢复"])
def test_words_of_the_language_are_not(word: str) -> None:
    assert words(said(word)) == []
    assert word in common_chinese()


def test_pieces_and_rare_words_are_not() -> None:
    assert words(said("晨露精华", 3)) == []
    assert words(["把晨露精华卖了"] * 9) == []  # always in one company: nobody knows where it ends


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("we sent it to Emma Hartley today", "Emma Hartley"),
        ("the batch SL-OC180 was bad", "SL-OC180"),
        ("we run Qianchuan ads", "Qianchuan"),
        ("把 Yipora 的素材发给她", "Yipora"),
    ],
)
def test_names_in_latin_letters(text: str, name: str) -> None:
    assert words([text] * 3) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The client asked. However, we waited.",
        "please SEND mail to x@Suilan.com",
        "http://Suilan.example/Brand",
        "i am ok",
    ],
)
def test_ordinary_english_is_not(text: str) -> None:
    assert words([text] * 5) == []


def test_what_is_known_is_not_suggested_again_nor_are_its_pieces() -> None:
    texts = [*said("晨露精华"), *["ask Emma Hartley now"] * 4]
    assert words(texts, ["晨露精华", "emma hartley"]) == []
    assert words(said("晨露精华"), ["晨露精华液"]) == []


def test_each_comes_with_its_count_and_a_place() -> None:
    (found,) = unknown_words([*said("穗岚坊"), "前" * 90 + "穗岚坊" + "后" * 90], set())
    assert (found.word, found.count) == ("穗岚坊", 8)
    assert "穗岚坊" in found.example
    assert len(found.example) < 80


def test_hostile_and_empty_texts_end() -> None:
    assert words([]) == words(["", "\n", "…", "123 456"]) == []
    assert words(["A" * 50_000, "啊" * 20_000, "A-" * 20_000]) == []
    many = [f"call Brandname{chr(97 + i // 26)}{chr(97 + i % 26)}x now" for i in range(100) for _ in range(4)]
    assert len(words(many)) == SHOWN
