"""Tables of interviews: what they go over, what was asked and answered, the cards, and who is asked for one.

Until consent all of it is the interviewed person's alone; afterwards only the row of `interviews` is left.
"""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

interviews = sa.Table(
    "interviews",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),  # of the person, as their cards call them
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("ground", sa.JSON, nullable=False),  # language, minutes, gaps; {} once it is consented
    sa.Column("pending", sa.JSON),  # the prompt that waits for an answer
    sa.Column("pending_key", sa.String(200), nullable=False),  # "" where none waits
    sa.Column("enough", sa.Boolean, nullable=False),  # nothing is left to be asked
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("changed_at", sa.DateTime, nullable=False),
    sa.Column("minutes", sa.Float, nullable=False),  # that the answers took
    sa.Column("told", sa.JSON, nullable=False),  # section -> cards that entered the library
    sa.Column("referrals", sa.JSON, nullable=False),  # of those cards: who else knows
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="SET NULL")),
    sa.Column("restricted_source", sa.ForeignKey("sources.id", ondelete="SET NULL")),
    sa.Index("interviews_of_space", "space", "changed_at"),
)

interview_passages = sa.Table(
    "interview_passages",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("moment", sa.JSON),  # a moment with its citation; null for what the library is known to hold
    sa.Column("known", sa.Text, nullable=False),
)

exchanges = sa.Table(
    "interview_exchanges",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("prompt", sa.JSON, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("spoken", sa.Boolean, nullable=False),
    sa.Column("answered_at", sa.DateTime, nullable=False),
)

cards = sa.Table(
    "interview_cards",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("card", sa.JSON, nullable=False),
    sa.Column("withheld", sa.Boolean, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False),
)

requests = sa.Table(
    "interview_requests",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),  # who is asked for an interview
    sa.Column("asked_by", sa.String(32), nullable=False),
    sa.Column("items", sa.JSON, nullable=False),  # keys of gaps
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Index("requests_of_space", "space", "person"),
)
