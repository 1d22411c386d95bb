"""The first day brief: what a newcomer of a role should see of a client first, whom to know, which words, what is open.

The moments are chosen once, when the newcomer says what their role is, so that the list does not change under their
hands; everything else is looked up when it is shown. What they have ticked off is theirs: others see how many.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover import checklist, handovers, ledger, questions, teams
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.checklists import Item
from assistant.handover.records.firstdays import FirstDay, Moment
from assistant.handover.records.questions import WAITING, Question
from assistant.handover.worth_seeing import moments_for
from assistant.people.access import scope_for, space_of
from assistant.people.audit import Action
from assistant.people.roles import Act, Role
from vectorstore.models import Chunk, Scope, Source, Space, Term
from vectorstore.names import is_anybody

TERMS, OPEN, ITEMS, SPEAKERS = 10, 5, 5, 6  # how many of each are shown


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody does at the agency, and how much they want to know of each section, in the order of reading."""

    key: str
    en: str
    zh: str
    sections: Mapping[str, float]

    def name(self, lang: str) -> str:
        """As people call it."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Shown:
    """A moment as its reader may see it today."""

    moment: Moment
    source: Source
    citation: Citation
    seen: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody to know. `part` is "outgoing", "incoming", "manager", "contributor" or "speaks"."""

    name: str
    part: str
    sources: int = 0  # that they speak or write in
    place: tuple[str, int] | None = None  # source and block where they do


@dataclass(frozen=True, slots=True)
class Brief:
    """All of it, for one person."""

    part: Part
    moments: tuple[Shown, ...]
    people: tuple[Known, ...]
    terms: tuple[Term, ...]
    questions: tuple[Question, ...]
    items: tuple[Item, ...]  # of the checklist, that are theirs

    @property
    def seen(self) -> int:
        """How many moments they have seen."""
        return sum(one.seen for one in self.moments)

    @property
    def minutes_left(self) -> int:
        """Of what they have not seen."""
        return sum(one.moment.minutes for one in self.moments if not one.seen)


@cache
def parts() -> tuple[Part, ...]:
    """Every role there is a brief for."""
    text = (files(__package__) / "firstday.toml").read_text(encoding="utf-8")
    return tuple(Part(**record) for record in tomllib.loads(text)["role"])


def part_named(key: str) -> Part:
    """The role with this key. Raises NoSuchThing."""
    found = next((part for part in parts() if part.key == key), None)
    if found is None:
        raise NoSuchThing()
    return found


def begin(visit: Visit, space: str, role: str, lang: str) -> FirstDay:
    """Choose the moments for the caller in this role; what they have seen already stays ticked.

    Raises UnknownSpace, NotAllowed, NoSuchThing for an unknown role.
    """
    found = space_of(visit.app.catalog, visit.caller, space, Act.WONDER)
    part = part_named(role)
    ledger.look_at_new(visit, found.id)
    scope = scope_for(visit.app.catalog, visit.caller, [found.id])
    moments = moments_for(visit, scope, part.sections, lang)
    before = visit.app.handover.firstdays.of(found.id, visit.caller.id)
    seen = (before.seen if before else frozenset()) & {moment.key for moment in moments}
    visit.note(Action.PRACTISED, found.id, space=found.id, what="firstday", role=part.key)
    return visit.app.handover.firstdays.put(found.id, visit.caller.id, part.key, moments, frozenset(seen))


def brief(visit: Visit, space: str) -> Brief | None:
    """The caller's brief; None before they have begun. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    mine = visit.app.handover.firstdays.of(found.id, visit.caller.id)
    if mine is None or not any(part.key == mine.role for part in parts()):
        return None
    scope = scope_for(visit.app.catalog, visit.caller, [found.id])
    chunks = _chunks(visit, scope)
    people = _people(visit, found, chunks)
    return Brief(
        part=part_named(mine.role),
        moments=_shown(visit, mine),
        people=people,
        terms=_terms(found, chunks, [one.name for one in people]),
        questions=tuple(questions.listed(visit, found.id, WAITING)[:OPEN]),
        items=tuple(one for one in checklist.items(visit, found.id) if _is_mine(visit, one))[:ITEMS],
    )


def see(visit: Visit, space: str, key: str, seen: bool) -> None:
    """Tick a moment of the caller's own brief off, or take that back. Raises UnknownSpace, NotAllowed, NoSuchThing."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.WONDER)
    mine = visit.app.handover.firstdays.of(found.id, visit.caller.id)
    if mine is None or key not in {moment.key for moment in mine.moments}:
        raise NoSuchThing()
    now = mine.seen | {key} if seen else mine.seen - {key}
    visit.app.handover.firstdays.see(found.id, visit.caller.id, now)


