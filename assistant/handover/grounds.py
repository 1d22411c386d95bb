"""What an interview goes over: gaps of the handover, moments of the person's own, and what is known already.

Built from what the person may read themselves. Asks nothing and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover.deciding.language import Candidate, candidates
from assistant.handover.interviewing.model import Gap, Ground, Moment
from assistant.handover.missing import missing_in
from assistant.handover.records.interviews import Passage
from assistant.people.access import scope_for
from vectorstore.models import Block, Kind, Source, Space

CRISES = "crises"  # the section
GIST_CHARS = 70
MOST_GAPS, MOST_MOMENTS = 12, 8
BESIDE_GAPS = 3  # moments in an interview that is about gaps
READ_SOURCES = 60  # the newest: a client with more has its last year in them


class Topic(StrEnum):
    """What an interview is to be about."""

    GAPS = "gaps"
    DECISIONS = "decisions"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be interviewed about, for how long, in which language."""

    topic: Topic = Topic.GAPS
    items: tuple[str, ...] = ()  # keys of gaps; what is most wanted when empty
    minutes: float = 15.0
    speaker: str = ""  # what recordings call them, where it is not their name
    lang: str = "zh"


def ground_of(visit: Visit, space: Space, wish: Wish) -> tuple[Ground, list[Passage]]:
    """The ground, and its moments and known sentences with the sources they come from."""
    missing = [one for one in missing_in(visit, space, wish.lang) if _is_wanted(one.gap, wish)][:MOST_GAPS]
    moments = _moments(visit, space, wish)
    passages = [Passage(moment.citation.source, moment) for moment in moments]
    passages += [Passage(source, known=text) for one in missing for source, text in one.known]
    known = tuple(passage.known for passage in passages if passage.known)
    gaps = tuple(one.gap for one in missing)
    return Ground(wish.lang, gaps, tuple(moments), known, wish.minutes), passages


def speakers_of(visit: Visit, space: Space) -> list[str]:
    """Who speaks in what the caller may read."""
    return visit.app.catalog.speakers_in(scope_for(visit.app.catalog, visit.caller, [space.id]))


def _is_wanted(gap: Gap, wish: Wish) -> bool:
    match wish.topic:
        case Topic.GAPS:
            return not wish.items or gap.key in wish.items
        case Topic.CRISIS:
            return gap.section == CRISES
        case Topic.DECISIONS:
            return False


def _moments(visit: Visit, space: Space, wish: Wish) -> list[Moment]:
    most = BESIDE_GAPS if wish.topic is Topic.GAPS else MOST_MOMENTS
    found: list[Moment] = []
    for source, candidate in _theirs(visit, space, wish):
        is_crisis = candidate.kind == "crisis"
        if wish.topic is Topic.GAPS or is_crisis == (wish.topic is Topic.CRISIS):
            found.append(_moment(visit, source, candidate, is_crisis))
        if len(found) >= most:
            break
    return found


def _theirs(visit: Visit, space: Space, wish: Wish) -> Iterator[tuple[Source, Candidate]]:
    """What the caller said or wrote that sounds like a decision or a crisis, of the newest sources first."""
    names = {name.casefold() for name in (visit.caller.shown, wish.speaker) if name}
    sources = [source for source in visit.sources() if source.space == space.id and not source.kind.is_told]
    for source in sources[:READ_SOURCES]:
        if source.kind is Kind.ARCHIVE or (source.kind.is_heard and source.facts.get("transcript")):
            continue  # a recording's transcript is a source of its own
        blocks = visit.app.catalog.blocks(source.id, source.version)
        own = source.owner == visit.caller.id and not any(block.speaker for block in blocks)
        for candidate in candidates(blocks):
            said = blocks[candidate.first : candidate.last + 1]
            if own or any(_is_by(block, names) for block in said):
                yield source, candidate


def _is_by(block: Block, names: set[str]) -> bool:
    return (block.speaker or "").casefold() in names


def _moment(visit: Visit, source: Source, candidate: Candidate, is_crisis: bool) -> Moment:
    first, last = candidate.first, candidate.last
    blocks: Sequence[Block] = visit.app.catalog.blocks(source.id, source.version, first, last)
    text = " ".join(candidate.text.split())
    citation = Citation(
        *(0, source.id, source.title, source.kind, text),
        locator=blocks[0].locator.through(blocks[-1].locator),
        first_block=first,
        last_block=last,
    )
    gist = text if len(text) <= GIST_CHARS else f"{text[:GIST_CHARS]}…"
    return Moment(f"{source.id}-{first}", citation, gist, CRISES if is_crisis else "", is_crisis)
