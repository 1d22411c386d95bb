"""What speech recognition heard where a glossary term was written instead."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:

    op.add_column("blocks", sa.Column("corrections", sa.JSON(), nullable=False, server_default="[]"))
