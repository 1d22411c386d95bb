"""How long a client's files and chats are kept, for its managers to say; part of the client in the People tab."""

from __future__ import annotations

from markupsafe import Markup

from assistant import retention
from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.places import day_and_time
from assistant.web.text import say


def retention_html(visit: Visit, space: str, lang: str) -> Markup:
    """The form, with what holds now; nothing for those who may not say. `space` is an id."""
    if not may(visit.caller, Act.SETTINGS, space):
        return Markup("")
    rules = retention.rules(visit, space)
    signed_off = rules.signed_off_at
    state = (
        say("retention.signed_off", lang, day=day_and_time(signed_off)[:10])
        if signed_off
        else say("retention.not_signed_off", lang)
    )
    return Markup(
        '<form class="keeping" data-retention="{space}"><h2>{title}</h2><p class="hint">{state}</p>'
        '<div class="days">{originals}{chats}<button type="submit">{save}</button></div>'
        '<p class="hint">{what}</p><p role="status"></p></form>'
    ).format(
        space=space,
        title=say("retention.title", lang),
        state=state,
        originals=_days("originals_days", "retention.originals", rules.originals_days, lang),
        chats=_days("chats_days", "retention.chats", rules.chats_days, lang),
        save=say("retention.save", lang),
        what=say("retention.what", lang),
    )


def _days(name: str, label: str, days: int | None, lang: str) -> Markup:
    return Markup(
        '<label>{}<input type="number" name="{}" min="1" max="{}" step="1" inputmode="numeric" value="{}" '
        'placeholder="{}"></label>'
    ).format(say(label, lang), name, retention.LONGEST, "" if days is None else days, say("retention.for_ever", lang))
