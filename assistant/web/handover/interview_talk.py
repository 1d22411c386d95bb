"""The conversation of an interview: one question at a time, what prompted it, an answer in writing or by voice."""

from __future__ import annotations

import json

from markupsafe import Markup

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover.interviewing.model import Form, Ground, Prompt, Referral
from assistant.handover.interviews import Sitting
from assistant.handover.missing import section_title
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.dictate import dictate_html
from assistant.web.places import place
from assistant.web.text import say
from assistant.web.viewer import media_link
from vectorstore.interview_traces import REMOVED
from vectorstore.models import Source, Space

BEFORE_S, AFTER_S = 4.0, 8.0  # of the clip, so that one hears what led to it


def talk_html(visit: Visit, space: Space, sitting: Sitting, lang: str) -> Markup:
    """What is asked now; when it is enough, the way to the cards."""
    found = sitting.interview
    asked = _question(visit, space, sitting, found.pending, lang) if found.pending else _enough(sitting, lang)
    return Markup(
        '<div class="sitting" id="sitting-{0}-{4}" data-interview="{0}" data-key="{1}" data-space="{2}">{3}{5}</div>'
    ).format(
        found.id,
        found.pending.key if found.pending else "",
        space.id,
        _pace(sitting, lang),
        len(sitting.exchanges),
        asked,
    )


def clip_html(visit: Visit, citation: Citation | None, lang: str) -> Markup:
    """The passage, playable where it has sound, and the way to it; nothing where it may not be seen (any more)."""
    try:
        source = visit.source(citation.source) if citation else None
    except UnknownSource:
        source = None
    if source is None or citation is None:
        return Markup("")
    where = " · ".join(filter(None, (source.title, place(citation.locator, lang))))
    return Markup(
        '<figure class="clip">{player}<blockquote>{text}</blockquote><figcaption>{where} '
        '<button type="button" class="plain" data-open="{id}" data-first="{first}" data-last="{last}">{open}</button>'
        "</figcaption></figure>"
    ).format(
        player=_player(visit, source, citation),
        text=citation.text,
        where=where,
        id=source.id,
        first=citation.first_block,
        last=citation.last_block,
        open=say("interview.open_moment", lang),
    )


def referrals_html(visit: Visit, space: Space, referrals: list[Referral], lang: str) -> Markup:
    """Who else knows, and what to do about it."""
    if not referrals:
        return Markup("")
    invite = may(visit.caller, Act.PLAN, space.id)
    rows = Markup("").join(
        Markup(
            '<li><div class="what"><p class="title">{name}</p><p class="meta">{said}</p></div><div class="acts">'
            '<button type="button" data-act="ask-people" data-why="other" data-spaces="{spaces}" '
            'data-question="{question}">{ask}</button>'
            "{invite}</div></li>"
        ).format(
            name=one.name,
            said=one.said,
            spaces=json.dumps([[space.id, space.name]], ensure_ascii=False),
            question=say("interview.referral_question", lang, about=one.about),
            ask=say("interview.ask_them", lang),
            invite=Markup('<button type="button" data-act="interview-invite" data-name="{}">{}</button>').format(
                one.name, say("interview.invite_them", lang)
            )
            if invite
            else "",
        )
        for one in referrals
    )
    return Markup('<section class="referrals"><h2>{}</h2><ul class="rows">{}</ul></section>').format(
        say("interview.referrals", lang), rows
    )


def _pace(sitting: Sitting, lang: str) -> Markup:
    found = sitting.interview
    wanted = max(found.ground.minutes, 1.0)
    subjects = len({exchange.prompt.subject for exchange in sitting.exchanges})
    spent = say("interview.spent", lang, minutes=round(found.minutes), wanted=round(wanted))
    count = say("interview.pace", lang, number=len(sitting.exchanges) + 1, subjects=subjects)
    return Markup(
        '<div class="pace"><button type="button" class="plain" data-act="interview-list">‹ {}</button>'
        '<span class="meta">{}</span><progress max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="meta spent">{}</span></div>'
    ).format(say("interview.back", lang), count, wanted, round(found.minutes, 2), spent, spent)


