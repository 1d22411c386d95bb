"""Once a day: what was taken in since the last look is read for the ledger, in every client."""

from __future__ import annotations

from datetime import datetime

from assistant.build import App
from assistant.handover.deciding.modelled import refined_by
from assistant.handover.deciding.reading import look


def fill_ledgers(app: App, _now: datetime) -> int:
    """Read what is new; how many entries that brought."""
    refine = refined_by(app.chat)
    return sum(look(app.catalog, app.handover.ledger, space.id, refine).entries for space in app.catalog.spaces())
