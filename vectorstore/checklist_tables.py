"""Tables of a handover: its teams, dates and phases, and its checklist with what people chose as evidence.

People are ids where they have accounts, else names as somebody typed them. Words of both languages are JSON
objects by language: a handover keeps what its template said when it was made.
"""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("template", sa.String(60), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # of the template
    sa.Column("outgoing", sa.JSON, nullable=False),
    sa.Column("incoming", sa.JSON, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),  # when it is to be signed off
    sa.Column("phase", sa.String(20), nullable=False),
    sa.Column("made_by", sa.String(32), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
)

handover_steps = sa.Table(
    "handover_steps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("handover", sa.ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("before", sa.String(20), nullable=False),
    sa.Column("after", sa.String(20), nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("open", sa.JSON, nullable=False),  # what was missing then: {code: how many}
    sa.Index("steps_of_handover", "handover", "id"),
)

section_reviews = sa.Table(
    "section_reviews",
    metadata,
    sa.Column("handover", sa.ForeignKey("handovers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("section", sa.String(60), primary_key=True),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)

checklist_items = sa.Table(
    "checklist_items",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("handover", sa.ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("key", sa.String(60), nullable=False),  # the template's; the item's own id for one that people added
    sa.Column("section", sa.String(60), nullable=False),
    sa.Column("section_title", sa.JSON, nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("needs", sa.JSON, nullable=False),
    sa.Column("queries", sa.JSON, nullable=False),
    sa.Column("phase", sa.String(20), nullable=False),  # by whose end it is to be done
    sa.Column("owner", sa.String(200), nullable=False),  # "" for nobody yet
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # why it is not needed
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("priority", sa.String(20), nullable=False),  # the receiver's; "" for none yet
    sa.Column("reminded_on", sa.Date),  # when its owner was last told that it is late
    sa.Column("updated_by", sa.String(32), nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("handover", "key", name="one_item_per_key"),
    sa.Index("items_of_space", "space", "position"),
)

item_evidence = sa.Table(
    "item_evidence",
    metadata,
    sa.Column("item", sa.ForeignKey("checklist_items.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("block", sa.Integer),  # where in it; None for all of it
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Index("evidence_by_source", "source"),
)

item_changes = sa.Table(
    "item_changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("item", sa.ForeignKey("checklist_items.id", ondelete="CASCADE"), nullable=False),
    sa.Column("by", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.String(20), nullable=False),  # owner, due_on, state, note, priority, evidence, …
    sa.Column("value", sa.String(200), nullable=False),  # what it became, as far as a line tells it
    sa.Index("changes_of_item", "item", "id"),
)
