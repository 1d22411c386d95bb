"""The audit log: who did what, where and when. It is only ever added to; the database refuses the rest.

Ids, not contents: of a question its conversation and the sources it was answered from, never its words.
Whoever may read it is access.py's business.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore import db
from vectorstore.people_tables import audit, people

PAGE = 1000  # rows of one read of an export
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what spreadsheets take for the beginning of one


class Action(StrEnum):
    """What is logged."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    ASKED = "asked"
    VIEWED = "viewed"
    PLAYED = "played"
    DOWNLOADED = "downloaded"
    UPLOADED = "uploaded"
    EDITED = "edited"
    DELETED = "deleted"
    MEMBER_CHANGED = "member changed"
    PERSON_CHANGED = "person changed"
    TOKEN_CHANGED = "token changed"
    SETTING_CHANGED = "setting changed"
    EXPORTED = "exported"
    SHARED = "shared"  # a conversation, with the members of a space; or no longer
    JUDGED = "judged"  # an answer
    REFUSED = "refused"
    HANDED_OVER = "handed over"  # the handover itself: made, changed, gone on with, signed off; `what` says which
    TOLD = "told"  # an interview or an answer to a question; `what` says which
    SENT_ON = "sent on"  # a question, to somebody
    DECIDED = "decided"  # a decision or crisis of the ledger: confirmed, merged, corrected, superseded
    PRACTISED = "practised"  # the quiz


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a request came from and what it is called in the server's log."""

    address: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. Names are today's; empty for what is gone."""

    id: int
    at: datetime
    person: str
    person_shown: str
    space: str
    space_name: str
    action: str
    target: str
    details: dict[str, Any]
    address: str
    request: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a read; None and empty ones filter nothing."""

    spaces: Sequence[str] | None = None  # the reader's own; None for an administrator, who reads all
    person: str = ""
    actions: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # entries older than this id: how pages follow each other


class Audit:
    """Adds entries and reads them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def note(
        self, person: str, action: Action, target: str = "", *, space: str = "", trace: Trace = Trace(), **details: Any
    ) -> None:
        """Add an entry. `details` are plain JSON values."""
        values = {
            "at": self._clock(),
            "person": person,
            "space": space,
            "action": action.value,
            "target": target[:200],
            "details": details,
            "address": trace.address[:100],
            "request": trace.request[:40],
        }
        with self._engine.begin() as connection:
            connection.execute(audit.insert().values(values))

    def entries(self, wanted: Wanted, limit: int = 100) -> list[Entry]:
        """The newest entries that pass, newest first."""
        statement = (
            sa.select(audit, people.c.shown.label("person_shown"), db.spaces.c.name.label("space_name"))
            .outerjoin(people, people.c.id == audit.c.person)
            .outerjoin(db.spaces, db.spaces.c.id == audit.c.space)
            .where(*_passing(wanted))
            .order_by(audit.c.id.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [
                Entry(**{**row, "person_shown": row["person_shown"] or "", "space_name": row["space_name"] or ""})
                for row in connection.execute(statement).mappings()
            ]

    def csv(self, wanted: Wanted) -> Iterator[str]:
        """All entries that pass as CSV, newest first. Begins with a byte order mark, which Excel wants for Chinese."""
        yield "\ufeff" + _line(list(Entry.__slots__))
        while page := self.entries(wanted, PAGE):
            for entry in page:
                yield _line([_cell(getattr(entry, name)) for name in Entry.__slots__])
            wanted = Wanted(wanted.spaces, wanted.person, wanted.actions, wanted.since, wanted.until, page[-1].id)


def _passing(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.spaces is not None:
        conditions.append(audit.c.space.in_(wanted.spaces))
    if wanted.person:
        conditions.append(audit.c.person == wanted.person)
    if wanted.actions:
        conditions.append(audit.c.action.in_(wanted.actions))
    if wanted.since:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until:
        conditions.append(audit.c.at < wanted.until)
    if wanted.before is not None:
        conditions.append(audit.c.id < wanted.before)
    return conditions


def _cell(value: Any) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
