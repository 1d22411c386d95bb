"""The part "freshness" of the Handover tab: what is due for review, soon, later, and what might have a date.

Also the line about it beside an opened source. static/firstdays.js sets dates through the API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import freshness
from assistant.handover.freshness import Dated, Suggested
from assistant.handover.records.reviews import Cause
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.text import say
from vectorstore.models import Source, Space

MOST = 20  # suggestions listed: more than anybody takes in one sitting


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    today = date.today()
    board = freshness.board(visit, space.id, today)
    dated = board.due or board.soon or board.later
    nothing = "" if board.due else Markup('<p class="hint">{}</p>').format(say("freshness.none_due", lang))
    sections = (
        _section("freshness.due", [_dated(one, today, lang) for one in board.due], lang),
        _section("freshness.soon", [_dated(one, today, lang) for one in board.soon], lang),
        _section("freshness.later", [_dated(one, today, lang) for one in board.later], lang),
    )
    return Markup('<h1>{}</h1><p class="hint">{}</p>{}{}{}').format(
        say("freshness.title", lang),
        say("freshness.what", lang),
        nothing if dated else Markup('<p class="nothing">{}</p>').format(say("freshness.none", lang)),
        Markup("").join(sections),
        _suggestions(board.suggested, lang),
    )


def review_html(visit: Visit, source: Source, lang: str) -> Markup:
    """The line beside an opened source: until when it holds, and the form for those who may say."""
    review = freshness.review_of(visit, source)
    words = say("freshness.no_date", lang) if review is None else _until(review.review_by, review.cause, lang)
    if may(visit.caller, Act.EDIT, source.space, source):
        cause, day = (review.cause, review.review_by) if review else (Cause.PLATFORM_RULE, None)
        form = _form(source.id, day, cause, lang, clear=review is not None)
        return Markup('<div class="reviewing"><p class="hint">{}</p>{}</div>').format(words, form)
    return Markup('<p class="hint">{}</p>').format(words) if review else Markup("")


def cause_words(cause: str, lang: str) -> str:
    """The cause by its name ("platform rule") as people read it; the name itself for one that is unknown."""
    known = {one.value: one for one in Cause}
    return say(f"freshness.cause_{known[cause].name.lower()}", lang) if cause in known else cause


def _section(key: str, rows: Sequence[Markup], lang: str) -> Markup:
    if not rows:
        return Markup("")
    return Markup('<h2>{} <span class="count">{}</span></h2><ul class="rows reviews">{}</ul>').format(
        say(key, lang), len(rows), Markup("").join(rows)
    )


def _suggestions(suggested: Sequence[Suggested], lang: str) -> Markup:
    if not suggested:
        return Markup("")
    more = len(suggested) - MOST
    return Markup('<h2>{}</h2><p class="hint">{}</p><ul class="rows reviews">{}</ul>{}').format(
        say("freshness.suggested", lang),
        say("freshness.suggested_what", lang),
        Markup("").join(_suggested(one, lang) for one in suggested[:MOST]),
        Markup('<p class="meta">{}</p>').format(say("freshness.more", lang, count=more)) if more > 0 else "",
    )


def _dated(one: Dated, today: date, lang: str) -> Markup:
    review = one.review
    key = "freshness.since" if review.is_due(today) else "freshness.by"
    meta = say(key, lang, cause=cause_words(review.cause.value, lang), day=review.review_by)
    until = freshness.extended(review.cause, today)
    acts = _acts(one.source.id, until, review.cause, say("freshness.confirm", lang, day=until), lang, clear=True)
    return _row(one.source, meta, "", acts if one.may_edit else _not_yours(lang))


def _suggested(one: Suggested, lang: str) -> Markup:
    expiry = one.expiry
    meta = _until(expiry.review_by, expiry.cause, lang)
    words = say("freshness.take", lang, day=expiry.review_by)
    acts = _acts(one.source.id, expiry.review_by, expiry.cause, words, lang)
    quote = Markup('<button type="button" class="quote" data-open="{0}" data-first="{1}" data-last="{1}">{2}</button>')
    said = quote.format(one.source.id, expiry.block, expiry.words)
    return _row(one.source, meta, said, acts if one.may_edit else _not_yours(lang))


def _row(source: Source, meta: str, said: Markup | str, acts: Markup) -> Markup:
    return Markup(
        '<li id="review-{0}"><div class="what"><button type="button" class="title" data-open="{0}">{1}</button>'
        '<p class="meta">{2}</p>{3}</div><div class="acts">{4}</div></li>'
    ).format(source.id, source.title, meta, said, acts)


def _acts(source: str, until: date, cause: Cause, words: str, lang: str, *, clear: bool = False) -> Markup:
    return Markup(
        '<button type="button" data-act="review" data-source="{}" data-day="{}" data-cause="{}">{}</button>'
        '<details class="another"><summary>{}</summary>{}</details>'
    ).format(
        source, until, cause.value, words, say("freshness.other", lang), _form(source, until, cause, lang, clear=clear)
    )


def _form(source: str, day: date | None, cause: Cause, lang: str, *, clear: bool) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            one.value, Markup(" selected") if one is cause else "", cause_words(one.value, lang)
        )
        for one in Cause
    )
    gone = Markup('<button type="button" class="plain" data-clear-review="{}">{}</button>').format(
        source, say("freshness.clear", lang)
    )
    return Markup(
        '<form class="review" data-source="{}" novalidate><label>{}<input type="date" name="review_by" value="{}" '
        'required></label><label>{}<select name="cause">{}</select></label><button type="submit">{}</button>{}'
        '<p class="note" role="alert"></p></form>'
    ).format(
        source,
        say("freshness.date", lang),
        day or "",
        say("freshness.cause", lang),
        options,
        say("freshness.save", lang),
        gone if clear else "",
    )


def _not_yours(lang: str) -> Markup:
    return Markup('<span class="meta">{}</span>').format(say("freshness.not_yours", lang))


def _until(day: date, cause: Cause, lang: str) -> str:
    return say("freshness.by", lang, cause=cause_words(cause.value, lang), day=day)
