"""Accounts as every door reads and changes them: who there is, adding, changing, resetting a password, leaving.

Accounts are administrators' business. What anybody may do themselves is in credentials.py; who belongs
to which client in clients.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.desk import Visit
from assistant.people.access import may, require_admin
from assistant.people.audit import Action
from assistant.people.errors import FirstAdministrator, NotAllowed, UnknownPerson
from assistant.people.roles import Act
from assistant.people.users import Account, Person, Users, folded

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is mistaken for something else when read aloud
ONE_TIME_CHARS = 16  # 79 bits

Choose = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about an account; None leaves it."""

    shown: str | None = None
    email: str | None = None
    admin: bool | None = None
    active: bool | None = None
    successor: str | None = None  # name or id of who takes over what a person owns that leaves


def everyone(visit: Visit) -> tuple[list[Person], list[Person]]:
    """The people the caller may know all of, and those they may know the names of, to add them somewhere.

    For an administrator everybody; for a manager those of the clients they look after, and whoever else is active.
    """
    users = visit.app.identity.users
    if _is_administrator(visit):
        return users.everyone(), []
    spaces = visit.spaces(Act.MEMBERS)
    if not spaces:
        raise NotAllowed()
    known = {member.person for space in spaces for member in visit.app.identity.members.of(space.id)}
    people = users.everyone()
    return (
        [person for person in people if person.id in known],
        [person for person in people if person.id not in known and person.active],
    )


def add(visit: Visit, account: Account, choose: Choose = secrets.choice) -> tuple[Person, str]:
    """A new account; without a password it gets one that must be changed at once, returned beside it.

    Raises FirstAdministrator, NameTaken, WeakPassword.
    """
    require_admin(visit.caller)
    users, name = visit.app.identity.users, folded(account.name)
    if not account.admin and not users.any():
        raise FirstAdministrator()
    one_time = "" if account.password or not name else one_time_password(name, choose)
    if one_time:
        account = replace(account, password=one_time, must_change=True)
    person = users.add(account)
    visit.note(Action.PERSON_CHANGED, person.id, what="added", admin=person.admin)
    return person, one_time


def change(visit: Visit, key: str, wanted: Change) -> Person:
    """Make the account with this id or name so. Raises UnknownPerson, LastAdministrator, NoSuccessor."""
    require_admin(visit.caller)
    users = visit.app.identity.users
    person = found(users, key)
    if wanted.shown is not None or wanted.email is not None:
        shown = person.shown if wanted.shown is None else wanted.shown
        users.rename(person.id, shown, person.email if wanted.email is None else wanted.email)
        visit.note(Action.PERSON_CHANGED, person.id, what="renamed")
    if wanted.admin is not None and wanted.admin is not person.admin:
        users.set_admin(person.id, wanted.admin)
        visit.note(Action.PERSON_CHANGED, person.id, what="made administrator" if wanted.admin else "no administrator")
    if wanted.active is not None and wanted.active is not person.active:
        if wanted.active:
            users.reactivate(person.id)
            visit.note(Action.PERSON_CHANGED, person.id, what="let in again")
        else:
            successor = found(users, wanted.successor).id if wanted.successor else None
            passed = users.deactivate(person.id, successor)
            visit.note(Action.PERSON_CHANGED, person.id, what="left", successor=successor, sources=passed)
    return users.person(person.id)


def reset_password(visit: Visit, key: str, password: str = "", choose: Choose = secrets.choice) -> str:
    """Give somebody a password that they must change at once: this one, or a new one, which is returned.

    Ends all their sessions. Raises UnknownPerson, WeakPassword.
    """
    require_admin(visit.caller)
    users = visit.app.identity.users
    person = found(users, key)
    one_time = "" if password else one_time_password(person.name, choose)
    users.set_password(person.id, password or one_time, must_change=True)
    visit.note(Action.PERSON_CHANGED, person.id, what="password reset")
    return one_time


def found(users: Users, key: str) -> Person:
    """The account with this id, or else the one that signs in with this name. UnknownPerson."""
    try:
        return users.person(key)
    except UnknownPerson:
        return users.named(key)


def one_time_password(name: str, choose: Choose = secrets.choice) -> str:
    """A password for the first sign-in of whoever is called `name`, which it does not contain."""
    while True:
        password = "".join(choose(ALPHABET) for _ in range(ONE_TIME_CHARS))
        if name not in password and len(set(password)) > ONE_TIME_CHARS // 2:
            return password


def _is_administrator(visit: Visit) -> bool:
    return visit.caller.admin and may(visit.caller, Act.MEMBERS, "")
