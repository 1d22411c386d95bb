"""The Decisions tab: the ledger of a client, filtered, or one entry of it (decision_entry.py).

Opening it reads what nobody has read for the ledger yet. Says what there is; static/decisions.js changes it through
the API, which asks access.py again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import ledger
from assistant.handover.deciding.model import Sort
from assistant.handover.ledger import Recorded, Standing, Wanted
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.decision_entry import badges_html, day_of, entry_html, form_html, moment_html, names
from assistant.web.text import say
from vectorstore.models import Space
from vectorstore.visible import visible

SHOWN = 50  # entries before "Show more", and with each press of it
LONGEST = 200  # of what is searched for

E = TypeVar("E", bound=StrEnum)


def shell_html(lang: str) -> Markup:
    """The tab before it is shown; the scripts fill it in."""
    loading = Markup('<p class="nothing" role="status">{}</p>').format(say("decisions.loading", lang))
    return Markup('<div class="ledger" id="decisions-part">{}</div>').format(loading)


def part_html(visit: Visit, asked: Mapping[str, object], lang: str) -> Markup:
    """The list, filtered, or one entry."""
    spaces = visit.spaces()
    if not spaces:
        return Markup('<p class="nothing">{}</p>').format(say("decisions.no_client", lang))
    if key := str(asked.get("id", "")):
        return entry_html(visit, key, lang)
    space = next((one for one in spaces if one.id == asked.get("space")), spaces[0])
    ledger.look_at_new(visit, space.id)
    wanted = wanted_of(asked)
    found = ledger.decisions(visit, space.id, wanted)
    shown = max(SHOWN, int(float(str(asked.get("shown", SHOWN)))))
    return Markup('<section data-space="{}"><h1>{}</h1><p class="hint">{}</p>{}{}{}</section>').format(
        space.id,
        say("decisions.title", lang),
        say("decisions.what", lang),
        _filters(spaces, space, wanted, lang),
        _acts(visit, space, wanted, lang),
        _list(found, wanted, shown, lang),
    )


def wanted_of(asked: Mapping[str, object]) -> Wanted:
    """What a script asks for; odd values filter nothing."""
    return Wanted(
        words=str(asked.get("words", ""))[:LONGEST],
        person=str(asked.get("person", ""))[:LONGEST],
        topic=str(asked.get("topic", ""))[:LONGEST],
        since=_day(asked.get("since")),
        until=_day(asked.get("until")),
        standing=_one_of(Standing, asked.get("standing")),
        kind=_one_of(Sort, asked.get("kind")),
    )


def _filters(spaces: list[Space], space: Space, wanted: Wanted, lang: str) -> Markup:
    clients = Markup("").join(_option(one.id, one.name, chosen=one is space) for one in spaces)
    texts = Markup("").join(
        Markup('<label>{}<input type="{}" name="{}" value="{}" maxlength="200"></label>').format(
            say(f"decisions.{name}", lang), kind, name, value
        )
        for name, kind, value in (
            ("words", "search", wanted.words),
            ("person", "text", wanted.person),
            ("topic", "text", wanted.topic),
            ("since", "date", wanted.since or ""),
            ("until", "date", wanted.until or ""),
        )
    )
    return Markup(
        '<form class="filters" data-form="filter" role="search"><label>{}<select name="space">{}</select></label>{}{}{}'
        '<p class="submit"><button type="submit" class="primary">{}</button>'
        '<button type="button" data-act="clear">{}</button></p></form>'
    ).format(
        say("decisions.client", lang),
        clients,
        texts,
        _select("standing", Standing, wanted.standing, lang),
        _select("kind", Sort, wanted.kind, lang),
        say("decisions.filter", lang),
        say("decisions.clear", lang),
    )


def _acts(visit: Visit, space: Space, wanted: Wanted, lang: str) -> Markup:
    """What may be done with the list: files for everybody, looking and adding for contributors."""
    named = {name: str(value) for name in Wanted.__slots__ if (value := getattr(wanted, name))}
    files = Markup("").join(
        Markup('<a class="button" href="/api/v1/spaces/{}/decisions/file?{}" download>{}</a>').format(
            space.id, urlencode({**named, "form": form, "lang": lang}), say(f"decisions.{form}", lang)
        )
        for form in ("csv", "md")
    )
    tells = Markup('<button type="button" data-act="look">{}</button>').format(say("decisions.look", lang))
    adds = Markup('<details class="adding"><summary>{}</summary>{}</details>').format(
        say("decisions.add", lang), form_html("add", None, lang)
    )
    may_tell = may(visit.caller, Act.TELL, space.id)
    return Markup('<p class="links">{}{}</p>{}').format(tells if may_tell else "", files, adds if may_tell else "")


def _list(found: list[Recorded], wanted: Wanted, shown: int, lang: str) -> Markup:
    if not found:
        words = "decisions.none" if wanted == ledger.ALL else "decisions.none_fits"
        return Markup('<p class="nothing">{}</p>').format(say(words, lang))
    rows = Markup("").join(_row(one, lang) for one in found[:shown])
    more = Markup('<p class="more-rows"><button type="button" data-act="more" data-shown="{}">{}</button></p>').format(
        shown + SHOWN, say("decisions.more", lang)
    )
    return Markup('<p class="meta" role="status">{}</p><ol class="entries">{}</ol>{}').format(
        say("decisions.count", lang, count=len(found)), rows, more if len(found) > shown else ""
    )


def _row(one: Recorded, lang: str) -> Markup:
    told = one.entry.told
    meta = " · ".join(filter(None, (day_of(one.entry, lang), names(told.people, lang), told.topic)))
    why = Markup('<p class="why">{}：{}</p>' if lang == "zh" else '<p class="why">{}: {}</p>').format(
        say("decisions.why", lang), visible(told.why)
    )
    return Markup(
        '<li id="entry-{id}" data-kind="{kind}" data-holds="{holds}" data-state="{state}">{badges}'
        '<h2><button type="button" data-act="show" data-id="{id}">{what}</button></h2>{why}'
        '<p class="meta">{meta}</p>{moment}</li>'
    ).format(
        id=one.entry.id,
        kind=one.entry.kind.value,
        holds=one.holds.value,
        state=one.entry.state.value,
        badges=badges_html(one, lang),
        what=visible(told.what),
        why=why if told.why else "",
        meta=visible(meta),
        moment=moment_html(one.moment, lang),
    )


def _select(name: str, values: type[E], chosen: E | None, lang: str) -> Markup:
    options = [_option("", say("decisions.any", lang), chosen=chosen is None)]
    for value in values:
        words = say(f"decisions.{name}_{value.value.replace(' ', '_')}", lang)
        options.append(_option(value.value, words, chosen=value is chosen))
    return Markup('<label>{}<select name="{}">{}</select></label>').format(
        say(f"decisions.{name}", lang), name, Markup("").join(options)
    )


def _option(value: str, words: str, *, chosen: bool) -> Markup:
    return Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if chosen else "", words)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _one_of(values: type[E], value: object) -> E | None:
    return next((one for one in values if one.value == value), None)
