"""Passwords: which are too weak, their argon2 hashes, and the check that takes as long for a name nobody has."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.people.errors import WeakPassword

LEAST, MOST = 10, 200  # characters; argon2 reads all of them, so a longer one would only cost time
BESIDE_NAME = 8  # characters there must be beside one's own name, and beside digits around it
AT_ONCE = 4  # hashes under way; one takes 64 MiB
AROUND = "0123456789!@#$%. "  # what people put around a word that is refused
COMMON = (
    *("password", "passw0rd", "qwerty", "qwertyuiop", "asdfghjkl", "abc", "abcdefghij", "q2w3e4r5t", "iloveyou"),
    *("admin", "administrator", "letmein", "welcome", "changeme", "woaini", "woaiwojia", "baton", "jiebang"),
)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with RFC 9106's low-memory parameters, the library's default


@cache
def _turns() -> threading.Semaphore:
    """Each hash takes 64 MiB: a crowd at the door must not take the machine's memory."""
    return threading.Semaphore(AT_ONCE)


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def hashed(password: str, name: str) -> str:
    """The hash to keep. WeakPassword for one that `name` should not use."""
    plain = _normal(password)
    folded = plain.casefold()
    dull = len(set(plain)) < LEAST // 2 or plain.isdigit() or folded in (folded + folded)[1:-1]  # again and again
    key = name.casefold()
    named = key in folded and len(folded.replace(key, "").strip(AROUND)) < BESIDE_NAME
    if dull or named or not LEAST <= len(plain) <= MOST or folded.strip(AROUND) in COMMON:
        raise WeakPassword(least=LEAST)
    with _turns():
        return _hasher().hash(plain)


def matches(kept: str, password: str) -> bool:
    """Whether this is the password. `kept` is empty for nobody, and for people without one: False, as slowly."""
    plain = _normal(password)
    try:
        with _turns():
            return _hasher().verify(kept or _nobodys(), plain[:MOST]) and bool(kept) and len(plain) <= MOST
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def rehashed(password: str) -> str:
    """The hash of a password that was just found right."""
    with _turns():
        return _hasher().hash(_normal(password))


def _normal(password: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)
