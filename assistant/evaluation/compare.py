"""Two runs over the same questions, one by one: which got better, which worse, whose answer changed.

Questions are matched by id. Differences of metrics are taken over the questions that both runs asked,
with an interval over pairs, so that a difference that luck explains is seen to be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.answers import units
from assistant.evaluation.intervals import Values, bootstrap
from assistant.evaluation.measure import COSTS, RATES, SEED, Estimate
from assistant.evaluation.result import Result, Run


@dataclass(frozen=True, slots=True)
class Pair:
    """One question, before and now."""

    before: Result
    now: Result


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of each question."""

    better: tuple[Pair, ...]  # failed, passes now
    worse: tuple[Pair, ...]  # passed, fails now
    changed: tuple[Pair, ...]  # neither, but the answer is another
    same: int
    gone: tuple[str, ...]  # ids that only the run before has
    new: tuple[str, ...]
    differences: dict[str, Estimate]  # now minus before, by metric


def compare(before: Run, now: Run, seed: int = SEED) -> Comparison:
    """What changed from `before` to `now`."""
    earlier = {result.id: result for result in before.results}
    later = {result.id: result for result in now.results}
    pairs = [Pair(earlier[id_], later[id_]) for id_ in later if id_ in earlier]
    better = [pair for pair in pairs if pair.now.passed and not pair.before.passed]
    worse = [pair for pair in pairs if pair.before.passed and not pair.now.passed]
    level = [pair for pair in pairs if pair.before.passed == pair.now.passed]
    changed = [pair for pair in level if units(pair.before.answer) != units(pair.now.answer)]
    return Comparison(
        better=tuple(better),
        worse=tuple(worse),
        changed=tuple(changed),
        same=len(level) - len(changed),
        gone=tuple(id_ for id_ in earlier if id_ not in later),
        new=tuple(id_ for id_ in later if id_ not in earlier),
        differences=_differences(pairs, np.random.default_rng(seed)),
    )


def _differences(pairs: Sequence[Pair], random: np.random.Generator) -> dict[str, Estimate]:
    found = {}
    for name, value in (*RATES.items(), *COSTS.items()):
        both = [(value(pair.before), value(pair.now)) for pair in pairs]
        rows = [(float(old), float(new)) for old, new in both if old is not None and new is not None]
        if rows:
            low, high = bootstrap(rows, _difference, random)
            found[name] = Estimate(sum(new - old for old, new in rows) / len(rows), low, high, len(rows))
    return found


def _difference(samples: Values) -> Values:
    differences: Values = (samples[:, :, 1] - samples[:, :, 0]).mean(axis=1)
    return differences
