"""What results amount to, by worked examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.evaluation.intervals import wilson
from assistant.evaluation.measure import BOUNDED, COSTS, RATES, below, grouped, summary, summary_json
from assistant.evaluation.result import Result, Verdict

Make = Callable[..., Result]


def test_ranks(make_result: Make) -> None:
    found = summary([make_result(rank=rank) for rank in (1, 2, 6, None)])
    assert (found["recall@1"].value, found["recall@5"].value, found["recall@10"].value) == (0.25, 0.5, 0.75)
    assert found["mrr"].value == pytest.approx((1 + 1 / 2 + 1 / 6 + 0) / 4)
    assert (found["recall@1"].low, found["recall@1"].high) == wilson(1, 4)


def test_questions_without_a_known_place_do_not_count_for_the_search(make_result: Make) -> None:
    found = summary([make_result(rank=1), make_result(is_placed=False, rank=None, coverage=None)])
    assert (found["recall@1"].value, found["recall@1"].n, found["coverage"].n) == (1.0, 1, 1)


def test_answers(make_result: Make) -> None:
    found = summary(
        [make_result(), make_result(contains=False, f1=0.2, exact=False), make_result(contains=None, f1=None)]
    )
    assert (found["contains"].value, found["contains"].n) == (0.5, 2)
    assert found["f1"].value == pytest.approx(0.5)
    assert "judged" not in found
    assert summary([make_result(judged=True), make_result(judged=False), make_result()])["judged"].n == 2


def test_citations(make_result: Make) -> None:
    (right,) = make_result().citations
    half = make_result(citations=(right, {**right, "carries": False}), sentences=4, cited=3, told=2, carried=1)
    found = summary([make_result(), half])
    assert found["citation_precision"].value == pytest.approx((1 + 0.5) / 2)
    assert found["citation_recall"].value == pytest.approx((1 + 0.75) / 2)
    assert found["carried"].value == pytest.approx((1 + 0.5) / 2)
    nothing_known = make_result(is_placed=False, answers=())
    assert "citation_precision" not in summary([nothing_known]), "a citation can be neither right nor wrong"


def test_refusals(make_result: Make) -> None:
    results = [
        make_result(),
        make_result(),
        make_result(as_refused=True),
        make_result(as_unanswerable=True),
        make_result(as_refused=True, as_unanswerable=True),
        make_result(as_refused=True, as_unanswerable=True),
    ]
    found = summary(results)
    assert found["refusal_precision"].value == pytest.approx(2 / 3)
    assert found["refusal_recall"].value == pytest.approx(2 / 3)
    assert found["refusal_f1"].value == pytest.approx(2 / 3)
    assert found["answered"].value == pytest.approx(2 / 3)
    assert found["refusal_f1"].low < 2 / 3 < found["refusal_f1"].high
    assert "refusal_f1" not in summary(results[:3]), "nothing in the file ought to be refused"


def test_never_refusing_scores_nothing(make_result: Make) -> None:
    found = summary([make_result(as_unanswerable=True), make_result()])
    assert (found["refusal_f1"].value, found["refusal_recall"].value) == (0.0, 0.0)
    assert "refusal_precision" not in found


def test_costs(make_result: Make) -> None:
    found = summary([make_result(seconds=0.1, model_tokens=200), make_result(seconds=0.3)])
    assert found["seconds"].value == pytest.approx(0.2)
    assert (found["model_tokens"].value, found["model_tokens"].n) == (200.0, 1)
    assert not set(COSTS) & set(BOUNDED)


def test_groups(make_result: Make) -> None:
    results = [make_result(lang="en"), make_result(lang="zh"), make_result(lang="zh", verdict=Verdict.WRONG)]
    groups = grouped(results, lambda result: result.lang)
    assert [(label, found["passed"].value) for label, found in groups.items()] == [("en", 1.0), ("zh", 0.5)]
    assert grouped(results, lambda result: result.kind) == {}


def test_bounds(make_result: Make) -> None:
    found = summary([make_result(rank=1), make_result(rank=3)])
    assert below(found, [("recall@1", 0.6), ("recall@5", 1.0), ("passed", 0.99), ("judged", 0.5)]) == [
        ("recall@1", 0.6)
    ]


def test_the_same_results_say_the_same_twice(make_result: Make) -> None:
    results = [make_result(rank=i % 9 + 1, f1=i / 40) for i in range(40)]
    assert summary_json(summary(results)) == summary_json(summary(results))
    assert summary(results, seed=1)["mrr"] != summary(results, seed=2)["mrr"]


def test_nothing_asked_is_nothing_measured(make_result: Make) -> None:
    assert summary([]) == {}
    assert set(summary([replace(make_result(), judged=True, model_tokens=3)])) <= {*RATES, *COSTS, "refusal_f1"}
