"""How long a space keeps originals and chats, when it was signed off, and what people said about masking."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("spaces", sa.Column("signed_off_at", sa.DateTime(), nullable=True))
    op.add_column("spaces", sa.Column("keep_originals_days", sa.Integer(), nullable=True))
    op.add_column("spaces", sa.Column("keep_chats_days", sa.Integer(), nullable=True))
    op.create_table(
        "mask_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("does", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mask_changes_of_source", "mask_changes", ["source"], unique=False)
