"""Fitting the small models of benchmarks/reading.py, and the measures they are judged by. Plain numpy."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
STEPS = 40
ENOUGH = 1e-4  # of the objective; a step that gains less is the last


def logistic(rows: Array, labels: Array, penalty: float = 5.0) -> Array:
    """Weights and, last, the intercept, of P(label = 1); by Newton, with an L2 penalty on standardised weights."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    ridge = np.diag([penalty] * rows.shape[1] + [1e-6])
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (likely - labels) + ridge @ weights
        step = np.linalg.solve((x * (likely * (1 - likely))[:, None]).T @ x + ridge, gradient)
        weights -= step
        if np.abs(step).max() < ENOUGH:
            break
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ mean)


def choice(groups: Sequence[tuple[Array, Array]], prior: Array, penalty: float = 1.0) -> Array:
    """Weights of a choice inside each group (its rows; 1 for those that are right), drawn towards `prior`."""
    weights = prior.copy()
    last = _cost(groups, weights, prior, penalty)
    for _ in range(STEPS):
        gradient, curve = penalty * (weights - prior), penalty * np.eye(len(prior))
        for rows, right in groups:
            likely = _softmax(rows @ weights)
            mean = rows.T @ likely
            gradient += mean - rows.T @ (right / right.sum())
            curve += (rows * likely[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(curve, gradient)
        while (now := _cost(groups, weights - step, prior, penalty)) > last and np.abs(step).max() > 1e-6:
            step /= 2
        weights = weights - step
        if last - now < ENOUGH:
            break
        last = now
    return weights


def _cost(groups: Sequence[tuple[Array, Array]], weights: Array, prior: Array, penalty: float) -> float:
    cost = penalty / 2 * float(((weights - prior) ** 2).sum())
    for rows, right in groups:
        cost -= float(np.log(_softmax(rows @ weights)) @ right / right.sum())
    return cost


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max())
    shares: Array = np.maximum(raised / raised.sum(), 1e-12)
    return shares


def auc(scores: Array, labels: Array) -> float:
    """How often a 1 scores above a 0, ties by half."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    ones = labels.sum()
    return float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(labels) - ones)))


def f1_at(scores: Array, labels: Array, wrongly: float = 0.08) -> tuple[float, float]:
    """F1 and recall of telling the 1s where a share `wrongly` of the 0s is told, too."""
    zeros = np.sort(scores[labels == 0])[::-1]
    told = scores > zeros[int(wrongly * len(zeros))]
    right = (told & (labels == 1)).sum()
    return float(2 * right / (told.sum() + labels.sum())), float(right / labels.sum())


def fold_of(group: str, folds: int) -> int:
    """Which fold everything of `group` belongs to: the same in every run."""
    return int(hashlib.md5(group.encode(), usedforsecurity=False).hexdigest(), 16) % folds
