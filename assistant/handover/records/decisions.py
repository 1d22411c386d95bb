"""The ledger as the database keeps it: entries, relations, steps of crises, what was corrected, what was read.

Keeps and reads. What is read for somebody goes by their Scope's spaces and hidden sources, which take their
entries along; what is found, believed or allowed is not decided here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assistant.handover.deciding.model import Bond, Change, Entry, Event, Place, Relation, Sort, State, Told
from assistant.handover.deciding.signals import Step
from assistant.people.clock import utc_now
from vectorstore.catalog import SQL_VARIABLES
from vectorstore.decision_tables import changes, entries, events, readings, relations

PLAIN = ("id", "space", "against", "score", "said", "why_block", "settled_by", "settled_at", "merged_into", "made_at")


class Ledger:
    """Reads and writes it, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self.reading = threading.Lock()  # held by whoever reads sources for it

    # entries

    def within(self, spaces: Sequence[str], hidden: Sequence[str] = (), *, dismissed: bool = False) -> list[Entry]:
        """Every entry of these spaces but those of the hidden sources, the last decided first."""
        wanted = sa.select(entries).where(entries.c.space.in_(spaces))
        if hidden:
            wanted = wanted.where(sa.or_(entries.c.source.is_(None), entries.c.source.not_in(hidden)))
        if not dismissed:
            wanted = wanted.where(entries.c.state != State.DISMISSED.value)
        order = (entries.c.decided_on.desc().nulls_last(), entries.c.source, entries.c.first_block, entries.c.id)
        return self._entries(wanted.order_by(*order))

    def of_source(self, source: str) -> list[Entry]:
        """Everything that was found in a source, dismissed or not."""
        return self._entries(sa.select(entries).where(entries.c.source == source))

    def entry(self, key: str) -> Entry | None:
        """The entry with this id."""
        return next(iter(self._entries(sa.select(entries).where(entries.c.id == key))), None)

    def add(self, found: Sequence[Entry]) -> None:
        """Keep new entries; one whose place is known already is left as it is."""
        with self._engine.begin() as connection:
            for entry in found:
                if entry.place and connection.execute(_same_place(entry)).first():
                    continue
                connection.execute(entries.insert().values(_row(entry)))

    def put(self, entry: Entry) -> None:
        """Write an entry as it is now."""
        values = _row(entry)
        with self._engine.begin() as connection:
            connection.execute(entries.update().where(entries.c.id == entry.id).values(values))

    def remove(self, keys: Iterable[str]) -> None:
        """These were no entries after all, and nobody has said otherwise."""
        with self._engine.begin() as connection:
            connection.execute(entries.delete().where(entries.c.id.in_(list(keys))))

    # how entries stand to each other

    def relations(self, keys: Sequence[str]) -> list[Relation]:
        """Those between two of these entries."""
        known, found = set(keys), list[Relation]()
        with self._engine.connect() as connection:
            for at in range(0, len(keys), SQL_VARIABLES):
                some = sa.select(relations).where(relations.c.earlier.in_(keys[at : at + SQL_VARIABLES]))
                found += [_relation(row) for row in connection.execute(some).mappings()]
        return [one for one in found if one.later in known]

    def relate(self, relation: Relation) -> None:
        """Write the relation in place of what was known between the two."""
        both = (relations.c.earlier == relation.earlier, relations.c.later == relation.later)
        values = {**asdict(relation), "sort": relation.bond.value, "state": relation.state.value}
        values.pop("bond")
        with self._engine.begin() as connection:
            connection.execute(relations.delete().where(*both))
            connection.execute(relations.insert().values(values))

    def withdraw(self, keys: Sequence[str]) -> None:
        """Take back what nobody has settled about these entries' relations, before they are worked out anew."""
        with self._engine.begin() as connection:
            for at in range(0, len(keys), SQL_VARIABLES):
                some = (relations.c.earlier.in_(keys[at : at + SQL_VARIABLES]), relations.c.settled_by == "")
                connection.execute(relations.delete().where(*some))

    # crises

    def events(self, keys: Sequence[str], hidden: Sequence[str] = ()) -> dict[str, list[Event]]:
        """The steps of these crises in their order, but for those of hidden sources."""
        wanted = sa.select(events).where(events.c.entry.in_(keys)).order_by(events.c.entry, events.c.position)
        if hidden:
            wanted = wanted.where(sa.or_(events.c.source.is_(None), events.c.source.not_in(hidden)))
        found: dict[str, list[Event]] = {key: [] for key in keys}
        with self._engine.connect() as connection:
            for row in connection.execute(wanted).mappings():
                found[row["entry"]].append(_event(row))
        return found

    def tell(self, entry: str, steps: Sequence[Event]) -> None:
        """These are the crisis's steps, in this order."""
        rows = [_event_row(event, entry, position) for position, event in enumerate(steps)]
        with self._engine.begin() as connection:
            connection.execute(events.delete().where(events.c.entry == entry))
            if rows:
                connection.execute(events.insert(), rows)

    # what was done to them

    def note(self, entry: str, person: str, what: str, before: dict[str, Any]) -> None:
        """Somebody changed the entry, which had said `before`."""
        values = {"entry": entry, "person": person, "at": self._clock(), "what": what, "before": before}
        with self._engine.begin() as connection:
            connection.execute(changes.insert().values(values))

    def history(self, entry: str) -> list[Change]:
        """What was done to the entry, oldest first."""
        wanted = sa.select(changes).where(changes.c.entry == entry).order_by(changes.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).mappings()
            return [Change(row["person"], row["at"], row["what"], row["before"]) for row in rows]

    # what was read

    def read_before(self, spaces: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Of these spaces' sources that were read, the version and the rules by which."""
        from_spaces = sa.select(readings).where(readings.c.source.in_(_sources_of(spaces)))
        with self._engine.connect() as connection:
            rows = connection.execute(from_spaces).mappings()
            return {row["source"]: (row["version"], row["rules"]) for row in rows}

    def mark_read(self, source: str, version: int, rules: int) -> None:
        """This version of the source was read by these rules."""
        values = {"source": source, "version": version, "rules": rules, "read_at": self._clock()}
        with self._engine.begin() as connection:
            connection.execute(readings.delete().where(readings.c.source == source))
            connection.execute(readings.insert().values(values))

    def now(self) -> datetime:
        """The ledger's clock."""
        return self._clock()

    def _entries(self, wanted: sa.Select[Any]) -> list[Entry]:
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(wanted).mappings()]


