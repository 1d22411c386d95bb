"""Who is likely to know: the people of a client, ranked for one question, each with the reasons.

Those who spoke or wrote about the nearest things the caller may see, who own those sources, who answered something
alike before; whoever succeeds them where they have left; the client's managers when nothing points to anybody.
Never whoever asks, and only people who may answer there. Without accounts: the names that speak in the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.desk import Visit
from assistant.people.access import may, scope_for
from assistant.people.errors import UnknownPerson
from assistant.people.roles import EVERYTHING, LOCAL, Act
from assistant.people.users import Person, folded
from vectorstore.models import Hit
from vectorstore.names import is_anybody

NEAREST = 12  # passages that are looked at
MOST = 5  # people named
SPEAKS, OWNS, ANSWERS, MANAGES = 1.0, 0.5, 1.5, 0.01  # worth of a reason; of the first two for the very nearest passage
_TOKEN = re.compile(r"[\w]{2,}")


class Because(StrEnum):
    """Why somebody is thought to know."""

    SPOKE = "spoke"  # or wrote, about the nearest things
    OWNS = "owns"
    ANSWERED = "answered"  # questions like it
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
        return _names(hits)
    people = {person.id: person for person in able(visit, space)}
    tallies: dict[str, _Tally] = {}
    everyone = visit.app.identity.users.everyone()
    for about, because, what, worth in [*_of_hits(visit, hits, everyone), *_of_answers(visit, space, text)]:
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


def _of_hits(visit: Visit, hits: Iterable[Hit], everyone: list[Person]) -> Iterable[tuple[str, Because, str, float]]:
    """(person, why, source, worth) of what was found."""
    for rank, hit in enumerate(hits):
        near = 1 / (1 + rank)
        for speaker in hit.chunk.speakers:
            for person in everyone:
                if is_called(person, speaker):
                    yield person.id, Because.SPOKE, hit.chunk.source, SPEAKS * near
        if visit.app.catalog.has(hit.chunk.source):
            yield visit.app.catalog.source(hit.chunk.source).owner, Because.OWNS, hit.chunk.source, OWNS * near


def _of_answers(visit: Visit, space: str, text: str) -> Iterable[tuple[str, Because, str, float]]:
    hidden = set(scope_for(visit.app.catalog, visit.caller, [space]).hidden)
    answered = visit.app.handover.questions.answered([space])
    for question in answered:
        seen = question.given is not None and question.given.source not in hidden
        if question.given and seen and visit.app.likeness.related(text, [question.text]) is not None:
            yield question.given.person, Because.ANSWERED, question.id, ANSWERS


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


def _names(hits: Iterable[Hit]) -> list[Candidate]:
    """Without accounts: whoever speaks or writes in what was found."""
    tallies: dict[str, _Tally] = {}
    for rank, hit in enumerate(hits):
        for speaker in hit.chunk.speakers:
            if not is_anybody(speaker):
                tallies.setdefault(speaker, _Tally()).add(Because.SPOKE, hit.chunk.source, SPEAKS / (1 + rank))
    ranked = sorted(tallies, key=lambda name: (-tallies[name].score, name))
    return [Candidate(name, name, tallies[name].reasons()) for name in ranked[:MOST]]
