"""The People tab: who belongs to which client and, for administrators, the accounts and the clients.

Says what there is; static/people.js changes it through the API. What somebody does themselves is in
account.py, what was done in activity.py. Whatever this shows, the API asks access.py again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from assistant import accounts, clients
from assistant.desk import Visit
from assistant.people.access import may, space_of
from assistant.people.members import Member
from assistant.people.roles import LOCAL, Act, Role
from assistant.people.users import Person
from assistant.web import account, activity
from assistant.web.retention import retention_html
from assistant.web.text import say
from vectorstore.models import Space

FIRST, CLIENT, ACCOUNTS, ACTIVITY, OWN = "first", "client", "accounts", "activity", "account"
NEW = "new"  # in place of a client's id: the form that adds one
NOTE = Markup('<p class="note" role="alert"></p>')


def shell_html(lang: str) -> Markup:
    """The tab before it is shown; the scripts fill it in."""
    loading = Markup('<p class="nothing" role="status">{}</p>').format(say("people.loading", lang))
    return Markup('<div class="paned" id="people-part">{}</div>').format(loading)


def part_html(visit: Visit, part: str, space: str, asked: Mapping[str, object], lang: str) -> Markup:
    """One part of the tab with the way to the others: the wanted one, or the first that the caller has."""
    parts = _parts(visit)
    part = part if part in parts else parts[0]
    match part:
        case "first":
            body = _first(lang)
        case "client":
            space = _chosen(visit, space)
            body = _client(visit, space, lang)
        case "accounts":
            body = _accounts(visit, lang)
        case "activity":
            body = activity.list_html(visit, activity.Trail.asked(asked), lang)
        case _:
            body = account.own_html(visit, lang)
    return Markup('{nav}<section class="part" data-part="{part}">{body}</section>').format(
        nav=_nav(visit, parts, part, space, lang), part=part, body=body
    )


def _parts(visit: Visit) -> list[str]:
    """What of the tab the caller has a use for, in its order."""
    if not visit.app.identity.users.any():
        return [FIRST]
    administers = visit.caller.admin and may(visit.caller, Act.MEMBERS, "")
    manages = administers or bool(visit.spaces(Act.MEMBERS))
    has = {CLIENT: manages, ACCOUNTS: administers, ACTIVITY: manages, OWN: visit.caller.id != LOCAL.id}
    return [part for part, there in has.items() if there]


def _nav(visit: Visit, parts: list[str], part: str, space: str, lang: str) -> Markup:
    """The clients that the caller looks after, then the other parts."""
    items = [_link(CLIENT, one.name, part == CLIENT and one.id == space, one.id) for one in _managed(visit, parts)]
    if ACCOUNTS in parts:
        items.append(_link(CLIENT, say("people.new_client", lang), part == CLIENT and space == NEW, NEW))
    words = {ACCOUNTS: "people.accounts", ACTIVITY: "people.activity", OWN: "people.account"}
    items += [_link(one, say(words[one], lang), part == one) for one in parts if one in words]
    return Markup('<nav class="parts" aria-label="{}">{}</nav>').format(
        say("tab.people", lang), Markup("").join(items) if len(items) > 1 else ""
    )


def _link(part: str, words: str, here: bool, space: str = "") -> Markup:
    return Markup('<button type="button" class="to" data-to="{}" data-space="{}"{}>{}</button>').format(
        part, space, Markup(' aria-current="page"') if here else "", words
    )


def _managed(visit: Visit, parts: list[str]) -> list[Space]:
    return visit.spaces(Act.MEMBERS) if CLIENT in parts else []


def _chosen(visit: Visit, key: str) -> str:
    """The client to show: the wanted one if the caller looks after it, or else their first; NEW to add one."""
    own = [space.id for space in visit.spaces(Act.MEMBERS)]
    if key in own or not own:
        return key if own else NEW
    return NEW if key == NEW and visit.caller.admin else own[0]


def _first(lang: str) -> Markup:
    """What adding the first account does, and the form for it."""
    return Markup(
        '<form class="card first" data-form="first" novalidate><h1>{title}</h1><p>{what}</p>{name}{shown}'
        '<label>{password}<input type="password" name="password" autocomplete="new-password" required></label>'
        '<label>{again}<input type="password" name="again" autocomplete="new-password" required></label>'
        '{note}<p class="submit"><button type="submit" class="primary">{add}</button></p></form>'
    ).format(
        title=say("people.first_title", lang),
        what=say("people.first_what", lang),
        name=_field("name", "people.name", lang, "username"),
        shown=_field("shown", "people.shown", lang, "name", required=False),
        password=say("people.password", lang),
        again=say("people.again", lang),
        note=NOTE,
        add=say("people.first_add", lang),
    )


def _client(visit: Visit, space: str, lang: str) -> Markup:
    """A client's members, and a form to add one; or the form that adds a client."""
    if space == NEW:
        return Markup(
            '<form class="card" data-form="new-client" novalidate><h1>{}</h1><p class="hint">{}</p>{}{}'
            '<p class="submit"><button type="submit" class="primary">{}</button></p></form>'
        ).format(
            say("people.new_client", lang),
            say("people.new_client_what", lang),
            _field("name", "people.client_name", lang),
            NOTE,
            say("people.add_client", lang),
        )
    found = space_of(visit.app.catalog, visit.caller, space, Act.MEMBERS)
    members = clients.members(visit, space)
    rows = Markup("").join(_member(member, space, lang) for member in members)
    return Markup('<header><h1>{name}</h1>{rename}</header><p class="hint">{what}</p>{rows}{add}{keeping}').format(
        name=found.name,
        rename=_button("rename-client", "people.rename", lang, space=space, title=found.name)
        if ACCOUNTS in _parts(visit)
        else "",
        what=say("people.roles_what", lang),
        rows=Markup('<ul class="rows">{}</ul>').format(rows) if members else _nothing("people.nobody_yet", lang),
        add=_add_member(visit, space, members, lang),
        keeping=retention_html(visit, space, lang),
    )


