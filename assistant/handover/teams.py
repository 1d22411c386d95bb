"""Who somebody is: a person with an account, or a name that somebody typed for one without.

Kept as the person's id or as the name. Knows no role and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.errors import UnknownPerson
from assistant.people.roles import EVERYTHING, LOCAL, Act


def kept(visit: Visit, space: str, typed: str) -> str:
    """How that is kept: an active account's id, that of the one person called so, or else the name itself.

    Only for managers, who may know everybody's name. Of several called the same a member of the space is meant.
    """
    typed = " ".join(typed.split())
    if not typed or typed == LOCAL.id or has_account(visit, typed):
        return typed
    everybody = (person for person in visit.app.identity.users.everyone() if person.active)
    named = [person.id for person in everybody if typed in (person.shown, person.name)]
    members = {member.person for member in visit.app.identity.members.of(space)}
    meant = [person for person in named if person in members] or named
    return meant[0] if len(meant) == 1 else typed


def typed(visit: Visit, space: str, who: str) -> str:
    """What somebody would type for `who`: their name where that leads back to them, or else what is kept."""
    name = shown(visit, who)
    return name if kept(visit, space, name) == who else who


def kept_all(visit: Visit, space: str, typed: Sequence[str]) -> tuple[str, ...]:
    """The same for several, each once, blank ones left out."""
    return tuple(dict.fromkeys(filter(None, (kept(visit, space, one) for one in typed))))


def has_account(visit: Visit, who: str) -> bool:
    """Whether that is the id of somebody who may sign in."""
    try:
        return visit.app.identity.users.person(who).active
    except UnknownPerson:
        return False


def shown(visit: Visit, who: str) -> str:
    """What they are called: by their account, or as typed. The id itself of somebody who is gone."""
    if who == visit.caller.id and visit.caller.shown:
        return visit.caller.shown
    try:
        return visit.app.identity.users.person(who).shown
    except UnknownPerson:
        return who


def sees(visit: Visit, space: str, who: str) -> bool:
    """Whether that is somebody with an account who may open the space: what is the client's is told to nobody else."""
    caller = visit.app.identity.as_caller(who, EVERYTHING)
    return caller is not None and may(caller, Act.READ, space)
