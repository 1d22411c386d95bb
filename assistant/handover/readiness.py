"""How far newcomers are with a client: how many moments they saw and situations they practised, for its managers.

Numbers, and sections that somebody never practised. Not which moments, not what was answered, nobody's marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.handover import teams
from assistant.handover.records.firstdays import FirstDay
from assistant.handover.situations import Situation, situations
from assistant.people.access import space_of
from assistant.people.roles import LOCAL, Act, Caller, Role

ANYBODY = "readiness"  # a newcomer who is nobody: what all of them may practise is counted for all of them


@dataclass(frozen=True, slots=True)
class Ready:
    """How far one person is."""

    person: str
    shown: str
    role: str  # of their first day; "" before they chose one
    seen: int
    moments: int
    practised: int
    situations: int
    never: tuple[str, ...]  # sections with situations, of which they practised none


def of_space(visit: Visit, space: str) -> list[Ready]:
    """Everybody in the client who has begun, by name. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    newcomer = Visit(visit.app, Caller(ANYBODY, roles={found.id: Role.NEWCOMER}), visit.trace)
    every = situations(newcomer, found.id)
    begun = {one.person: one for one in visit.app.handover.firstdays.all(found.id)}
    counted = visit.app.handover.practices.counted(found.id)
    here = {member.person for member in visit.app.identity.members.of(found.id) if member.active} or {LOCAL.id}
    people = here & (begun.keys() | counted.keys())
    ready = (_ready(visit, who, begun.get(who), every, {key for key, _ in counted.get(who, ())}) for who in people)
    return sorted(ready, key=lambda one: one.shown)


def _ready(visit: Visit, person: str, first: FirstDay | None, every: Sequence[Situation], done: set[str]) -> Ready:
    met = {one.section for one in every if one.id in done}
    return Ready(
        person=person,
        shown=teams.shown(visit, person),
        role=first.role if first else "",
        seen=len(first.seen) if first else 0,
        moments=len(first.moments) if first else 0,
        practised=sum(one.id in done for one in every),
        situations=len(every),
        never=tuple(key for key in dict.fromkeys(one.section for one in every) if key not in met),
    )
