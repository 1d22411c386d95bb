"""How what an answer cites stands today: verified by somebody, due for review, superseded or contradicted.

And the precedent: an answer that people gave or a ledger holds already, which comes before any search.
Data and the two callables' types only: who knows such things passes them in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.chat.evidence import Citation
from vectorstore.models import Scope

VERIFIED_ANSWER = "verified"  # the mode of an answer that somebody gave
LEDGER = "ledger"  # the mode of one from the ledger of decisions and crises
QUOTED_MODES = (VERIFIED_ANSWER, LEDGER)


class State(StrEnum):
    """How a cited passage stands."""

    VERIFIED = "verified"  # somebody stands for it: `by`, since `on`
    STALE = "stale"  # its review-by date, `on`, has passed
    SUPERSEDED = "superseded"  # a later decision, of `on`, at `instead`, replaced it
    CONTRADICTED = "contradicted"  # another one, at `instead`, says otherwise


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be said beside citation `n` of an answer."""

    n: int
    state: State
    by: str = ""  # a name, for people
    on: date | None = None
    note: str = ""  # what the later decision says, or why it does not hold
    instead: Citation | None = None  # numbered 0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "n": self.n,
            "state": self.state.value,
            "by": self.by,
            "on": self.on.isoformat() if self.on else None,
            "note": self.note,
            "instead": self.instead.to_json() if self.instead else None,
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Standing:
        """The inverse of `to_json`."""
        return cls(
            n=record["n"],
            state=State(record["state"]),
            by=record["by"],
            on=date.fromisoformat(record["on"]) if record["on"] else None,
            note=record["note"],
            instead=Citation.from_json(record["instead"]) if record["instead"] else None,
        )


@dataclass(frozen=True, slots=True)
class Precedent:
    """What was answered or done before: text whose `[n]` are `citations[n - 1]`."""

    text: str
    citations: tuple[Citation, ...]
    mode: str  # VERIFIED_ANSWER or LEDGER


# A question made standalone, where to look (only its spaces and what is hidden in them need heed: precedents are
# not asked for under other filters), and the answer's language -> the precedent, if one fits.
Precedents = Callable[[str, Scope, str], Precedent | None]
# What an answer cites, and where it was allowed to look -> how those citations stand.
Standings = Callable[[Sequence[Citation], Scope], Sequence[Standing]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the sources' text. The first precedent that fits is taken; all standings are said."""

    precedents: tuple[Precedents, ...] = ()
    standings: tuple[Standings, ...] = ()

    def precedent(self, question: str, scope: Scope, lang: str) -> Precedent | None:
        """The first that fits; none under filters, which a precedent could not be held to."""
        if any((scope.kinds, scope.topics, scope.speakers, scope.sources, scope.since, scope.until)):
            return None
        return next((found for one in self.precedents if (found := one(question, scope, lang))), None)

    def standing(self, citations: Sequence[Citation], scope: Scope) -> tuple[Standing, ...]:
        """How the citations stand, by their numbers."""
        found = [standing for one in self.standings for standing in one(citations, scope)] if citations else []
        return tuple(sorted(found, key=lambda standing: standing.n))


NOTHING_KNOWN = Known()
