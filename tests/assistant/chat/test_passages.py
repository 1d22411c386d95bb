from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.passages import JOINED_CHARS, passages, sentences
from vectorstore.models import Block, Kind, Locator


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("先下架。再声明！为什么？因为急；真的", ["先下架。", "再声明！", "为什么？", "因为急；", "真的"]),
        ("他说：“先下架。”然后走了。", ["他说：“先下架。”", "然后走了。"]),
        ("It moved. Then it sold out! Why? Nobody knows.", ["It moved.", "Then it sold out!", "Why?", "Nobody knows."]),
        ("ROI fell to 2.2 on March 6. We paused.", ["ROI fell to 2.2 on March 6.", "We paused."]),
        ("Mr. Wu and Dr. Li called J. Smith at 9 a.m. sharp.", None),
        ("See ads.example/help for limits.", None),
        ("第一行\n第二行\n\n第三行", ["第一行", "第二行", "第三行"]),
        ("版本 v1.2 已发布", None),
        ('He said "Stop." Then left.', ['He said "Stop."', "Then left."]),
        ("See ads.example/help?x=1 for limits.", None),
        ("他写了《你好吗？》这本书。然后走了", ["他写了《你好吗？》这本书。", "然后走了"]),
        ("他说：“先下架。再声明。”然后走了。", ["他说：“先下架。再声明。”", "然后走了。"]),
        ("The U.S. Army won 3.5 games. He left.", ["The U.S. Army won 3.5 games.", "He left."]),
        ("He (what? no!) left... Then Inc. Ltd. stayed.", None),
        ("（注：见下。）然后。", ["（注：见下。）", "然后。"]),
        ("Built in 1990.[3] It was", ["Built in 1990.[3]", "It was"]),
        ("1. 检查\n2. 下架", ["1. 检查", "2. 下架"]),
        ("他走了……然后又来了。", None),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, cut: list[str] | None) -> None:
    assert sentences(text) == ([text] if cut is None else cut)


@pytest.mark.parametrize("text", ["先下架。再声明！真的", "It moved. (Really.) Yes.", "1. 检查\n2. 下架", "…！！？？"])
def test_nothing_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def of(*blocks: Block, start: int = 0) -> Evidence:
    return Evidence(1, "s", "会议.m4a", Kind.RECORDING, tuple(enumerate(blocks, start=start)), 1.0)


def said(text: str, start: float, end: float, speaker: str | None = "赵琪") -> Block:
    return Block(text, Locator(start=start, end=end), speaker=speaker, kind="speech")


def spans(*blocks: Block) -> list[tuple[int, int, str]]:
    return [(p.first, p.last, p.text) for p in passages(of(*blocks))]


def test_every_sentence_knows_its_block() -> None:
    found = passages(of(Block("先下架。再声明。", Locator(page=1)), Block("退款。", Locator(page=2)), start=7))
    assert [(p.first, p.last, p.order, p.text) for p in found] == [
        (7, 7, 0, "先下架。"),
        (7, 7, 1, "再声明。"),
        (8, 8, 2, "退款。"),
    ]


def test_a_spoken_sentence_may_run_over_segments() -> None:
    assert spans(said("我们先报警", 0, 2), said("再给消费者打电话。", 2.2, 5), said("好。", 5.1, 6)) == [
        (0, 1, "我们先报警，再给消费者打电话。"),
        (2, 2, "好。"),
    ]


def test_english_segments_are_joined_by_a_space() -> None:
    assert spans(said("We moved the launch", 0, 2), said("to March eighteenth.", 2.1, 4)) == [
        (0, 1, "We moved the launch to March eighteenth.")
    ]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (said("再打电话。", 6.0, 8), "a long silence"),
        (said("再打电话。", 2.1, 4, speaker="吴敏"), "another speaker"),
        (said("再" * JOINED_CHARS, 2.1, 40), "too long"),
        (Block("再打电话。", Locator(paragraph=2)), "no speech"),
    ],
)
def test_segments_stay_apart_over(second: Block, why: str) -> None:
    assert [span[:2] for span in spans(said("我们先报警", 0, 2), second)] == [(0, 0), (1, 1)], why


def test_a_line_without_words_says_nothing() -> None:
    blocks = [Block(text, Locator(paragraph=i)) for i, text in enumerate(["先下架。", "-" * 60, "……", "再声明。"])]
    found = passages(of(*blocks))
    assert [(passage.text, passage.first, passage.order) for passage in found] == [
        ("先下架。", 0, 0),
        ("再声明。", 3, 1),
    ]


def test_paragraphs_are_never_joined() -> None:
    assert len(spans(Block("标题没有句号", Locator(paragraph=1)), Block("下一段", Locator(paragraph=2)))) == 2


def test_a_row_stays_whole_and_a_heading_is_no_answer() -> None:
    row = "日期: 3月6日。投产比: 1.8"
    assert spans(Block("二、下架。", Locator(), kind="heading"), Block(row, Locator(row=7), kind="row")) == [
        (1, 1, row)
    ]


@pytest.mark.parametrize("blocks", [[], [Block("", Locator())], [said(" ", 0, 1), said("", 1, 2)]])
def test_empty_blocks_give_no_passages(blocks: Sequence[Block]) -> None:
    assert spans(*blocks) == []
