"""Intervals against known values, and the same twice."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evaluation.intervals import BATCH, RESAMPLES, bootstrap, mean, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # Newcombe 1998 and statsmodels.proportion_confint(method="wilson")
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (10, 10, 0.7225, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


def test_the_bootstrap_of_a_mean_is_about_two_standard_errors_wide() -> None:
    values = np.random.default_rng(3).normal(10.0, 2.0, 400)
    low, high = bootstrap([[value] for value in values], mean, np.random.default_rng(1))
    error = values.std() / 20
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.3 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.3 * error)


def test_the_same_seed_says_the_same() -> None:
    rows = [[float(i % 7)] for i in range(50)]
    first, second, other = (bootstrap(rows, mean, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == second != other


def test_no_spread_no_interval() -> None:
    assert bootstrap([[0.5]], mean, np.random.default_rng(0)) == (0.5, 0.5)


def test_many_questions_are_drawn_in_parts_that_fit_into_memory() -> None:
    largest = 0

    def watched(samples: np.ndarray) -> np.ndarray:
        nonlocal largest
        largest = max(largest, samples.size)
        return mean(samples)

    rows = [[float(i)] for i in range(5_000)]
    low, high = bootstrap(rows, watched, np.random.default_rng(0))
    assert low < 2499.5 < high
    assert largest <= BATCH < 5_000 * RESAMPLES
