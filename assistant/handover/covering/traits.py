"""What is read off the places that were found, as numbers for weights to be laid on, and as the aspects they say.

Each number can be said in words. Knows no weights: rule.py has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log

import numpy as np
import numpy.typing as npt

from assistant.chat.passages import Passage
from assistant.handover.covering.aspects import said
from assistant.handover.covering.hollow import is_void
from assistant.handover.covering.model import Sought
from assistant.handover.covering.places import Found, Place, length
from assistant.handover.interviewing.model import Aspect

TRAITS = (
    "strength", "score", "claim", "rank", "nearness", "substance",
    "claim_mean", "asked_strength", "asked_score", "asked_search", "asked_terms",
    "needs", "hollow", "places", "sources", "all_substance",
)  # fmt: skip
DAYS_A_YEAR = 365.25
_SELF = re.compile(r"我(?!们)|\b(?:I|me|mine|my)\b")


@dataclass(frozen=True, slots=True)
class Traits:
    """What was read off."""

    row: npt.NDArray[np.float64]  # (len(TRAITS),)
    said: frozenset[Aspect]  # by the places that are not hollow
    hollow: bool  # nothing in them stands
    void: bool  # every place says that it holds no longer
    years: float | None  # since the newest dated place; None when none has a date


def traits(sought: Sought, found: Found, today: date) -> Traits:
    """What the places say of it. At least one place."""
    live = [live_text(place) for place in found.places]
    standing = [place for place in found.places if not is_void(_whole(place))]
    text = "\n".join(live_text(place) for place in standing)
    says = said(text)
    lengths = [length(part) for part in live]
    full = sum(length(place.text) for place in found.places) or 1
    best = found.places[0]
    asked = sorted(found.asked, key=lambda one: -one.strength)[: max(1, len(found.asked) // 2)]
    row = {
        "strength": best.strength,
        "score": best.score,
        "claim": best.claim,
        "rank": best.rank,
        "nearness": best.nearness,
        "substance": log(1 + lengths[0]),
        "claim_mean": _mean([place.claim for place in found.places]),
        "asked_strength": _mean([one.strength for one in asked]),
        "asked_score": _mean([one.score for one in asked]),
        "asked_search": _mean([one.search for one in asked]),
        "asked_terms": _mean([one.terms for one in asked]),
        "needs": len(says.intersection(sought.needs)) / max(1, len(sought.needs)),
        "hollow": 1 - sum(lengths) / full,
        "places": len(found.places),
        "sources": len({place.evidence.source for place in found.places}),
        "all_substance": log(1 + sum(lengths)),
    }
    dates = [place.on for place in standing if place.on]
    years = (today - max(dates)).days / DAYS_A_YEAR if dates else None
    return Traits(np.array([row[name] for name in TRAITS], float), says, not any(lengths), not standing, years)


def live_text(place: Place) -> str:
    """What of the place says something, with who says so where they speak of themselves."""
    return "\n".join(f"{one.block.speaker}: {one.text}" if speaks_of_self(one) else one.text for one in place.live)


def speaks_of_self(passage: Passage) -> bool:
    """Whether somebody known says that it was them: then the person is named."""
    return bool(passage.block.speaker and _SELF.search(passage.text))


def _whole(place: Place) -> str:
    return f"{place.sentences[0].context}\n{place.text}"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
