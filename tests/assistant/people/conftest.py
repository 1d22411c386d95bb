"""A database with the tables, and a clock that is set by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 9)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def clock() -> Clock:
    return Clock()
