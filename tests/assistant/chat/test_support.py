from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.extractive import Scored
from assistant.chat.passages import passages
from assistant.chat.support import REACH_WEIGHT, THRESHOLD_ACROSS, THRESHOLDS, strength, supported

Make = Callable[..., Evidence]


def scored(evidence: Evidence, cosine: float) -> list[Scored]:
    return [Scored(passage, 1.0, cosine) for passage in passages(evidence)]


def test_nothing_supports_nothing() -> None:
    assert strength("问题", []) == 0.0
    assert not supported("问题", [])


def test_strength_is_the_cosine_and_the_share_of_terms_held(make_evidence: Make) -> None:
    evidence = make_evidence("退款一共四万两千元。")
    assert strength("退款？", scored(evidence, 0.9)) == pytest.approx(0.9 + REACH_WEIGHT)
    assert strength("停播？", scored(evidence, 0.9)) == pytest.approx(0.9)


def test_across_languages_only_the_cosine_counts(make_evidence: Make) -> None:
    assert strength("ROI?", scored(make_evidence("ROI 底线是二点二，连续三天低于就暂停。"), 0.79)) == pytest.approx(
        0.79
    )


def test_the_title_and_the_rest_of_the_evidence_count_as_held(make_evidence: Make) -> None:
    evidence = make_evidence("先下架。", "再声明。")
    assert strength("危机手册声明？", scored(evidence, 0.9)) > strength("仓库密码？", scored(evidence, 0.9))


@pytest.mark.parametrize(
    ("question", "text", "threshold"),
    [
        ("仓库密码？", "先下架。", THRESHOLDS["zh"]),
        ("Warehouse password?", "The clip was taken down.", THRESHOLDS["en"]),
        ("Warehouse password?", "先下架。", THRESHOLD_ACROSS),
        ("仓库密码？", "The clip was taken down.", THRESHOLD_ACROSS),
    ],
)
def test_each_pair_of_languages_has_its_threshold(
    make_evidence: Make, question: str, text: str, threshold: float
) -> None:
    evidence = make_evidence(text)
    assert not supported(question, scored(evidence, threshold - 0.001))
    assert supported(question, scored(evidence, threshold + 0.001))


def test_with_another_embedder_the_terms_decide_alone(make_evidence: Make) -> None:
    near = scored(make_evidence("日预算上限是三千元。"), 0.3)
    far = scored(make_evidence("今天天气很好。"), 0.3)
    assert supported("日预算上限是多少？", near, calibrated=False)
    assert not supported("日预算上限是多少？", far, calibrated=False)
    assert not supported("日预算上限是多少？", near)
