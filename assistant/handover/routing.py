"""Who is likely to know: the people of a client, ranked for one question, each with the reasons.

Those who spoke or wrote about the nearest things the caller may see, who are named there, who own those sources, who
hold the nearest checklist items, who answered something alike before; whoever succeeds them where they have left; the
outgoing team, and the client's managers when nothing points to anybody. Never whoever asks, and only people who may
answer there. Without accounts: the names that speak in the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from assistant.chat.language import terms
from assistant.desk import Visit
from assistant.people.access import may, scope_for
from assistant.people.errors import UnknownPerson
from assistant.people.roles import EVERYTHING, LOCAL, Act
from assistant.people.users import Person, folded
from vectorstore.models import Hit
from vectorstore.names import is_anybody

NEAREST = 12  # passages that are looked at
MOST = 5  # people named
SPEAKS, NAMED, OWNS = 1.0, 0.6, 0.4  # worth of a reason, for the very nearest passage
HOLDS, ANSWERS, HANDS_OVER, MANAGES = 0.5, 1.5, 0.1, 0.01
ITEMS = 3  # of the checklist that are near
BESIDE = 0.2  # share of a passage's worth for somebody who speaks in it of something else
_TOKEN = re.compile(r"[\w]{2,}")


class Because(StrEnum):
    """Why somebody is thought to know."""

    SPOKE = "spoke"  # or wrote, about the nearest things
    NAMED = "named"  # there
    OWNS = "owns"
    ANSWERED = "answered"  # questions like it
    HOLDS = "holds"  # the nearest checklist items
    HANDS_OVER = "hands over"  # is of the outgoing team
    SUCCEEDS = "succeeds"  # somebody of whom that is true and who has left
    MANAGES = "manages"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what its words need."""

    because: Because
    count: int = 0  # sources, or answers
    name: str = ""  # of whoever has left


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may know, the strongest reason first."""

    person: str  # id; the name itself where there are no accounts
    shown: str
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Tally:
    """What speaks for one person."""

    score: float = 0.0
    seen: dict[Because, set[str]] = field(default_factory=dict)  # the sources or questions that do
    left: str = ""  # whom they succeed

    def add(self, because: Because, what: str, worth: float) -> None:
        """One more thing that does; the same thing twice counts in the score alone."""
        self.score += worth
        self.seen.setdefault(because, set()).add(what)

    def reasons(self) -> tuple[Reason, ...]:
        """In the order of what they are worth."""
        found = [Reason(because, len(self.seen[because])) for because in Because if because in self.seen]
        return (*([Reason(Because.SUCCEEDS, name=self.left)] if self.left else []), *found)


def candidates(visit: Visit, space: str, text: str) -> list[Candidate]:
    """Who may know, the likeliest first. `space` is the id of one of the caller's."""
    hits = visit.app.searcher.search(scope_for(visit.app.catalog, visit.caller, [space]), text, NEAREST)
    if not visit.app.identity.users.any():
        return _names(visit, hits, text)
    people = {person.id: person for person in able(visit, space)}
    tallies: dict[str, _Tally] = {}
    everyone = visit.app.identity.users.everyone()
    known = [*_of_hits(visit, hits, text, everyone), *_of_answers(visit, space, text), *_of_plan(visit, space, text)]
    for about, because, what, worth in known:
        for person, left in _today(visit, about, everyone):
            if person in people and person != visit.caller.id:
                tally = tallies.setdefault(person, _Tally())
                tally.add(because, what, worth)
                tally.left = tally.left or left
    for one in people:
        if one != visit.caller.id and manages(visit, one, space):
            tallies.setdefault(one, _Tally()).add(Because.MANAGES, space, MANAGES)
    ranked = sorted(tallies, key=lambda key: (-tallies[key].score, people[key].shown))
    return [Candidate(key, people[key].shown, tallies[key].reasons()) for key in ranked[:MOST]]


def able(visit: Visit, space: str) -> list[Person]:
    """Everybody who may answer in the space, by name. Administrators only where nobody else may."""
    found = [person for person in visit.app.identity.users.everyone() if can_answer(visit, person.id, space)]
    roles = {member.person for member in visit.app.identity.members.of(space)}
    return [person for person in found if person.id in roles] or found


def can_answer(visit: Visit, person: str, space: str) -> bool:
    """Whether this person may answer there today."""
    if person == LOCAL.id or not visit.app.identity.users.any():
        return not visit.app.identity.users.any()
    caller = visit.app.identity.as_caller(person, EVERYTHING)
    return caller is not None and may(caller, Act.TELL, space)


def manages(visit: Visit, person: str, space: str) -> bool:
    """Whether this person looks after the space's handover."""
    caller = visit.app.identity.as_caller(person, EVERYTHING)
    return caller is not None and may(caller, Act.PLAN, space)


