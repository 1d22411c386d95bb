"""A client's control questions, and how the last rounds over them went, in the records' database.

One question file a client, kept as it was given. Decides nothing about who may see it, asks nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from assistant.evaluation.errors import TooManyQuestions
from assistant.evaluation.questions import Question, parse, within
from assistant.evaluation.result import FORMAT, Run
from vectorstore import db
from vectorstore.models import Space

KEPT = 20  # rounds of a client
ADDED = "feedback.jsonl"  # what a file is called that began with a question out of a conversation
MOST = 1000  # questions of a client: pages read the last rounds, some 2 KB a question, again and again


@dataclass(frozen=True, slots=True)
class ControlFile:
    """A client's question file."""

    space: str
    name: str
    text: str
    asked: int  # how many of its questions are about this client
    stored_at: datetime  # UTC, without a zone

    def questions(self, spaces: Sequence[Space]) -> list[Question]:
        """Its questions about this client; a QuestionFileError when other clients it names are gone."""
        return within(parse(self.text.encode(), self.name), [self.space], spaces, self.name)


@dataclass(frozen=True, slots=True)
class Round:
    """One run over the control questions, as it is listed."""

    started_at: datetime  # UTC, without a zone
    asked: int
    passed: int


def utc_now() -> datetime:
    """Now, as the database keeps times: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Controls:
    """All reads and writes of control questions, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, space: Space, name: str, data: bytes, spaces: Sequence[Space]) -> ControlFile:
        """Keep this file as the client's, in place of the one before. Raises a QuestionFileError when it is wrong."""
        asked = len(within(parse(data, name), [space.id], spaces, name))
        if asked > MOST:
            raise TooManyQuestions(file=name, limit=f"{MOST:,}")
        file = ControlFile(space.id, name, data.decode("utf-8-sig"), asked, self._clock())
        table = db.control_files
        with self._engine.begin() as connection:
            connection.execute(table.delete().where(table.c.space == space.id))
            values = {"space": space.id, "name": name[:400], "text": file.text}
            connection.execute(table.insert().values(**values, asked=asked, stored_at=file.stored_at))
        return file

    def add(self, space: Space, question: str, answer: str, spaces: Sequence[Space]) -> ControlFile:
        """One more question at the end of the client's file: with its answer, or unanswerable when that is blank."""
        file = self.file(space.id)
        known = {"answers": [answer]} if answer.strip() else {"answerable": False}
        line = json.dumps({"question": question, "space": space.id, **known}, ensure_ascii=False)
        before = f"{file.text.rstrip()}\n" if file else ""
        return self.put(space, file.name if file else ADDED, f"{before}{line}\n".encode(), spaces)

    def file(self, space: str) -> ControlFile | None:
        """The client's file; None while there is none."""
        table = db.control_files
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(table).where(table.c.space == space)).mappings().first()
        return ControlFile(**row) if row is not None else None

    def remove(self, space: str) -> None:
        """Forget the client's file and its rounds."""
        with self._engine.begin() as connection:
            for table in (db.control_files, db.control_rounds):
                connection.execute(table.delete().where(table.c.space == space))

    def keep(self, space: str, run: Run) -> None:
        """Keep a finished round; the oldest beyond KEPT are dropped."""
        table = db.control_rounds
        values = {
            "id": uuid4().hex,
            "space": space,
            "started_at": datetime.fromisoformat(run.started_at).astimezone(UTC).replace(tzinfo=None),
            "asked": len(run.results),
            "passed": sum(result.passed for result in run.results),
            "run": run.to_json(),
        }
        with self._engine.begin() as connection:
            connection.execute(table.insert().values(values))
            newest = sa.select(table.c.id).where(table.c.space == space).order_by(table.c.started_at.desc(), table.c.id)
            kept = list(connection.execute(newest.limit(KEPT)).scalars())
            connection.execute(table.delete().where(table.c.space == space, table.c.id.not_in(kept)))

    def rounds(self, space: str) -> list[Round]:
        """The client's rounds, newest first."""
        table = db.control_rounds
        statement = sa.select(table.c.started_at, table.c.asked, table.c.passed).where(table.c.space == space)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(table.c.started_at.desc(), table.c.id))
            return [Round(**row) for row in rows.mappings()]

    def runs(self, space: str, limit: int = 2) -> list[Run]:
        """The last rounds in full, newest first; without those that another version of Baton wrote."""
        table = db.control_rounds
        statement = sa.select(table.c.run).where(table.c.space == space)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(table.c.started_at.desc(), table.c.id).limit(limit))
            return [Run.from_json(record) for record in rows.scalars() if record["baton_eval"] == FORMAT]
