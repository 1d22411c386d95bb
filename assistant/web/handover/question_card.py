"""One question as a card: what was asked, how it stands, its answer, and what its reader may do with it."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import answering, questions, routing
from assistant.handover.records.questions import WAITING, Given, Question, Route, State
from assistant.handover.records.reviews import Cause
from assistant.handover.routing import Reason
from assistant.people.access import may
from assistant.people.clock import utc_now
from assistant.people.roles import LOCAL, Act
from assistant.web.answers import text_html
from assistant.web.dictate import dictate_html
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.models import Kind
from vectorstore.visible import visible, visible_name

SUGGESTED_DAYS = 182  # until an answer is looked at again
SOURCES = 300  # that an answer may point at, newest first
NOTE = Markup('<p class="note" role="alert"></p>')


def reason(one: Reason, lang: str) -> str:
    """Why somebody may know, in words."""
    return say(f"route.{one.because.name.lower()}", lang, count=one.count, name=one.name)


def option(value: str, words: str, *, chosen: bool = False) -> Markup:
    """An option of a select."""
    return Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if chosen else "", words)


def card_html(visit: Visit, question: Question, lang: str, *, alone: bool = False) -> Markup:
    """The card. `alone`: its answer's form is open."""
    return Markup(
        '<article class="question" id="question-{id}" data-question="{id}" data-state="{state}">'
        '<header><h2>{text}</h2><span class="badge">{badge}</span></header><p class="meta">{meta}</p>{remark}{trail}'
        "{answer}{acts}</article>"
    ).format(
        id=question.id,
        state=question.state.value,
        text=visible(question.text),
        badge=say(f"question.state_{question.state.value}", lang),
        meta=_meta(visit, question, lang),
        remark=_remark(question, lang),
        trail=_trail(visit, question, lang),
        answer=_answer(visit, question, lang),
        acts=_acts(visit, question, lang, alone=alone),
    )


def _meta(visit: Visit, question: Question, lang: str) -> str:
    """Who asked, when, why, and whom it waits for."""
    who, day = name_of(visit, question.person, lang), day_and_time(question.made_at)[:10]
    asked = say("question.asked_by", lang, who=who, day=day) if who else say("question.asked_on", lang, day=day)
    return " · ".join(
        filter(None, [asked, say(f"question.why_{question.why.value}", lang), _waits(visit, question, lang)])
    )


def _waits(visit: Visit, question: Question, lang: str) -> str:
    if question.state not in WAITING:
        return ""
    if question.holder == visit.caller.id:
        return say("question.waits_for_you", lang)
    who = name_of(visit, question.holder, lang)
    return say("question.waits_for", lang, who=who) if who else say("question.waits_for_nobody", lang)


def name_of(visit: Visit, person: str, lang: str) -> str:
    """What they are called; "" when nobody is meant or nobody knows any more."""
    return routing.shown(visit, person) or (say("question.this_machine", lang) if person == LOCAL.id else "")


def _remark(question: Question, lang: str) -> Markup:
    if not question.remark:
        return Markup("")
    return Markup('<p class="remark">{}</p>').format(say("question.remark", lang, words=visible(question.remark)))


def _trail(visit: Visit, question: Question, lang: str) -> Markup:
    """Where it went after its first holder."""
    routes = visit.app.handover.questions.routes(question.id)[1:]
    if not routes:
        return Markup("")
    lines = Markup("").join(Markup("<li>{}</li>").format(_passed(visit, route, lang)) for route in routes)
    return Markup('<ul class="trail">{}</ul>').format(lines)


def _passed(visit: Visit, route: Route, lang: str) -> str:
    somebody = say("question.somebody", lang)
    who, to = name_of(visit, route.person, lang) or somebody, name_of(visit, route.holder, lang) or somebody
    words = say("question.passed", lang, who=who, to=to) if route.holder else say("question.handed_back", lang, who=who)
    return f"{words}: {visible(route.why)}" if route.why else words


def _answer(visit: Visit, question: Question, lang: str) -> Markup:
    if question.given is None:
        return Markup("")
    given = questions.seen(visit, question)
    if given is None:
        return Markup('<p class="hint">{}</p>').format(say("question.for_managers", lang))
    text = answering.said(visit.app.catalog, given)
    if not text:
        return Markup('<p class="hint taken-in" role="status">{}</p>').format(say("question.taken_in", lang))
    return Markup(
        '<blockquote class="given"><div class="text">{}</div><p class="meta">{}</p><p class="links"><button '
        'type="button" data-open="{}">{}</button></p></blockquote>'
    ).format(text_html(text, (), lang), _signed(visit, given, lang), given.source, say("question.open_source", lang))


def _signed(visit: Visit, given: Given, lang: str) -> str:
    facts = visit.app.catalog.source(given.source).facts
    who = str(facts.get("verified_name", "")) or say("question.somebody", lang)
    signed = say("question.verified", lang, who=who, day=day_and_time(given.at)[:10])
    review = visit.app.handover.reviews.of([given.source]).get(given.source)
    return f"{signed} · {say('question.review_by', lang, day=review.review_by)}" if review else signed


