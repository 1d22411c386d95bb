"""Letting people know of questions and answers: a notice in the app, a mail, a message to the client's group chats.

Which language somebody reads is not known, so mail and messages say it shortly in both. A group chat may hold people
who are not the client's members: it is told that a question waits, and what it asks only where a manager said so.
"""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.desk import Visit
from assistant.handover import chatbots, routing
from assistant.handover.post import Mail
from assistant.handover.records.notices import About
from assistant.handover.records.questions import Question
from assistant.people.errors import UnknownPerson
from vectorstore.models import Space

TITLE_CHARS = 80


def shortened(text: str, most: int = TITLE_CHARS) -> str:
    """The text as one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def link(visit: Visit, question: Question) -> str:
    """Opens the question on the page."""
    return f"{visit.app.post.office.address}/?handover={question.space}&part=questions&id={question.id}"


def of_question(visit: Visit, space: Space, question: Question, why: str = "") -> None:
    """Whoever holds it now, and the group chats, that it waits."""
    who = routing.shown(visit, visit.caller.id)
    opens = link(visit, question)
    if question.holder and question.holder != visit.caller.id:
        _notice(visit, question.holder, question, About.QUESTION, by=who)
        lines = (question.text, *filter(None, (question.remark, why)))
        _mail(
            visit,
            question.holder,
            f"[接棒 Baton] {space.name}：{shortened(question.text, 60)}",
            f"{who or 'Baton'} 请你回答一个关于“{space.name}”的问题：\n\n"
            + "\n\n".join(lines)
            + f"\n\n打开回答：{opens}\n\n—\n"
            f"{who or 'Somebody'} asks you a question about “{space.name}”. Answer it here: {opens}\n",
        )
    for webhook in visit.app.handover.webhooks.of(space.id):
        text = _waits(space, question, opens) if webhook.quotes else _waits(None, None, opens)
        visit.app.post.send(chatbots.message(webhook, text, datetime.now(UTC)))


def of_answer(visit: Visit, space: Space, question: Question) -> None:
    """Whoever asked, that there is an answer; nobody need be told any more that it waits."""
    no_more(visit, question)
    if not question.person or question.person == visit.caller.id:
        return
    who, opens = routing.shown(visit, visit.caller.id), link(visit, question)
    _notice(visit, question.person, question, About.ANSWERED, by=who)
    _mail(
        visit,
        question.person,
        f"[接棒 Baton] 已有回答：{shortened(question.text, 60)}",
        f"{who or '有人'} 回答了你关于“{space.name}”的问题：\n\n{question.text}\n\n查看回答：{opens}\n\n—\n"
        f"{who or 'Somebody'} answered your question about “{space.name}”. Read it here: {opens}\n",
    )


def of_decline(visit: Visit, space: Space, question: Question, why: str) -> None:
    """The client's managers, that somebody does not know, so that they send it elsewhere."""
    no_more(visit, question)
    for person in visit.app.identity.users.everyone():
        if person.id != visit.caller.id and routing.manages(visit, person.id, space.id):
            declined = {"by": routing.shown(visit, visit.caller.id), "why": shortened(why), "declined": True}
            _notice(visit, person.id, question, About.QUESTION, **declined)


def no_more(visit: Visit, question: Question) -> None:
    """Nobody need be told any more that it waits for them."""
    visit.app.handover.notices.settle(About.QUESTION, question.id)


def _waits(space: Space | None, question: Question | None, opens: str) -> str:
    if space is None or question is None:
        return f"接棒：有一个问题等待回答。\nBaton: a question waits for an answer.\n{opens}"
    return f"接棒 · {space.name}：{shortened(question.text, 300)}\nBaton: a question waits for an answer.\n{opens}"


def _notice(visit: Visit, person: str, question: Question, about: About, **details: object) -> None:
    visit.app.handover.notices.tell(
        person, question.space, about, question.id, title=shortened(question.text), **details
    )


def _mail(visit: Visit, person: str, subject: str, text: str) -> None:
    try:
        to = visit.app.identity.users.person(person)
    except UnknownPerson:  # a typed name
        return
    if to.active and to.email:
        visit.app.post.send(Mail(to.email, subject, text))
