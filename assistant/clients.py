"""Clients and who belongs to them, as every door reads and changes it.

A client's members are its managers' business, which clients there are the administrators': a manager
who renames one could find out that another's name is taken.
"""

from __future__ import annotations

from assistant.accounts import found
from assistant.desk import Visit
from assistant.people.access import require_admin, space_of
from assistant.people.audit import Action
from assistant.people.errors import ClientNameTaken, UnknownPerson
from assistant.people.members import Member
from assistant.people.roles import Act, Role
from vectorstore.models import Space


def add(visit: Visit, name: str) -> Space:
    """A new client. Raises ClientNameTaken."""
    require_admin(visit.caller)
    space = visit.app.catalog.space_named(_free(visit, name))
    visit.note(Action.SETTING_CHANGED, space.id, space=space.id, what="client added")
    return space


def rename(visit: Visit, key: str, name: str) -> Space:
    """Call a client something else. Raises UnknownSpace, ClientNameTaken."""
    require_admin(visit.caller)
    space = space_of(visit.app.catalog, visit.caller, key, Act.SETTINGS)
    if " ".join(name.split()) == space.name:
        return space
    visit.app.catalog.rename_space(space.id, _free(visit, name))
    visit.note(Action.SETTING_CHANGED, space.id, space=space.id, what="client renamed")
    return visit.app.catalog.space(space.id)


def members(visit: Visit, key: str) -> list[Member]:
    """Who belongs to the client, by name. Raises UnknownSpace, NotAllowed."""
    return visit.app.identity.members.of(_managed(visit, key).id)


def put_member(visit: Visit, key: str, person_key: str, role: Role) -> Member:
    """Give somebody this role in the client. Raises UnknownSpace, NotAllowed, UnknownPerson."""
    space = _managed(visit, key)
    person = found(visit.app.identity.users, person_key)
    if not person.active:
        raise UnknownPerson(name=person.shown)
    visit.app.identity.members.put(space.id, person.id, role)
    visit.note(Action.MEMBER_CHANGED, person.id, space=space.id, role=role.value)
    return next(member for member in visit.app.identity.members.of(space.id) if member.person == person.id)


def remove_member(visit: Visit, key: str, person_key: str) -> None:
    """End somebody's membership. Raises UnknownSpace, NotAllowed, UnknownPerson if they have none."""
    space = _managed(visit, key)
    person = found(visit.app.identity.users, person_key)
    if space.id not in visit.app.identity.members.roles_of(person.id):
        raise UnknownPerson(name=person.shown)
    visit.app.identity.members.remove(space.id, person.id)
    visit.note(Action.MEMBER_CHANGED, person.id, space=space.id, role="")


def _managed(visit: Visit, key: str) -> Space:
    return space_of(visit.app.catalog, visit.caller, key, Act.MEMBERS)


def _free(visit: Visit, name: str) -> str:
    """The name as it is kept. ClientNameTaken if a client goes by it already."""
    name = " ".join(name.split())
    if any(name.casefold() in (space.id, space.name.casefold()) for space in visit.app.catalog.spaces()):
        raise ClientNameTaken(name=name)
    return name
