"""What people are called on the page: by their account, as typed, as this machine's own, or as somebody who is gone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import teams
from assistant.people.roles import LOCAL
from assistant.web.text import say

ID = re.compile(r"[0-9a-f]{32}")


def name_of(visit: Visit, who: str, lang: str) -> str:
    """How somebody is called who was kept as `who`; nobody for ""."""
    if not who:
        return say("overview.nobody", lang)
    if who == LOCAL.id:
        return say("activity.local", lang)
    shown = teams.shown(visit, who)
    return say("activity.gone_person", lang) if shown == who and ID.fullmatch(who) else shown


def names_of(visit: Visit, people: Sequence[str], lang: str) -> str:
    """Several in a line."""
    return say("activity.and", lang).join(name_of(visit, who, lang) for who in people)


def known_html(visit: Visit, space: str, list_id: str) -> Markup:
    """The members' names for a field that takes any name: ids where two are called the same."""
    members = [member for member in visit.app.identity.members.of(space) if member.active]
    shown = [member.shown for member in members]
    options = Markup("").join(
        Markup('<option value="{}"></option>').format(member.shown)
        if shown.count(member.shown) == 1
        else Markup('<option value="{}">{}</option>').format(member.person, member.shown)
        for member in members
    )
    return Markup('<datalist id="{}">{}</datalist>').format(list_id, options)
