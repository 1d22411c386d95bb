"""The weights that read sentences and evidence: fitted by `benchmarks/reading.py fit`, kept in weights.json.

One set chooses the sentence. Three say whether the best of them answers: Chinese and English questions are
unanswerable in different ways, and one whose evidence is in the other language shares no words with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.chat.features import OF_ANSWER, OF_SENTENCE, Row

FILE = Path(__file__).with_name("weights.json")
ACROSS = "across"


@dataclass(frozen=True, slots=True)
class Weights:
    """`sentence` lies on OF_SENTENCE; `answer` on OF_ANSWER, per kind of question, with what it has to reach."""

    sentence: Row
    answer: Mapping[str, tuple[Row, float]]

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Weights:
        """From the file. A feature that is not named weighs nothing."""
        return cls(
            np.array([record["sentence"].get(name, 0.0) for name in OF_SENTENCE]),
            {
                kind: (np.array([own["weights"].get(name, 0.0) for name in OF_ANSWER]), own["threshold"])
                for kind, own in record["answer"].items()
            },
        )


@lru_cache(maxsize=1)
def fitted() -> Weights:
    """Those that ship."""
    return Weights.from_json(json.loads(FILE.read_text(encoding="utf-8")))
