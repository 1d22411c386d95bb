"""95 % intervals: Wilson's for shares of yes and no, a percentile bootstrap for everything else.

Pure functions; the randomness of the bootstrap is passed in, so the same run says the same twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # 97.5 % of a normal distribution lies below
RESAMPLES = 1000  # the interval's ends move by about a hundredth of its width from seed to seed
BATCH = 2_000_000  # numbers drawn at once: 16 MB

Values = NDArray[np.float64]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The interval of a share, `hits` of `n`; all of 0 to 1 when n is 0."""
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    rows: Sequence[Sequence[float]],
    statistic: Callable[[Values], Values],
    random: np.random.Generator,
) -> tuple[float, float]:
    """The interval of `statistic` over rows drawn again and again.

    `rows` has one row of numbers per question; `statistic` takes (samples, questions, numbers) and
    gives (samples,).
    """
    table = np.asarray(rows, dtype=np.float64)
    questions = len(table)
    at_once = max(1, BATCH // max(1, table.size))
    found = []
    for done in range(0, RESAMPLES, at_once):
        drawn = random.integers(0, questions, (min(at_once, RESAMPLES - done), questions))
        found.append(statistic(table[drawn]))
    low, high = np.percentile(np.concatenate(found), (2.5, 97.5))
    return float(low), float(high)


def mean(samples: Values) -> Values:
    """The mean of the first number, sample by sample."""
    means: Values = samples[:, :, 0].mean(axis=1)
    return means
