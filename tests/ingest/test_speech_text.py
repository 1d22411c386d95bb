from __future__ import annotations

import pytest

from ingest.speech_text import blocks_from, simplified
from vectorstore.models import Word


def words(*texts: str, pauses: dict[int, float] | None = None) -> list[Word]:
    """Half a second each; `pauses` are seconds of silence before the word with that number."""
    at, made = 0.0, []
    for i, text in enumerate(texts):
        at += (pauses or {}).get(i, 0.0)
        made.append(Word(text, at, at + 0.5, 0.9))
        at += 0.5
    return made


def texts(*said: str, lang: str = "zh", pauses: dict[int, float] | None = None, simplify: bool = True) -> list[str]:
    return [block.text for block in blocks_from(words(*said, pauses=pauses), lang, 0.0, simplify)]


def test_sentences_become_blocks_with_their_times() -> None:
    first, second = blocks_from(words("好。", "先说", "预算。"), "zh", 100.0, True)
    assert (first.text, first.locator.start, first.locator.end) == ("好。", 100.0, 100.5)
    assert (second.text, second.locator.start, second.locator.end) == ("先说预算。", 100.5, 101.5)
    assert second.kind == "speech"
    assert second.lang == "zh"
    assert [(word.text, word.start) for word in second.words] == [("先说", 100.5), ("预算。", 101.0)]


def test_a_pause_ends_a_block() -> None:
    assert texts("先说预算", "再说人", pauses={1: 1.0}) == ["先说预算", "再说人"]


def test_a_block_never_runs_on() -> None:
    blocks = blocks_from(words(*["字"] * 100), "zh", 0.0, True)
    assert max((b.locator.end or 0) - (b.locator.start or 0) for b in blocks) <= 15.0
    assert "".join(block.text for block in blocks) == "字" * 100


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((" Mr.", " Dashwood", " paid."), [" Mr. Dashwood paid."]),
        ((" It", " is", " 2.", "2", " now."), [" It is 2.2 now."]),
        ((" Yes.", " No."), [" Yes.", " No."]),
        ((" Why?", " Because."), [" Why?", " Because."]),
    ],
)
def test_where_english_sentences_end(said: tuple[str, ...], expected: list[str]) -> None:
    assert texts(*said, lang="en") == [text.strip() for text in expected]


def test_a_chinese_decimal_is_not_cut() -> None:
    assert texts("投产", "比", "低于", "2.", "2,", "连续", "三天", "就", "暂停。") == [
        "投产比低于2.2，连续三天就暂停。"
    ]


def test_chinese_gets_chinese_punctuation() -> None:
    assert texts("大家", "好,", "今天", "开会.") == ["大家好，今天开会。"]
    assert texts("降低", "20%,", "再看") == ["降低20%，再看"]


def test_a_space_between_chinese_phrases_is_a_comma() -> None:
    assert texts("3月", "6号", " 晚上", " 7点") == ["3月6号，晚上7点"]


def test_english_punctuation_is_left_alone() -> None:
    assert texts(" Hello,", " Emma.", lang="en") == ["Hello, Emma."]


def test_traditional_becomes_simplified_unless_switched_off() -> None:
    assert texts("陳總", "說", "發佈", "日期") == ["陈总说发布日期"]
    assert texts("陳總", "說", simplify=False) == ["陳總說"]


def test_characters_that_depend_on_their_neighbours() -> None:
    """乾 is 干 in 乾淨 and stays in 乾坤; split over words it must come out the same."""
    assert simplified(["乾", "淨", "和", "乾", "坤"]) == ["干", "净", "和", "乾", "坤"]


def test_as_many_texts_come_back_as_went_in() -> None:
    assert simplified([]) == []
    assert simplified(["", "後", "", "面"]) == ["", "后", "", "面"]


def test_nothing_said() -> None:
    assert blocks_from([], "zh", 0.0, True) == []
    assert texts(" ", "", lang="en") == []