def _acts(visit: Visit, question: Question, lang: str, *, alone: bool) -> Markup:
    """What the caller may do with it. Whatever is not here the API refuses."""
    tells, plans = may(visit.caller, Act.TELL, question.space), may(visit.caller, Act.PLAN, question.space)
    mine, waiting = questions.holds(visit, question), question.state in WAITING
    parts = []
    given = questions.seen(visit, question)
    if tells and (waiting or (given and (plans or given.person == visit.caller.id))):
        parts.append(_answer_form(visit, question, lang, is_open=alone and mine))
    if waiting and tells and (mine or plans):
        parts.append(_pass_form(visit, question, lang, mine=mine))
    if waiting and (plans or question.person == visit.caller.id):
        parts.append(
            Markup('<button type="button" data-act="question-close" data-question="{}">{}</button>').format(
                question.id, say("question.close", lang)
            )
        )
    return Markup('<div class="acts">{}</div>').format(Markup("").join(parts)) if parts else Markup("")


def _answer_form(visit: Visit, question: Question, lang: str, *, is_open: bool) -> Markup:
    given = questions.seen(visit, question)
    text = answering.said(visit.app.catalog, given) if given else ""
    review = visit.app.handover.reviews.of([given.source]).get(given.source) if given else None
    until = review.review_by if review else utc_now().date() + timedelta(days=SUGGESTED_DAYS)
    held = review.cause if review else Cause.OTHER
    causes = Markup("").join(
        option(
            one.value,
            say(f"question.cause_{one.name.lower()}", lang),
            chosen=one is held,
        )
        for one in Cause
    )
    return Markup(
        '<details class="act"{open}><summary class="{look}">{title}</summary>'
        '<form class="card" data-form="question-answer" data-question="{id}" data-space="{space}" novalidate>'
        '<label>{yours}<textarea name="answer" rows="5" maxlength="20000" placeholder="{like}">{text}</textarea>'
        "</label>"
        "{dictate}"
        '<div class="pair"><label>{see}<select name="source"><option value="">{none}</option>{sources}</select></label>'
        '<label>{place}<input name="place" maxlength="200" autocomplete="off" placeholder="{place_like}"></label></div>'
        '<div class="pair"><label>{until}<input type="date" name="review_by" value="{day}"></label>'
        '<label>{cause}<select name="cause">{causes}</select></label></div><p class="hint">{known}</p>{note}'
        '<p class="submit"><button type="submit" class="primary">{send}</button></p></form></details>'
    ).format(
        open=Markup(" open") if is_open else "",
        look="quiet" if given else "primary",
        title=say("question.edit" if given else "question.answer", lang),
        id=question.id,
        space=question.space,
        yours=say("question.your_answer", lang),
        like=say("question.like", lang),
        text=text,
        dictate=dictate_html(question.space, lang),
        see=say("question.see", lang),
        none=say("question.no_source", lang),
        sources=_sources(visit, question.space),
        place=say("question.place", lang),
        place_like=say("question.place_like", lang),
        until=say("question.until", lang),
        day=until.isoformat(),
        cause=say("question.cause", lang),
        causes=causes,
        known=say("question.known", lang),
        note=NOTE,
        send=say("question.send_answer", lang),
    )


def _sources(visit: Visit, space: str) -> Markup:
    """What an answer may point at: what the caller may see there and has places in it."""
    found = [one for one in visit.sources() if one.space == space and one.kind not in (Kind.ANSWER, Kind.ARCHIVE)]
    return Markup("").join(option(one.id, visible_name(one.title)) for one in found[:SOURCES])


def _pass_form(visit: Visit, question: Question, lang: str, *, mine: bool) -> Markup:
    people = [one for one in routing.able(visit, question.space) if one.id not in (question.holder, visit.caller.id)]
    choose = Markup('<select name="holder"><option value="">{}</option>{}</select>').format(
        say("question.choose", lang), Markup("").join(option(one.id, one.shown) for one in people)
    )
    if not visit.app.identity.users.any():
        choose = Markup('<input name="holder" maxlength="200" autocomplete="off">')
    back = Markup('<button type="button" data-act="question-decline" data-question="{}">{}</button>').format(
        question.id, say("question.do_decline", lang)
    )
    return Markup(
        '<details class="act"><summary class="quiet">{title}</summary><form class="card" data-form="question-pass" '
        'data-question="{id}" novalidate><label>{to}{choose}</label><label>{word}<input name="why" maxlength="500" '
        'autocomplete="off"></label>{note}<p class="submit">{back}<button type="submit" class="primary">{send}</button>'
        "</p></form></details>"
    ).format(
        title=say("question.pass" if mine else "question.reroute", lang),
        id=question.id,
        to=say("question.to", lang),
        choose=choose,
        word=say("question.word", lang),
        note=NOTE,
        back=back if mine and question.state is State.OPEN else "",
        send=say("question.do_pass", lang),
    )
