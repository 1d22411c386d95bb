"""What happens while a question is answered, in the order in which it happens.

    Searching  Found  Delta*  [Notice  Delta*]  Done

`Delta`s joined are the answer's text. A `Notice` says that the model failed: what was streamed
before it is void, and the deltas after it make up the whole text. `Done` holds everything
again, checked, and is what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.chat.evidence import Citation, Evidence
from assistant.chat.standing import Standing
from assistant.errors import ChatModelError

EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Answer:
    """One finished answer. `[n]` in its text is `citations[n - 1]`."""

    question: str  # as it was asked
    searched: str  # as it was understood: the question made standalone
    text: str
    lang: str  # "zh" or "en": the language of what Baton says itself
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    nearest: Citation | None = None  # when refused: the closest thing that was found
    notice: dict[str, Any] | None = None  # the model's failure, BatonError.record()
    mode: str = EXTRACTIVE  # "verified", "ledger" (standing.py), or the name of the model that wrote it
    standings: tuple[Standing, ...] = ()  # what is to be said beside its citations

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; the text is under `answer`."""
        return {
            "question": self.question,
            "searched": self.searched,
            "answer": self.text,
            "lang": self.lang,
            "refused": self.refused,
            "citations": [citation.to_json() for citation in self.citations],
            "nearest": self.nearest.to_json() if self.nearest else None,
            "notice": self.notice,
            "mode": self.mode,
            "standings": [standing.to_json() for standing in self.standings],
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Answer:
        """The inverse of `to_json`."""
        return cls(
            question=record["question"],
            searched=record["searched"],
            text=record["answer"],
            lang=record["lang"],
            refused=record["refused"],
            citations=tuple(Citation.from_json(citation) for citation in record["citations"]),
            nearest=Citation.from_json(record["nearest"]) if record["nearest"] else None,
            notice=record["notice"],
            mode=record["mode"],
            standings=tuple(Standing.from_json(standing) for standing in record.get("standings", ())),
        )


@dataclass(frozen=True, slots=True)
class Searching:
    """What is being searched for: the question made standalone."""

    standalone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first; empty when nothing was."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer's text, its citations already checked and renumbered."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The model failed; forget what was streamed so far."""

    error: ChatModelError


@dataclass(frozen=True, slots=True)
class Done:
    """The finished answer."""

    answer: Answer


Event = Searching | Found | Delta | Notice | Done
