from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

import numpy as np
import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.extractive import score
from assistant.chat.features import OF_ANSWER, OF_SENTENCE
from assistant.chat.support import strength, supported
from assistant.chat.weights import ACROSS, Weights, fitted

Make = Callable[..., Evidence]
Similarity = Callable[[str, Sequence[str]], np.ndarray]


def carried(question: str, evidence: Sequence[Evidence], similarity: Similarity) -> bool:
    return supported(question, score(question, evidence, similarity))


def weights(kind: str, threshold: float) -> Weights:
    """Only the cosine counts, and only for this kind of question."""
    slopes = np.array([float(name == "cosine") for name in OF_ANSWER])
    blind = np.zeros(len(OF_ANSWER))
    kinds = {name: (blind, inf) for name in ("zh", "en", ACROSS)}
    return Weights(np.zeros(len(OF_SENTENCE)), kinds | {kind: (slopes, threshold)})


def test_nothing_supports_nothing() -> None:
    assert strength("问题", []) == -inf
    assert not supported("问题", [])


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("仓库密码？", "先下架。", "zh"),
        ("Warehouse password?", "The clip was taken down.", "en"),
        ("Warehouse password?", "先下架，再发声明。", ACROSS),
        ("仓库密码？", "The clip was taken down.", ACROSS),
    ],
)
def test_each_kind_of_question_has_its_weights(
    make_evidence: Make, similarity: Similarity, question: str, text: str, kind: str
) -> None:
    scored = score(question, [make_evidence(text)], similarity)
    assert supported(question, scored, weights(kind, -100.0))
    assert not supported(question, scored, weights(kind, 100.0))
    for other in {"zh", "en", ACROSS} - {kind}:
        assert not supported(question, scored, weights(other, -100.0))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("日预算上限是多少元？", "新计划的日预算上限是三千元，超过要先问周妍。", True),
        ("仓库的密码是多少？", "新计划的日预算上限是三千元，超过要先问周妍。", False),
        ("What is the daily budget limit of a new plan?", "The daily budget limit of a new plan is 3,000 yuan.", True),
        ("What did the laboratory charge for the report?", "The daily budget limit is 3,000 yuan.", False),
    ],
)
def test_what_ships_tells_an_answer_from_another_subject(
    make_evidence: Make, e5_similarity: Similarity, question: str, text: str, answers: bool
) -> None:
    found = 12.0 if answers else 5.0  # what the search says of such chunks
    evidence = [make_evidence("今天下雨。", text, score=found), make_evidence("Lunch was good.", n=2, source="other")]
    assert carried(question, evidence, e5_similarity) is answers


@pytest.mark.slow
def test_a_missing_name_weakens_and_a_missing_year_too(make_evidence: Make, e5_similarity: Similarity) -> None:
    evidence = [make_evidence("In 2024 the plan was approved by Kiki Zhao in Shanghai.")]

    def strong(question: str) -> float:
        return strength(question, score(question, evidence, e5_similarity))

    assert strong("Where was the plan approved by Kiki Zhao?") > strong("Where was the plan approved by Emma Stone?")
    assert strong("Who approved the plan in 2024?") > strong("Who approved the plan in 1987?")


def test_the_fitted_weights_are_complete() -> None:
    ships = fitted()
    assert set(ships.answer) == {"zh", "en", ACROSS}
    assert ships.sentence.shape == (len(OF_SENTENCE),)
    assert ships.sentence.any()
    for slopes, threshold in ships.answer.values():
        assert slopes.shape == (len(OF_ANSWER),)
        assert np.isfinite(slopes).all()
        assert np.isfinite(threshold)


def test_a_feature_that_the_file_does_not_name_weighs_nothing() -> None:
    read = Weights.from_json({"sentence": {"cosine": 2.0}, "answer": {"zh": {"weights": {"run": 1.0}, "threshold": 3}}})
    assert read.sentence[OF_SENTENCE.index("cosine")] == read.sentence.sum() == 2.0
    slopes, threshold = read.answer["zh"]
    assert slopes[OF_ANSWER.index("run")] == slopes.sum() == 1.0
    assert threshold == 3
