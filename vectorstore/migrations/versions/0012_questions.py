"""Questions that were sent on and their verified answers."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
