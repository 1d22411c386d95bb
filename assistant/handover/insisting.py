"""What two questions must agree on to be one."""

from __future__ import annotations

from assistant.chat.constraints import denies, numbers


def agree(one: str, other: str) -> bool:
    """Whether nothing that one insists on is missing from the other."""
    return numbers(one) == numbers(other) and denies(one) == denies(other)
