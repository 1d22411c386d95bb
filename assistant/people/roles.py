"""What there is to be allowed: acts, the role each needs in a space, and what a token may be limited to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a space. The order is the order of what they may do."""

    NEWCOMER = "newcomer"
    CONTRIBUTOR = "contributor"
    MANAGER = "manager"

    def covers(self, other: Role) -> bool:
        """Whether this role may do all that the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Grant(StrEnum):
    """What a token lets a program do in its owner's name, never more than the owner may."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


class Act(StrEnum):
    """Something that a person does in a space."""

    READ = "read"  # ask, search, see sources and play them; see where the handover stands
    WONDER = "wonder"  # send a question to those who know, practise with the quiz
    UPLOAD = "upload"
    EDIT = "edit"  # a source's transcript, speakers, topic; the owner's own, or any for a manager
    GLOSSARY = "glossary"
    TELL = "tell"  # be interviewed, answer what was sent on, confirm decisions, do checklist items
    PLAN = "plan"  # the handover: people, dates, items, phases, overruling, sign-off, report
    DELETE = "delete"
    ORIGINAL = "original"  # have the file itself although something in it is masked; its owner may, too
    RESTRICTED = "restricted"  # see and set what is for managers only
    CHECK = "check"  # control questions
    MEMBERS = "members"
    AUDIT = "audit"
    SETTINGS = "settings"  # retention, name


NEEDS: dict[Act, tuple[Role, Grant]] = {
    Act.READ: (Role.NEWCOMER, Grant.READ),
    Act.WONDER: (Role.NEWCOMER, Grant.WRITE),
    Act.UPLOAD: (Role.CONTRIBUTOR, Grant.WRITE),
    Act.EDIT: (Role.MANAGER, Grant.WRITE),
    Act.GLOSSARY: (Role.CONTRIBUTOR, Grant.WRITE),
    Act.TELL: (Role.CONTRIBUTOR, Grant.WRITE),
    Act.PLAN: (Role.MANAGER, Grant.MANAGE),
    Act.DELETE: (Role.MANAGER, Grant.MANAGE),
    Act.ORIGINAL: (Role.MANAGER, Grant.READ),
    Act.RESTRICTED: (Role.MANAGER, Grant.READ),
    Act.CHECK: (Role.MANAGER, Grant.MANAGE),
    Act.MEMBERS: (Role.MANAGER, Grant.MANAGE),
    Act.AUDIT: (Role.MANAGER, Grant.MANAGE),
    Act.SETTINGS: (Role.MANAGER, Grant.MANAGE),
}
EVERYTHING = frozenset(Grant)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever stands at a door, as the database knows them at this moment. Made for one request only."""

    id: str
    shown: str = ""
    admin: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)  # by space id
    grants: frozenset[Grant] = EVERYTHING  # fewer for a token
    must_change: bool = False  # may do nothing before they have chosen a password of their own


LOCAL = Caller("local", admin=True)  # the one person of a Baton without accounts, and whoever owns its data folder
