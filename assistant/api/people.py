"""People, clients and their members over HTTP, under /api/v1."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from assistant import accounts, clients
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.people.members import Member
from assistant.people.roles import Role
from assistant.people.users import Account, Person
from assistant.wire_models import Moment

routes = APIRouter(prefix="/api/v1", tags=["people"])


def one_line(text: str) -> str:
    """What can be seen of it: no control characters, nothing that turns the direction of writing."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _something(line: str) -> str:
    if not line:
        raise ValueError("nothing that can be read")
    return line


Name = Annotated[str, Field(max_length=200), AfterValidator(one_line), AfterValidator(_something)]
Email = Annotated[str, Field(max_length=320, pattern=r"^(|[^@\s]+@[^@\s]+)$")]
Password = Annotated[str, Field(max_length=1000)]


class NamedPerson(BaseModel):
    """Somebody whose name may be known, to give them a role."""

    id: str
    shown: str


class PersonOut(NamedPerson):
    """An account."""

    name: str
    email: str
    admin: bool
    active: bool
    must_change: bool
    has_password: bool
    successor: str | None
    created_at: Moment


class NewPerson(PersonOut):
    """An account just made. The password is there if none was given; it is shown this once."""

    one_time_password: str | None = None


class PersonIn(BaseModel):
    """An account to be made. Without a password it gets one for its first sign-in."""

    name: Name
    password: Password = ""
    shown: Annotated[str, Field(max_length=200), AfterValidator(one_line)] = ""
    email: Email = ""
    admin: bool = False


class PersonChange(BaseModel):
    """What is to be different. Somebody who leaves (`active` false) and owns sources needs a `successor`."""

    shown: Name | None = None
    email: Email | None = None
    admin: bool | None = None
    active: bool | None = None
    successor: Annotated[str, Field(max_length=200)] | None = None


class PasswordIn(BaseModel):
    """The new password; a one-time one is made when it is empty."""

    password: Password = ""


class PasswordOut(BaseModel):
    """The one-time password, if one was made. It is shown this once."""

    one_time_password: str | None


class MemberOut(BaseModel):
    """Somebody in a client."""

    person: str
    shown: str
    role: Role
    by_group: bool
    active: bool
    since: Moment


class RoleIn(BaseModel):
    """What somebody is to be in a client."""

    role: Role


class ClientIn(BaseModel):
    """What a client is called."""

    name: Name


class ClientOut(BaseModel):
    """A client."""

    id: str
    name: str


@routes.get("/people")
def people(visit: Visiting) -> list[PersonOut | NamedPerson]:
    """Everybody, for administrators. For managers the people of their clients, and the others' names."""
    known, others = accounts.everyone(visit)
    return [*map(person_out, known), *(NamedPerson(id=person.id, shown=person.shown) for person in others)]


@routes.post("/people", responses=problems(409))
def add_person(wanted: PersonIn, visit: Visiting) -> NewPerson:
    """Add an account (administrators). The first one turns sign-in on, and must be an administrator's."""
    person, one_time = accounts.add(visit, Account(**wanted.model_dump()))
    return NewPerson(**person_out(person).model_dump(), one_time_password=one_time or None)


@routes.patch("/people/{person}", responses=problems(404))
def change_person(person: str, wanted: PersonChange, visit: Visiting) -> PersonOut:
    """Change an account (administrators)."""
    return person_out(accounts.change(visit, person, accounts.Change(**wanted.model_dump())))


@routes.post("/people/{person}/password", responses=problems(404))
def reset_password(person: str, wanted: PasswordIn, visit: Visiting) -> PasswordOut:
    """Give somebody a password to change at once (administrators). Their sessions end."""
    return PasswordOut(one_time_password=accounts.reset_password(visit, person, wanted.password) or None)


@routes.get("/spaces/{space}/members", responses=problems(404))
def members(space: str, visit: Visiting) -> list[MemberOut]:
    """Who belongs to the client (its managers)."""
    return [_member_out(member) for member in clients.members(visit, space)]


@routes.put("/spaces/{space}/members/{person}", responses=problems(404))
def put_member(space: str, person: str, wanted: RoleIn, visit: Visiting) -> MemberOut:
    """Give somebody a role in the client (its managers)."""
    return _member_out(clients.put_member(visit, space, person, wanted.role))


@routes.delete("/spaces/{space}/members/{person}", status_code=204, responses=problems(404))
def remove_member(space: str, person: str, visit: Visiting) -> None:
    """End somebody's membership (the client's managers)."""
    clients.remove_member(visit, space, person)


@routes.post("/spaces", responses=problems(409))
def add_client(wanted: ClientIn, visit: Visiting) -> ClientOut:
    """Add a client (administrators)."""
    space = clients.add(visit, wanted.name)
    return ClientOut(id=space.id, name=space.name)


@routes.patch("/spaces/{space}", responses=problems(404, 409))
def rename_client(space: str, wanted: ClientIn, visit: Visiting) -> ClientOut:
    """Call a client something else (administrators)."""
    changed = clients.rename(visit, space, wanted.name)
    return ClientOut(id=changed.id, name=changed.name)


def person_out(person: Person) -> PersonOut:
    """An account as JSON."""
    return PersonOut(**{name: getattr(person, name) for name in PersonOut.model_fields})


def _member_out(member: Member) -> MemberOut:
    return MemberOut(**{name: getattr(member, name) for name in MemberOut.model_fields})
