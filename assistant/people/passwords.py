"""Passwords: which are too weak, their argon2 hashes, and the check that takes as long for a name nobody has."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.people.errors import WeakPassword

LEAST, MOST = 10, 200  # characters; argon2 reads all of them, so a longer one would only cost time
COMMON = ("password", "passw0rd", "1234567890", "qwertyuiop", "iloveyou", "administrator", "woaini", "5201314", "baton")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with RFC 9106's low-memory parameters, the library's default


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def hashed(password: str, name: str) -> str:
    """The hash to keep. WeakPassword for one that `name` should not use."""
    plain = _normal(password)
    folded = plain.casefold()
    weak = not LEAST <= len(plain) <= MOST or len(set(plain)) < LEAST // 2
    if weak or name.casefold() in folded or any(folded.strip("0123456789!@#. ") == word for word in COMMON):
        raise WeakPassword(least=LEAST)
    return _hasher().hash(plain)


def matches(kept: str, password: str) -> bool:
    """Whether this is the password. `kept` is empty for nobody, and for people without one: False, as slowly."""
    try:
        return _hasher().verify(kept or _nobodys(), _normal(password)[:MOST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def rehashed(password: str) -> str:
    """The hash of a password that was just found right."""
    return _hasher().hash(_normal(password))


def _normal(password: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)
