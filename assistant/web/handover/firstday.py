"""The part "firstday" of the Handover tab: the newcomer's brief, and for managers how far everybody is.

static/firstdays.js chooses the role and ticks moments off through the API.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import firstday, readiness
from assistant.handover.firstday import Brief, Known, Part, Shown
from assistant.handover.sections import title_of
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.firstdayfile import why
from assistant.web.places import place
from assistant.web.rows import tile
from assistant.web.text import say
from vectorstore.models import Space

EXCERPT = 160  # characters of a moment


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    brief = firstday.brief(visit, space.id)
    head = Markup('<h1>{}</h1><p class="hint">{}</p>').format(
        say("firstday.title", lang, client=space.name), say("firstday.what", lang)
    )
    may_begin = may(visit.caller, Act.WONDER, space.id)
    body = _brief(brief, space, lang) if brief else _roles(None, lang) if may_begin else Markup("")
    ready = readiness_html(visit, space, lang) if may(visit.caller, Act.PLAN, space.id) else Markup("")
    return head + body + ready


def readiness_html(visit: Visit, space: Space, lang: str) -> Markup:
    """How far everybody is: numbers, and sections nobody practised. For managers."""
    if not visit.app.identity.users.any():  # one person, who knows
        return Markup("")
    rows = [_ready(one, lang) for one in readiness.of_space(visit, space.id)]
    nobody = Markup('<p class="nothing">{}</p>').format(say("firstday.nobody", lang))
    return Markup('<section class="readiness"><h2>{}</h2><p class="hint">{}</p>{}</section>').format(
        say("firstday.readiness", lang),
        say("firstday.readiness_what", lang),
        Markup('<ul class="rows">{}</ul>').format(Markup("").join(rows)) if rows else nobody,
    )


def _roles(chosen: Part | None, lang: str) -> Markup:
    buttons = Markup("").join(
        Markup('<button type="button" data-act="firstday" data-role="{}"{}>{}</button>').format(
            part.key, Markup(' aria-pressed="true"') if part is chosen else "", part.name(lang)
        )
        for part in firstday.parts()
    )
    return Markup('<div class="roles"><p class="label">{}</p><div class="links">{}</div></div>').format(
        say("firstday.choose", lang), buttons
    )


def _brief(brief: Brief, space: Space, lang: str) -> Markup:
    again = Markup('<details class="again"><summary>{} · {}</summary>{}</details>').format(
        brief.part.name(lang), say("firstday.again", lang), _roles(brief.part, lang)
    )
    moments = Markup('<p class="nothing">{}</p>').format(say("firstday.none", lang))
    if brief.moments:
        rows = Markup("").join(_moment(n, one, lang) for n, one in enumerate(brief.moments, 1))
        moments = Markup('<ol class="moments">{}</ol>').format(rows)
    return Markup("{}{}<h2>{}</h2>{}{}{}{}{}{}").format(
        again,
        _progress(brief, lang),
        say("firstday.moments", lang),
        moments,
        _people(brief, lang),
        _terms(brief, lang),
        _listed(
            "firstday.items",
            [f"{_said(i.title, lang)} · {say('firstday.due', lang, day=i.due_on)}" for i in brief.items],
            lang,
        ),
        _listed("firstday.questions", [question.text for question in brief.questions], lang),
        Markup(
            '<p class="links"><a class="button" href="/api/v1/spaces/{}/firstday.md?lang={}" download>{}</a></p>'
        ).format(space.id, lang, say("firstday.print", lang)),
    )


def _progress(brief: Brief, lang: str) -> Markup:
    count = len(brief.moments)
    if not count:
        return Markup("")
    if brief.seen == count:
        words = say("firstday.done", lang, count=count)
        on = Markup(' <button type="button" data-act="practise">{}</button>').format(say("firstday.practise", lang))
    else:
        words = say("firstday.progress", lang, seen=brief.seen, count=count, minutes=brief.minutes_left)
        on = Markup("")
    return Markup(
        '<div class="progressing"><progress max="{}" value="{}" aria-label="{}"></progress><p>{}{}</p></div>'
    ).format(count, brief.seen, words, words, on)


def _moment(n: int, one: Shown, lang: str) -> Markup:
    text = " ".join(one.citation.text.split())
    meta = " · ".join(
        filter(
            None,
            (
                title_of(one.moment.section, lang),
                place(one.citation.locator, lang),
                say("firstday.minutes", lang, minutes=one.moment.minutes),
            ),
        )
    )
    return Markup(
        '<li id="moment-{key}"{done}>{tile}<div class="what"><button type="button" class="title" data-open="{source}" '
        'data-first="{first}" data-last="{last}">{n}. {title}</button><p class="why">{why}</p>'
        '<p class="excerpt">{excerpt}</p><p class="meta">{meta}</p></div>'
        '<label class="check"><input type="checkbox" data-moment="{key}"{checked}>{seen}</label></li>'
    ).format(
        key=one.moment.key,
        done=Markup(" data-seen") if one.seen else "",
        tile=tile(one.source),
        source=one.source.id,
        first=one.citation.first_block,
        last=one.citation.last_block,
        n=n,
        title=one.source.title,
        why=why(one, lang),
        excerpt=text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…",
        meta=meta,
        checked=Markup(" checked") if one.seen else "",
        seen=say("firstday.seen", lang),
    )


def _people(brief: Brief, lang: str) -> Markup:
    if not brief.people:
        return Markup("")
    rows = Markup("").join(_person(one, lang) for one in brief.people)
    return Markup('<h2>{}</h2><ul class="rows people">{}</ul>').format(say("firstday.people", lang), rows)


def _person(one: Known, lang: str) -> Markup:
    said = say("firstday.in_sources", lang, count=one.sources) if one.sources else ""
    meta = " · ".join(filter(None, (say(f"firstday.part_{one.part}", lang), said)))
    name = Markup('<p class="title">{}</p>').format(one.name)
    if one.place:
        name = Markup(
            '<button type="button" class="title" data-open="{0}" data-first="{1}" data-last="{1}">{2}</button>'
        ).format(*one.place, one.name)
    return Markup('<li><div class="what">{}<p class="meta">{}</p></div></li>').format(name, meta)


def _terms(brief: Brief, lang: str) -> Markup:
    if not brief.terms:
        return Markup("")
    chips = Markup("").join(
        Markup("<li><b>{}</b>{}</li>").format(
            term.term, Markup(' <span class="meta">{}</span>').format(" / ".join(term.aliases)) if term.aliases else ""
        )
        for term in brief.terms
    )
    return Markup('<h2>{}</h2><ul class="chips">{}</ul>').format(say("firstday.terms", lang), chips)


def _listed(key: str, lines: list[str], lang: str) -> Markup:
    if not lines:
        return Markup("")
    rows = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup('<h2>{}</h2><ul class="plain">{}</ul>').format(say(key, lang), rows)


def _ready(one: readiness.Ready, lang: str) -> Markup:
    never = "、".join if lang == "zh" else ", ".join
    parts = [
        firstday.part_named(one.role).name(lang) if one.role else "",
        say("firstday.ready_seen", lang, seen=one.seen, count=one.moments) if one.moments else "",
        say("firstday.ready_practised", lang, count=one.practised, of=one.situations) if one.situations else "",
        say("firstday.never", lang, sections=never(title_of(key, lang) for key in one.never)) if one.never else "",
    ]
    return Markup('<li><div class="what"><p class="title">{}</p><p class="meta">{}</p></div></li>').format(
        one.shown, " · ".join(filter(None, parts))
    )


def _said(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang) or next(iter(words.values()), "")
