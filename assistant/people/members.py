"""Who belongs to which space, and as what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assistant.people.clock import utc_now
from assistant.people.roles import Role
from vectorstore.people_tables import members, people


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a space."""

    person: str
    shown: str
    role: Role
    by_group: bool  # given by a group of the sign-in provider
    active: bool
    since: datetime


class Members:
    """All reads and writes of memberships, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def roles_of(self, person_id: str) -> dict[str, Role]:
        """The person's role in each of their spaces, by space id."""
        statement = sa.select(members.c.space, members.c.role).where(members.c.person == person_id)
        with self._engine.connect() as connection:
            return {space: Role(role) for space, role in connection.execute(statement)}

    def of(self, space_id: str) -> list[Member]:
        """The space's members, by name."""
        statement = sa.select(members, people.c.shown, people.c.active).join(people, people.c.id == members.c.person)
        statement = statement.where(members.c.space == space_id).order_by(people.c.shown)
        with self._engine.connect() as connection:
            rows = connection.execute(statement).mappings()
            return [
                Member(r["person"], r["shown"], Role(r["role"]), r["by_group"], r["active"], r["since"]) for r in rows
            ]

    def put(self, space_id: str, person_id: str, role: Role) -> None:
        """Give somebody this role in the space, in place of any they had."""
        here = sa.and_(members.c.space == space_id, members.c.person == person_id)
        with self._engine.begin() as connection:
            connection.execute(members.delete().where(here))
            connection.execute(members.insert().values(self._row(space_id, person_id, role, by_group=False)))

    def remove(self, space_id: str, person_id: str) -> None:
        """End a membership; nothing happens if there is none."""
        here = sa.and_(members.c.space == space_id, members.c.person == person_id)
        with self._engine.begin() as connection:
            connection.execute(members.delete().where(here))

    def follow_groups(self, person_id: str, roles: Mapping[str, Role]) -> None:
        """Make the memberships given by groups these ones. Those given by people stay, and win."""
        own = members.c.person == person_id
        with self._engine.begin() as connection:
            connection.execute(members.delete().where(own, members.c.by_group))
            held = set(connection.execute(sa.select(members.c.space).where(own)).scalars())
            for space, role in roles.items():
                if space not in held:
                    connection.execute(members.insert().values(self._row(space, person_id, role, by_group=True)))

    def _row(self, space_id: str, person_id: str, role: Role, *, by_group: bool) -> dict[str, object]:
        return {
            "space": space_id,
            "person": person_id,
            "role": role.value,
            "by_group": by_group,
            "since": self._clock(),
        }
