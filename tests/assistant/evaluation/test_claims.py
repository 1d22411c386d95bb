"""Sentences of answers, and what they cite."""

from __future__ import annotations

import pytest

from assistant.evaluation.claims import Support, carries, claims, support

PLAY = "出事第一小时先停掉全部投放，再打电话给陈总。"
PAY = "每单赔付不超过200元，超过的由吴敏批准。"


@pytest.mark.parametrize(
    ("line", "cites"),
    [
        ("先停投放[1]。再打电话[2]。", [(1,), (2,)]),
        ("先停投放。[1] 再打电话。[2]", [(1,), (2,)]),
        ("先停投放。 [1][3] 再打电话。", [(1, 3), ()]),
        ("Stop the plans. [1] Call Mr. Chen. [2]", [(1,), (2,)]),
        ("- 先停投放 [1]", [(1,)]),
        ("2. Stop the plans [1]", [(1,)]),
        ("可以分三步：", []),
        ("分三步 [1]：", [(1,)]),
        ("[1]", []),
        ("", []),
    ],
)
def test_claims_of_a_line(line: str, cites: list[tuple[int, ...]]) -> None:
    assert [claim.cites for claim in claims(line)] == cites


def test_every_sentence_cited_and_carried() -> None:
    text = f"{PLAY}[1]\n\n{PAY}[2]"
    assert support(text, {1: PLAY, 2: PAY}) == Support(sentences=2, cited=2, told=2, carried=2)


def test_a_sentence_without_a_citation_is_counted() -> None:
    assert support("先停掉全部投放。[1] 天气很好，适合散步。", {1: PLAY}) == Support(2, 1, 1, 1)


def test_one_citation_after_a_quote_of_two_sentences_covers_both() -> None:
    assert support("先停掉全部投放。再打电话给陈总。[1]", {1: PLAY}) == Support(2, 2, 2, 2)
    assert support("先停掉全部投放。\n再打电话给陈总。[1]", {1: PLAY}) == Support(2, 1, 1, 1), (
        "another line is another thought"
    )


def test_a_citation_that_does_not_carry_its_sentence() -> None:
    assert support("每单赔付不超过200元。[1]", {1: PLAY}) == Support(1, 1, 1, 0)


def test_across_languages_carrying_cannot_be_told() -> None:
    assert support("All campaigns are stopped first. [1]", {1: PLAY}) == Support(1, 1, 0, 0)
    assert carries("先停投放", []) is None


def test_a_number_without_a_passage_cites_nothing() -> None:
    assert support("先停掉全部投放。[7]", {1: PLAY}) == Support(1, 0, 0, 0)


def test_no_answer_has_no_sentence() -> None:
    assert support("", {}) == Support()
