"""What people said about masking: this place is no secret, this passage is one too.

A place is known again by everything around it, a passage by its own characters, both as salted digests:
nothing secret, and no text, is kept here. A place whose surroundings change is masked again. Knows no
rule of masking; ingest/redact.py applies these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

import sqlalchemy as sa

from vectorstore.mask_tables import mask_changes as table

DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class MaskChange:
    """One thing that somebody said about a source."""

    id: str
    source: str
    does: Literal["show", "hide"]
    salt: str
    digest: str
    length: int  # characters of a hidden passage; 0 for a place
    position: int  # the block it stood in when it was said
    person: str
    made_at: datetime  # UTC, without a zone

    def shows(self, masked_text: str, ordinal: int) -> bool:
        """Whether the mask that is number `ordinal` of this fully masked text is the one that hides no secret."""
        return self.does == "show" and digest_of(self.salt, place_key(masked_text, ordinal)) == self.digest

    def hidden_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of the hidden passage wherever it stands in `text`, none overlapping."""
        at = 0
        while self.does == "hide" and at + self.length <= len(text):
            if digest_of(self.salt, text[at : at + self.length]) == self.digest:
                yield at, at + self.length
                at += self.length
            else:
                at += 1


def place_key(masked_text: str, ordinal: int) -> str:
    """What a masked place is known by: the text around it, all of it masked, and which mask of it is meant."""
    return f"{ordinal}\0{masked_text}"


def digest_of(salt: str, text: str) -> str:
    """A digest that nothing can be looked up by in another table."""
    key = bytes.fromhex(salt)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=DIGEST_BYTES).hexdigest()


class MaskChanges:
    """All reads and writes of them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of(self, source_id: str) -> list[MaskChange]:
        """What was said about a source, oldest first."""
        wanted = sa.select(table).where(table.c.source == source_id).order_by(table.c.made_at, table.c.id)
        with self._engine.connect() as connection:
            return [MaskChange(**row) for row in connection.execute(wanted).mappings()]

    def add(self, change: MaskChange) -> None:
        """Keep what was said."""
        with self._engine.begin() as connection:
            connection.execute(table.insert().values(asdict(change)))

    def remove(self, source_id: str, change_id: str) -> bool:
        """Take it back; whether there was such a thing."""
        gone = table.delete().where(table.c.source == source_id, table.c.id == change_id)
        with self._engine.begin() as connection:
            return bool(connection.execute(gone).rowcount)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says something about which source, and when."""

    source: str
    position: int
    person: str
    at: datetime


def shown_place(
    said: Said, masked_text: str, ordinal: int, new_id: Callable[[], str] = lambda: uuid4().hex
) -> MaskChange:
    """That the mask which is number `ordinal` of this fully masked text hides no secret."""
    return _made(said, "show", (place_key(masked_text, ordinal), 0), new_id)


def hidden_passage(said: Said, passage: str, new_id: Callable[[], str] = lambda: uuid4().hex) -> MaskChange:
    """That this passage is to be masked wherever it stands in the source."""
    return _made(said, "hide", (passage, len(passage)), new_id)


def _made(said: Said, does: Literal["show", "hide"], key: tuple[str, int], new_id: Callable[[], str]) -> MaskChange:
    salt = new_id()
    digest = digest_of(salt, key[0])
    return MaskChange(new_id(), said.source, does, salt, digest, key[1], said.position, said.person, said.at)
