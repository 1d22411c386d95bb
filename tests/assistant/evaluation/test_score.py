"""Verdicts: what passes, and what is said of what does not."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation, Evidence
from assistant.evaluation.gold import NO_SOURCE, Gold
from assistant.evaluation.questions import Question
from assistant.evaluation.result import Verdict
from assistant.evaluation.score import Heard, scores
from vectorstore.models import Block, Chunk, Hit, Kind, Locator

PLACED = Gold({("book", 3): 10.0})


def hit(first: int, last: int, source: str = "book") -> Hit:
    chunk = Chunk(f"{source}-{first}", source, "space", "文字", Locator(), first, last, Kind.DOCUMENT)
    return Hit(chunk, 1.0, None, None)


def evidence(index: int, text: str) -> Evidence:
    return Evidence(1, "book", "手册", Kind.DOCUMENT, ((index, Block(text, Locator(paragraph=index))),), 1.0)


def answer(text: str, *blocks: tuple[int, str], refused: bool = False) -> Answer:
    citations = tuple(
        Citation(n, "book", "手册", Kind.DOCUMENT, said, Locator(paragraph=block), block, block)
        for n, (block, said) in enumerate(blocks, start=1)
    )
    return Answer("谁？", "谁？", text, "zh", refused=refused, citations=citations)


def scored(said: Answer, gold: Gold = PLACED, judged: bool | None = None, **fields: Any) -> dict[str, Any]:
    question = Question("q", "谁批准？", **{"answers": ("吴敏",), **fields})
    return scores(question, Heard(said, [evidence(3, "由吴敏批准。")], [hit(0, 1), hit(2, 4)]), gold, judged)


def test_a_right_answer_from_the_right_place() -> None:
    found = scored(answer("由吴敏批准。[1]", (3, "由吴敏批准。")))
    assert found["verdict"] is Verdict.PASSED
    assert (found["rank"], found["coverage"], found["contains"], found["exact"]) == (2, 1.0, True, False)
    assert found["f1"] == pytest.approx(2 * 2 / (5 + 2), abs=1e-4)
    assert [citation["carries"] for citation in found["citations"]] == [True]
    assert (found["sentences"], found["cited"], found["carried"]) == (1, 1, 1)


def test_a_citation_carries_by_its_place_or_by_its_words() -> None:
    found = scored(answer("由吴敏批准。[1][2][3]", (3, "另一句"), (9, "也是吴敏说的"), (9, "别的")))
    assert [citation["carries"] for citation in found["citations"]] == [True, True, False]


def test_right_words_over_a_wrong_citation() -> None:
    assert scored(answer("由吴敏批准。[1]", (9, "别的")))["verdict"] is Verdict.UNCITED


def test_wrong_words() -> None:
    wrong = answer("由陈总批准。[1]", (9, "由陈总批准。"))
    assert scored(wrong)["verdict"] is Verdict.WRONG
    assert scored(wrong, Gold({("elsewhere", 0): 1.0}))["verdict"] is Verdict.NOT_FOUND
    missing = scored(wrong, Gold(problem=NO_SOURCE))
    assert (missing["verdict"], missing["problem"], missing["coverage"]) == (Verdict.NO_SOURCE, NO_SOURCE, 0.0)
    assert scored(wrong, Gold())["verdict"] is Verdict.WRONG


def test_a_refusal() -> None:
    refused = answer("资料里没有找到。", refused=True)
    found = scored(refused)
    assert (found["verdict"], found["contains"], found["f1"], found["sentences"]) == (Verdict.REFUSED, False, 0.0, 0)
    right = scored(refused, Gold(), answerable=False, answers=())
    assert (right["verdict"], right["contains"], right["is_placed"]) == (Verdict.PASSED, None, False)


def test_an_answer_where_there_is_none() -> None:
    found = scored(answer("吴敏。[1]", (3, "吴敏")), Gold(), answerable=False)
    assert (found["verdict"], found["exact"], found["citations"][0]["carries"]) == (Verdict.ANSWERED, None, False)


def test_the_judge_has_the_last_word_on_the_words_not_on_the_citation() -> None:
    other_words = answer("Minnie Wu 批准。[1]", (3, "Minnie Wu"))
    assert scored(other_words)["verdict"] is Verdict.WRONG
    assert scored(other_words, judged=True)["verdict"] is Verdict.PASSED
    assert scored(answer("不是吴敏批准。[1]", (3, "吴敏")), judged=False)["verdict"] is Verdict.WRONG
    assert scored(answer("Minnie 批准。[1]", (9, "别的")), judged=True)["verdict"] is Verdict.UNCITED


def test_without_accepted_answers_the_citation_decides() -> None:
    assert scored(answer("某人。[1]", (3, "某人")), answers=())["verdict"] is Verdict.PASSED
    assert scored(answer("某人。[1]", (9, "某人")), answers=())["verdict"] is Verdict.WRONG


def test_with_nothing_known_an_answer_is_enough() -> None:
    assert scored(answer("某人。[1]", (9, "某人")), Gold(), answers=())["verdict"] is Verdict.PASSED
    assert scored(answer("没有", refused=True), Gold(), answers=())["verdict"] is Verdict.REFUSED
