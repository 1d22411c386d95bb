"""What was done: the audit log in sentences, with today's names of people, clients and sources.

The log keeps ids. What is gone or not the reader's to see has no name here either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from assistant import accounts
from assistant import activity as core
from assistant.desk import Visit
from assistant.errors import UnknownSource, UnknownSpace
from assistant.people.audit import Action, Entry, Wanted
from assistant.people.errors import UnknownPerson
from assistant.people.roles import LOCAL, Act, Role
from assistant.retention import SYSTEM
from assistant.web.places import day_and_time
from assistant.web.text import WORDS, say

SHOWN = 100
OF_SOURCES = (
    *(Action.VIEWED, Action.PLAYED, Action.DOWNLOADED, Action.UPLOADED),
    *(Action.EDITED, Action.DELETED, Action.ASKED),
)
OF_PEOPLE = (Action.MEMBER_CHANGED, Action.PERSON_CHANGED)


@dataclass(frozen=True, slots=True)
class Trail:
    """The filters of the list; empty ones filter nothing. Days are this machine's."""

    person: str = ""
    action: str = ""
    space: str = ""
    since: str = ""
    until: str = ""
    before: int | None = None

    @classmethod
    def asked(cls, asked: Mapping[str, object]) -> Trail:
        """As a script says it; what makes no sense filters nothing."""
        text = {name: str(asked.get(name) or "") for name in ("person", "action", "space", "since", "until")}
        text["action"] = text["action"] if text["action"] in set(Action) else ""
        before = str(asked.get("before") or "")
        return cls(**text, before=int(before) if before.isdecimal() and len(before) < 18 else None)

    def wanted(self) -> Wanted:
        """The same for the log. `until` is the last day that is meant."""
        actions = (self.action,) if self.action else ()
        return Wanted(None, self.person, actions, _begin(self.since), _begin(self.until, 1), self.before)

    def address(self) -> str:
        """Where the whole of it is as CSV."""
        wanted = self.wanted()
        said = {
            "person": self.person,
            "action": self.action,
            "space": self.space,
            "since": wanted.since.isoformat() if wanted.since else "",
            "until": wanted.until.isoformat() if wanted.until else "",
        }
        return "/api/v1/audit.csv?" + urlencode({name: value for name, value in said.items() if value})


def list_html(visit: Visit, trail: Trail, lang: str) -> Markup:
    """The filters and what passes, newest first."""
    try:
        found = core.entries(visit, trail.wanted(), trail.space, SHOWN + 1)
    except UnknownSpace:
        found = []
    rows = Markup("").join(_row(visit, entry, lang) for entry in found[:SHOWN])
    older = Markup("")
    if len(found) > SHOWN:
        older = Markup(
            '<p class="more-rows"><button type="button" data-act="older" data-before="{}">{}</button></p>'
        ).format(found[SHOWN - 1].id, say("activity.older", lang))
    nothing = Markup('<p class="nothing">{}</p>').format(say("activity.none", lang))
    return Markup('<h1>{}</h1><p class="hint">{}</p>{}{}{}').format(
        say("people.activity", lang),
        say("activity.what", lang),
        _filters(visit, trail, lang),
        Markup('<ol class="rows trail">{}</ol>').format(rows) if rows else nothing,
        older,
    )


def _filters(visit: Visit, trail: Trail, lang: str) -> Markup:
    known, _ = accounts.everyone(visit)
    people = [(person.id, person.shown) for person in known]
    spaces = [(space.id, space.name) for space in visit.spaces(Act.AUDIT)]
    actions = [(action.value, say(f"action.{action.name.lower()}", lang)) for action in Action]
    back = Markup("")
    if trail.before:
        back = Markup('<button type="button" data-act="newest">{}</button>').format(say("activity.newest", lang))
    return Markup(
        '<form class="filters" id="activity-filter">{people}{actions}{spaces}'
        '<label>{since_word}<input type="date" name="since" value="{since}"></label>'
        '<label>{until_word}<input type="date" name="until" value="{until}"></label>'
        '<div class="links">{back}<a class="button" href="{address}" download>{csv}</a></div></form>'
    ).format(
        people=_select("person", "activity.everybody", people, trail.person, lang),
        actions=_select("action", "activity.everything", actions, trail.action, lang),
        spaces=_select("space", "activity.everywhere", spaces, trail.space, lang),
        since_word=say("activity.since", lang),
        since=trail.since,
        until_word=say("activity.until", lang),
        until=trail.until,
        back=back,
        address=trail.address(),
        csv=say("activity.csv", lang),
    )


