"""What coverage adds to a client of the town: judgements of items and topics, open ones and ones from sources for
managers only, a manager's word with its reason, and a day of the trend."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import coverage
from assistant.handover.covering.topics import topic_key
from assistant.handover.records.coverage import Audience, Day, Judged
from assistant.people.roles import LOCAL
from vectorstore.models import Locator, Source

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """Put them there."""
    n, app, space = client.number, town.app, client.space.id
    shown, secret = f"zq{n}coverage", f"zq{n}secretcoverage"
    open_ones = [
        Judged("crisis-actions", "enough", proof=(_cited(client.open[0], shown),), newest=date(2026, 3, 14)),
        Judged(topic_key(f"zq{n}topic"), "thin", f"zq{n}topic", (_cited(client.open[1], shown),), note=shown),
    ]
    # The first is judged from both: without the secret passage it must not say what the model said of the two.
    proof = (_cited(client.open[0], shown), _cited(client.hidden[0], secret))
    every = [
        Judged("crisis-actions", "enough", proof=proof, note=secret),
        Judged("contract-terms", "enough", proof=(_cited(client.hidden[0], secret),)),
        Judged(topic_key(f"zq{n}secrettopic"), "thin", f"zq{n}secrettopic", (_cited(client.hidden[0], secret),)),
    ]
    store = app.handover.coverage
    # As judged of today's library, or every page would set a survey going.
    library = coverage.task_of(Visit(app, LOCAL), client.space).library
    store.keep(space, library, 1.0, {Audience.OPEN: open_ones, Audience.ALL: [*open_ones[1:], *every]})
    store.overrule(space, "bidding", "enough", f"{shown}why", town.people[0])
    store.count(space, Audience.OPEN, Day(date(2026, 3, 14), n, 1, 1))
    client.things["key"] = [topic_key(f"zq{n}topic"), topic_key(f"zq{n}secrettopic")]


def _cited(source: Source, word: str) -> Citation:
    return Citation(1, source.id, source.title, source.kind, f"{word} 先停投放", Locator(paragraph=1), 0, 0)
