"""The arithmetic of the coverage benchmark, and that its pairs are what it says they are."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from assistant.handover.covering.model import Verdict
from assistant.handover.templates import load
from benchmarks.coverage import PAIRS, blocks_of, read
from benchmarks.coverage_scores import Scores, scores, threshold_for

ENOUGH, THIN, NONE = Verdict.ENOUGH, Verdict.THIN, Verdict.NONE
LIBRARIES = [read(file) for file in sorted(PAIRS.glob("*.jsonl"))]


def test_scores_count_what_is_called_enough_and_is_not() -> None:
    found = scores([ENOUGH, ENOUGH, THIN, NONE, NONE], [ENOUGH, THIN, ENOUGH, NONE, THIN])
    assert found == Scores(pairs=5, enough=2, called_enough=2, rightly_enough=1, right=2)
    assert (found.precision, found.recall, found.wrongly_enough) == (0.5, 0.5, 1)
    assert found.false_enough == pytest.approx(1 / 3)


def test_calling_nothing_enough_is_precise_and_finds_nothing() -> None:
    found = scores([THIN, NONE], [ENOUGH, NONE])
    assert (found.precision, found.recall, found.false_enough) == (1.0, 0.0, 0.0)


def test_a_threshold_takes_as_many_as_stay_precise() -> None:
    values, labels = np.array([4.0, 3.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.0, 1.0])
    assert threshold_for(values, labels, 1.0) == 2.5
    assert threshold_for(values, labels, 0.7) < 1
    assert threshold_for(values, labels, None) < 1


def test_a_threshold_that_cannot_be_precise_lets_nothing_through() -> None:
    assert threshold_for(np.array([2.0, 1.0]), np.array([0.0, 0.0]), 0.9) == np.inf
    assert threshold_for(np.array([-np.inf]), np.array([1.0]), 0.9) == np.inf


def test_the_pairs_are_of_the_template_in_both_languages_and_labelled_once() -> None:
    keys = {item.key for _, item in load()["agency"].items}
    counted = Counter[str]()
    for head, passages, labels in LIBRARIES:
        assert {label["item"] for label in labels} <= keys
        assert len({label["item"] for label in labels}) == len(labels)
        assert {label["label"] for label in labels} <= set(Verdict)
        assert all(passage["text"].strip() for passage in passages)
        counted[head["lang"]] += len(labels)
    assert min(counted["zh"], counted["en"]) >= 100
    assert counted.total() >= 240


def test_a_line_of_talk_knows_who_speaks() -> None:
    (said,) = blocks_of({"kind": "chat", "text": "方旭：先停：全部"})
    assert (said.speaker, said.text, said.kind) == ("方旭", "先停：全部", "message")
    (written,) = blocks_of({"kind": "document", "text": "负责人：方旭"})
    assert (written.speaker, written.text) == (None, "负责人：方旭")
