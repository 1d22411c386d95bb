"""The part "questions" of the Handover tab: what waits for the caller, what they asked, gaps, answers, group chats.

One view at a time, or one question by its id. What a button does is static/questions.js's and the API's.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import questions
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.questions import WAITING, Question, State
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.question_card import card_html, option
from assistant.web.handover.question_chats import chats_html
from assistant.web.handover.question_gaps import gaps_html
from assistant.web.text import say
from vectorstore.models import Space

VIEWS = ("inbox", "asked", "gaps", "answered", "all", "chats")
SHOWN = 100  # questions of a list


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    if wanted := str(asked.get("id", "")):
        return _one(visit, space, wanted, lang)
    views = _views(visit, space)
    view = next((one for one in views if one == asked.get("view")), views[0])
    words = str(asked.get("words", ""))[:200]
    match view:
        case "inbox":
            found = [one for one in questions.listed(visit, space.id, WAITING) if questions.holds(visit, one)]
            body = _list(visit, found, view, lang)
        case "asked":
            found = [one for one in questions.listed(visit, space.id) if one.person == visit.caller.id]
            body = _list(visit, found, view, lang)
        case "gaps":
            gaps = questions.gathered(visit, space.id)
            body = gaps_html(visit, space, gaps, lang) if gaps else _nothing("question.none_gaps", lang)
        case "answered":
            body = _search(words, lang) + _list(visit, questions.answered(visit, space.id, words), view, lang)
        case "all":
            state = next((one for one in State if one.value == asked.get("state")), None)
            found = questions.listed(visit, space.id, (state,) if state else tuple(State))
            body = _states(state, lang) + _list(visit, found, view, lang)
        case _:
            body = chats_html(visit, space, lang)
    return _head(visit, space, views, view, lang) + body


def _views(visit: Visit, space: Space) -> list[str]:
    """What of the part the caller has a use for."""
    tells, plans = may(visit.caller, Act.TELL, space.id), may(visit.caller, Act.PLAN, space.id)
    there = {"inbox": tells, "gaps": tells, "all": plans, "chats": plans}
    return [view for view in VIEWS if there.get(view, True)]


def _head(visit: Visit, space: Space, views: list[str], here: str, lang: str) -> Markup:
    waiting = sum(questions.holds(visit, one) for one in questions.listed(visit, space.id, (State.OPEN,)))
    tabs = Markup("").join(
        Markup('<button type="button" data-act="question-view" data-view="{}"{}>{}{}</button>').format(
            view,
            Markup(' aria-current="page"') if view == here else "",
            say(f"question.view_{view}", lang),
            Markup(' <span class="count">{}</span>').format(waiting) if view == "inbox" and waiting else "",
        )
        for view in views
    )
    return Markup('<h1>{}</h1><p class="hint">{}</p><nav class="views" aria-label="{}">{}</nav>').format(
        say("question.title", lang), say("question.what", lang), say("question.title", lang), tabs
    )


def _one(visit: Visit, space: Space, question_id: str, lang: str) -> Markup:
    """One question, with the way back to the others."""
    views = _views(visit, space)
    try:
        where, question = questions.found(visit, question_id)
    except NoSuchThing:
        where, question = space, None
    if question is None or where.id != space.id:
        return _head(visit, space, views, "", lang) + _nothing("question.gone", lang)
    return _head(visit, space, views, "", lang) + Markup('<div class="questions">{}</div>').format(
        card_html(visit, question, lang, alone=True)
    )


def _list(visit: Visit, found: list[Question], view: str, lang: str) -> Markup:
    if not found:
        return _nothing(f"question.none_{view}", lang)
    cards = Markup("").join(card_html(visit, one, lang) for one in found[:SHOWN])
    return Markup('<div class="questions">{}</div>').format(cards)


def _search(words: str, lang: str) -> Markup:
    return Markup(
        '<form class="find" data-form="question-find" role="search"><input type="search" name="words" maxlength="200" '
        'value="{}" placeholder="{}" aria-label="{}"></form>'
    ).format(words, say("question.find", lang), say("question.find", lang))


def _states(chosen: State | None, lang: str) -> Markup:
    options = [option("", say("question.any_state", lang), chosen=chosen is None)]
    options += [option(one.value, say(f"question.state_{one.value}", lang), chosen=one is chosen) for one in State]
    return Markup('<p class="find"><select data-question-state aria-label="{}">{}</select></p>').format(
        say("question.state", lang), Markup("").join(options)
    )


def _nothing(key: str, lang: str) -> Markup:
    return Markup('<p class="nothing">{}</p>').format(say(key, lang))
