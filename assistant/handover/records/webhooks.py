"""The group chats of a space that are told of its questions: addresses of their bots, which are secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.question_tables import webhooks


class Chat(StrEnum):
    """Whose bot it is, and so what a message to it looks like."""

    FEISHU = "feishu"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A bot in a group chat. Whoever has its address can write there, so only its end is ever shown."""

    id: str
    space: str
    kind: Chat
    url: str
    secret: str  # Feishu and DingTalk sign with it; empty where the bot wants none
    quotes: bool  # whether the question itself is said there, or only that one waits
    person: str
    made_at: datetime


class Webhooks:
    """Reads and writes them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, space: str) -> list[Webhook]:
        """The space's, oldest first."""
        statement = sa.select(webhooks).where(webhooks.c.space == space)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(webhooks.c.made_at, webhooks.c.id)).mappings()
            return [Webhook(**{**row, "kind": Chat(row["kind"])}) for row in rows]

    def add(self, space: str, person: str, kind: Chat, url: str, secret: str, *, quotes: bool) -> Webhook:
        """A new one."""
        made = Webhook(new_id(), space, kind, url, secret, quotes, person, self._clock())
        values = {**{name: getattr(made, name) for name in Webhook.__slots__}, "kind": kind.value}
        with self._engine.begin() as connection:
            connection.execute(webhooks.insert().values(values))
        return made

    def remove(self, space: str, webhook_id: str) -> bool:
        """Tell it nothing any more. Returns whether there was such a one."""
        mine = (webhooks.c.space == space, webhooks.c.id == webhook_id)
        with self._engine.begin() as connection:
            return bool(connection.execute(webhooks.delete().where(*mine)).rowcount)