def _select(name: str, key: str, options: list[tuple[str, str]], chosen: str, lang: str) -> Markup:
    every = say(key, lang)
    return Markup('<select name="{}" aria-label="{}"><option value="">{}</option>{}</select>').format(
        name,
        every,
        every,
        Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == chosen else "", words
            )
            for value, words in options
        ),
    )


def _row(visit: Visit, entry: Entry, lang: str) -> Markup:
    known = (day_and_time(entry.at), entry.space_name, entry.address)
    return Markup('<li id="entry-{}"><div class="what"><p><b>{}</b> {}</p><p class="meta">{}</p></div></li>').format(
        entry.id, _who(entry, lang), sentence(visit, entry, lang), " · ".join(filter(None, known))
    )


def sentence(visit: Visit, entry: Entry, lang: str) -> str:
    """What was done, to be read after the name of who did it."""
    key, what = f"did.{Action(entry.action).name.lower()}", _special(entry)
    if entry.action == Action.ASKED and entry.details.get("refused"):
        key = "did.asked_in_vain"
    if entry.action == Action.MEMBER_CHANGED and not entry.details.get("role"):
        key = "did.member_removed"
    special = f"{key}.{what}"
    return say(special if special in WORDS else key, lang, target=_target(visit, entry, lang), role=_role(entry, lang))


def _special(entry: Entry) -> str:
    """What was done more precisely, as far as there are words of its own for it."""
    if "masking" in entry.details:
        return "masking"
    if "kind" in entry.details:
        return str(entry.details["kind"]).replace(" ", "_")
    if entry.action == Action.EDITED and entry.target == entry.space:
        return "glossary"
    if entry.action == Action.EXPORTED:
        return str(entry.details.get("what") or entry.target)
    return str(entry.details.get("what", "")).replace(" ", "_")


def _who(entry: Entry, lang: str) -> str:
    if entry.person_shown:
        return entry.person_shown
    keys = {LOCAL.id: "activity.local", SYSTEM: "activity.system", "": "activity.nobody"}
    return say(keys.get(entry.person, "activity.gone_person"), lang)


def _role(entry: Entry, lang: str) -> str:
    role = str(entry.details.get("role", ""))
    return say(f"role.{role}", lang) if role in set(Role) else role


def _target(visit: Visit, entry: Entry, lang: str) -> str:
    """The name of what it was done to."""
    if entry.action == Action.ASKED:
        cited: Any = entry.details.get("sources") or []
        titles = [_title(visit, str(source), lang) for source in list(cited)[:3]]
        return say("activity.and", lang).join(titles) or say("activity.no_source", lang)
    if entry.action in OF_SOURCES:
        return _title(visit, entry.target, lang)
    if entry.action in OF_PEOPLE:
        try:
            return visit.app.identity.users.person(entry.target).shown
        except UnknownPerson:
            return say("activity.gone_person", lang)
    return entry.space_name


def _title(visit: Visit, source_id: str, lang: str) -> str:
    try:
        return say("activity.title", lang, title=visit.source(source_id).title)
    except UnknownSource:
        return say("activity.gone_source", lang)


def _begin(day: str, later: int = 0) -> datetime | None:
    """When a day begins on this machine's clock, as the database has times; None for no day."""
    try:
        begins = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time()).astimezone()
        return (begins - (begins.utcoffset() or timedelta())).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
