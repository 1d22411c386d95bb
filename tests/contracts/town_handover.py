"""What a handover adds to a client of the town: typed names, an item of people's own with a note, evidence from an open
source and from one for managers only, a step with its reason, and what the receiver says of a section."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.desk import Visit
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import Change, NewItem
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase, Verdict
from assistant.people.roles import LOCAL

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """Put them there."""
    n, visit, space = client.number, Visit(town.app, LOCAL), client.space.id
    wish = Wish([f"zq{n}leaver"], [f"zq{n}receiver"], date(2026, 3, 1), date(2026, 3, 31), "project")
    handovers.make(visit, space, wish)
    own = checklist.add(visit, space, NewItem("accounts", f"zq{n}item", date(2026, 3, 9), f"zq{n}evidence"))
    checklist.change(visit, own.id, Change(owner=f"zq{n}owner", note=f"zq{n}note"))
    given = next(item for item in checklist.items(visit, space) if not item.is_own)
    for source in (client.open[0], client.hidden[0]):
        checklist.link(visit, own.id, source.id, 0)
    checklist.link(visit, given.id, client.hidden[0].id)
    phases.review(visit, space, "ads", Verdict.SENT_BACK, f"zq{n}word")
    phases.move(visit, space, Phase.CAPTURE, f"zq{n}reason")
    client.things["item_id"] = [own.id, given.id]
