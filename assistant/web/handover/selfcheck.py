"""The part "selfcheck" of the Handover tab: when it is due, the form, how it went so far; for managers the rhythm.

static/selfcheck.js keeps what is typed as a draft, and hands it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import selfcheck
from assistant.handover.checking import Answer, Answers, Choice, Form, Plan, Question, Section
from assistant.handover.routing import shown
from assistant.handover.selfcheck import Sheet
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.selfcheck_past import history_html, said, trend
from assistant.web.handover.selfcheck_setup import setup_html
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.models import Space


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    sheet = selfcheck.sheet(visit, space.id)
    manages = may(visit.caller, Act.PLAN, space.id)
    return Markup('<h1>{}</h1><p class="hint">{}</p>{}{}{}{}').format(
        say("selfcheck.title", lang),
        say("selfcheck.what", lang),
        _banner(visit, sheet.plan, date.today(), lang),
        _form(sheet, lang),
        history_html(visit, sheet, lang),
        setup_html(visit, space, sheet, lang) if manages else "",
    )


def _banner(visit: Visit, plan: Plan | None, today: date, lang: str) -> Markup:
    if plan is None:
        return Markup('<p class="due">{}</p>').format(say("selfcheck.no_plan", lang))
    days = (plan.next_due - today).days
    key = "selfcheck.next" if days > 0 else "selfcheck.today" if days == 0 else "selfcheck.late"
    words = say("selfcheck.today", lang) if days == 0 else say(key, lang, day=plan.next_due, days=abs(days))
    who = shown(visit, plan.who) if plan.who else ""
    return Markup('<p class="due{}">{} {}</p>').format(
        " now" if days == 0 else " late" if days < 0 else "", words, say("selfcheck.who", lang, who=who) if who else ""
    )


def _form(sheet: Sheet, lang: str) -> Markup:
    sections = ((section, [q for q in sheet.questions if q.section is section]) for section in Section)
    past = [compared.round.answers for compared in sheet.rounds]
    kept = say("selfcheck.not_saved", lang)
    if sheet.saved_at:
        kept = say("selfcheck.saved", lang, time=day_and_time(sheet.saved_at))
    return Markup(
        '<form class="selfcheck" data-form="selfcheck" novalidate>{}<p class="note" role="alert"></p><p class="submit">'
        '<span class="meta kept" role="status">{}</span><button type="submit" class="primary">{}</button></p></form>'
    ).format(
        Markup("").join(_section(section, questions, sheet.draft, past, lang) for section, questions in sections),
        kept,
        say("selfcheck.hand_in", lang),
    )


def _section(
    section: Section, questions: Sequence[Question], draft: Answers, past: Sequence[Answers], lang: str
) -> Markup:
    rows = Markup("").join(_asked(question, draft.get(question.key, Answer()), past, lang) for question in questions)
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(
        say(f"selfcheck.section_{section.value}", lang), rows
    )


def _asked(question: Question, draft: Answer, past: Sequence[Answers], lang: str) -> Markup:
    """A question with its field, what was answered last and how it went so far."""
    fields = {Form.CHOICE: _choice, Form.NUMBER: _number, Form.TEXT: _text}
    last = past[0].get(question.key) if past else None
    before = say("selfcheck.last", lang, answer=said(question, last, lang)) if last else ""
    return Markup(
        '<div class="asked" data-key="{key}"><p class="what-asked" id="ask-{key}">{text}</p>{field}'
        '<p class="meta">{before}{trend}</p></div>'
    ).format(
        key=question.key,
        text=question.text(lang),
        field=fields[question.form](question, draft, lang),
        before=before,
        trend=trend(question, past, lang),
    )


def _choice(question: Question, draft: Answer, lang: str) -> Markup:
    radios = Markup("").join(
        Markup('<label data-choice="{1}"><input type="radio" name="c-{0}" value="{1}"{2}>{3}</label>').format(
            question.key,
            choice.value,
            Markup(" checked") if draft.choice is choice else "",
            say(f"selfcheck.choice_{choice.value}", lang),
        )
        for choice in Choice
    )
    return Markup(
        '<div class="row"><div class="choices" role="radiogroup" aria-labelledby="ask-{}">{}</div>{}</div>'
    ).format(question.key, radios, _why(question, draft, lang))


def _number(question: Question, draft: Answer, lang: str) -> Markup:
    value = "" if draft.number is None else f"{draft.number:.12g}"
    return Markup(
        '<div class="row"><label class="number"><input type="number" step="any" name="n-{0}" value="{1}" '
        'aria-labelledby="ask-{0}" placeholder="{2}"><span>{3}</span></label>{4}</div>'
    ).format(question.key, value, say("selfcheck.number", lang), question.unit_in(lang), _why(question, draft, lang))


def _why(question: Question, draft: Answer, lang: str) -> Markup:
    return Markup(
        '<input class="because" name="w-{}" value="{}" maxlength="2000" placeholder="{}" aria-label="{}">'
    ).format(question.key, draft.words, say("selfcheck.why", lang), say("selfcheck.why", lang))


def _text(question: Question, draft: Answer, _lang: str) -> Markup:
    return Markup('<textarea name="w-{0}" rows="2" maxlength="2000" aria-labelledby="ask-{0}">{1}</textarea>').format(
        question.key, draft.words
    )
