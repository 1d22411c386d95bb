"""The right to make the first administrator: a link that whoever starts the server reads off its terminal."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.people.clock import utc_now
from assistant.people.errors import SetupOver, WeakPassword
from assistant.people.passwords import LEAST
from assistant.people.users import Account, Person, Users

GOOD_FOR = timedelta(minutes=30)


class Setup:
    """A code that is good once, for half an hour, and only while there is no account. Thread-safe."""

    def __init__(self, users: Users, code: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._users = users
        self._code = code
        self._clock = clock
        self._ends = clock() + GOOD_FOR
        self._lock = threading.Lock()

    def check(self, code: str) -> None:
        """SetupOver unless the code is right and still good."""
        right = secrets.compare_digest(code.encode(), self._code.encode())
        if not right or self._clock() >= self._ends or self._users.any():
            raise SetupOver()

    def use(self, code: str, account: Account) -> Person:
        """The first administrator. Raises SetupOver, WeakPassword; the code stays good after a weak password."""
        with self._lock:
            self.check(code)
            if not account.password:
                raise WeakPassword(least=LEAST)
            return self._users.add(replace(account, admin=True, must_change=False))
