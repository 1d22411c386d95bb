"""The list of one's conversations: a drawer beside the conversation, a sheet over it on a small screen.

A row opens its conversation and carries what else can be done with it; static/talks.js does it over the API.
"""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from assistant import talks
from assistant.chat.history import Conversation
from assistant.desk import Visit
from assistant.web.text import say

PAGE = 40  # rows of a first look, and of each more; a row is 1.5 KB of HTML
MOST = 2000  # rows that "more" reaches; a search reaches all


def shell_html(lang: str) -> Markup:
    """The drawer before anything is listed."""
    return Markup(
        '<dialog id="talks" aria-labelledby="talks-title"><header><h2 id="talks-title">{title}</h2>'
        '<button type="button" data-act="close-talks">{close}</button></header>'
        '<input type="search" id="talks-find" placeholder="{find}" aria-label="{find}" autocomplete="off" '
        'maxlength="200">'
        '<div id="talks-list" tabindex="-1" aria-live="polite"><p class="nothing">{loading}</p></div></dialog>'
    ).format(
        title=say("ask.earlier", lang),
        close=say("viewer.close", lang),
        find=say("talk.find", lang),
        loading=say("talk.loading", lang),
    )


def rows_html(visit: Visit, words: str, shown: int, lang: str) -> Markup:
    """The first `shown` conversations that hold the words, and a button for more."""
    limit = max(PAGE, min(shown, MOST))
    found = talks.listed(visit, words, limit=limit + 1)
    if not found:
        return Markup('<p class="nothing">{}</p>').format(say("talk.not_found" if words.strip() else "talk.none", lang))
    names = {space.id: space.name for space in visit.spaces()}
    rows = Markup("").join(_row(one, names.get(one.shared or "", ""), lang) for one in found[:limit])
    more = Markup("")
    if len(found) > limit:
        button = '<button type="button" class="more" data-act="more-talks" data-shown="{}">{}</button>'
        more = Markup(button).format(limit + PAGE, say("viewer.later", lang))
    return Markup('<ul class="talk-rows">{}</ul>{}').format(rows, more)


def _row(one: Conversation, shared_with: str, lang: str) -> Markup:
    badge = Markup("")
    if one.shared:
        badge = Markup(' <span class="badge">{}</span>').format(say("talk.shared_with", lang, space=shared_with or "—"))
    return Markup(
        '<li class="talk" id="talk-{id}" data-talk="{id}" data-title="{title}">'
        '<button type="button" class="pick" data-act="open-talk"><span class="title">{title}</span>'
        '<span class="meta">{when}{badge}</span></button>'
        '<details><summary aria-label="{more}" title="{more}">⋯</summary><div class="menu">{acts}</div></details>'
        '<form class="rename" hidden><input name="title" maxlength="500" value="{title}" aria-label="{rename}" '
        'autocomplete="off"><button type="submit">{save}</button></form></li>'
    ).format(
        id=one.id,
        title=one.title,
        when=local(one.updated_at),
        badge=badge,
        more=say("talk.more", lang, title=one.title),
        acts=_acts(one, lang),
        rename=say("talk.rename", lang),
        save=say("verdict.save", lang),
    )


def _acts(one: Conversation, lang: str) -> Markup:
    names = ("rename", "copy_link", "unshare", "delete") if one.shared else ("rename", "share", "delete")
    buttons = [
        Markup('<button type="button" data-act="talk-{}">{}</button>').format(name, say(f"talk.{name}", lang))
        for name in names
    ]
    files = [
        Markup('<a href="/api/v1/conversations/{}/export?format={}&amp;lang={}" download>{}</a>').format(
            one.id, ending, lang, say(f"talk.{ending}", lang)
        )
        for ending in ("md", "docx")
    ]
    return Markup("").join([*buttons[:-1], *files, buttons[-1]])


def local(time: datetime) -> str:
    """A time of the database (UTC without a zone) on this machine's clock."""
    return time.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
