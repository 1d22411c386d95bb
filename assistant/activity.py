"""Reading the audit log: an administrator all of it, a manager what was done in their clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.desk import Visit
from assistant.people.access import may, space_of
from assistant.people.audit import Action, Entry, Wanted
from assistant.people.errors import NotAllowed
from assistant.people.roles import Act


def entries(visit: Visit, wanted: Wanted, space: str = "", limit: int = 100) -> list[Entry]:
    """The newest entries that pass and are the caller's to read, newest first; of one client if one is named.

    Raises UnknownSpace, NotAllowed.
    """
    return visit.app.audit.entries(_readable(visit, wanted, space), limit)


def csv(visit: Visit, wanted: Wanted, space: str = "") -> Iterator[str]:
    """All of them as CSV. Noted, since it leaves the house. Raises UnknownSpace, NotAllowed."""
    readable = _readable(visit, wanted, space)
    visit.note(Action.EXPORTED, "audit", space=readable.spaces[0] if space and readable.spaces else "")
    return visit.app.audit.csv(readable)


def _readable(visit: Visit, wanted: Wanted, space: str) -> Wanted:
    if space:
        return replace(wanted, spaces=[space_of(visit.app.catalog, visit.caller, space, Act.AUDIT).id])
    if visit.caller.admin and may(visit.caller, Act.AUDIT, ""):
        return replace(wanted, spaces=None)
    own = [found.id for found in visit.spaces(Act.AUDIT)]
    if not own:
        raise NotAllowed()
    return replace(wanted, spaces=own)
