"""What the caller should know of: their notices about the clients they have today."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.desk import Visit
from assistant.handover.records.notices import Notice
from assistant.people.access import require_grant
from assistant.people.roles import Grant


def of(visit: Visit, *, unread: bool = False) -> list[Notice]:
    """Newest first. Those about a client that the caller has no more are not there."""
    spaces = [space.id for space in visit.spaces()]
    return visit.app.handover.notices.of(visit.caller.id, spaces, unread=unread)


def seen(visit: Visit, notice_ids: Sequence[str]) -> int:
    """Mark these as seen; other people's are left alone. Returns how many were new."""
    require_grant(visit.caller, Grant.READ)
    return visit.app.handover.notices.read(visit.caller.id, notice_ids)


def title(notice: Notice) -> str:
    """What the thing is called, where whoever told of it said so."""
    return str(notice.details.get("title", ""))
