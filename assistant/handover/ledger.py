"""The ledger of decisions and crises as people use it: read, look again, confirm, correct, merge, supersede, add.

Whoever may read a client reads of it what their Scope lets through; contributors change it. What somebody may not see
is not there: NoSuchThing. Finding is deciding/reading.py's business, laying out is each door's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover.deciding.book import Book, Holds, open_book
from assistant.handover.deciding.model import Bond, Change, Entry, Event, Place, Relation, Sort, State, Told
from assistant.handover.deciding.modelled import refined_by
from assistant.handover.deciding.reading import Found, look, look_if_free
from assistant.handover.deciding.signals import Step
from assistant.handover.errors import NoSuchThing
from assistant.people import access
from assistant.people.audit import Action
from assistant.people.roles import Act
from vectorstore.catalog import new_id
from vectorstore.terms import fold


class Standing(StrEnum):
    """How an entry may be asked for."""

    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    TO_CONFIRM = "to confirm"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; empty fields filter nothing."""

    words: str = ""
    person: str = ""
    topic: str = ""
    since: date | None = None
    until: date | None = None
    standing: Standing | None = None
    kind: Sort | None = None


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with its moment and how it stands, as its reader may see it."""

    entry: Entry
    holds: Holds
    moment: Citation | None
    source_title: str
    later: tuple[tuple[Relation, Entry], ...]  # what later entries do to it, or seem to
    earlier: tuple[tuple[Relation, Entry], ...]
    events: tuple[tuple[Event, Citation | None], ...]  # a crisis's steps
    also: tuple[Citation, ...] = ()  # where else the same is told


def decisions(visit: Visit, space: str, wanted: Wanted = ALL) -> list[Recorded]:
    """The client's entries of either kind, the last decided first. Raises UnknownSpace."""
    book = _book(visit, space, dismissed=wanted.standing is Standing.DISMISSED)
    return [recorded(book, entry) for entry in book.entries if _fits(book, entry, wanted)]


def in_force(visit: Visit, space: str) -> list[Recorded]:
    """Decisions that still hold, the last decided first."""
    return decisions(visit, space, Wanted(standing=Standing.IN_FORCE, kind=Sort.DECISION))


def crises(visit: Visit, space: str) -> list[Recorded]:
    """Crises with their steps, the last first."""
    return decisions(visit, space, Wanted(kind=Sort.CRISIS))


def one(visit: Visit, key: str) -> Recorded:
    """The entry with this id, dismissed or not. Raises NoSuchThing."""
    book, entry = _seen(visit, key)
    return recorded(book, entry)


def history(visit: Visit, key: str) -> list[Change]:
    """What was done to it, oldest first. Raises NoSuchThing."""
    _, entry = _seen(visit, key)
    return visit.app.handover.ledger.history(entry.id)


def look_again(visit: Visit, space: str) -> Found:
    """Read all of the client's sources once more. What people settled stays. Raises UnknownSpace, NotAllowed."""
    found = access.space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    brought = look(visit.app.catalog, visit.app.handover.ledger, found.id, refined_by(visit.app.chat), again=True)
    visit.note(Action.DECIDED, space=found.id, what="looked", sources=brought.sources, entries=brought.entries)
    return brought


def look_at_new(visit: Visit, space: str) -> Found:
    """Read what nobody has read for the ledger yet, without a model: it is done while somebody waits."""
    found = access.space_of(visit.app.catalog, visit.caller, space)
    return look_if_free(visit.app.catalog, visit.app.handover.ledger, found.id)


def confirm(visit: Visit, key: str) -> None:
    """It is one. Raises NoSuchThing, NotAllowed."""
    _settled(visit, key, State.CONFIRMED, "confirmed")


def dismiss(visit: Visit, key: str) -> None:
    """It is none, and is not to be found again. Raises NoSuchThing, NotAllowed."""
    _settled(visit, key, State.DISMISSED, "dismissed")


def correct(visit: Visit, key: str, told: Mapping[str, Any]) -> None:
    """Write these fields of Told in place of what stood there; it is confirmed by that. Raises as above."""
    _, entry = _to_change(visit, key)
    before = {name: value for name, value in _plain(entry.told).items() if name in told}
    _write(visit, replace(entry, told=replace(entry.told, **told), state=State.CONFIRMED), "corrected", before)


def retell(visit: Visit, key: str, steps: Sequence[tuple[Step, str, str, Place | None]]) -> None:
    """These are the crisis's steps: what, in which words, when, where. Raises NoSuchThing, NotAllowed."""
    book, entry = _to_change(visit, key)
    for *_, place in steps:
        _require_place(book, place)
    kept = [Event(new_id(), entry.id, step, text, at, place) for step, text, at, place in steps]
    ledger, seen = visit.app.handover.ledger, {event.id for event in book.events(entry)}
    for one in book.tellings(entry):
        unseen = [event for event in ledger.events([one.id])[one.id] if event.id not in seen]
        ledger.tell(one.id, [*kept, *unseen] if one.id == entry.id else unseen)
    _write(visit, replace(entry, state=State.CONFIRMED), "retold", {})


def merge(visit: Visit, key: str, into: str) -> None:
    """Both tell of the same; `into` stays. Raises NoSuchThing, NotAllowed."""
    book, entry = _to_change(visit, key)
    _, other = _to_change(visit, into)
    if other.id == entry.id or other.space != entry.space or other.kind is not entry.kind:
        raise NoSuchThing()
    for follower in book.merged.get(entry.id, ()):
        visit.app.handover.ledger.put(replace(follower, merged_into=other.id))
    _write(visit, replace(entry, merged_into=other.id, state=State.CONFIRMED), "merged", {})