def _shown(visit: Visit, mine: FirstDay) -> tuple[Shown, ...]:
    """The moments that are still there and that the person may still see."""
    shown = []
    for moment in mine.moments:
        try:
            source = visit.source(moment.source)
        except UnknownSource:
            continue
        blocks = visit.app.catalog.blocks(source.id, source.version, moment.first, moment.last)
        if source.space == mine.space and blocks:
            text = "\n".join(block.text for block in blocks)
            where = blocks[0].locator.through(blocks[-1].locator)
            last = moment.first + len(blocks) - 1
            citation = Citation(0, source.id, source.title, source.kind, text, where, moment.first, last)
            shown.append(Shown(moment, source, citation, moment.key in mine.seen))
    return tuple(shown)


def _chunks(visit: Visit, scope: Scope) -> list[Chunk]:
    sources = visit.app.catalog.sources_in(scope)
    return [chunk for source in sources for chunk in visit.app.catalog.chunks_of(source.id, source.version)]


def _people(visit: Visit, space: Space, chunks: Iterable[Chunk]) -> tuple[Known, ...]:
    """Both teams, who looks after the client, and who else speaks in its sources, those who speak in most first."""
    outgoing, incoming = handovers.teams(visit, space.id)
    known = {teams.shown(visit, who): "outgoing" for who in outgoing}
    known |= {name: "incoming" for who in incoming if (name := teams.shown(visit, who)) not in known}
    for member in visit.app.identity.members.of(space.id):
        if member.active and member.role is not Role.NEWCOMER and member.person != visit.caller.id:
            known.setdefault(member.shown, member.role.value)
    spoken: dict[str, dict[str, int]] = {}
    for chunk in chunks:
        for name in chunk.speakers:
            if not is_anybody(name):
                spoken.setdefault(name, {}).setdefault(chunk.source, chunk.first_block)
    ours = [Known(name, part, *_spoken_in(_of(name, spoken))) for name, part in known.items()]
    strangers = (name for name in spoken if not any(_same(name, one) for one in known))
    others = sorted(strangers, key=lambda name: (-len(spoken[name]), name))
    return (*ours, *(Known(name, "speaks", *_spoken_in(spoken[name])) for name in others[:SPEAKERS]))


def _of(name: str, spoken: Mapping[str, dict[str, int]]) -> dict[str, int]:
    """Where somebody speaks, under whichever of their names."""
    return {source: block for said, places in spoken.items() if _same(said, name) for source, block in places.items()}


def _same(one: str, other: str) -> bool:
    """Whether two names share a word: "林晓曼" and "林晓曼 Mandy"."""
    return bool(set(one.casefold().split()) & set(other.casefold().split()))


def _spoken_in(places: Mapping[str, int]) -> tuple[int, tuple[str, int] | None]:
    return len(places), next(iter(places.items()), None)


def _terms(space: Space, chunks: Sequence[Chunk], names: Sequence[str]) -> tuple[Term, ...]:
    """The words of the glossary that the sources say most, without the names of the client and of people to know."""
    words = [
        term
        for term in space.terms
        if not any(_same(name, said) for name in (space.name, *names) for said in term.names)
    ]
    counts: Counter[str] = Counter()
    for chunk in chunks:
        counts.update(term.term for term in words if any(name in chunk.text for name in term.names))
    return tuple(sorted(words, key=lambda term: -counts[term.term])[:TERMS])


def _is_mine(visit: Visit, item: Item) -> bool:
    return item.owner == visit.caller.id and not item.state.is_settled
