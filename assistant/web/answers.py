"""An answer as HTML: its text, its citations, and how it stands in the conversation.

The text may come from a model or a file, so everything is escaped first; only paragraphs,
lists, bold and citation chips are made of it. Markup typed into a question or an answer
shows as what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from assistant.chat.events import EXTRACTIVE, Answer
from assistant.chat.evidence import Citation
from assistant.chat.standing import LEDGER, VERIFIED_ANSWER, Standing, State
from assistant.web.handover.freshness import cause_words
from assistant.web.places import place
from assistant.web.text import say
from vectorstore.errors import say_record
from vectorstore.visible import visible, visible_name

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CITED = re.compile(r"\[(\d{1,3})\]")
_ITEM = re.compile(r"^\s*(?:[-*•]|(\d{1,3})[.)、])\s+(.*)$")
_HEADING = re.compile(r"^\s*#{1,6}\s+(.*)$")
EXCERPT_CHARS = 160
HOW = {EXTRACTIVE: "ask.quoted", VERIFIED_ANSWER: "ask.verified", LEDGER: "ask.from_ledger"}
NO_CLIENTS: Mapping[str, str] = {}
NO_ACTS = Markup("")


def text_html(text: str, citations: Sequence[Citation], lang: str) -> Markup:
    """Paragraphs and lists. `[n]` becomes a chip that opens citation n; without one it is inert."""
    parts: list[Markup] = []
    items: list[Markup] = []
    ordered = False

    def close_list() -> None:
        if items:
            tag = Markup("ol") if ordered else Markup("ul")
            parts.append(Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(items)))
            items.clear()

    for line in visible(text).splitlines():
        if item := _ITEM.match(line):
            if items and ordered is not bool(item[1]):
                close_list()
            ordered = bool(item[1])
            items.append(Markup("<li>{}</li>").format(_inline(item[2], citations, lang)))
            continue
        close_list()
        if heading := _HEADING.match(line):
            parts.append(Markup("<p><strong>{}</strong></p>").format(_inline(heading[1], citations, lang)))
        elif line.strip():
            parts.append(Markup("<p>{}</p>").format(_inline(line.strip(), citations, lang)))
    close_list()
    return Markup("").join(parts)


def turn_html(question: str, inside: Markup, state: str) -> Markup:
    """One turn: what was asked, and `inside` as what came of it. `state` steers look and scripts."""
    return Markup(
        '<article class="turn" data-state="{}"><p class="asked">{}</p><div class="answer">{}</div></article>'
    ).format(state, visible(question), inside)


def finished_html(
    answer: Answer,
    lang: str,
    clients: Mapping[str, str] = NO_CLIENTS,
    acts: Markup = NO_ACTS,
    offer: Markup = NO_ACTS,
) -> Markup:
    """A finished turn, with everything its answer carries, and `acts` at its end. `clients` names the client of
    each source, by source id, where more than one was asked; `offer` is what a refusal holds out at its end."""
    state = "refused" if answer.refused else "done"
    parts = [_understood(answer, lang)]
    if answer.notice:
        parts.append(notice_html(say_record(answer.notice, lang)))
    parts.append(_refusal(answer, clients, offer, lang) if answer.refused else _carried(answer, clients, lang))
    parts.append(acts)
    return turn_html(answer.question, Markup("").join(parts), state)


def waiting_html(words: str) -> Markup:
    """What is being done, while nothing can be shown yet."""
    return Markup('<p class="waiting" role="status">{}</p>').format(words)


def notice_html(words: str) -> Markup:
    """Something that went wrong on the way, in one line."""
    return Markup('<p class="notice" role="alert">{}</p>').format(words)


def citation_row(citation: Citation, lang: str, client: str = "") -> Markup:
    """A citation as a line that opens it: number, client if it is said, title, place, the beginning of its passage."""
    number = Markup('<span class="n">{}</span>').format(citation.n) if citation.n else Markup("")
    return Markup(
        '<button type="button" class="cited" {opens}>{number}<span class="title">{client}{title}</span>'
        '<span class="place">{place}</span><span class="excerpt">{excerpt}</span></button>'
    ).format(
        opens=_opens(citation),
        number=number,
        client=Markup('<span class="client">{}</span> ').format(client) if client else Markup(""),
        title=visible_name(citation.title),
        place=place(citation.locator, lang),
        excerpt=_excerpt(citation.text),
    )


def _carried(answer: Answer, clients: Mapping[str, str], lang: str) -> Markup:
    rows = Markup("").join(
        Markup("<li>{}</li>").format(citation_row(c, lang, clients.get(c.source, ""))) for c in answer.citations
    )
    how = say(HOW[answer.mode], lang) if answer.mode in HOW else say("ask.written", lang, model=answer.mode)
    return Markup(
        '<div class="text" lang="{lang}">{text}</div>{standings}<footer><p class="how">{how}</p>'
        '<ol class="citations" aria-label="{label}">{rows}</ol></footer>'
    ).format(
        lang=answer.lang,
        text=text_html(answer.text, answer.citations, lang),
        standings=Markup("").join(_standing(standing, lang) for standing in answer.standings),
        how=how,
        label=say("ask.cited", lang),
        rows=rows,
    )


def _standing(standing: Standing, lang: str) -> Markup:
    """What is to be said beside a citation, and where the later word stands."""
    words = say(f"standing.{standing.state}", lang, n=standing.n, by=visible(standing.by), on=standing.on or "")
    note = cause_words(standing.note, lang) if standing.state is State.STALE else standing.note
    if standing.instead and standing.instead.text.startswith(note):
        note = ""  # stands below
    return Markup('<div class="standing" data-state="{}"><p>{}{}</p>{}</div>').format(
        standing.state,
        words,
        Markup(' <span class="note">{}</span>').format(visible(note)) if note else "",
        citation_row(standing.instead, lang) if standing.instead else "",
    )


def _refusal(answer: Answer, clients: Mapping[str, str], offer: Markup, lang: str) -> Markup:
    nearest = Markup("")
    if answer.nearest:
        nearest = Markup('<div class="nearest"><p class="label">{}</p>{}</div>').format(
            say("ask.nearest", lang), citation_row(answer.nearest, lang, clients.get(answer.nearest.source, ""))
        )
    return Markup(
        '<div class="refusal"><p class="label">{}</p><div class="text">{}</div>{}<p class="try">{}</p>{}</div>'
    ).format(say("ask.refused", lang), text_html(answer.text, (), lang), nearest, say("ask.try", lang), offer)


def _understood(answer: Answer, lang: str) -> Markup:
    """How a follow-up was understood, where that is not what was typed."""
    if answer.searched.strip() == answer.question.strip():
        return Markup("")
    return Markup('<p class="understood">{}</p>').format(say("ask.searched", lang, question=answer.searched))


def _inline(text: str, citations: Sequence[Citation], lang: str) -> Markup:
    escaped = str(escape(text))
    bold = _BOLD.sub(r"<strong>\1</strong>", escaped)
    return Markup(_CITED.sub(lambda found: _chip(int(found[1]), citations, lang), bold))


def _chip(n: int, citations: Sequence[Citation], lang: str) -> str:
    if not 1 <= n <= len(citations):
        return str(Markup('<span class="cite" title="{}">{}</span>').format(say("ask.no_place", lang, n=n), n))
    citation = citations[n - 1]
    label = say("ask.open", lang, n=n, title=citation.title, place=place(citation.locator, lang))
    chip = Markup('<button type="button" class="cite" {} aria-label="{}" title="{} · {}">{}</button>')
    return str(chip.format(_opens(citation), label, citation.title, place(citation.locator, lang), n))


def _opens(citation: Citation) -> Markup:
    return Markup('data-open="{}" data-first="{}" data-last="{}"').format(
        citation.source, citation.first_block, citation.last_block
    )


def _excerpt(text: str) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= EXCERPT_CHARS else line[: EXCERPT_CHARS - 1] + "…"
