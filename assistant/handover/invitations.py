"""Who is asked for an interview about what, and what others may know of interviews: that there are, and counts.

Knows nothing that was said in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk import Visit
from assistant.handover.errors import NoSuchThing
from assistant.handover.missing import missing_in
from assistant.handover.records.interviews import Progress
from assistant.handover.records.notices import About
from assistant.handover.records.requests import Request
from assistant.people.access import may, space_of
from assistant.people.audit import Action
from assistant.people.members import Member
from assistant.people.roles import Act, Role
from vectorstore.models import Space

TITLE_CHARS = 80  # of a notice: a line


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody else may know of an interview."""

    id: str
    person: str
    name: str
    state: Progress
    made_at: datetime
    told: Mapping[str, int]  # section -> cards that entered the library

    @property
    def cards(self) -> int:
        """How many cards entered the library."""
        return sum(self.told.values())


def invite(visit: Visit, space: str, person: str, items: Sequence[str], lang: str = "zh") -> Request:
    """Ask a member who may tell something for an interview; `lang` is of what they are told.

    Raises UnknownSpace, NotAllowed, NoSuchThing.
    """
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    if person not in {member.person for member in tellers(visit, found)}:
        raise NoSuchThing()
    store, notices = visit.app.handover.requests, visit.app.handover.notices
    for before in store.of(found.id, person):
        if before.asked_by == visit.caller.id:
            notices.settle(About.INTERVIEW, before.id)
    request = store.make(found.id, person, visit.caller.id, list(dict.fromkeys(items)))
    titles = [one.gap.title for one in missing_in(visit, found, lang) if one.gap.key in request.items]
    about = " · ".join(titles) or visit.caller.shown or found.name
    notices.tell(person, found.id, About.INTERVIEW, request.id, title=about[:TITLE_CHARS])
    visit.note(Action.TOLD, request.id, space=found.id, what="interview asked", asked=person)
    return request


def tellers(visit: Visit, space: Space) -> list[Member]:
    """The members who can be interviewed."""
    members = visit.app.identity.members.of(space.id)
    return [member for member in members if member.active and member.role.covers(Role.CONTRIBUTOR)]


def asked(visit: Visit, space: Space) -> list[Request]:
    """What the caller is asked for there."""
    return visit.app.handover.requests.of(space.id, visit.caller.id) if may(visit.caller, Act.TELL, space.id) else []


def end(visit: Visit, request: str) -> None:
    """It was met or is wanted no more; by who is asked, or by a manager. Raises NoSuchThing."""
    found = visit.app.handover.requests.one(request)
    if found is None:
        raise NoSuchThing()
    theirs = found.person == visit.caller.id and may(visit.caller, Act.TELL, found.space)
    if not theirs and not may(visit.caller, Act.PLAN, found.space):
        raise NoSuchThing()
    visit.app.handover.requests.remove(request)
    visit.app.handover.notices.settle(About.INTERVIEW, request)


def waiting(visit: Visit, space: str) -> list[Request]:
    """Who is asked and has not begun. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    return visit.app.handover.requests.of(found.id)


def held(visit: Visit, space: str) -> list[Held]:
    """Everybody's interviews, as far as others may know of them. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    return [
        Held(one.id, one.person, one.name, one.state, one.made_at, one.told)
        for one in visit.app.handover.interviews.of_space(found.id)
    ]
