"""Tables of a client's self-checks, of newcomers' first days, and of what they practise."""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

selfcheck_plans = sa.Table(
    "selfcheck_plans",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rhythm", sa.String(20), nullable=False),
    sa.Column("next_due", sa.Date, nullable=False),
    sa.Column("who", sa.String(200), nullable=False),  # a person's id, a typed name, or ""
)

selfcheck_questions = sa.Table(
    "selfcheck_questions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("section", sa.String(20), nullable=False),
    sa.Column("form", sa.String(20), nullable=False),
    sa.Column("text", sa.String(200), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
)

selfcheck_drafts = sa.Table(  # the person's alone until handed in
    "selfcheck_drafts",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False),
)

selfcheck_rounds = sa.Table(
    "selfcheck_rounds",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("due", sa.Date),  # when it was to be there
    sa.Column("handed_in_at", sa.DateTime, nullable=False),
    sa.Index("selfcheck_rounds_of_space", "space", "handed_in_at"),
)

first_days = sa.Table(
    "first_days",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("moments", sa.JSON, nullable=False),  # places only: their text is read from the library when shown
    sa.Column("seen", sa.JSON, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
)

practice = sa.Table(  # the person's alone
    "practice",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("situation", sa.String(64), nullable=False),  # id of an entry of the ledger
    sa.Column("section", sa.String(20), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("points", sa.JSON, nullable=False),  # [name of the key point, whether it was named]
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Index("practice_of_person", "person", "space"),
)
