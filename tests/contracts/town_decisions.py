"""What the ledger adds to a client of the town: entries of an open source and of one for managers only, crises with
steps from both, and a secret later decision that must not even show as what superseded an open one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant.handover.deciding.model import Bond, Entry, Event, Place, Relation, Sort, State, Told
from assistant.handover.deciding.signals import Step
from vectorstore.catalog import new_id

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """Put them there."""
    n, ledger = client.number, town.app.handover.ledger
    shown, secret = f"zq{n}decision", f"zq{n}secretdecision"
    open_one = _entry(client, Sort.DECISION, shown, client.open[0].id)
    later = _entry(client, Sort.DECISION, secret, client.hidden[0].id)
    crisis = _entry(client, Sort.CRISIS, f"{shown}crisis", client.open[1].id)
    hidden_crisis = _entry(client, Sort.CRISIS, f"{secret}crisis", client.hidden[0].id, merged_into=crisis.id)
    ledger.add([open_one, later, crisis, hidden_crisis])
    ledger.relate(Relation(open_one.id, later.id, Bond.SUPERSEDES, State.CONFIRMED, 1.0))
    ledger.tell(
        crisis.id,
        [_step(crisis, f"{shown}step", client.open[1].id), _step(crisis, f"{secret}step", client.hidden[0].id)],
    )
    ledger.tell(hidden_crisis.id, [_step(hidden_crisis, f"{secret}told", client.hidden[0].id)])
    ledger.note(open_one.id, "somebody", "corrected", {"what": f"{shown}before"})
    client.things["decision_id"] = [open_one.id, later.id, crisis.id, hidden_crisis.id]


def _entry(client: Client, kind: Sort, word: str, source: str, merged_into: str | None = None) -> Entry:
    key = new_id()
    told = Told(
        f"{word} 预算改成五万", f"{word}why", (f"{word}option",), (f"{word}person",), f"{word}topic", date(2026, 3, 14)
    )
    return Entry(
        *(key, client.space.id, kind, False, State.CONFIRMED, 1.0, told, Place(source, 0, 0)),
        key=key, said=word, why_block=None, settled_by="", settled_at=None, merged_into=merged_into,
        made_at=datetime(2026, 3, 15),
    )  # fmt: skip


def _step(entry: Entry, word: str, source: str) -> Event:
    return Event(new_id(), entry.id, Step.SIGNAL, word, "19:40", Place(source, 0, 0))
