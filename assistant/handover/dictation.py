"""What somebody speaks in place of typing, as text to look over. The recording goes as soon as its text is there."""

from __future__ import annotations

from pathlib import Path

from assistant.desk import Visit
from assistant.people.access import space_of
from assistant.people.roles import LOCAL, Act
from vectorstore.models import Space


def place_to_dictate(visit: Visit, space: str) -> Space:
    """The space, if the caller may tell something there, and does not so too often.

    Raises UnknownSpace, NotAllowed, TooManyRequests.
    """
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    if visit.caller.id != LOCAL.id:
        visit.app.asking.take(visit.caller.id)
    return found


def dictate(visit: Visit, space: Space, path: Path, name: str) -> str:
    """The text of the recording at `path`, which is deleted. `name` names it in errors; those of hearing are raised."""
    try:
        return visit.app.hear(path, name, space.terms)
    finally:
        path.unlink(missing_ok=True)
