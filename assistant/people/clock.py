"""The time as the database keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
