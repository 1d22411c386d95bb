"""How long a client's originals and chats are kept, and the daily sweep that lets go of what is due.

Originals go so many days after the handover was signed off, or after a later file came; before it is signed
off, none does. What was read from them stays, readable and findable. Chats go so many days after their
turn, whatever clients it was asked about: the shortest of their times counts. The sweep may run at any time and
any number of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from assistant.build import App
from assistant.chat.history import shortened
from assistant.desk import Visit
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.people.roles import Act
from vectorstore import db
from vectorstore.models import Source

LONGEST = 36_500  # days
WAITING = timedelta(days=1)  # an upload that nobody submitted by then is not going to be
LEFT_BEHIND = ("incoming", "work")  # folders of what is only passing through
SYSTEM = "system"  # who does it, in the audit log


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a client; None keeps for ever."""

    originals_days: int | None
    chats_days: int | None
    signed_off_at: datetime | None  # UTC, without a zone


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed."""

    originals: int = 0
    bytes: int = 0
    turns: int = 0
    uploads: int = 0
    jobs: int = 0


def rules(visit: Visit, space: str) -> Rules:
    """What holds for the client with this name or id. Raises UnknownSpace, NotAllowed."""
    return _rules(visit.app, space_of(visit.app.catalog, visit.caller, space, Act.SETTINGS).id)


def set_rules(visit: Visit, space: str, originals_days: int | None, chats_days: int | None) -> Rules:
    """Set it, for the next sweep. Raises UnknownSpace, NotAllowed; ValueError beyond 1 to LONGEST days."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.SETTINGS)
    if any(days is not None and not 1 <= days <= LONGEST for days in (originals_days, chats_days)):
        raise ValueError(originals_days, chats_days)
    values = {"keep_originals_days": originals_days, "keep_chats_days": chats_days}
    with visit.app.catalog.engine.begin() as connection:
        connection.execute(db.spaces.update().where(db.spaces.c.id == found.id).values(values))
    visit.note(Action.SETTING_CHANGED, found.id, space=found.id, originals=originals_days, chats=chats_days)
    return _rules(visit.app, found.id)


def sweep(app: App, now: datetime) -> Swept:
    """Let go of everything that is due at `now`."""
    originals, freed = _sweep_originals(app, now)
    turns = sum(_sweep_chats(app, space.id, now) for space in app.catalog.spaces())
    uploads = sum(_sweep_waiting(app.settings.folder / name, now) for name in LEFT_BEHIND)
    swept = Swept(originals, freed, turns, uploads, app.pipeline.forget_finished_jobs())
    app.store.compact()
    db.cut_log(app.catalog.engine)
    return swept


def _rules(app: App, space: str) -> Rules:
    columns = (db.spaces.c.keep_originals_days, db.spaces.c.keep_chats_days, db.spaces.c.signed_off_at)
    with app.catalog.engine.connect() as connection:
        return Rules(*connection.execute(sa.select(*columns).where(db.spaces.c.id == space)).one())


def _sweep_originals(app: App, now: datetime) -> tuple[int, int]:
    """How many sources' files went, and how many bytes. A file that another source still keeps stays for that one."""
    wanted = _kept_contents(app, now)
    count = freed = 0
    for source in _due_sources(app, now):
        contents = {version["sha256"] for version in app.catalog.versions(source.id)} - {""}
        gone = sum(app.originals.delete(content) for content in contents - wanted)
        freed += gone
        if gone or not source.facts.get("original_removed"):
            app.catalog.update(source.id, facts={"original_removed": now.date().isoformat()})
            app.audit.note(SYSTEM, Action.DELETED, source.id, space=source.space, what="original", bytes=gone)
            count += 1
    return count, freed


def _due_sources(app: App, now: datetime) -> list[Source]:
    """Sources whose every file is due."""
    due = []
    for space in app.catalog.spaces():
        rules = _rules(app, space.id)
        if rules.originals_days is None or rules.signed_off_at is None:
            continue
        kept_for = timedelta(days=rules.originals_days)
        for source in app.catalog.sources([space.id]):
            stored = [version["stored_at"] for version in app.catalog.versions(source.id)]
            if source.sha256 and source.status.ended and max([rules.signed_off_at, *stored]) + kept_for <= now:
                due.append(source)
    return due


def _kept_contents(app: App, now: datetime) -> set[str]:
    """What sources that are not due are made of."""
    due = {source.id for source in _due_sources(app, now)}
    kept = sa.select(db.versions.c.sha256, db.versions.c.source)
    with app.catalog.engine.connect() as connection:
        return {content for content, source in connection.execute(kept) if source not in due}


def _sweep_chats(app: App, space: str, now: datetime) -> int:
    """How many turns asked about this client went. Conversations that are empty then go with them."""
    days = _rules(app, space).chats_days
    if days is None:
        return 0
    turns, old = db.turns, db.turns.c.created_at < now - timedelta(days=days)
    with app.catalog.engine.begin() as connection:
        due = [row for row in connection.execute(sa.select(turns).where(old)).all() if space in row.spaces]
        for row in due:
            mine = (turns.c.conversation == row.conversation, turns.c.position == row.position)
            connection.execute(turns.delete().where(*mine))
            _rename_or_drop(connection, row.conversation, shortened(row.question))
    if due:
        app.audit.note(SYSTEM, Action.DELETED, "", space=space, what="turns", count=len(due))
    return len(due)


def _rename_or_drop(connection: sa.Connection, conversation: str, gone: str) -> None:
    """A conversation that nobody named is called after its first question: that is another now, or there is none."""
    mine = db.conversations.c.id == conversation
    left = sa.select(db.turns.c.question).where(db.turns.c.conversation == conversation)
    first = connection.execute(left.order_by(db.turns.c.position).limit(1)).scalar()
    if first is None:
        connection.execute(db.conversations.delete().where(mine))
    else:
        unnamed = db.conversations.update().where(mine, db.conversations.c.title == gone)
        connection.execute(unnamed.values(title=shortened(first)))


def _sweep_waiting(folder: Path, now: datetime) -> int:
    """How many files that nobody submitted, or that a crash left, went."""
    stale = [path for path in folder.rglob("*") if path.is_file() and _age(path, now) > WAITING]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _age(path: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
