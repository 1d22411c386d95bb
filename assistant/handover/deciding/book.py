"""The ledger as one Scope may read it: visible entries, tellings of one thing taken together, and what still holds.

What a Scope hides is not there at all: an entry of a hidden source supersedes nothing for whoever may not see it.
Read anew each time; nothing about access is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.chat.evidence import Citation
from assistant.handover.deciding.model import Bond, Entry, Event, Place, Relation, Sort, State
from assistant.handover.deciding.signals import Step
from assistant.handover.records.decisions import Ledger
from vectorstore.catalog import Catalog
from vectorstore.models import Scope, Source

QUOTED_CHARS = 600  # of a citation


class Holds(StrEnum):
    """Whether a decision still holds."""

    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Book:
    """What of the ledger a Scope lets through."""

    catalog: Catalog
    entries: tuple[Entry, ...]  # without those that were merged into another one of these
    merged: dict[str, list[Entry]]  # by the entry that they were merged into
    relations: tuple[Relation, ...]  # between two of `entries`, but for dismissed ones
    told: dict[str, list[Event]]
    sources: dict[str, Source]
    by_id: dict[str, Entry] = field(default_factory=dict)

    def entry(self, key: str) -> Entry | None:
        """The entry with this id; the one that it was merged into, if it was."""
        return self.by_id.get(key)

    def after(self, entry: Entry) -> list[tuple[Relation, Entry]]:
        """What later entries do to this one."""
        found = [(one, self.by_id[one.later]) for one in self.relations if one.earlier == entry.id]
        return sorted(found, key=lambda pair: str(pair[1].told.decided_on), reverse=True)

    def before(self, entry: Entry) -> list[tuple[Relation, Entry]]:
        """What this one does to earlier ones."""
        return [(one, self.by_id[one.earlier]) for one in self.relations if one.later == entry.id]

    def holds(self, entry: Entry) -> Holds:
        """Whether it still holds, going by relations that are settled."""
        for relation in self.relations:
            if relation.state is not State.CONFIRMED or entry.id not in (relation.earlier, relation.later):
                continue
            if relation.bond is Bond.CONTRADICTS:
                return Holds.CONTRADICTED
            if relation.earlier == entry.id:
                return Holds.SUPERSEDED
        return Holds.IN_FORCE

    def living(self, entry: Entry) -> Entry:
        """What holds in its place: the end of the chain of what superseded it; itself while it holds."""
        seen = {entry.id}
        while True:
            settled = (one for relation, one in self.after(entry) if _supersedes(relation))
            following = next((one for one in settled if one.id not in seen), None)
            if following is None:
                return entry
            seen.add(following.id)
            entry = following

    def tellings(self, entry: Entry) -> list[Entry]:
        """It and what was merged into it."""
        return [entry, *self.merged.get(entry.id, ())]

    def events(self, entry: Entry) -> list[Event]:
        """A crisis's steps from all its tellings: by step where several sources tell it, else as told."""
        own = self.told.get(entry.id, [])
        others = [event for one in self.merged.get(entry.id, ()) for event in self.told.get(one.id, [])]
        if not others:
            return list(own)
        order = list(Step)
        return sorted((*own, *others), key=lambda event: order.index(event.step))

    def title(self, place: Place | None) -> str:
        """What the source is called; "" where there is none."""
        return self.sources[place.source].title if place and place.source in self.sources else ""

    def citation(self, place: Place | None, n: int = 0) -> Citation | None:
        """The moment, as its source has it today; None where it has it no more."""
        if place is None or place.first is None or place.source not in self.sources:
            return None
        source, last = self.sources[place.source], place.last if place.last is not None else place.first
        blocks = self.catalog.blocks(source.id, source.version, place.first, last)
        if not blocks:
            return None
        text = "\n".join(block.text for block in blocks)[:QUOTED_CHARS]
        where = blocks[0].locator.through(blocks[-1].locator)
        return Citation(
            n, source.id, source.title, source.kind, text, where, place.first, place.first + len(blocks) - 1
        )


def open_book(catalog: Catalog, ledger: Ledger, scope: Scope, *, dismissed: bool = False) -> Book:
    """What the scope lets through, of its spaces and without its hidden sources."""
    seen = ledger.within(scope.spaces, scope.hidden, dismissed=dismissed)
    sources = {source.id: source for source in catalog.sources(scope.spaces) if source.id not in scope.hidden}
    seen = [entry for entry in seen if entry.place is None or entry.place.source in sources]
    known = {entry.id: entry for entry in seen}
    merged: dict[str, list[Entry]] = {}
    for entry in seen:
        if entry.merged_into in known:
            merged.setdefault(entry.merged_into, []).append(entry)
    kept = tuple(entry for entry in seen if entry.merged_into not in known)
    by_id = {entry.id: known.get(entry.merged_into or "", entry) for entry in seen}
    crises = [entry.id for entry in seen if entry.kind is Sort.CRISIS]
    return Book(
        catalog,
        kept,
        merged,
        tuple(_moved(ledger.relations(list(known)), by_id)),
        ledger.events(crises, scope.hidden),
        sources,
        by_id,
    )


def _supersedes(relation: Relation) -> bool:
    return relation.bond is Bond.SUPERSEDES and relation.state is State.CONFIRMED


def _moved(relations: Sequence[Relation], by_id: dict[str, Entry]) -> list[Relation]:
    """Relations between what entries were merged into; none between an entry and itself."""
    moved = [
        Relation(
            by_id[one.earlier].id, by_id[one.later].id, one.bond, one.state, one.score, one.settled_by, one.settled_at
        )
        for one in relations
        if one.state is not State.DISMISSED
    ]
    return [one for one in moved if one.earlier != one.later]
