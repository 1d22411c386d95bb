"""Conversations and their turns, in the records' database.

Keeps answers as they were given, and whose each conversation is. Decides nothing about who may read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
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
    person: str  # whose it is
    shared: str | None  # the space whose members may read it too
    created_at: datetime  # UTC, without a zone
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, as they were."""

    position: int  # from 0
    answer: Answer
    spaces: tuple[str, ...]  # that were searched
    created_at: datetime


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

    def create(self, person: str, title: str = "") -> Conversation:
        """A new conversation of this person, without turns."""
        now = self._clock()
        conversation = Conversation(self._new_id(), shortened(title), person, None, now, now)
        with self._engine.begin() as connection:
            connection.execute(db.conversations.insert().values(asdict(conversation)))
        return conversation

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id, if there is one."""
        with self._engine.connect() as connection:
            found = sa.select(db.conversations).where(db.conversations.c.id == conversation_id)
            row = connection.execute(found).mappings().first()
        return Conversation(**row) if row else None

    def append(self, conversation_id: str, answer: Answer, spaces: Sequence[str]) -> None:
        """Add a turn at the end, with the spaces searched for it; KeyError if there is no such conversation."""
        now = self._clock()
        table = db.conversations.c
        with self._engine.begin() as connection:
            values: dict[str, Any] = {
                "updated_at": now,
                "title": sa.case((table.title == "", shortened(answer.question)), else_=table.title),
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
                "spaces": list(spaces),
                "created_at": now,
            }
            connection.execute(db.turns.insert().values(turn))

    def conversations(
        self, person: str, limit: int = 50, words: Sequence[str] = (), after: Conversation | None = None
    ) -> list[Conversation]:
        """The person's most recently used conversations, newest first, from the one that comes `after` another.

        With `words`: those that hold each of them in the title, a question or an answer.
        """
        table = db.conversations.c
        statement = sa.select(db.conversations).where(table.person == person, *map(_holds, words))
        if after is not None:
            same_time = sa.and_(table.updated_at == after.updated_at, table.id > after.id)
            statement = statement.where(sa.or_(table.updated_at < after.updated_at, same_time))
        statement = statement.order_by(table.updated_at.desc(), table.id).limit(limit)
        with self._engine.connect() as connection:
            return [Conversation(**row) for row in connection.execute(statement).mappings()]

    def turns(self, conversation_id: str) -> list[Turn]:
        """A conversation's turns, oldest first; none if it is unknown or deleted."""
        statement = sa.select(db.turns).where(db.turns.c.conversation == conversation_id)
        with self._engine.connect() as connection:
            return [_turn(row) for row in connection.execute(statement.order_by(db.turns.c.position)).mappings()]

    def turn(self, conversation_id: str, position: int) -> Turn | None:
        """The turn at this position, if there is one."""
        here = (db.turns.c.conversation == conversation_id, db.turns.c.position == position)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(db.turns).where(*here)).mappings().first()
        return _turn(row) if row else None

    def rename(self, conversation_id: str, title: str) -> None:
        """Call it something else."""
        self._set(conversation_id, title=shortened(title))

    def share(self, conversation_id: str, space: str | None) -> None:
        """Let the space's members read it; None ends that."""
        self._set(conversation_id, shared=space)

    def delete(self, conversation_id: str) -> None:
        """Remove a conversation with its turns; nothing happens if there is none."""
        with self._engine.begin() as connection:
            connection.execute(db.conversations.delete().where(db.conversations.c.id == conversation_id))

    def _set(self, conversation_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            mine = db.conversations.update().where(db.conversations.c.id == conversation_id)
            connection.execute(mine.values(values))


def _turn(row: Any) -> Turn:
    return Turn(row["position"], Answer.from_json(row["answer"]), tuple(row["spaces"]), row["created_at"])


def _holds(word: str) -> sa.ColumnElement[bool]:
    turns = db.turns.c
    written = (turns.question, turns.answer["answer"].as_string())
    said = sa.exists().where(
        turns.conversation == db.conversations.c.id,
        sa.or_(*(text.icontains(word, autoescape=True) for text in written)),
    )
    return sa.or_(db.conversations.c.title.icontains(word, autoescape=True), said)


def shortened(title: str) -> str:
    """A question as the name of its conversation."""
    title = " ".join(title.split())
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"
