"""What managers set of a self-check: how often, who answers, and questions of the client's own."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover.checking import Form, Plan, Question, Rhythm, Section
from assistant.handover.selfcheck import Sheet
from assistant.people.roles import Role
from assistant.web.text import say
from vectorstore.models import Space

FIRST = timedelta(days=7)  # from today, where no rhythm is set yet
NOTE = Markup('<p class="note" role="alert"></p>')


def setup_html(visit: Visit, space: Space, sheet: Sheet, lang: str) -> Markup:
    """The forms, folded."""
    own = [question for question in sheet.questions if question.own]
    return Markup(
        '<details class="setup"><summary>{}</summary>{}<h2>{}</h2><p class="hint">{}</p>{}{}</details>'
    ).format(
        say("selfcheck.manage", lang),
        _plan(visit, space, sheet.plan, lang),
        say("selfcheck.own", lang),
        say("selfcheck.own_what", lang),
        Markup('<ul class="rows">{}</ul>').format(Markup("").join(_own(question, lang) for question in own))
        if own
        else "",
        _add(lang),
    )


def _plan(visit: Visit, space: Space, plan: Plan | None, lang: str) -> Markup:
    rhythm = plan.rhythm if plan else Rhythm.WEEKLY
    options = [(one.value, say(f"selfcheck.rhythm_{one.value}", lang)) for one in Rhythm]
    return Markup(
        '<form class="add" data-form="selfcheck-plan" novalidate><label>{}<select name="rhythm">{}</select></label>'
        '<label>{}<input type="date" name="next_due" value="{}" required></label><label>{}{}</label>'
        '<button type="submit">{}</button>{}</form>'
    ).format(
        say("selfcheck.rhythm", lang),
        _options(options, rhythm.value),
        say("selfcheck.next_due", lang),
        plan.next_due if plan else date.today() + FIRST,
        say("selfcheck.answers", lang),
        _who(visit, space, plan.who if plan else "", lang),
        say("selfcheck.set", lang),
        NOTE,
    )


def _who(visit: Visit, space: Space, who: str, lang: str) -> Markup:
    """Members to choose from; a name to type where there are no accounts."""
    if not visit.app.identity.users.any():
        return Markup('<input name="who" maxlength="200" value="{}">').format(who)
    members = visit.app.identity.members.of(space.id)
    able = [(m.person, m.shown) for m in members if m.active and m.role is not Role.NEWCOMER]
    return Markup('<select name="who">{}</select>').format(_options([("", say("selfcheck.anybody", lang)), *able], who))


def _own(question: Question, lang: str) -> Markup:
    known = (
        say(f"selfcheck.section_{question.section.value}", lang),
        say(f"selfcheck.form_{question.form.value}", lang),
        question.unit,
    )
    return Markup(
        '<li id="own-{0}"><div class="what"><p class="title">{1}</p><p class="meta">{2}</p></div><div class="acts">'
        '<button type="button" data-act="selfcheck-remove" data-key="{0}">{3}</button></div></li>'
    ).format(question.key, question.text(lang), " · ".join(filter(None, known)), say("selfcheck.remove", lang))


def _add(lang: str) -> Markup:
    sections = [(one.value, say(f"selfcheck.section_{one.value}", lang)) for one in Section]
    forms = [(one.value, say(f"selfcheck.form_{one.value}", lang)) for one in Form]
    return Markup(
        '<form class="add" data-form="selfcheck-question" novalidate><label class="wide">{}<input name="text" '
        'maxlength="200" required></label><label>{}<select name="section">{}</select></label><label>{}<select '
        'name="form">{}</select></label><label>{}<input name="unit" maxlength="40"></label><button type="submit">{}'
        "</button>{}</form>"
    ).format(
        say("selfcheck.question", lang),
        say("selfcheck.section", lang),
        _options(sections, ""),
        say("selfcheck.form", lang),
        _options(forms, ""),
        say("selfcheck.unit", lang),
        say("selfcheck.add", lang),
        NOTE,
    )


def _options(options: list[tuple[str, str]], chosen: str) -> Markup:
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value == chosen else "", words)
        for value, words in options
    )
