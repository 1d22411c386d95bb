from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.features import OF_ANSWER, OF_SENTENCE, of_answer, of_sentences
from assistant.chat.passages import Passage, passages

Make = Callable[..., Evidence]


def sentence(question: str, evidence: Sequence[Evidence], which: int = 0) -> dict[str, float]:
    found = [passage for item in evidence for passage in passages(item)]
    rows = of_sentences(question, found, [passage.text for passage in found], [0.85] * len(found))
    return dict(zip(OF_SENTENCE, rows[which], strict=True))


def answer(question: str, ranked: Sequence[Passage], cosines: Sequence[float] | None = None) -> dict[str, float]:
    scores = [1 - i / 10 for i in range(len(ranked))]
    row = of_answer(question, ranked, cosines or [0.9] * len(ranked), scores)
    return dict(zip(OF_ANSWER, row, strict=True))


def test_a_sentence_that_holds_the_question_s_words_and_an_amount(make_evidence: Make) -> None:
    read = sentence("退款一共多少元？", [make_evidence("退款一共四万两千元。", "天气很好。")])
    other = sentence("退款一共多少元？", [make_evidence("退款一共四万两千元。", "天气很好。")], 1)
    assert read["coverage"] > other["coverage"] == 0.0
    assert (read["kind"], other["kind"]) == (1.0, 0.0)
    assert read["run"] > other["run"]
    assert read["pairs"] > other["pairs"]


def test_what_stands_beside_a_sentence_counts_as_around(make_evidence: Make) -> None:
    read = sentence("退款是哪天？", [make_evidence("我们谈了退款。", "那是3月6日。", "天气很好。", "再见。")], 1)
    far = sentence("退款是哪天？", [make_evidence("我们谈了退款。", "那是3月6日。", "天气很好。", "再见。")], 3)
    assert read["coverage"] == 0.0
    assert read["around"] > far["around"] == 0.0


def test_rank_language_and_questions(make_evidence: Make) -> None:
    evidence = [make_evidence("Was it refunded?"), make_evidence("It was.", n=2, source="other")]
    assert sentence("退款了吗？", evidence)["language"] == 0.0
    assert sentence("Refunded?", evidence)["language"] == 1.0
    assert [sentence("Refunded?", evidence, i)["asks"] for i in (0, 1)] == [1.0, 0.0]
    assert [sentence("Refunded?", evidence, i)["rank"] for i in (0, 1)] == [1.0, 0.5]


def test_cosines_of_both_languages_are_put_on_one_scale(make_evidence: Make) -> None:
    same = sentence("退款了吗？", [make_evidence("已经退款。")])["cosine"]
    across = sentence("退款了吗？", [make_evidence("It was refunded.")])["cosine"]
    assert across > same  # 0.85 is much for a Chinese question and an English sentence


def test_nothing_found_gives_no_rows() -> None:
    assert of_sentences("退款？", [], [], []).shape == (0, len(OF_SENTENCE))


@pytest.mark.parametrize(
    ("question", "feature", "missing"),
    [
        ("Did Emma approve the plan?", "names_missing", 1.0),
        ("Did Kiki approve the plan?", "names_missing", 0.0),
        ("What was approved in 2023?", "numbers_missing", 1.0),
        ("What was approved in 2024?", "numbers_missing", 0.0),
        ("Who approved “the moon plan”?", "quotes_missing", 1.0),
        ("Who approved “the plan”?", "quotes_missing", 0.0),
        ("What did Kiki not approve?", "denied", 1.0),
        ("What did Kiki approve?", "denied", 0.0),
        ("What happened after the plan?", "opposed", 1.0),
    ],
)
def test_what_the_evidence_does_not_meet(make_evidence: Make, question: str, feature: str, missing: float) -> None:
    text = "Kiki approved the plan in 2024, before it was sold."
    assert answer(question, passages(make_evidence(text)))[feature] == missing


def test_a_lead_is_what_the_best_place_has_over_the_rest(make_evidence: Make) -> None:
    first, second = make_evidence("日预算上限是三千元。"), make_evidence("天气很好。", n=2, source="other")
    ranked = [*passages(first), *passages(second)]
    read = answer("日预算上限是多少？", ranked, [0.9, 0.8])
    assert read["cosine_lead"] > 0
    assert read["lead"] == pytest.approx(0.1)
    assert read["run_lead"] > 0
    assert answer("日预算上限是多少？", ranked[:1])["lead"] == 0.0


def test_a_long_piece_of_evidence_is_read_a_stretch_at_a_time(make_evidence: Make) -> None:
    texts = ["日预算上限是三千元。", *(f"第{i}句别的话。" for i in range(30)), "退款一共四万两千元。"]
    ranked = passages(make_evidence(*texts))
    assert answer("日预算上限是多少？", ranked)["terms"] > answer("退款一共多少元？", ranked)["terms"]


@pytest.mark.parametrize("question", ["", "？", "为什么？", "a" * 5000, "\x00\ud800", "第" * 300])
def test_odd_questions_give_finite_numbers(make_evidence: Make, question: str) -> None:
    found = passages(make_evidence("日预算上限是三千元。", "\x00", "😀 ok."))
    assert np.isfinite(of_sentences(question, found, [p.text for p in found], [0.8] * len(found))).all()
    assert all(map(np.isfinite, answer(question, found).values()))