def _question(visit: Visit, space: Space, sitting: Sitting, prompt: Prompt, lang: str) -> Markup:
    section = section_title(prompt.section, lang) if prompt.section else ""
    change = Markup('<button type="button" class="plain" data-act="interview-change-last">{}</button>').format(
        say("interview.change_last", lang)
    )
    return Markup(
        '<article class="prompt"><p class="meta">{section}</p><h1>{text}</h1>'
        '<details class="because"><summary>{why}</summary><p>{because}</p></details>{clip}</article>'
        '<form class="reply" data-form="interview-answer" novalidate>'
        '<textarea name="text" rows="5" maxlength="8000" aria-label="{answer}" placeholder="{like}"></textarea>{note}'
        '<div class="tools">{dictate}<span class="meta keys">{keys}</span>'
        '<button type="button" data-act="interview-skip">{skip}</button>'
        '<button type="submit" class="primary">{send}</button></div>'
        '<details class="instead"><summary>{not_me}</summary><div class="who"><label>{who}'
        '<input name="ask" maxlength="60" autocomplete="off"></label>'
        '<button type="button" data-act="interview-not-me">{note_name}</button></div></details></form>'
        '<div class="ending">{change}<button type="button" class="plain" data-act="interview-finish">{end}</button>'
        '<p class="hint">{pause}</p></div>'
    ).format(
        section=section,
        text=say("interview.question_gone", lang) if prompt.text == REMOVED else prompt.text,
        why=say("interview.why", lang),
        because=because(sitting.interview.ground, prompt, lang),
        clip=clip_html(visit, prompt.citation, lang),
        answer=say("interview.answer", lang),
        like=say("interview.answer_like", lang),
        note=Markup('<p class="note" role="alert"></p>'),
        dictate=dictate_html(space.id, lang),
        keys=say("interview.send_keys", lang),
        skip=say("interview.skip", lang),
        send=say("interview.send", lang),
        not_me=say("interview.not_me", lang),
        who=say("interview.who_knows", lang),
        note_name=say("interview.send_who", lang),
        change=change if sitting.exchanges else "",
        end=say("interview.end", lang),
        pause=say("interview.pause", lang),
    )


def because(ground: Ground, prompt: Prompt, lang: str) -> str:
    """Why it is asked, in a sentence."""
    if prompt.form is Form.PROBE:
        if prompt.aspect is None:
            return say("interview.why_more", lang)
        return say("interview.why_probe", lang, aspect=say(f"interview.aspect_{prompt.aspect.value}", lang))
    if prompt.form is Form.REFERRAL:
        return say("interview.why_referral", lang)
    gap = next((gap for gap in ground.gaps if gap.key == prompt.subject), None)
    if gap is not None and gap.question:
        return say("interview.why_asked", lang, question=gap.question)
    if gap is not None:
        return say("interview.why_thin" if gap.verdict == "thin" else "interview.why_none", lang, title=gap.title)
    return say("interview.why_closing" if prompt.form is Form.CLOSING else "interview.why_moment", lang)


def _enough(sitting: Sitting, lang: str) -> Markup:
    return Markup(
        '<article class="prompt"><h1>{}</h1><p class="hint">{}</p></article><div class="tools">'
        '<button type="button" data-act="interview-change-last">{}</button>'
        '<button type="button" data-act="interview-more">{}</button>'
        '<button type="button" class="primary" data-act="interview-finish">{}</button></div>'
    ).format(
        say("interview.enough", lang),
        say("interview.enough_what", lang),
        say("interview.change_last", lang),
        say("interview.more", lang),
        say("interview.make_cards", lang),
    )


def _player(visit: Visit, source: Source, citation: Citation) -> Markup:
    at = citation.locator
    if at.start is None or not (source.kind.is_heard or source.companion):
        return Markup("")
    begin, end = max(at.start - BEFORE_S, 0.0), (at.end or at.start) + AFTER_S
    return Markup('<audio controls preload="none" src="{}#t={},{}"></audio>').format(
        media_link(visit, source.id), round(begin, 1), round(end, 1)
    )
