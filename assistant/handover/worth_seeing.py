"""Which moments of a client's library a newcomer should see first: ten at most, an hour at most, from many sources.

Candidates come from what the checklist's sections find, from the ledger and from what people told; they are chosen one
by one, each worth less the more there is of its source and section already. Knows no person but through their Scope.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.chat.evidence import Citation
from assistant.chat.language import terms
from assistant.desk import Visit
from assistant.handover import ledger, templates
from assistant.handover.records.firstdays import Moment, Reason
from assistant.handover.sections import section_of
from vectorstore.models import Chunk, Kind, Locator, Scope, Source, Status

MOST, MINUTES = 10, 60
HITS = 3  # looked at for each item
SHARED = 2  # terms that a passage must share with what it was searched with
RANK = (1.0, 0.7, 0.5)  # worth of the first, second and third that was found
WHY = 1.25  # times as much, for a passage that says why
HEARD, TOLD = 1.35, 1.5  # times as much, for what can be played, and for what somebody stands for
ROWS = 0.5  # times as much, for rows of a table: figures say little to somebody new
SETTLED = {Reason.DECISION: 0.9, Reason.CRISIS: 2.0, Reason.TOLD: 1.0, Reason.ITEM: 1.0}
SAME_SOURCE, SAME_SECTION = 0.6, 0.75  # times as much, for each that was chosen of it before
CHARS_A_MINUTE = 300  # read with care; English counts by letters, of which there are more
WATCHED_MINUTES = (2, 6)  # of a recording from its second on
READ_MINUTES = (1, 5)
_WHY = re.compile(
    r"因为|所以|原因|由于|为了|避免|\bbecause\b|\bso that\b|\bthe reason\b|\bin order to\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment, and what it is worth by itself."""

    moment: Moment
    worth: float


def moments_for(visit: Visit, scope: Scope, weights: Mapping[str, float], lang: str) -> tuple[Moment, ...]:
    """The moments for a role whose sections have these weights, in the order of reading."""
    sources = {source.id: source for source in visit.app.catalog.sources_in(scope) if source.status is Status.DONE}
    found = [
        *_of_items(visit, scope, sources, weights),
        *_of_ledger(visit, scope, sources, lang),
        *_of_told(visit, sources, lang),
    ]
    return chosen(found, weights)


def chosen(candidates: Iterable[Candidate], weights: Mapping[str, float]) -> tuple[Moment, ...]:
    """The best of them together, in the order of the role's sections."""
    left = _merged(candidates)
    taken: list[Moment] = []
    while left and len(taken) < MOST:
        of_source = Counter(moment.source for moment in taken)
        of_section = Counter(moment.section for moment in taken)
        best = max(left, key=lambda one: _worth(one, weights, of_source, of_section))
        left.remove(best)
        if sum(moment.minutes for moment in taken) + best.moment.minutes <= MINUTES:
            taken.append(best.moment)
    order = list(weights)
    taken.sort(key=lambda moment: order.index(moment.section) if moment.section in order else len(order))
    return tuple(taken)


def minutes_of(kind: Kind, locator: Locator, text: str) -> int:
    """How long one is likely to watch or read there."""
    if locator.start is not None and kind is not Kind.CHAT:
        length = ((locator.end or locator.start) - locator.start) / 60 + 1  # a minute to find one's way into it
        return min(max(WATCHED_MINUTES[0], math.ceil(length)), WATCHED_MINUTES[1])
    return min(max(READ_MINUTES[0], math.ceil(len(text) / CHARS_A_MINUTE)), READ_MINUTES[1])


def _worth(one: Candidate, weights: Mapping[str, float], sources: Counter[str], sections: Counter[str]) -> float:
    moment = one.moment
    again = SAME_SOURCE ** sources[moment.source] * SAME_SECTION ** sections[moment.section]
    return one.worth * weights.get(moment.section, 0.5) * SETTLED[moment.reason] * again


def _merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each place once: the worthiest of those that overlap, which the others make a little worthier."""
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda candidate: -candidate.worth):
        at = next((i for i, other in enumerate(kept) if _overlap(one.moment, other.moment)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = replace(kept[at], worth=kept[at].worth + 0.1)
    return kept


def _overlap(one: Moment, other: Moment) -> bool:
    return one.source == other.source and one.first <= other.last and other.first <= one.last


def _of_items(
    visit: Visit, scope: Scope, sources: Mapping[str, Source], weights: Mapping[str, float]
) -> Iterator[Candidate]:
    """What the items of the role's sections find, in either language."""
    for section, item in templates.load()["agency"].items:
        if section.key not in weights:
            continue
        for queries in item.queries.values():
            hits = visit.app.searcher.search(scope, queries[0], HITS)
            near = [hit.chunk for hit in hits if len(terms(queries[0]) & terms(hit.chunk.text)) >= SHARED]
            for rank, chunk in zip(RANK, near, strict=False):
                if source := sources.get(chunk.source):
                    yield _candidate(source, chunk, (section.key, item.key, Reason.ITEM), rank)


def _of_ledger(visit: Visit, scope: Scope, sources: Mapping[str, Source], lang: str) -> Iterator[Candidate]:
    """Decisions that hold, and crises."""
    (space,) = scope.spaces
    for one in (*ledger.in_force(visit, space), *ledger.crises(visit, space)):
        steps = [citation for _, citation in one.events if citation]
        place = one.moment or next(iter(steps), None)
        if place is None or place.source not in sources:
            continue
        reason = Reason.CRISIS if one.events else Reason.DECISION
        told = one.entry.told
        section = "crises" if reason is Reason.CRISIS else section_of(f"{told.what} {told.topic}", lang)
        worth = one.entry.score * (WHY if told.why else 1.0)
        yield _candidate(sources[place.source], place, (section, "", reason), worth)


def _of_told(visit: Visit, sources: Mapping[str, Source], lang: str) -> Iterator[Candidate]:
    """What people told for whoever follows: the first passage of each."""
    for source in sources.values():
        if source.kind.is_told:
            for chunk in visit.app.catalog.chunks_of(source.id, source.version)[:1]:
                section = section_of(f"{source.title} {chunk.text}", lang)
                yield _candidate(source, chunk, (section, "", Reason.TOLD), 1.0)


def _candidate(source: Source, passage: Chunk | Citation, about: tuple[str, str, Reason], worth: float) -> Candidate:
    section, item, reason = about
    played = source.kind.is_heard or source.companion is not None
    worth *= (HEARD if played else 1.0) * (TOLD if source.kind.is_told else 1.0)
    worth *= ROWS if source.kind is Kind.SHEET else 1.0
    worth *= WHY if reason is Reason.ITEM and _WHY.search(passage.text) else 1.0
    minutes = minutes_of(source.kind, passage.locator, passage.text)
    place = (source.id, passage.first_block, passage.last_block)
    return Candidate(Moment(*place, section, item, reason, minutes), worth)
