"""Conversations and their turns, in the records' database.

Keeps answers as they were given. Decides nothing about who may read a conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from assistant.chat.events import Answer
from vectorstore import db

TITLE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it is listed: named after its first question."""

    id: str
    title: str  # "" until the first turn
    created_at: datetime  # UTC, without a zone
    updated_at: datetime


def utc_now() -> datetime:
    """Now, as the database keeps times: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class History:
    """All reads and writes of conversations, over one engine. Safe to share between threads."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._new_id = new_id

    def create(self, title: str = "") -> Conversation:
        """A new conversation without turns."""
        now = self._clock()
        conversation = Conversation(self._new_id(), _short(title), now, now)
        with self._engine.begin() as connection:
            values = {"id": conversation.id, "title": conversation.title, "created_at": now, "updated_at": now}
            connection.execute(db.conversations.insert().values(values))
        return conversation

    def append(self, conversation_id: str, answer: Answer) -> None:
        """Add a turn at the end; KeyError if there is no such conversation."""
        now = self._clock()
        table = db.conversations.c
        with self._engine.begin() as connection:
            values: dict[str, Any] = {
                "updated_at": now,
                "title": sa.case((table.title == "", _short(answer.question)), else_=table.title),
            }
            statement = db.conversations.update().where(table.id == conversation_id).values(values)
            if not connection.execute(statement).rowcount:
                raise KeyError(conversation_id)
            last = sa.select(sa.func.max(db.turns.c.position)).where(db.turns.c.conversation == conversation_id)
            position = connection.execute(last).scalar()
            turn = {
                "conversation": conversation_id,
                "position": 0 if position is None else position + 1,
                "question": answer.question,
                "answer": answer.to_json(),
                "created_at": now,
            }
            connection.execute(db.turns.insert().values(turn))

    def conversations(self, limit: int = 50) -> list[Conversation]:
        """The most recently used conversations, newest first."""
        table = db.conversations
        statement = sa.select(table).order_by(table.c.updated_at.desc(), table.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [Conversation(**row) for row in connection.execute(statement).mappings()]

    def answers(self, conversation_id: str) -> list[Answer]:
        """A conversation's answers, oldest first; none if it is unknown or deleted."""
        statement = sa.select(db.turns.c.answer).where(db.turns.c.conversation == conversation_id)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(db.turns.c.position)).scalars()
            return [Answer.from_json(record) for record in rows]

    def delete(self, conversation_id: str) -> None:
        """Remove a conversation with its turns; nothing happens if there is none."""
        with self._engine.begin() as connection:
            connection.execute(db.conversations.delete().where(db.conversations.c.id == conversation_id))


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"
