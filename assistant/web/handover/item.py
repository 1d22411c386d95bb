"""An item of the checklist as a row, and the form in which whoever may changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover import checklist, handovers, teams
from assistant.handover.checklist import Item, Link, Priority, State
from assistant.handover.phases import Standing
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.names import name_of
from assistant.web.text import say

PEOPLE = "checklist-people"  # the list of names in checklist.py


@dataclass(frozen=True, slots=True)
class Board:
    """What every row is drawn from."""

    visit: Visit
    stands: Standing
    covered: Mapping[str, str]  # coverage's verdict, by item key; not there where nothing was judged
    edited: str  # id of the item whose form is open
    lang: str


def item_html(board: Board, item: Item) -> Markup:
    """The row; with its form when it is the edited one, for those who may change something."""
    visit, stands, lang = board.visit, board.stands, board.lang
    form = item.id == board.edited
    changes = not stands.handover.is_signed_off and (
        checklist.does(visit, item) or handovers.receives(visit, stands.handover)
    )
    return Markup(
        '<li id="item-{id}" data-state="{state}"><div class="line">{tick}<div class="what"><p class="title">{title}</p>'
        '<p class="meta">{meta}</p>{evidence}{note}{links}</div><div class="acts">{acts}</div></div>{form}</li>'
    ).format(
        id=item.id,
        state=item.state.value,
        tick=_tick(visit, stands, item, lang),
        title=item.title[lang],
        meta=_meta(board, item),
        evidence=_para("hint", item.evidence[lang]),
        note=_para("said", item.reason if item.state is State.NOT_NEEDED else item.note),
        links=_links(visit, item, lang, removable=form and changes),
        acts=_acts(item, lang, open_form=form) if changes else "",
        form=_form(visit, stands, item, lang) if form and changes else "",
    )


def select(name: str, label: str, options: Mapping[str, str], chosen: str) -> Markup:
    """A select whose label only screen readers say."""
    return Markup('<select name="{}" aria-label="{}">{}</select>').format(name, label, options_html(options, chosen))


def options_html(options: Mapping[str, str], chosen: str) -> Markup:
    """Its options."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(key, Markup(" selected") if key == chosen else "", words)
        for key, words in options.items()
    )


def _tick(visit: Visit, stands: Standing, item: Item, lang: str) -> Markup:
    """How far it is: to be chosen by whoever may say so, else to be read."""
    names = {state.value: say(f"checklist.state_{state.name.lower()}", lang) for state in State}
    if stands.handover.is_signed_off or not checklist.does(visit, item):
        return Markup('<span class="how-far" data-state="{}">{}</span>').format(
            item.state.value, names[item.state.value]
        )
    label = say("checklist.state_of", lang, title=item.title[lang])
    return Markup('<select class="how-far" data-item="{}" data-state="{}" aria-label="{}">{}</select>').format(
        item.id, item.state.value, label, options_html(names, item.state.value)
    )


def _meta(board: Board, item: Item) -> Markup:
    visit, lang = board.visit, board.lang
    late = item.is_late(board.stands.today)
    due = say("checklist.was_due" if late else "checklist.due_by", lang, day=item.due_on)
    known = [Markup('<b class="{}">{}</b>').format("" if item.owner else "warn", name_of(visit, item.owner, lang))]
    known.append(Markup('<span class="{}">{}</span>').format("warn" if late else "", due))
    if item.priority:
        words = say(f"checklist.priority_{item.priority.value}", lang)
        known.append(Markup('<span class="badge" data-priority="{}">{}</span>').format(item.priority.value, words))
    if verdict := board.covered.get(item.key):
        words = say(f"checklist.covered_{verdict}", lang)
        shape = '<button type="button" class="to covered" data-to="coverage" data-covered="{}">{}</button>'
        if not may(visit.caller, Act.TELL, item.space):  # who cannot open the part it leads to
            shape = '<span class="covered" data-covered="{}">{}</span>'
        known.append(Markup(shape).format(verdict, words))
    return Markup(" · ").join(known)


def _para(kind: str, words: str) -> Markup:
    return Markup('<p class="{}">{}</p>').format(kind, words) if words else Markup("")


