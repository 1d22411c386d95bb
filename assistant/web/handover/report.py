"""The part "report" of the Handover tab: what the report would say now, what it lacks, and how to have it as a file.

The preview is the document that the files are written from. static/report.js downloads; nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover.report.compose import compose
from assistant.handover.report.document import Document, Section
from assistant.handover.report.facts import Facts
from assistant.handover.report.gather import Wish, gather
from assistant.handover.report.making import Format
from assistant.people.access import may
from assistant.people.audit import Action, Wanted
from assistant.people.roles import LOCAL, Act
from assistant.web.handover.report_html import document_html
from assistant.web.places import day_and_time, place
from assistant.web.text import say
from vectorstore.models import Space

LANGUAGES = ("zh", "en")
SHOWN_BEFORE = 5
LOOKED_AT = 200  # exports of the client, newest first, among which reports are looked for


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    written = str(asked.get("written") or lang)
    audience = (
        "managers" if asked.get("for") == "managers" and may(visit.caller, Act.RESTRICTED, space.id) else "members"
    )
    wish = Wish(written if written in LANGUAGES else lang, audience == "managers")
    facts = gather(visit, space.id, wish, datetime.now().astimezone().date())
    made = compose(facts, wish.lang, "", place)
    return Markup(
        '<h1>{}</h1><p class="hint">{}</p>{}<div class="report-facts">{}{}</div>{}<h2>{}</h2>'
        '<div class="report-paper">{}</div>'
    ).format(
        say("report.title", lang),
        say("report.what", lang),
        _choices(visit, space, wish, lang),
        _inside(made, lang),
        _missing(facts, lang),
        _before(visit, space, lang),
        say("report.preview", lang),
        document_html(made),
    )


def _choices(visit: Visit, space: Space, wish: Wish, lang: str) -> Markup:
    audiences = ["members", *(["managers"] if may(visit.caller, Act.RESTRICTED, space.id) else [])]
    audience = "managers" if wish.for_managers else "members"
    buttons = _each(
        Markup('<button type="button" data-act="report" data-format="{}"{}>{}</button>').format(
            format.value,
            Markup(' class="primary"') if format is Format.PDF else "",
            say(f"report.{format.value}", lang),
        )
        for format in Format
    )
    return Markup(
        '<div class="report-choices" data-lang="{}" data-for="{}"><label>{}{}</label><label>{}{}</label>'
        '<div class="report-files"><span>{}</span>{}</div><p class="hint" role="status"></p></div>'
    ).format(
        wish.lang,
        audience,
        say("report.language", lang),
        _select("written", ((one, say(f"report.lang_{one}", lang)) for one in LANGUAGES), wish.lang),
        say("report.for", lang),
        _select("for", ((one, say(f"report.for_{one}", lang)) for one in audiences), audience),
        say("report.make", lang),
        buttons,
    )


def _select(name: str, options: Iterable[tuple[str, str]], chosen: str) -> Markup:
    return Markup('<select name="{}">{}</select>').format(
        name,
        _each(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == chosen else "", words
            )
            for value, words in options
        ),
    )


def _inside(made: Document, lang: str) -> Markup:
    rows = _each(
        Markup('<li><a href="#report-{}">{}</a><span class="meta">{}</span></li>').format(
            one.key, one.title, _counted(one, lang)
        )
        for one in made.sections
    )
    return Markup('<section><h2>{}</h2><ol class="report-inside">{}</ol></section>').format(
        say("report.inside", lang), rows
    )


def _counted(section: Section, lang: str) -> str:
    counts = (("count", section.count), ("lacking", section.lacking))
    return " · ".join(say(f"report.{key}", lang, count=count) for key, count in counts if count)


def _missing(facts: Facts, lang: str) -> Markup:
    """What the report lacks, each with the part of the tab where that is put right."""
    entries = [entry for entry in facts.entries if entry.state != "not needed"]
    counts = (
        ("bare", "coverage", sum(entry.verdict in ("none", "thin") for entry in entries)),
        ("unjudged", "coverage", sum(not entry.verdict for entry in entries)),
        ("late", "checklist", sum(entry.late for entry in entries)),
        ("waiting", "questions", len(facts.unanswered)),
        ("unconfirmed", "decisions", sum(not one.confirmed for one in facts.decisions)),
    )
    rows = [
        Markup("<li><span>{}</span>{}</li>").format(say(f"report.{key}", lang, count=count), _way(part, lang))
        for key, part, count in counts
        if count
    ]
    if not facts.course:
        rows.insert(
            0, Markup("<li><span>{}</span>{}</li>").format(say("report.no_handover", lang), _way("overview", lang))
        )
    words = _each(rows) or Markup("<li>{}</li>").format(say("report.complete", lang))
    return Markup('<section><h2>{}</h2><ul class="report-missing">{}</ul></section>').format(
        say("report.first", lang), words
    )


def _way(part: str, lang: str) -> Markup:
    """The ledger has a tab of its own."""
    if part == "decisions":
        return Markup('<button type="button" data-act="to-decisions">{}</button>').format(say("report.go", lang))
    return Markup('<button type="button" class="to" data-to="{}">{}</button>').format(part, say("report.go", lang))


def _before(visit: Visit, space: Space, lang: str) -> Markup:
    """Who made one when, as the log has it; for those who may read the log."""
    if not may(visit.caller, Act.AUDIT, space.id):
        return Markup("")
    wanted = Wanted([space.id], actions=[Action.EXPORTED.value])
    found = [one for one in visit.app.audit.entries(wanted, LOOKED_AT) if one.details.get("what") == "report"]
    rows = _each(
        Markup("<li>{} · {} · {} · {}</li>").format(
            one.person_shown or (say("report.somebody", lang) if one.person == LOCAL.id else one.person),
            day_and_time(one.at),
            say(f"report.{Format(one.details['format']).value}", lang),
            say(f"report.for_{one.details['audience']}", lang),
        )
        for one in found[:SHOWN_BEFORE]
    )
    words = Markup('<ul class="report-before meta">{}</ul>').format(rows)
    nobody = Markup('<p class="meta">{}</p>').format(say("report.never", lang))
    return Markup("<h2>{}</h2>{}").format(say("report.before", lang), words if found else nobody)


def _each(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
