"""The people who may sign in: their accounts and passwords, and how one is left.

Decides who somebody is, never what they may do (access.py). Wrong passwords lock an account for
a while that doubles: five are free, then half a minute, up to an hour.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from assistant.people.clock import utc_now
from assistant.people.errors import (
    LastAdministrator,
    NameTaken,
    NoPassword,
    NoSuccessor,
    SamePassword,
    SignInLocked,
    SignInRefused,
    UnknownPerson,
    WrongPassword,
)
from assistant.people.passwords import hashed, is_outdated, matches, rehashed
from assistant.people.roles import LOCAL
from vectorstore import db
from vectorstore.catalog import new_id
from vectorstore.people_tables import members, people, sessions, tokens
from vectorstore.verdict_tables import verdicts

FREE_TRIES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Person:
    """An account."""

    id: str
    name: str  # to sign in with
    shown: str
    email: str
    admin: bool
    active: bool
    must_change: bool
    has_password: bool
    linked: bool  # to a sign-in provider's account
    successor: str | None
    created_at: datetime  # UTC, without a zone, as everywhere


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be made. Without a password its person can only sign in elsewhere."""

    name: str
    password: str = ""
    shown: str = ""  # the name when empty
    email: str = ""
    admin: bool = False
    must_change: bool = False
    external: str | None = None  # "issuer subject"


