"""Who owns the data folder: one process, since Chroma's embedded client and SQLite's writers want that.

The owner holds a file lock and leaves its address and a secret beside it; another process of the
same person finds them there and goes through the owner's API instead. Knows no web server.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

LOCK, CARD = "owner.lock", "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that serves a data folder: its address, and the secret that its API asks local callers for."""

    url: str
    token: str
    pid: int


@contextmanager
def owned(folder: Path) -> Iterator[str | None]:
    """Hold the folder for as long as the block runs. Yields the owner's secret, or None if another process owns it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield None
        return
    try:
        yield secrets.token_urlsafe(32)
    finally:
        (folder / CARD).unlink(missing_ok=True)
        lock.release()


def announce(folder: Path, url: str, token: str) -> None:
    """Tell other processes of this person where the owner answers. Readable by them alone."""
    card = json.dumps(asdict(Owner(url, token, os.getpid())))
    draft = folder / f"{CARD}.new"
    draft.touch(mode=0o600)
    draft.write_text(card, encoding="utf-8")
    draft.replace(folder / CARD)


def owner_of(folder: Path) -> Owner | None:
    """The owner as it announced itself; None if it has not (yet)."""
    try:
        return Owner(**json.loads((folder / CARD).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
