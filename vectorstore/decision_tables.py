"""Tables of the ledger: decisions and crises, how they stand to each other, a crisis's steps, what was corrected."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE")),  # none: added by hand, without a moment
    sa.Column(
        "place", sa.String(80), nullable=False
    ),  # where in the source it was found, so that it is not found twice
    sa.Column("first_block", sa.Integer),  # none: added by hand, or no longer in the source's newest version
    sa.Column("last_block", sa.Integer),
    sa.Column("why_block", sa.Integer),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("against", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("said", sa.Text, nullable=False),  # the words that it was found by
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("people", sa.JSON, nullable=False),
    sa.Column("topic", sa.String(200), nullable=False),
    sa.Column("decided_on", sa.Date),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("settled_by", sa.String(200), nullable=False),  # who confirmed, corrected or dismissed it last
    sa.Column("settled_at", sa.DateTime),
    sa.Column("merged_into", sa.ForeignKey("ledger_entries.id", ondelete="SET NULL")),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("source", "place", name="one_entry_per_place"),
    sa.Index("ledger_of_space", "space", "decided_on"),
)

relations = sa.Table(
    "ledger_relations",
    metadata,
    sa.Column("earlier", sa.ForeignKey("ledger_entries.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("later", sa.ForeignKey("ledger_entries.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sort", sa.String(20), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("settled_by", sa.String(200), nullable=False),
    sa.Column("settled_at", sa.DateTime),
)

events = sa.Table(
    "crisis_events",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("entry", sa.ForeignKey("ledger_entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("step", sa.String(20), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),  # as it was told or written: "19:40", "2026-03-06 19:58"
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE")),
    sa.Column("first_block", sa.Integer),
    sa.Column("last_block", sa.Integer),
    sa.Index("events_of_entry", "entry", "position"),
)

changes = sa.Table(
    "ledger_changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("entry", sa.ForeignKey("ledger_entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(200), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Index("changes_of_entry", "entry", "id"),
)

readings = sa.Table(
    "ledger_readings",
    metadata,
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rules", sa.Integer, nullable=False),  # which rules read it, so that better ones read it again
    sa.Column("read_at", sa.DateTime, nullable=False),
)
