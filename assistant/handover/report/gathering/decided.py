"""Decisions that hold and crises as they went, from the ledger."""

from __future__ import annotations

from assistant.handover import ledger
from assistant.handover.deciding.model import Sort, State
from assistant.handover.ledger import Recorded, Standing, Wanted
from assistant.handover.report.facts import Crisis, Happened, Settled
from assistant.handover.report.gathering.desk import Desk


def decisions_of(desk: Desk) -> tuple[Settled, ...]:
    """Those in force, then those that contradict another: whichever of the two holds, a person has to say.

    What came in since the ledger was last read is read for it first.
    """
    ledger.look_at_new(desk.visit, desk.space.id)
    disputed = Wanted(standing=Standing.CONTRADICTED, kind=Sort.DECISION)
    holding = [_settled(one) for one in ledger.in_force(desk.visit, desk.space.id)]
    contradicted = [_settled(one, contradicted=True) for one in ledger.decisions(desk.visit, desk.space.id, disputed)]
    return (*sorted(holding, key=lambda one: not one.confirmed), *contradicted)


def crises_of(desk: Desk) -> tuple[Crisis, ...]:
    """Crises with their steps, the last first."""
    return tuple(_crisis(one) for one in ledger.crises(desk.visit, desk.space.id))


def _settled(one: Recorded, *, contradicted: bool = False) -> Settled:
    told = one.entry.told
    return Settled(
        text=told.what,
        on=told.decided_on,
        by=told.people,
        why=told.why,
        refused=told.options,
        outcome=told.outcome,
        confirmed=one.entry.state is State.CONFIRMED,
        contradicted=contradicted,
        proof=tuple(filter(None, (one.moment, *one.also))),
    )


def _crisis(one: Recorded) -> Crisis:
    steps = tuple(Happened(event.step.value, event.text, (at,) if at else ()) for event, at in one.events)
    told, moment = one.entry.told, tuple(filter(None, [one.moment]))
    return Crisis(told.what, told.decided_on, moment, steps, confirmed=one.entry.state is State.CONFIRMED)
