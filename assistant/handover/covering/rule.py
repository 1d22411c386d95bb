"""The judgement without a model: what was found, weighed; then what may never pass for enough, whatever it weighs.

A false "enough" is the worst error, since nobody looks there again. So what lacks an aspect that the item needs, is
old, says that it holds no longer, puts everything off or tells of another client is thin at most.
"""

from __future__ import annotations

from datetime import date

from assistant.handover.covering.model import Flaw, Judgement, Sought, Verdict
from assistant.handover.covering.places import Found, Library, Whose, find
from assistant.handover.covering.traits import Traits, traits
from assistant.handover.covering.weights import Weights, fitted
from vectorstore.models import Scope

OLD_YEARS = 1.5  # a season and the one before it; what nobody said since may have changed


def judge(sought: Sought, library: Library, scope: Scope, whose: Whose) -> Judgement:
    """What the library holds of it, within the scope."""
    return weigh(sought, find(sought, library, scope, whose), library.today())


def weigh(sought: Sought, found: Found, today: date, weights: Weights | None = None) -> Judgement:
    """The judgement of what was found."""
    if not found.places:
        return Judgement(sought.key, Verdict.NONE, (), sought.needs, (Flaw.FOREIGN,) if found.foreign else ())
    by = weights or fitted()
    read = traits(sought, found, today)
    lacking = tuple(aspect for aspect in sought.needs if aspect not in read.said)
    if by.there.above(read.row) < 0:
        return Judgement(sought.key, Verdict.NONE, (), sought.needs, (Flaw.FOREIGN,) if found.foreign else ())
    flaws = _flaws(read, found)
    sure = by.enough.above(read.row) >= 0
    verdict = Verdict.ENOUGH if sure and not lacking and not flaws else Verdict.THIN
    if verdict is Verdict.THIN:
        flaws += () if sure or flaws else (Flaw.SINGLE if len(found.places) == 1 else Flaw.UNSURE,)
    dates = [place.on for place in found.places if place.on]
    return Judgement(
        sought.key,
        verdict,
        tuple(place.citation(n) for n, place in enumerate(found.places, start=1)),
        lacking if verdict is Verdict.THIN else (),
        flaws,
        max(dates, default=None),
        tuple(aspect for aspect in sought.needs if aspect in read.said),
    )


def _flaws(read: Traits, found: Found) -> tuple[Flaw, ...]:
    """What may never pass for enough."""
    flaws = {
        Flaw.MENTIONS: read.hollow,
        Flaw.VOID: read.void,
        Flaw.OLD: read.years is not None and read.years > OLD_YEARS,
    }
    return tuple(flaw for flaw, has in flaws.items() if has)
