"""What people think of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:

    op.create_table(
        "verdicts",
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation", "position"], ["turns.conversation", "turns.position"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "position", "person"),
    )
    op.create_index("verdicts_by_time", "verdicts", ["given_at"], unique=False)
