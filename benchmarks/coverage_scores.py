"""The arithmetic of benchmarks/coverage.py: precision, recall, false alarms, and thresholds. Plain numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.handover.covering.model import Verdict
from benchmarks.logistic import Array


@dataclass(frozen=True, slots=True)
class Scores:
    """How judgements agree with labels."""

    pairs: int
    enough: int  # labelled so
    called_enough: int
    rightly_enough: int
    right: int  # of all three

    @property
    def precision(self) -> float:
        """Of what is called enough, how much is; 1 when nothing is called so."""
        return self.rightly_enough / self.called_enough if self.called_enough else 1.0

    @property
    def recall(self) -> float:
        """Of what is enough, how much is called so."""
        return self.rightly_enough / self.enough if self.enough else 0.0

    @property
    def not_enough(self) -> int:
        return self.pairs - self.enough

    @property
    def wrongly_enough(self) -> int:
        return self.called_enough - self.rightly_enough

    @property
    def false_enough(self) -> float:
        """Of what is not enough, how much is called so: the worst error."""
        return self.wrongly_enough / self.not_enough if self.not_enough else 0.0

    @property
    def accuracy(self) -> float:
        return self.right / self.pairs if self.pairs else 0.0


def scores(judged: Sequence[Verdict], labels: Sequence[Verdict]) -> Scores:
    """How `judged` agrees with `labels`, pair by pair."""
    both = list(zip(judged, labels, strict=True))
    return Scores(
        pairs=len(both),
        enough=sum(label is Verdict.ENOUGH for label in labels),
        called_enough=sum(verdict is Verdict.ENOUGH for verdict in judged),
        rightly_enough=sum(verdict is label is Verdict.ENOUGH for verdict, label in both),
        right=sum(verdict is label for verdict, label in both),
    )


def threshold_for(values: Array, labels: Array, precise: float | None) -> float:
    """The lowest threshold at which so much of what reaches it is labelled 1, with the most of them; without
    `precise` the one of the best F1. Between two values, half way, so that it does not hang on either."""
    order = sorted(set(values[np.isfinite(values)]), reverse=True)
    best, chosen = 0.0, float("inf")
    for i, value in enumerate(order):
        told = values >= value
        right = float((told & (labels == 1)).sum())
        precision, recall = right / told.sum(), right / max(1.0, labels.sum())
        worth = (
            2 * precision * recall / (precision + recall or 1) if precise is None else recall * (precision >= precise)
        )
        if worth > best:
            below = order[i + 1] if i + 1 < len(order) else value - 1
            best, chosen = worth, float(value + below) / 2
    return chosen
