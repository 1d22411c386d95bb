"""Tables of what a library covers: the last judgements, how many there were of each day by day, and overrules."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

coverage_judgements = sa.Table(
    "coverage_judgements",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("audience", sa.String(10), primary_key=True),  # "open" sources only, or "all" with the restricted ones
    sa.Column("key", sa.String(64), primary_key=True),  # of a checklist item, or made of a topic
    sa.Column("topic", sa.String(200), nullable=False),  # "" for a checklist item
    sa.Column("verdict", sa.String(10), nullable=False),
    sa.Column("proof", sa.JSON, nullable=False),  # citations
    sa.Column("lacking", sa.JSON, nullable=False),
    sa.Column("flaws", sa.JSON, nullable=False),
    sa.Column("said", sa.JSON, nullable=False),
    sa.Column("newest", sa.Date),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("judged_at", sa.DateTime, nullable=False),
)

coverage_surveys = sa.Table(
    "coverage_surveys",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("library", sa.String(64), nullable=False),  # digest of what there was to be read
    sa.Column("seconds", sa.Float, nullable=False),  # that it took
    sa.Column("finished_at", sa.DateTime, nullable=False),
)

coverage_days = sa.Table(
    "coverage_days",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("audience", sa.String(10), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("enough", sa.Integer, nullable=False),
    sa.Column("thin", sa.Integer, nullable=False),
    sa.Column("none", sa.Integer, nullable=False),
)

coverage_overrules = sa.Table(
    "coverage_overrules",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("verdict", sa.String(10), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("ended_by", sa.String(32)),  # who withdrew it, or said otherwise
    sa.Column("ended_at", sa.DateTime),
    sa.Index("coverage_overrules_of_cell", "space", "key"),
)
