from __future__ import annotations

import pytest

from assistant.chat.reranking import numbers, reranked
from assistant.chat.scripted import ScriptedChat
from assistant.errors import ModelTimeout
from vectorstore.models import Chunk, Hit, Kind, Locator


def hit(text: str, score: float = 0.5) -> Hit:
    chunk = Chunk(text, "s", "x", text, Locator(), 0, 0, Kind.DOCUMENT, title="手册")
    return Hit(chunk, score, None, None)


HITS = [hit("一"), hit("二"), hit("三")]


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("3 1", "三一二"),
        ("[2], [2] and [99]", "二一三"),
        ("最有用的是 3。", "三一二"),
        ("0", "一二三"),
        ("", "一二三"),
        ("I cannot help with that.", "一二三"),
        ("12345678", "一二三"),
    ],
)
def test_the_models_order_is_taken_and_the_rest_follows(said: str, order: str) -> None:
    sorted_hits = reranked("问题", HITS, ScriptedChat([{"say": said}]), "zh")
    assert "".join(item.chunk.text for item in sorted_hits) == order


def test_scores_follow_the_order() -> None:
    scores = [item.score for item in reranked("q", HITS, ScriptedChat([{"say": "3 2 1"}]), "en")]
    assert scores == sorted(scores, reverse=True)


def test_the_model_reads_numbered_fenced_passages() -> None:
    script = ScriptedChat([{"when": r"(?s)<<<DATA.*\[2\] 手册: 二.*DATA \w+>>>", "say": "2"}])
    assert reranked("问题", HITS, script, "zh")[0].chunk.text == "二"


def test_one_hit_needs_no_model_and_a_failure_flies() -> None:
    silent = ScriptedChat([{"fail": "timeout"}])
    assert reranked("q", HITS[:1], silent, "en") == HITS[:1]
    with pytest.raises(ModelTimeout):
        reranked("q", HITS, silent, "en")


def test_numbers_out_of_range_are_none() -> None:
    assert numbers("0, 4, 2, 2, -1", 3) == [2, 1]
