"""Under an answer of Baton's that fell short: the offer to send the question to people, and how that went."""

from __future__ import annotations

import json

from markupsafe import Markup

from assistant.chat.history import Turn
from assistant.desk import Visit
from assistant.handover import routing
from assistant.handover.records.questions import Question, State, Why
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.text import say
from vectorstore.models import Space


def offer_html(visit: Visit, conversation: str, turn: Turn, lang: str) -> Markup:
    """A button that opens the slip, where the caller may send questions on; a line instead once they have."""
    sent = visit.app.handover.questions.of_turn(conversation, turn.position, visit.caller.id)
    if sent:
        return _sent(visit, sent, lang)
    spaces = sorted(_open_to(visit, turn), key=lambda space: space.id != _nearest(visit, turn))
    if not spaces:
        return Markup("")
    answer = turn.answer
    why = Why.UNANSWERABLE if answer.refused else Why.DISPUTED
    return Markup(
        '<p class="send-on"><button type="button" class="{look}" data-act="ask-people" data-talk="{talk}" '
        'data-position="{position}" data-why="{why}" data-question="{question}" data-spaces="{spaces}">'
        "{words}</button></p>"
    ).format(
        look="primary" if answer.refused else "quiet",
        talk=conversation,
        position=turn.position,
        why=why.value,
        question=answer.searched or answer.question,
        spaces=json.dumps([[space.id, space.name] for space in spaces], ensure_ascii=False),
        words=say("question.offer" if answer.refused else "question.dispute", lang),
    )


def _open_to(visit: Visit, turn: Turn) -> list[Space]:
    return [space for space in visit.spaces(Act.WONDER) if space.id in turn.spaces]


def _nearest(visit: Visit, turn: Turn) -> str:
    """The client that what was found belongs to: the likeliest to be meant where several were searched."""
    found = turn.answer.nearest or next(iter(turn.answer.citations), None)
    there = found is not None and visit.app.catalog.has(found.source)
    return visit.app.catalog.source(found.source).space if found and there else ""


def _sent(visit: Visit, question: Question, lang: str) -> Markup:
    who = routing.shown(visit, question.holder)
    if question.state is State.ANSWERED:
        words = say("question.has_answer", lang)
    else:
        words = say("question.sent", lang, who=who) if who else say("question.sent_nobody", lang)
    look = ""
    if may(visit.caller, Act.READ, question.space):
        look = Markup(
            ' <button type="button" class="quiet" data-act="look-at-question" data-space="{}" '
            'data-question="{}">{}</button>'
        ).format(question.space, question.id, say("question.look", lang))
    return Markup('<p class="send-on"><span class="hint">{}</span>{}</p>').format(words, look)
