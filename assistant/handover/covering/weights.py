"""The weights of the rule: fitted by `benchmarks/coverage.py fit`, kept in weights.json.

Two sets lie on the same traits: one tells what is enough from the rest, one what is there at all from nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.handover.covering.traits import TRAITS

FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Line:
    """One set: slopes on TRAITS, and what their sum has to reach."""

    slopes: npt.NDArray[np.float64]
    threshold: float

    def above(self, row: npt.NDArray[np.float64]) -> float:
        """How far the traits are above what is needed, in log odds; below 0 they do not reach it."""
        return float(row @ self.slopes) - self.threshold

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Line:
        """A trait that is not named weighs nothing."""
        return cls(np.array([record["weights"].get(name, 0.0) for name in TRAITS]), record["threshold"])


@dataclass(frozen=True, slots=True)
class Weights:
    """Both."""

    enough: Line
    there: Line

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Weights:
        """From the file."""
        return cls(Line.from_json(record["enough"]), Line.from_json(record["there"]))


@lru_cache(maxsize=1)
def fitted() -> Weights:
    """Those that ship."""
    return Weights.from_json(json.loads(FILE.read_text(encoding="utf-8")))
