"""Sentences of a model held against what they cite, as they stream in pieces of any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.grounding import MARKS, Grounding, carried
from vectorstore.models import Block, Kind, Locator

Similarity = Callable[[str, Sequence[str]], np.ndarray]
BLOCKS = ("当晚九点下架了短视频，退款八万七千元。", "第二天上午发布了中英文声明。")
EVIDENCE = Evidence(
    1,
    "review",
    "2026-03-14 危机复盘会",
    Kind.RECORDING,
    tuple((i, Block(text, Locator(start=float(i)))) for i, text in enumerate(BLOCKS)),
    1.0,
    occurred_on=date(2026, 3, 14),
)
CITED: list[Citation] = [cite(EVIDENCE, 1, 0, 0, BLOCKS[0]), cite(EVIDENCE, 2, 1, 1, BLOCKS[1])]


@pytest.mark.parametrize(
    "sentence",
    [
        "当晚九点就下架了短视频[1]。",
        "退款 87,000 元[1]。",
        "3月14日的会上说，退款 8.7 万元[1]。",
        "分两步[1]：",
        "以下是资料里的说法：",
        "[1]",
        "",
    ],
)
def test_what_the_passages_say_is_carried(sentence: str, similarity: Similarity) -> None:
    cited = [EVIDENCE] if "[" in sentence else []
    assert carried(sentence, cited, [EVIDENCE], similarity)


@pytest.mark.parametrize(
    "sentence",
    [
        "退款 97,000 元[1]。",
        "当晚下架了短视频，共 1,460 单[1]。",
        "负责人是法国经销商的库存主管[1]。",
        "一共赔了 500 万。",
    ],
)
def test_another_figure_or_another_matter_is_not(sentence: str, similarity: Similarity) -> None:
    cited = [EVIDENCE] if "[" in sentence else []
    assert not carried(sentence, cited, [EVIDENCE], similarity)


def stream(text: str, size: int, similarity: Similarity, lang: str = "zh") -> str:
    grounding = Grounding([EVIDENCE], lambda: CITED, similarity, lang)
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return "".join(map(grounding.feed, pieces)) + grounding.finish()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_marks_stand_after_the_sentence_and_its_citations(size: int, similarity: Similarity) -> None:
    mark = MARKS["zh"]
    said = "当晚下架了短视频[1]。退款 97,000 元[1]。第二天发布了声明。[2]\n- 赔了 500 万元[1]\n- 下架了短视频[1]"
    want = f"当晚下架了短视频[1]。退款 97,000 元[1]。{mark}第二天发布了声明。[2]\n- 赔了 500 万元[1]{mark}"
    want += "\n- 下架了短视频[1]"
    assert stream(said, size, similarity) == want


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_dot_inside_a_number_ends_no_sentence(size: int, similarity: Similarity) -> None:
    said = "退款 8.7 万元 [1]. The rent was 9.5 million [1]. Done [2]"
    assert stream(said, size, similarity, "en").count(MARKS["en"]) >= 1
    assert "8.7 万元 [1]. The" in stream(said, size, similarity, "en")


def test_what_is_carried_comes_through_unchanged(similarity: Similarity) -> None:
    said = "当晚九点下架了短视频 [1]。\n\n第二天上午发布了声明 [2]。"
    assert stream(said, 2, similarity) == said
    assert stream("", 1, similarity) == ""
