"""The group chats that a client's managers have told of questions: which there are, and a form to connect one."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import webhooks
from assistant.handover.chatbots import masked
from assistant.handover.records.webhooks import Chat, Webhook
from assistant.web.handover.question_card import NOTE, option
from assistant.web.text import say
from vectorstore.models import Space


def chats_html(visit: Visit, space: Space, lang: str) -> Markup:
    """The list and the form. NotAllowed for who is no manager."""
    found = webhooks.listed(visit, space.id)
    rows = Markup("").join(_row(one, lang) for one in found)
    kinds = Markup("").join(option(one.value, say(f"question.chat_{one.value}", lang)) for one in Chat)
    return Markup(
        '<p class="hint">{what}</p>{rows}<form class="add" data-form="question-chat" data-space="{space}" novalidate>'
        '<label>{kind}<select name="kind">{kinds}</select></label><label class="wide">{url}<input name="url" '
        'maxlength="1000" autocomplete="off" inputmode="url" required></label><label>{secret}<input name="secret" '
        'maxlength="200" autocomplete="off"></label><label class="check"><input type="checkbox" name="quotes">{quotes}'
        '</label><button type="submit" class="primary">{add}</button>{note}</form>'
    ).format(
        what=say("question.chats_what", lang),
        rows=Markup('<ul class="rows">{}</ul>').format(rows)
        if found
        else Markup('<p class="nothing">{}</p>').format(say("question.chat_none", lang)),
        space=space.id,
        kind=say("question.chat_kind", lang),
        kinds=kinds,
        url=say("question.chat_url", lang),
        secret=say("question.chat_secret", lang),
        quotes=say("question.chat_quotes", lang),
        add=say("question.chat_add", lang),
        note=NOTE,
    )


def _row(webhook: Webhook, lang: str) -> Markup:
    known = [
        masked(webhook.url),
        say("question.chat_signed", lang) if webhook.secret else "",
        say("question.chat_says" if webhook.quotes else "question.chat_hints", lang),
    ]
    return Markup(
        '<li id="webhook-{id}"><div class="what"><p class="title">{kind}</p><p class="meta">{meta}</p></div>'
        '<div class="acts"><button type="button" data-act="question-chat-remove" data-webhook="{id}">{remove}</button>'
        "</div></li>"
    ).format(
        id=webhook.id,
        kind=say(f"question.chat_{webhook.kind.value}", lang),
        meta=" · ".join(filter(None, known)),
        remove=say("question.chat_remove", lang),
    )
