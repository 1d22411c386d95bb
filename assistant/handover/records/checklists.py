"""The items of a handover's checklist, what people chose as evidence for them, and what was changed about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.handover.records.handovers import Handover, Phase, row_of
from assistant.people.clock import utc_now
from vectorstore.checklist_tables import checklist_items, handovers, item_changes, item_evidence

VALUE_CHARS = 200  # of a change: a line that tells it


class State(StrEnum):
    """How far an item has come."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    NOT_NEEDED = "not needed"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self in (State.DONE, State.NOT_NEEDED)


class Priority(StrEnum):
    """How much the receiver wants it."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Link:
    """A source that somebody chose as evidence."""

    source: str
    block: int | None  # where in it; None for all of it
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the handover should hold. Words are by language, "zh" and "en"."""

    id: str
    space: str
    handover: str
    position: int
    key: str  # the template's; the item's own id for one that people added
    section: str
    section_title: Mapping[str, str]
    title: Mapping[str, str]
    evidence: Mapping[str, str]  # what counts as evidence
    needs: tuple[str, ...]
    queries: Mapping[str, tuple[str, ...]]
    phase: Phase  # by whose end it is to be done
    owner: str  # person id or typed name; "" for nobody yet
    due_on: date
    state: State
    reason: str  # why it is not needed
    note: str
    priority: Priority | None
    reminded_on: date | None
    updated_by: str
    updated_at: datetime
    links: tuple[Link, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether people added it, instead of a template."""
        return self.key == self.id

    def is_late(self, today: date) -> bool:
        """Whether it should have been settled before that day."""
        return self.due_on < today and not self.state.is_settled


@dataclass(frozen=True, slots=True)
class ItemChange:
    """That something about an item was changed."""

    item: str
    by: str
    at: datetime
    what: str
    value: str


class Checklists:
    """Reads and writes items, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, space: str) -> list[Item]:
        """The space's items, section by section."""
        return self._found(checklist_items.c.space == space)

    def item(self, item_id: str) -> Item | None:
        """The item with this id."""
        return next(iter(self._found(checklist_items.c.id == item_id)), None)

    def late(self, today: date) -> list[Item]:
        """Items of every space that somebody has, and that should have been settled before that day."""
        found = self._found(checklist_items.c.due_on < today, checklist_items.c.owner != "")
        return [item for item in found if item.is_late(today)]

    def begin(self, handover: Handover, items: Sequence[Item]) -> bool:
        """Keep a new handover with its items. False when its space has one already."""
        try:
            with self._engine.begin() as connection:
                connection.execute(handovers.insert().values(row_of(handover)))
                connection.execute(checklist_items.insert(), [_row(item) for item in items])
        except sa.exc.IntegrityError:  # two people at once: the space has one place
            return False
        return True

    def add(self, item: Item) -> None:
        """Keep a new item."""
        with self._engine.begin() as connection:
            connection.execute(checklist_items.insert().values(_row(item)))
            made = _change(item.id, item.updated_by, item.updated_at, "made", "")
            connection.execute(item_changes.insert().values(made))

    def remove(self, item_id: str) -> None:
        """Forget an item."""
        with self._engine.begin() as connection:
            connection.execute(checklist_items.delete().where(checklist_items.c.id == item_id))

    def change(self, items: Sequence[str], by: str, **values: Any) -> None:
        """Make these items so, and keep that it was done."""
        now = self._clock()
        plain = {name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()}
        stamped = {**plain, "updated_by": by, "updated_at": now}
        changes = [_change(item, by, now, what, value) for item in items for what, value in plain.items()]
        with self._engine.begin() as connection:
            connection.execute(checklist_items.update().where(checklist_items.c.id.in_(items)).values(stamped))
            if changes:
                connection.execute(item_changes.insert(), changes)

    def reminded(self, item_id: str, today: date) -> None:
        """Its owner was told today that it is late."""
        with self._engine.begin() as connection:
            mine = checklist_items.c.id == item_id
            connection.execute(checklist_items.update().where(mine).values(reminded_on=today))

    def link(self, item_id: str, source: str, block: int | None, by: str) -> None:
        """Keep the source as evidence, in place of another passage of it."""
        now = self._clock()
        values = {"item": item_id, "source": source, "block": block, "by": by, "at": now}
        with self._engine.begin() as connection:
            connection.execute(_linked(item_id, source))
            connection.execute(item_evidence.insert().values(values))
            connection.execute(item_changes.insert().values(_change(item_id, by, now, "evidence", source)))

    def unlink(self, item_id: str, source: str) -> bool:
        """The source is evidence no more. False when it was not."""
        with self._engine.begin() as connection:
            return bool(connection.execute(_linked(item_id, source)).rowcount)

    def changes(self, items: Sequence[str], limit: int) -> list[ItemChange]:
        """What was changed about these items, newest first."""
        columns = (item_changes.c[name] for name in ItemChange.__slots__)
        statement = sa.select(*columns).where(item_changes.c.item.in_(items)).order_by(item_changes.c.id.desc())
        with self._engine.connect() as connection:
            return [ItemChange(**row) for row in connection.execute(statement.limit(limit)).mappings()]

    def _found(self, *conditions: sa.ColumnElement[bool]) -> list[Item]:
        statement = sa.select(checklist_items).where(*conditions)
        order = (checklist_items.c.space, checklist_items.c.position, checklist_items.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(*order)).mappings().all()
            linked = sa.select(item_evidence).where(item_evidence.c.item.in_([row["id"] for row in rows]))
            links = defaultdict(list)
            for link in connection.execute(linked.order_by(item_evidence.c.at, item_evidence.c.source)).mappings():
                links[link["item"]].append(Link(link["source"], link["block"], link["by"], link["at"]))
        return [_item(row, links[row["id"]]) for row in rows]


def _row(item: Item) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in Item.__slots__ if name != "links"}
    values |= {name: dict(values[name]) for name in ("section_title", "title", "evidence")}
    values |= {"needs": list(item.needs), "queries": {lang: list(said) for lang, said in item.queries.items()}}
    return {**values, "phase": item.phase.value, "state": item.state.value, "priority": item.priority or ""}


def _item(row: Mapping[Any, Any], links: Sequence[Link]) -> Item:
    values = {
        "needs": tuple(row["needs"]),
        "queries": {lang: tuple(said) for lang, said in row["queries"].items()},
        "phase": Phase(row["phase"]),
        "state": State(row["state"]),
        "priority": Priority(row["priority"]) if row["priority"] else None,
    }
    return Item(**{**row, **values}, links=tuple(links))


def _linked(item_id: str, source: str) -> sa.Delete:
    return item_evidence.delete().where(item_evidence.c.item == item_id, item_evidence.c.source == source)


def _change(item: str, by: str, at: datetime, what: str, value: object) -> dict[str, Any]:
    line = "" if isinstance(value, dict) else str(value or "")
    return {"item": item, "by": by, "at": at, "what": what, "value": line[:VALUE_CHARS]}