def _sources_of(spaces: Sequence[str]) -> sa.Select[Any]:
    from_db = readings.metadata.tables["sources"]
    return sa.select(from_db.c.id).where(from_db.c.space.in_(spaces))


def _same_place(entry: Entry) -> sa.Select[Any]:
    source = entry.place.source if entry.place else None
    return sa.select(entries.c.id).where(entries.c.source == source, entries.c.place == entry.key)


def _row(entry: Entry) -> dict[str, Any]:
    told = {**asdict(entry.told), "options": list(entry.told.options), "people": list(entry.told.people)}
    return {
        **{name: getattr(entry, name) for name in PLAIN},
        **told,
        **_place_row(entry.place),
        "place": entry.key,
        "kind": entry.kind.value,
        "state": entry.state.value,
    }


def _place_row(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"source": None, "first_block": None, "last_block": None}
    return {"source": place.source, "first_block": place.first, "last_block": place.last}


def _place(row: Any) -> Place | None:
    return Place(row["source"], row["first_block"], row["last_block"]) if row["source"] else None


def _entry(row: Any) -> Entry:
    day: date | None = row["decided_on"]
    told = Told(row["what"], row["why"], tuple(row["options"]), tuple(row["people"]), row["topic"], day, row["outcome"])
    return Entry(
        **{name: row[name] for name in PLAIN},
        kind=Sort(row["kind"]),
        state=State(row["state"]),
        told=told,
        place=_place(row),
        key=row["place"],
    )


def _relation(row: Any) -> Relation:
    bond, state = Bond(row["sort"]), State(row["state"])
    return Relation(row["earlier"], row["later"], bond, state, row["score"], row["settled_by"], row["settled_at"])


def _event(row: Any) -> Event:
    return Event(row["id"], row["entry"], Step(row["step"]), row["text"], row["at"], _place(row))


def _event_row(event: Event, entry: str, position: int) -> dict[str, Any]:
    said = {"id": event.id, "entry": entry, "position": position, "step": event.step.value}
    return {**said, "text": event.text, "at": event.at, **_place_row(event.place)}