def _member(member: Member, space: str, lang: str) -> Markup:
    known = [
        say("people.by_group", lang) if member.by_group else "",
        "" if member.active else say("people.left", lang),
    ]
    role = Markup('<select data-act="role" data-space="{}" data-person="{}" aria-label="{}"{}>{}</select>').format(
        space,
        member.person,
        say("people.role_of", lang, name=member.shown),
        "" if member.active else Markup(" disabled"),
        _roles(member.role, lang),
    )
    remove = _button("remove-member", "people.remove", lang, space=space, person=member.person, title=member.shown)
    return _row(f"member-{member.person}", member.shown, known, role + remove)


def _add_member(visit: Visit, space: str, members: list[Member], lang: str) -> Markup:
    here = {member.person for member in members}
    known, others = accounts.everyone(visit)
    free = [person for person in (*known, *others) if person.active and person.id not in here]
    if not free:
        key = "people.all_are_here" if ACCOUNTS in _parts(visit) else "people.ask_administrator"
        return Markup('<p class="hint">{}</p>').format(say(key, lang))
    people = sorted(free, key=lambda person: person.shown)
    return Markup(
        '<form class="add" data-form="member" data-space="{}" novalidate><label>{}<select name="person" required>'
        '<option value="">{}</option>{}</select></label><label>{}<select name="role">{}</select></label>'
        '<button type="submit" class="primary">{}</button>{}</form>'
    ).format(
        space,
        say("people.add_whom", lang),
        say("people.choose", lang),
        Markup("").join(_option(person.id, _told_apart(person, people)) for person in people),
        say("people.as_what", lang),
        _roles(Role.NEWCOMER, lang),
        say("people.add", lang),
        NOTE,
    )


def _accounts(visit: Visit, lang: str) -> Markup:
    """Everybody who may sign in, and a form to add one."""
    people, _ = accounts.everyone(visit)
    spaces = Markup("").join(_option(space.id, space.name) for space in visit.spaces(Act.MEMBERS))
    rows = Markup("").join(_person(person, lang) for person in sorted(people, key=lambda one: not one.active))
    form = Markup(
        '<form class="add" data-form="person" novalidate>{name}{shown}{email}<label>{client}<select name="space">'
        '<option value="">{later}</option>{spaces}</select></label><label>{role}<select name="role">{roles}</select>'
        '</label><label class="check"><input type="checkbox" name="admin">{admin}</label>'
        '<button type="submit" class="primary">{add}</button>{note}</form>'
    ).format(
        name=_field("name", "people.name", lang),
        shown=_field("shown", "people.shown", lang, required=False),
        email=_field("email", "people.email", lang, required=False),
        client=say("people.client", lang),
        later=say("people.later", lang),
        spaces=spaces,
        role=say("people.as_what", lang),
        roles=_roles(Role.NEWCOMER, lang),
        admin=say("people.administrator", lang),
        add=say("people.add_person", lang),
        note=NOTE,
    )
    return Markup('<h1>{}</h1><p class="hint">{}</p>{}<ul class="rows">{}</ul>').format(
        say("people.accounts", lang), say("people.accounts_what", lang), form, rows
    )


def _person(person: Person, lang: str) -> Markup:
    known = [
        person.name if person.name != person.shown.casefold() else "",
        person.email,
        say("people.administrator", lang) if person.admin else "",
        say("people.must_change", lang) if person.must_change and person.active else "",
        "" if person.active else say("people.left", lang),
    ]
    names = ("reset", "demote" if person.admin else "promote", "leave") if person.active else ("return", "erase")
    acts = (_button(name, f"people.{name}", lang, person=person.id, title=person.shown) for name in names)
    return _row(f"person-{person.id}", person.shown, known, Markup("").join(acts))


def _row(row_id: str, title: str, known: Iterable[str], acts: Markup) -> Markup:
    meta = " · ".join(filter(None, known))
    return Markup(
        '<li id="{}"><div class="what"><p class="title">{}</p>{}</div><div class="acts">{}</div></li>'
    ).format(row_id, title, Markup('<p class="meta">{}</p>').format(meta) if meta else "", acts)


def _roles(chosen: Role, lang: str) -> Markup:
    return Markup("").join(_option(role.value, say(f"role.{role.value}", lang), role is chosen) for role in Role)


def _option(value: str, words: str, chosen: bool = False) -> Markup:
    return Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if chosen else "", words)


def _told_apart(person: Person, people: list[Person]) -> str:
    """The name others read; with the one to sign in with where two have the same."""
    twice = sum(other.shown == person.shown for other in people) > 1
    return f"{person.shown} ({person.name})" if twice else person.shown


def _button(act: str, key: str, lang: str, **data: str) -> Markup:
    facts = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in data.items())
    return Markup('<button type="button" data-act="{}"{}>{}</button>').format(act, facts, say(key, lang))


def _field(name: str, key: str, lang: str, autocomplete: str = "off", *, required: bool = True) -> Markup:
    return Markup('<label>{}<input name="{}" maxlength="200" autocomplete="{}"{}></label>').format(
        say(key, lang), name, autocomplete, Markup(" required") if required else ""
    )


def _nothing(key: str, lang: str) -> Markup:
    return Markup('<p class="nothing">{}</p>').format(say(key, lang))
