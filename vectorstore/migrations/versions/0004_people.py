"""People who sign in, their spaces, sessions and tokens; the audit log; whose a source and a conversation is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

STAYS = {
    "sqlite": "CREATE TRIGGER audit_{word} BEFORE {verb} ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END",
    "postgresql": "CREATE RULE audit_{word} AS ON {verb} TO audit DO INSTEAD NOTHING",
}


def upgrade() -> None:

    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("shown", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("password", sa.String(length=300), nullable=False),
        sa.Column("external", sa.String(length=500), nullable=True),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("successor", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("external"),
    )
    op.create_table(
        "members",
        sa.Column("space", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("by_group", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space", "person"),
    )
    op.create_index("members_of_person", "members", ["person"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("sessions_of_person", "sessions", ["person"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("tokens_of_person", "tokens", ["person"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("space", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_of_space", "audit", ["space", "id"], unique=False)
    stays = STAYS[op.get_bind().dialect.name]
    for word, verb in (("unchanged", "UPDATE"), ("kept", "DELETE")):
        op.execute(stays.format(word=word, verb=verb))
    if op.get_bind().dialect.name == "sqlite":  # whose INSERT OR REPLACE deletes without asking the trigger
        op.execute(
            "CREATE TRIGGER audit_added BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END"
        )

    op.add_column("sources", sa.Column("owner", sa.String(length=32), nullable=False, server_default="local"))
    op.add_column("sources", sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("person", sa.String(length=32), nullable=False, server_default="local"))
    op.add_column("conversations", sa.Column("shared", sa.String(length=32), nullable=True))
    op.add_column("turns", sa.Column("spaces", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("conversations_of_person", "conversations", ["person", "updated_at"], unique=False)