def shown(visit: Visit, person: str) -> str:
    """The name that others read; a typed name is itself, and so is an id that leads to nobody any more: nothing."""
    try:
        return visit.app.identity.users.person(person).shown
    except UnknownPerson:
        return "" if person == LOCAL.id or re.fullmatch(r"[0-9a-f]{16,32}", person) else person


def is_called(person: Person, name: str) -> bool:
    """Whether a speaker's name is this person's: the same, or one of its words ("林晚 Lin Wan", "林晚")."""
    theirs, said = {folded(person.shown), person.name}, folded(name)
    if said in theirs:
        return True
    words = {word for own in theirs for word in _TOKEN.findall(own)}
    return any(word in words for word in _TOKEN.findall(said)) and not is_anybody(name)


def _of_hits(
    visit: Visit, hits: Iterable[Hit], text: str, everyone: list[Person]
) -> Iterable[tuple[str, Because, str, float]]:
    """(person, why, source, worth) of what was found."""
    for rank, hit in enumerate(hits):
        near = 1 / (1 + rank)
        for speaker, share in _spoken(visit, hit, text).items():
            for person in everyone:
                if is_called(person, speaker):
                    yield person.id, Because.SPOKE, hit.chunk.source, SPEAKS * near * share
        for person in everyone:
            if person.shown in hit.chunk.text and person.shown not in hit.chunk.speakers:
                yield person.id, Because.NAMED, hit.chunk.source, NAMED * near
        if visit.app.catalog.has(hit.chunk.source):
            yield visit.app.catalog.source(hit.chunk.source).owner, Because.OWNS, hit.chunk.source, OWNS * near


def _spoken(visit: Visit, hit: Hit, text: str) -> dict[str, float]:
    """Who speaks or writes in the passage, and how much of the question their own words hold: BESIDE, at least,
    for having been there."""
    chunk, asked = hit.chunk, terms(text)
    shares = dict.fromkeys(chunk.speakers, BESIDE)
    for block in visit.app.catalog.blocks(chunk.source, chunk.version, chunk.first_block, chunk.last_block):
        if block.speaker in shares:
            held = len(asked & terms(block.text)) / max(1, len(asked))
            shares[block.speaker] = max(shares[block.speaker], BESIDE + (1 - BESIDE) * held)
    return shares


def _of_answers(visit: Visit, space: str, text: str) -> Iterable[tuple[str, Because, str, float]]:
    hidden = set(scope_for(visit.app.catalog, visit.caller, [space]).hidden)
    answered = visit.app.handover.questions.answered([space])
    for question in answered:
        seen = question.given is not None and question.given.source not in hidden
        if question.given and seen and visit.app.likeness.related(text, [question.text]) is not None:
            yield question.given.person, Because.ANSWERED, question.id, ANSWERS


def _of_plan(visit: Visit, space: str, text: str) -> Iterable[tuple[str, Because, str, float]]:
    """Who holds the checklist's items that are nearest to the question, and who hands over."""
    items = visit.app.handover.checklists.of(space)
    if items:
        titles = [" / ".join(item.title.values()) for item in items]
        nearest = np.argsort(-visit.app.likeness.similarity(text, titles), kind="stable")[:ITEMS]
        for rank, at in enumerate(nearest):
            yield items[at].owner, Because.HOLDS, items[at].id, HOLDS / (1 + rank)
    handover = visit.app.handover.handovers.of(space)
    for person in handover.outgoing if handover else ():
        yield person, Because.HANDS_OVER, space, HANDS_OVER


def _today(visit: Visit, person: str, everyone: list[Person]) -> list[tuple[str, str]]:
    """(person, whom they succeed) who stands for this person now."""
    known = {one.id: one for one in everyone}
    first, passed = known.get(person), 0
    here = first
    while here is not None and not here.active and here.successor and passed < len(everyone):
        here, passed = known.get(here.successor), passed + 1
    if first is None or here is None or not here.active:
        return []
    return [(here.id, first.shown if here is not first else "")]


def _names(visit: Visit, hits: Iterable[Hit], text: str) -> list[Candidate]:
    """Without accounts: whoever speaks or writes in what was found."""
    tallies: dict[str, _Tally] = {}
    for rank, hit in enumerate(hits):
        for speaker, share in _spoken(visit, hit, text).items():
            if not is_anybody(speaker):
                worth = SPEAKS * share / (1 + rank)
                tallies.setdefault(speaker, _Tally()).add(Because.SPOKE, hit.chunk.source, worth)
    ranked = sorted(tallies, key=lambda name: (-tallies[name].score, name))
    return [Candidate(name, name, tallies[name].reasons()) for name in ranked[:MOST]]