def relate(visit: Visit, earlier: str, later: str, bond: Bond | None) -> None:
    """`later` supersedes or contradicts `earlier`; with None it does neither. Raises NoSuchThing, NotAllowed."""
    _, old = _to_change(visit, earlier)
    book, new = _to_change(visit, later)
    if old.id == new.id or old.space != new.space or (bond is Bond.SUPERSEDES and book.living(new).id == old.id):
        raise NoSuchThing()
    state = State.CONFIRMED if bond else State.DISMISSED
    ledger = visit.app.handover.ledger
    settled = Relation(old.id, new.id, bond or Bond.SUPERSEDES, state, 1.0, visit.caller.id, ledger.now())
    ledger.relate(settled)
    what = {Bond.SUPERSEDES: "superseded", Bond.CONTRADICTS: "contradicted", None: "unrelated"}[bond]
    ledger.note(old.id, visit.caller.id, what, {})
    visit.note(Action.DECIDED, old.id, space=old.space, what=what)


def add(visit: Visit, space: str, kind: Sort, told: Told, place: Place | None = None) -> str:
    """Keep an entry that somebody writes themselves, with its moment if there is one; its id.

    Raises UnknownSpace, NotAllowed, NoSuchThing for a moment that is not there.
    """
    found = access.space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    _require_place(_book(visit, found.id), place)
    ledger, key = visit.app.handover.ledger, new_id()
    entry = Entry(
        *(key, found.id, kind, False, State.CONFIRMED, 1.0, told, place),
        key=f"hand:{key}",
        said=told.what,
        why_block=None,
        settled_by=visit.caller.id,
        settled_at=ledger.now(),
        merged_into=None,
        made_at=ledger.now(),
    )
    ledger.add([entry])
    ledger.note(key, visit.caller.id, "added", {})
    visit.note(Action.DECIDED, key, space=found.id, what="added")
    return key


def recorded(book: Book, entry: Entry) -> Recorded:
    """The entry as its reader may see it."""
    also = [book.citation(other.place) for other in book.merged.get(entry.id, ())]
    return Recorded(
        entry=entry,
        holds=book.holds(entry),
        moment=book.citation(entry.place),
        source_title=book.title(entry.place),
        later=tuple(book.after(entry)),
        earlier=tuple(book.before(entry)),
        events=tuple((event, book.citation(event.place)) for event in book.events(entry)),
        also=tuple(filter(None, also)),
    )


def _book(visit: Visit, space: str, *, dismissed: bool = False) -> Book:
    scope = access.scope_for(visit.app.catalog, visit.caller, [space])
    return open_book(visit.app.catalog, visit.app.handover.ledger, scope, dismissed=dismissed)


def _seen(visit: Visit, key: str) -> tuple[Book, Entry]:
    """The entry and the book that it stands in, if the caller may read it."""
    there = visit.app.handover.ledger.entry(key)
    if there is None or not access.may(visit.caller, Act.READ, there.space):
        raise NoSuchThing()
    book = _book(visit, there.space, dismissed=True)
    entry = book.entry(key)
    if entry is None:
        raise NoSuchThing()
    return book, entry


def _to_change(visit: Visit, key: str) -> tuple[Book, Entry]:
    book, entry = _seen(visit, key)
    access.require(visit.caller, Act.TELL, entry.space)
    return book, entry


def _settled(visit: Visit, key: str, state: State, what: str) -> None:
    _, entry = _to_change(visit, key)
    _write(visit, replace(entry, state=state), what, {"state": entry.state.value})


def _write(visit: Visit, entry: Entry, what: str, before: Mapping[str, Any]) -> None:
    ledger = visit.app.handover.ledger
    ledger.put(replace(entry, settled_by=visit.caller.id, settled_at=ledger.now()))
    ledger.note(entry.id, visit.caller.id, what, dict(before))
    visit.note(Action.DECIDED, entry.id, space=entry.space, what=what)


def _require_place(book: Book, place: Place | None) -> None:
    if place is not None and book.citation(place) is None:
        raise NoSuchThing()


def _plain(told: Told) -> dict[str, Any]:
    plain = asdict(told)
    return {**plain, "decided_on": told.decided_on.isoformat() if told.decided_on else None}


def _fits(book: Book, entry: Entry, wanted: Wanted) -> bool:
    told, day = entry.told, entry.told.decided_on
    if wanted.kind and entry.kind is not wanted.kind:
        return False
    if wanted.topic and fold(wanted.topic) not in fold(told.topic):
        return False
    if wanted.person and not any(fold(wanted.person) in fold(person) for person in told.people):
        return False
    if (wanted.since and (day is None or day < wanted.since)) or (wanted.until and (day is None or day > wanted.until)):
        return False
    return _holds_words(book, entry, wanted.words) and _stands(book, entry, wanted.standing)


def _holds_words(book: Book, entry: Entry, words: str) -> bool:
    told = entry.told
    steps = [event.text for event in book.events(entry)] if entry.kind is Sort.CRISIS else []
    text = fold(" ".join((told.what, told.why, told.outcome, told.topic, *told.options, *told.people, *steps)))
    return all(word in text for word in fold(words).split())


def _stands(book: Book, entry: Entry, standing: Standing | None) -> bool:
    match standing:
        case None:
            return entry.state is not State.DISMISSED
        case Standing.DISMISSED:
            return entry.state is State.DISMISSED
        case Standing.TO_CONFIRM:
            return entry.state is State.FOUND
        case _:
            return entry.kind is Sort.DECISION and book.holds(entry).value == standing.value