class Users:
    """All reads and writes of accounts, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def any(self) -> bool:
        """Whether there are accounts at all: from the first one on, Baton wants everybody signed in."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(people.c.id).limit(1)).first() is not None

    def everyone(self) -> list[Person]:
        """Every account, by the name others read."""
        with self._engine.connect() as connection:
            return [_person(row) for row in connection.execute(sa.select(people).order_by(people.c.shown)).mappings()]

    def person(self, person_id: str) -> Person:
        """The account with this id; UnknownPerson if there is none."""
        return _person(self._row(people.c.id == person_id, person_id))

    def named(self, name: str) -> Person:
        """The account that signs in with this name; UnknownPerson if there is none."""
        return _person(self._row(people.c.name == folded(name), name))

    def add(self, account: Account) -> Person:
        """A new account. Raises NameTaken, WeakPassword. The first one inherits what was made without accounts."""
        key = folded(account.name)
        if not key:
            raise UnknownPerson(name="-")
        values: dict[str, Any] = {
            "id": new_id(),
            "name": key,
            "shown": " ".join((account.shown or account.name).split()),
            "email": account.email.strip(),
            "password": hashed(account.password, key) if account.password else "",
            "external": account.external,
            "admin": account.admin,
            "active": True,
            "must_change": account.must_change,
            "failures": 0,
            "created_at": self._clock(),
        }
        first = not self.any()
        try:
            with self._engine.begin() as connection:
                connection.execute(people.insert().values(values))
                if first:
                    for column in (db.sources.c.owner, db.conversations.c.person, verdicts.c.person):
                        mine = column.table.update().where(column == LOCAL.id)
                        connection.execute(mine.values({column.name: values["id"]}))
        except sa.exc.IntegrityError:
            raise NameTaken(name=account.name) from None
        return self.person(values["id"])

    def external(self, subject: str) -> Person | None:
        """The account that belongs to a sign-in provider's subject."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(people).where(people.c.external == subject)).mappings().first()
        return _person(row) if row else None

    def signed_in(self, name: str, password: str) -> Person:
        """Whoever has this name and password.

        Raises SignInRefused, which tells neither apart, and SignInLocked.
        """
        with self._engine.connect() as connection:
            mine = sa.select(people).where(people.c.name == folded(name), people.c.active)
            row = connection.execute(mine).mappings().first()
        if row:
            self._count_try(row["id"])  # first, so that guesses made side by side count too
        if not matches(row["password"] if row else "", password):
            raise SignInRefused()
        assert row is not None
        fresh: dict[str, Any] = {"failures": 0, "locked_until": None}
        if is_outdated(row["password"]):
            fresh["password"] = rehashed(password)
        self._set(row["id"], **fresh)
        return _person(row)

    def set_password(self, person_id: str, password: str, *, must_change: bool = False) -> None:
        """A new password; `must_change` when somebody else gave it. Ends every session and lifts a lock."""
        kept = hashed(password, self.person(person_id).name)
        fresh = people.update().where(people.c.id == person_id)
        with self._engine.begin() as connection:
            connection.execute(fresh.values(password=kept, must_change=must_change, failures=0, locked_until=None))
            connection.execute(sessions.delete().where(sessions.c.person == person_id))

    def choose_password(self, person_id: str, current: str, chosen: str) -> None:
        """A person's own new password. `current` is not looked at when they must change it: they have just used it.

        Raises NoPassword for people who sign in elsewhere, WrongPassword, SignInLocked, SamePassword, WeakPassword.
        """
        row = self._row(people.c.id == person_id, person_id)
        if not row["password"]:
            raise NoPassword()
        if not row["must_change"]:
            try:
                self.signed_in(row["name"], current)
            except SignInRefused:
                raise WrongPassword() from None
        if matches(row["password"], chosen):
            raise SamePassword()
        self.set_password(person_id, chosen)

    def link(self, person_id: str, subject: str) -> None:
        """Let a sign-in provider's subject in as this person. NameTaken if it is somebody already."""
        try:
            self._set(person_id, external=subject)
        except sa.exc.IntegrityError:
            raise NameTaken(name=subject.rpartition(" ")[2]) from None

    def rename(self, person_id: str, shown: str, email: str) -> None:
        """What others read, and where mail goes."""
        self._set(person_id, shown=" ".join(shown.split()) or self.person(person_id).name, email=email.strip())

    def set_admin(self, person_id: str, admin: bool) -> None:
        """Make somebody an administrator, or no longer one. LastAdministrator if nobody would be left."""
        person = self.person(person_id)
        with self._engine.begin() as connection:
            connection.execute(people.update().where(people.c.id == person_id).values(admin=admin))
            _leave_an_administrator(connection, person)

    def deactivate(self, person_id: str, successor: str | None) -> int:
        """End somebody's access at once; what they own passes to the successor. Returns how many sources that is.

        Raises NoSuccessor when they own something and nobody active is named, LastAdministrator.
        """
        person = self.person(person_id)
        able = successor is not None and successor != person_id and self.person(successor).active
        mine = db.sources.update().where(db.sources.c.owner == person_id)
        gone = (
            people.update().where(people.c.id == person_id).values(active=False, successor=successor if able else None)
        )
        with self._engine.begin() as connection:
            connection.execute(gone)
            _leave_an_administrator(connection, person)
            for table in (sessions, tokens):
                connection.execute(table.delete().where(table.c.person == person_id))
            owned = connection.execute(mine.values(owner=successor or person_id)).rowcount
            if owned and not able:
                raise NoSuccessor(name=person.shown, count=owned)
        return owned

    def require_another_administrator(self, person: Person) -> None:
        """LastAdministrator if nobody active would be left to administer without this one."""
        if not any(other.admin and other.active and other.id != person.id for other in self.everyone()):
            raise LastAdministrator(name=person.shown)

    def reactivate(self, person_id: str) -> None:
        """Let somebody in again. What passed to their successor stays there."""
        self._set(self.person(person_id).id, active=True, successor=None)

    def erase(self, person_id: str) -> None:
        """Remove an account that was left: its name and address go; the audit log keeps a bare id.

        Raises LastAdministrator: without an account everybody would be let in as one.
        """
        person = self.person(person_id)
        with self._engine.begin() as connection:
            for table in (sessions, tokens, members):
                connection.execute(table.delete().where(table.c.person == person_id))
            connection.execute(people.delete().where(people.c.id == person_id))
            _leave_an_administrator(connection, person)

    def _count_try(self, person_id: str) -> None:
        """Count one more password tried; the one that is right will set the count back. SignInLocked."""
        now, mine = self._clock(), people.c.id == person_id
        free = sa.or_(people.c.locked_until.is_(None), people.c.locked_until <= now)
        one_more = people.update().where(mine, free).values(failures=people.c.failures + 1)
        with self._engine.begin() as connection:
            failures = connection.execute(one_more.returning(people.c.failures)).scalar()
            if failures is None:
                until = connection.execute(sa.select(people.c.locked_until).where(mine)).scalar() or now
                raise SignInLocked(minutes=math.ceil((until - now).total_seconds() / 60))
            if failures >= FREE_TRIES:
                lock = min(FIRST_LOCK * 2 ** min(failures - FREE_TRIES, 10), LONGEST_LOCK)
                connection.execute(people.update().where(mine).values(locked_until=now + lock))

    def _row(self, condition: sa.ColumnElement[bool], asked: str) -> Any:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(people).where(condition)).mappings().first()
        if row is None:
            raise UnknownPerson(name=asked)
        return row

    def _set(self, person_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(people.update().where(people.c.id == person_id).values(values))


def folded(name: str) -> str:
    """A name as it is compared: without case and outer spaces, in one form for what is written in several, and
    without what cannot be seen."""
    seen = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFKC", name))
    return " ".join(seen.split()).casefold()


def _leave_an_administrator(connection: sa.Connection, changed: Person) -> None:
    """LastAdministrator, which undoes the change, when nobody active administers any more."""
    left = sa.select(people.c.id).where(people.c.admin, people.c.active).limit(1)
    if changed.admin and connection.execute(left).first() is None:
        raise LastAdministrator(name=changed.shown)


def _person(row: Any) -> Person:
    plain = {name: row[name] for name in Person.__slots__ if name not in ("has_password", "linked")}
    return Person(**plain, has_password=bool(row["password"]), linked=row["external"] is not None)
