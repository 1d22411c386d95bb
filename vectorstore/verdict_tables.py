"""The table of what people think of answers: one judgement per person and turn."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("conversation", sa.String(32), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("given_at", sa.DateTime, nullable=False),
    sa.ForeignKeyConstraint(["conversation", "position"], ["turns.conversation", "turns.position"], ondelete="CASCADE"),
    sa.Index("verdicts_by_time", "given_at"),
)
