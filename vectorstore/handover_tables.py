"""Tables that all of the handover shares: notices to people, and until when sources hold."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("about", sa.String(20), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("read_at", sa.DateTime),
    sa.Index("notices_of_person", "person", "created_at"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("review_by", sa.Date, nullable=False),
    sa.Column("cause", sa.String(20), nullable=False),
    sa.Column("set_by", sa.String(32), nullable=False),
    sa.Column("set_at", sa.DateTime, nullable=False),
)
