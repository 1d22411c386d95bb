from __future__ import annotations

import random
from itertools import pairwise

import pytest

from ingest.pieces import CJK_WEIGHT, Piece, language, pieces_of, split_text, weight
from vectorstore.models import Block, Locator

ALPHABET = [
    "预算",
    "投放。",
    "达人，",
    "直播！",
    "budget ",
    "moves. ",
    "on ",
    "March? ",
    "\n",
    "“好。”",
    "3.5% ",
    "x" * 30,
]


def some_text(seed: int, words: int = 400) -> str:
    pick = random.Random(seed)
    return "".join(pick.choice(ALPHABET) for _ in range(words))


def test_weight_counts_han_as_more() -> None:
    assert weight("abcd") == 4
    assert weight("预算") == 2 * CJK_WEIGHT
    assert weight("预算 ok") == 2 * CJK_WEIGHT + 3
    assert weight("") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("客户预算在三月调整", "zh"),
        ("The budget moves in March", "en"),
        ("我们的 ROI 在 TikTok 上翻倍了", "zh"),
        ("The hashtag 预算 was used by the client team", "en"),
        ("2024 / 03 — 12%", ""),
        ("", ""),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("limit", [60.0, 250.0, 1100.0])
def test_split_keeps_everything_in_order_and_in_size(seed: int, limit: float) -> None:
    text = some_text(seed)
    parts = split_text(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(weight(part) <= limit for part in parts)
    assert all(part.strip() for part in parts)


@pytest.mark.parametrize("seed", range(10))
def test_split_ends_at_sentences_while_they_fit(seed: int) -> None:
    pick = random.Random(seed)
    sentences = [
        "".join(pick.choice("预算投放达人直播") for _ in range(pick.randint(3, 40))) + pick.choice("。！？")
        for _ in range(60)
    ]
    parts = split_text("".join(sentences), 300.0)
    assert len(parts) > 5
    assert all(part[-1] in "。！？" for part in parts)
    assert all(weight(a) + weight(b) > 300.0 - 41 * CJK_WEIGHT for a, b in pairwise(parts))


def test_split_does_not_cut_numbers_or_words() -> None:
    text = "The CPM was 3.5 and v1.2.3 shipped on 2024.03.05 at brand.example with care. " * 30
    for part in split_text(text, 200.0):
        assert part.startswith("The CPM")
        assert part.endswith("care.")


def test_a_sentence_too_long_is_cut_at_commas_then_anywhere() -> None:
    commas = split_text("预算调整，" * 100, 200.0)
    assert all(part.endswith("，") for part in commas)
    runs = split_text("预" * 1000, 200.0)
    assert {len(part) for part in runs[:-1]} == {80}


def test_quotes_stay_with_their_sentence() -> None:
    parts = split_text("他说：“先停投。”然后开会。" * 30, 100.0)
    assert not any(part.startswith("”") for part in parts)


def test_pieces_remember_their_block() -> None:
    block = Block("预算调整。" * 300, Locator(paragraph=7))
    pieces = pieces_of(block, 4, 500.0)
    assert [piece.part for piece in pieces] == list(range(len(pieces)))
    assert {piece.index for piece in pieces} == {4}
    assert all(piece.block is block and piece.weight == weight(piece.text) for piece in pieces)
    assert pieces_of(Block(" \n ", Locator()), 0, 500.0) == []
    assert pieces_of(Block("短", Locator()), 0, 500.0) == [Piece(Block("短", Locator()), 0, 0, "短")]
