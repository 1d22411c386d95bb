"""From what a request carries to whoever sent it. The database is asked each time, so that an ended
session, a revoked token and a changed role count at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from assistant.people.errors import UnknownPerson
from assistant.people.members import Members
from assistant.people.roles import EVERYTHING, LOCAL, Caller, Grant
from assistant.people.sessions import Sessions
from assistant.people.tokens import PREFIX, Tokens
from assistant.people.users import Users

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is calling. Without accounts everybody is the one person at this machine, unless others can reach it;
    and whoever knows the secret that lies in the data folder could read everything in it anyway."""

    users: Users
    members: Members
    sessions: Sessions
    tokens: Tokens
    open_to_others: bool = False  # than whoever sits at this machine

    def needed(self) -> bool:
        """Whether people sign in here: as soon as there is an account, and always where others can reach it."""
        return self.open_to_others or self.users.any()

    def caller(self, session: str, authorization: str, owner_secret: str) -> Caller | None:
        """Whoever sent a request with this session cookie and this Authorization header; None for nobody known.

        A header that is there is the only thing looked at: a wrong token is not made good by a cookie.
        """
        if authorization:
            return self._by_header(authorization.removeprefix(BEARER), owner_secret)
        if not self.needed():
            return LOCAL
        person = self.sessions.person_of(session) if session else None
        return self.as_caller(person, EVERYTHING) if person else None

    def as_caller(self, person_id: str, grants: frozenset[Grant]) -> Caller | None:
        """The person as a caller; None if there is no such active person."""
        try:
            person = self.users.person(person_id)
        except UnknownPerson:
            return None
        if not person.active:
            return None
        roles = self.members.roles_of(person.id)
        return Caller(person.id, person.shown, person.admin, roles, grants, person.must_change)

    def _by_header(self, secret: str, owner_secret: str) -> Caller | None:
        if secrets.compare_digest(secret.encode(), owner_secret.encode()):
            return LOCAL
        held = self.tokens.holder_of(secret) if secret.startswith(PREFIX) else None
        return self.as_caller(*held) if held else None
