"""What a run's results amount to: each metric with its 95 % interval, over all and group by group.

Every metric is the mean, over the questions it applies to, of one number per question; F1 of refusals
alone is not. Pure functions over results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from assistant.evaluation.intervals import Values, bootstrap, mean, wilson
from assistant.evaluation.result import Result

SEED = 20260314

Value = Callable[[Result], float | bool | None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric's value, its interval, and the number of questions it was taken over."""

    value: float
    low: float
    high: float
    n: int


def _among(k: int) -> Value:
    return lambda result: None if not result.is_placed else result.rank is not None and result.rank <= k


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# Shares and scores from 0 to 1, more being better: what a bound may be put on.
RATES: dict[str, Value] = {
    "passed": lambda r: r.passed,
    "recall@1": _among(1),
    "recall@5": _among(5),
    "recall@10": _among(10),
    "mrr": lambda r: None if not r.is_placed else 1 / r.rank if r.rank else 0.0,
    "coverage": lambda r: r.coverage,
    "exact": lambda r: r.exact,
    "contains": lambda r: r.contains,
    "f1": lambda r: r.f1,
    "judged": lambda r: r.judged,
    "citation_precision": lambda r: (
        _share(sum(c["carries"] for c in r.citations), len(r.citations))
        if r.answerable and (r.is_placed or r.answers)
        else None
    ),
    "citation_recall": lambda r: _share(r.cited, r.sentences) if not r.refused else None,
    "carried": lambda r: _share(r.carried, r.told),
    "answered": lambda r: not r.refused if r.answerable else None,
    "refusal_precision": lambda r: not r.answerable if r.refused else None,
    "refusal_recall": lambda r: r.refused if not r.answerable else None,
}
REFUSAL_F1 = "refusal_f1"
BOUNDED = (*RATES, REFUSAL_F1)

# What a question costs.
COSTS: dict[str, Value] = {
    "seconds": lambda r: r.seconds,
    "search_seconds": lambda r: r.search_seconds,
    "evidence_tokens": lambda r: r.evidence_tokens,
    "model_tokens": lambda r: r.model_tokens,
}

Summary = dict[str, Estimate]


def summary(results: Sequence[Result], seed: int = SEED) -> Summary:
    """Every metric that applies to at least one of the results."""
    random = np.random.default_rng(seed)
    found: Summary = {}
    for name, value in (*RATES.items(), *COSTS.items()):
        if values := [x for result in results if (x := value(result)) is not None]:
            found[name] = estimate(values, random)
        if name == "refusal_recall" and any(not result.answerable for result in results):
            found[REFUSAL_F1] = _refusal_f1(results, random)
    return found


def estimate(values: Sequence[float | bool], random: np.random.Generator) -> Estimate:
    """The mean of `values`, with Wilson's interval when they are all true or false."""
    if all(isinstance(value, bool) for value in values):
        low, high = wilson(sum(map(bool, values)), len(values))
    else:
        low, high = bootstrap([[float(value)] for value in values], mean, random)
    return Estimate(sum(values) / len(values), low, high, len(values))


def grouped(results: Sequence[Result], by: Callable[[Result], str], seed: int = SEED) -> dict[str, Summary]:
    """A summary per label, in the order of the labels; nothing when all have the same."""
    labels = sorted({by(result) for result in results})
    if len(labels) < 2:
        return {}
    return {label: summary([result for result in results if by(result) == label], seed) for label in labels}


def below(found: Mapping[str, Estimate], bounds: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """The bounds that are not reached; those on a metric that nothing measures are left out."""
    return [(name, bound) for name, bound in bounds if name in found and found[name].value < bound]


def summary_json(found: Summary) -> dict[str, Any]:
    """Plain JSON values."""
    return {name: asdict(value) for name, value in found.items()}


def _refusal_f1(results: Sequence[Result], random: np.random.Generator) -> Estimate:
    rows = [[result.refused, not result.answerable] for result in results]
    low, high = bootstrap(rows, _f1_of_refusals, random)
    value = _f1_of_refusals(np.asarray([rows], dtype=np.float64))
    return Estimate(float(value[0]), low, high, len(rows))


def _f1_of_refusals(samples: Values) -> Values:
    """2 · right refusals / (refusals + unanswerable questions), sample by sample; 1 where there are neither."""
    refused, unanswerable = samples[:, :, 0], samples[:, :, 1]
    whole = refused.sum(axis=1) + unanswerable.sum(axis=1)
    right: Values = np.where(whole > 0, 2 * (refused * unanswerable).sum(axis=1) / np.maximum(whole, 1), 1.0)
    return right
