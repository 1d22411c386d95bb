"""Tables of questions that were sent on to people, where they went, their answers, and the group chats told of them."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("remark", sa.Text, nullable=False),
    sa.Column("lang", sa.String(2), nullable=False),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="SET NULL")),
    sa.Column("turn", sa.Integer),
    sa.Column("why", sa.String(20), nullable=False),
    sa.Column("item", sa.String(100), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("holder", sa.String(200), nullable=False),
    sa.Column("gap", sa.String(32), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("answered_at", sa.DateTime),
    sa.Index("questions_of_space", "space", "state", "made_at"),
)

question_routes = sa.Table(
    "question_routes",
    metadata,
    sa.Column("question", sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(200), nullable=False),
    sa.Column("holder", sa.String(200), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)

question_answers = sa.Table(
    "question_answers",
    metadata,
    sa.Column("question", sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(200), nullable=False),
    sa.Column("moment", sa.JSON),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Index("question_answers_by_source", "source"),
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("quotes", sa.Boolean, nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Index("webhooks_of_space", "space"),
)
