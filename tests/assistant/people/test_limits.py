"""A bucket per key, on a clock that is set by hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.people.errors import TooManyRequests
from assistant.people.limits import KEPT, RateLimit


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(limit: RateLimit, key: str, tries: int = 50) -> int:
    """How many of the tries pass."""
    passed = 0
    for _ in range(tries):
        try:
            limit.take(key)
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_a_burst_passes_and_then_a_steady_trickle() -> None:
    clock = Seconds()
    limit = RateLimit(burst=5, per_minute=6, clock=clock)
    assert taken(limit, "a") == 5
    clock.now += 10
    assert taken(limit, "a") == 1
    clock.now += 25
    assert taken(limit, "a") == 2
    clock.now += 5
    assert taken(limit, "a") == 1, "half a turn that was left counts"
    clock.now += 3600
    assert taken(limit, "a") == 5, "never more than a burst at once"


def test_how_long_to_wait_is_said_and_is_enough() -> None:
    clock = Seconds()
    limit = RateLimit(burst=1, per_minute=7, clock=clock)
    limit.take("a")
    with pytest.raises(TooManyRequests) as refused:
        limit.take("a")
    assert refused.value.details == {"seconds": 9}
    clock.now += 9
    limit.take("a")


def test_keys_do_not_touch_each_other() -> None:
    limit = RateLimit(burst=2, per_minute=1, clock=Seconds())
    assert [taken(limit, key) for key in ("a", "b", "")] == [2, 2, 2]


def test_keys_that_rest_are_forgotten_and_those_that_do_not_are_not() -> None:
    clock = Seconds()
    limit = RateLimit(burst=2, per_minute=60, clock=clock)
    for number in range(KEPT):
        limit.take(str(number))
    clock.now += 1
    taken(limit, "busy")
    limit.take("one more")
    assert len(limit._left) == 2
    assert taken(limit, "busy") == 0


def test_threads_share_one_bucket() -> None:
    limit = RateLimit(burst=20, per_minute=1, clock=Seconds())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: taken(limit, "a", 10), range(8))) == 20
