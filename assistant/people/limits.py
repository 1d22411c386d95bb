"""How often somebody may do something: a bucket per key that refills steadily. Kept in memory, per process."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from assistant.people.errors import TooManyRequests

KEPT = 10_000  # keys; beyond that, those that are full again are dropped


class RateLimit:
    """`burst` at once, `per_minute` in the long run, for each key. Thread-safe."""

    def __init__(self, burst: int, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = float(burst)
        self._rate = per_minute / 60
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # key -> (how many are left, at what time)
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one for the key; TooManyRequests says how long to wait when none is left."""
        now = self._clock()
        with self._lock:
            left, then = self._left.get(key, (self._burst, now))
            left = min(self._burst, left + (now - then) * self._rate)
            if left < 1:
                raise TooManyRequests(seconds=math.ceil((1 - left) / self._rate))
            self._left[key] = (left - 1, now)
            if len(self._left) > KEPT:
                self._forget_full(now)

    def _forget_full(self, now: float) -> None:
        full = [key for key, (left, then) in self._left.items() if left + (now - then) * self._rate >= self._burst]
        for key in full:
            del self._left[key]