def _links(visit: Visit, item: Item, lang: str, *, removable: bool) -> Markup:
    shown = Markup("").join(_link(visit, item, link, lang, removable=removable) for link in item.links)
    return Markup('<p class="links">{}</p>').format(shown) if shown else shown


def _link(visit: Visit, item: Item, link: Link, lang: str, *, removable: bool) -> Markup:
    try:
        title = visit.source(link.source).title
    except UnknownSource:  # removed since the list was read
        return Markup("")
    place = Markup("") if link.block is None else Markup(' data-first="{0}" data-last="{0}"').format(link.block)
    remove = Markup(
        '<button type="button" class="drop" data-act="unlink" data-item="{}" data-source="{}" title="{}" '
        'aria-label="{}">×</button>'
    ).format(item.id, link.source, say("checklist.unlink", lang), say("checklist.unlink_of", lang, title=title))
    return Markup('<span class="link"><button type="button" class="chip" data-open="{}"{}>{}</button>{}</span>').format(
        link.source, place, title, remove if removable else ""
    )


def _acts(item: Item, lang: str, *, open_form: bool) -> Markup:
    key = "checklist.close" if open_form else "checklist.edit"
    label = say("checklist.edit_of", lang, title=item.title[lang])
    return Markup(
        '<button type="button" data-act="edit-item" data-item="{}" aria-label="{}" aria-expanded="{}">{}</button>'
    ).format("" if open_form else item.id, label, "true" if open_form else "false", say(key, lang))


def _form(visit: Visit, stands: Standing, item: Item, lang: str) -> Markup:
    """What the caller may change about it: each part has its people."""
    plans, does = may(visit.caller, Act.PLAN, item.space), checklist.does(visit, item)
    receives = handovers.receives(visit, stands.handover)
    return Markup(
        '<form class="edit" data-form="item" data-item="{id}" novalidate>{title}{plan}{note}{priority}'
        '<p class="note" role="alert"></p><p class="submit">{remove}{link}<button type="submit" class="primary">{save}'
        "</button></p></form>"
    ).format(
        id=item.id,
        title=_title(item, lang) if plans and item.is_own else "",
        plan=_plan(visit, item, lang) if plans else "",
        note=_note(item, lang) if does else "",
        priority=_priority(item, lang) if receives else "",
        remove=_button("remove-item", "checklist.remove", item, lang) if plans else "",
        link=_button("link", "checklist.link", item, lang) if does else "",
        save=say("checklist.save", lang),
    )


def _title(item: Item, lang: str) -> Markup:
    return Markup(
        '<label>{}<input name="title" value="{}" maxlength="200" required></label><label>{}<input name="evidence" '
        'value="{}" maxlength="500"></label>'
    ).format(say("checklist.own_title", lang), item.title[lang], say("checklist.counts", lang), item.evidence[lang])


def _plan(visit: Visit, item: Item, lang: str) -> Markup:
    return Markup(
        '<div class="pair"><label>{}<input name="owner" list="{}" value="{}" maxlength="200" '
        'autocomplete="off"></label><label>{}<input type="date" name="due_on" value="{}" required></label></div>'
    ).format(
        say("checklist.owner", lang),
        PEOPLE,
        teams.typed(visit, item.space, item.owner) if item.owner else "",
        say("checklist.due", lang),
        item.due_on,
    )


def _note(item: Item, lang: str) -> Markup:
    return Markup('<label>{}<textarea name="note" rows="2" maxlength="4000">{}</textarea></label>').format(
        say("checklist.note", lang), item.note
    )


def _priority(item: Item, lang: str) -> Markup:
    names = {"": "–"} | {one.value: say(f"checklist.priority_{one.value}", lang) for one in Priority}
    return Markup('<label>{}<select name="priority">{}</select></label>').format(
        say("checklist.priority", lang), options_html(names, item.priority or "")
    )


def _button(act: str, key: str, item: Item, lang: str) -> Markup:
    return Markup('<button type="button" data-act="{}" data-item="{}" data-title="{}">{}</button>').format(
        act, item.id, item.title[lang], say(key, lang)
    )
