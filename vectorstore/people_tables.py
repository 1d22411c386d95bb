"""Tables of people: accounts, sessions, tokens, who belongs to which space, and the audit log.

Same database and same metadata as db.py's. Secrets are never here: passwords as argon2 hashes,
session and API tokens as SHA-256 of what only their holder has.
"""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),  # what they sign in with, case-folded
    sa.Column("shown", sa.String(200), nullable=False),  # what others read
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("password", sa.String(300), nullable=False),  # argon2; "" when they sign in elsewhere only
    sa.Column("external", sa.String(500), unique=True),  # "issuer subject" of an OIDC provider
    sa.Column("admin", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),  # the password was given by somebody else
    sa.Column("failures", sa.Integer, nullable=False),  # wrong passwords since the last right one
    sa.Column("locked_until", sa.DateTime),
    sa.Column("successor", sa.String(32)),  # who holds what they owned, once they left
    sa.Column("created_at", sa.DateTime, nullable=False),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("by_group", sa.Boolean, nullable=False),  # given by a sign-in provider's group, and taken back by it
    sa.Column("since", sa.DateTime, nullable=False),
    sa.Index("members_of_person", "person"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    sa.Column("agent", sa.String(300), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
    sa.Index("sessions_of_person", "person"),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("grants", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime),
    sa.Index("tokens_of_person", "person"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("person", sa.String(32), nullable=False),  # "" for nobody, "local" for this machine's own person
    sa.Column("space", sa.String(32), nullable=False),  # "" for what belongs to no client
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("target", sa.String(200), nullable=False),  # the id of what it was done to
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("address", sa.String(100), nullable=False),
    sa.Column("request", sa.String(40), nullable=False),
    sa.Index("audit_of_space", "space", "id"),
)
