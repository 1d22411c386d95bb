"""How well the library covers items: as was judged last for the report's readers, or as somebody overruled it."""

from __future__ import annotations

from assistant.handover.records.coverage import Audience
from assistant.handover.records.coverage import Judged as Kept
from assistant.handover.report.facts import Judged
from assistant.handover.report.gathering.desk import Desk


def judged_of(desk: Desk, *, for_managers: bool) -> dict[str, Judged]:
    """The judgements by item key; of what nobody has judged yet there is none."""
    records = desk.visit.app.handover.coverage
    kept = records.of(desk.space.id, Audience.ALL if for_managers else Audience.OPEN)
    found = {one.key: _judged(one) for one in kept if not one.topic}
    for key, one in records.overrules(desk.space.id).items():
        before = found.get(key, Judged(one.verdict))
        found[key] = Judged(one.verdict, before.passages, before.lacking, desk.name(one.by), one.reason)
    return found


def _judged(one: Kept) -> Judged:
    return Judged(one.verdict, one.proof, one.lacking)
