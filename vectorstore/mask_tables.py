"""The table of what people said about masking: a place that is no secret, a passage that is one.

Same database and same metadata as db.py's. Never holds a secret or the words around it, only salted
digests to know the place or the passage again by.
"""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

mask_changes = sa.Table(
    "mask_changes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("does", sa.String(10), nullable=False),  # "show" or "hide"
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("length", sa.Integer, nullable=False),  # characters of a hidden passage; 0 for a place
    sa.Column("position", sa.Integer, nullable=False),  # the block it stood in when it was said
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Index("mask_changes_of_source", "source"),
)
