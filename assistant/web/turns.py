"""Finished turns of a conversation, each with what its reader can do: copy it, and say whether it is right.

A conversation that somebody else shared is read only, under a line that says whose it is and offers a copy.
"""

from __future__ import annotations

from markupsafe import Markup

from assistant import talks
from assistant.chat.history import Conversation, Turn
from assistant.chat.verdicts import WHY_CHARS, Judgement, Verdict
from assistant.desk import Visit
from assistant.people.errors import UnknownPerson
from assistant.web.answers import finished_html, turn_html
from assistant.web.sending_on import offer_html
from assistant.web.talkfile import plain
from assistant.web.text import say


def past_html(visit: Visit, conversation_id: str, lang: str) -> Markup:
    """Everything asked and answered in a conversation that the caller may read. UnknownConversation."""
    conversation, turns = talks.opened(visit, conversation_id)
    own = talks.own_verdicts(visit, conversation.id)
    said = [finished(visit, conversation.id, turn, own.get(turn.position), lang) for turn in turns]
    banner = Markup("") if conversation.person == visit.caller.id else _shared(visit, conversation, lang)
    return banner + Markup("").join(said)


def finished(visit: Visit, conversation_id: str, turn: Turn, own: Judgement | None, lang: str) -> Markup:
    """One turn; in words where its answer is not for the caller (any more)."""
    answer = turn.answer
    if not answer.text:
        words = Markup('<p class="emptied">{}</p>').format(say("talk.emptied", lang))
        return turn_html(answer.question, words, "emptied")
    clients = talks.client_names(visit, turn)
    offer = offer_html(visit, conversation_id, turn, lang)
    refused = offer if answer.refused else Markup("")
    acts = _acts((conversation_id, turn.position), plain(answer, clients, lang), own, lang)
    return finished_html(answer, lang, clients, acts if answer.refused else acts + offer, refused)


def _acts(turn: tuple[str, int], text: str, own: Judgement | None, lang: str) -> Markup:
    buttons = (
        Markup('<button type="button" data-verdict="{}" aria-pressed="{}">{}</button>').format(
            verdict.value, "true" if own and own.verdict is verdict else "false", say(f"verdict.{verdict.value}", lang)
        )
        for verdict in Verdict
    )
    return Markup(
        '<div class="turn-acts" data-talk="{talk}" data-position="{turn}">'
        '<button type="button" data-act="copy-answer" data-text="{text}">{copy}</button>'
        '<span class="verdicts" role="group" aria-label="{group}">{buttons}</span>'
        '<form class="why"{hidden}><input name="why" maxlength="{most}" autocomplete="off" value="{said}" '
        'placeholder="{why}" aria-label="{why}"><button type="submit">{save}</button></form>'
        '<span class="hint" role="status"></span></div>'
    ).format(
        talk=turn[0],
        turn=turn[1],
        text=text,
        copy=say("talk.copy_answer", lang),
        group=say("verdict.group", lang),
        buttons=Markup("").join(buttons),
        hidden=Markup("") if own else Markup(" hidden"),
        most=WHY_CHARS,
        said=own.why if own else "",
        why=say("verdict.why", lang),
        save=say("verdict.save", lang),
    )


def _shared(visit: Visit, conversation: Conversation, lang: str) -> Markup:
    try:
        who = visit.app.identity.users.person(conversation.person).shown
    except UnknownPerson:
        who = say("talk.somebody", lang)
    return Markup(
        '<div class="shared-note" role="note"><p>{}</p><p class="hint">{}</p>'
        '<button type="button" class="primary" data-act="copy-talk" data-talk="{}">{}</button></div>'
    ).format(
        say("talk.shared_by", lang, who=who, title=conversation.title),
        say("talk.read_only", lang),
        conversation.id,
        say("talk.ask_on", lang),
    )
