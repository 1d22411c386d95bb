"""What came of one question, and of a whole run, as it is kept, reported and compared.

Plain values only, so that a run written months ago is read back without the library it was made on.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from assistant.evaluation.errors import NotARun

FORMAT = 1


class Verdict(StrEnum):
    """Whether a question passed, and if not, why. Ordered from the fault that explains most."""

    NO_SOURCE = "no_source"  # the source it names is not in the library
    ANSWERED = "answered"  # it has no answer, and one was given
    REFUSED = "refused"  # it has an answer, and none was given
    NOT_FOUND = "not_found"  # a wrong answer, and the right passage was not among what was searched
    WRONG = "wrong"  # a wrong answer, though the right passage was found
    UNCITED = "uncited"  # the right words, but what is cited does not carry them
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Result:
    """One question, asked. None where a figure does not apply."""

    id: str
    question: str
    lang: str
    kind: str
    space: str  # the client's name; "" where every client was searched
    answerable: bool
    answers: tuple[str, ...]
    expected: dict[str, Any]  # source, text and locator fields, as far as the file gives them
    answer: str
    refused: bool
    mode: str  # "extractive", or the model that wrote it
    searched: str
    citations: tuple[dict[str, Any], ...]  # Citation.to_json() and `carries`
    verdict: Verdict
    rank: int | None  # of the first right passage, from 1; None when it is not among the first ten
    problem: str  # why the place that the file names cannot be found: gold.NO_SOURCE, gold.NO_PLACE; "" if it can
    is_placed: bool  # whether right passages can be told from wrong ones
    coverage: float | None
    exact: bool | None
    contains: bool | None
    f1: float | None
    judged: bool | None
    sentences: int
    cited: int
    told: int
    carried: int
    seconds: float
    search_seconds: float
    evidence_tokens: int
    model_tokens: int | None
    notice: dict[str, Any] | None = None  # the model failed and was stood in for: BatonError.record()

    @property
    def passed(self) -> bool:
        """Whether the question was handled as it should be."""
        return self.verdict is Verdict.PASSED

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "verdict": self.verdict.value}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Result:
        """The inverse of `to_json`."""
        read = {**record, "verdict": Verdict(record["verdict"])}
        return cls(**{**read, "answers": tuple(read["answers"]), "citations": tuple(read["citations"])})


@dataclass(frozen=True, slots=True)
class Run:
    """A question file, asked."""

    file: str
    started_at: str  # ISO 8601, UTC
    seconds: float
    answerer: str  # "extractive", or the model
    embedder: str
    judge: str  # "" for none
    results: tuple[Result, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, with the format's number."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"baton_eval": FORMAT, **record, "results": [result.to_json() for result in self.results]}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Run:
        """The inverse of `to_json`."""
        read = {key: value for key, value in record.items() if key not in ("baton_eval", "summary")}
        return cls(**{**read, "results": tuple(map(Result.from_json, read["results"]))})


def read_run(data: bytes, file: str) -> Run:
    """A run that was written to a file; NotARun says why it is none."""
    try:
        record = json.loads(data)
        if not isinstance(record, dict) or record.get("baton_eval") != FORMAT:
            raise NotARun(file=file, reason="baton_eval")
        return Run.from_json(record)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotARun(file=file, reason=" ".join(str(error).split())[:80]) from None
