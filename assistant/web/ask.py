"""The Ask tab: a conversation on the left, the evidence behind it on the right.

Handlers are plain functions over the core; the page holds a conversation's id and the chosen
filters. Every finished turn is kept in History, so a reload shows it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant import desk, sample
from assistant.build import App
from assistant.chat.events import Delta, Done, Event, Found, Notice, Searching
from assistant.desk import Visit
from assistant.people.access import Filters
from assistant.web import talk_list, turns
from assistant.web.answers import finished_html, notice_html, text_html, turn_html, waiting_html
from assistant.web.text import lang_of, say
from assistant.web.visits import visit_of
from vectorstore.errors import BatonError
from vectorstore.models import Kind, Source, Status

SUGGESTIONS = 6
ANY = ""  # the filter that filters nothing
NEW = ""  # the conversation that has not begun
CLIENT_COOKIE = "baton_client"
REMEMBER = f"(id) => {{ document.cookie = `{CLIENT_COOKIE}=${{id ?? ''}}; path=/; max-age=31536000; samesite=lax`; }}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page sends it: ids and plain words."""

    question: str
    conversation: str = NEW
    space: str = ANY
    kind: str = ANY
    topic: str = ANY


@dataclass(frozen=True, slots=True)
class Shown:
    """What the conversation shows at one moment of an answer."""

    live: Markup  # the turn that is being answered
    conversation: str
    finished: bool = False


def ask(visit: Visit, asked: Asked, lang: str) -> Iterator[Shown]:
    """Answer a question turn by turn of its events, and keep it. A BatonError becomes the turn's last word."""
    question = asked.question.strip()
    conversation = asked.conversation
    yield Shown(turn_html(question, waiting_html(say("ask.searching", lang)), "searching"), conversation)
    filters = Filters(kinds=(Kind(asked.kind),) if asked.kind else (), topics=(asked.topic,) if asked.topic else ())
    spaces = (asked.space,) if asked.space else ()
    try:
        wanted = desk.Asked(question, spaces, filters, conversation or None)
        conversation, events = desk.ask(visit, wanted)
        turn = _Turn(question, lang)
        for event in events:
            if isinstance(event, Done):
                yield Shown(_finished(visit, conversation, event, lang), conversation, finished=True)
            else:
                yield Shown(turn.after(event), conversation)
    except BatonError as error:
        yield Shown(turn_html(question, notice_html(error.say(lang)), "failed"), conversation, finished=True)


def past_turns(visit: Visit, conversation: str | None, lang: str) -> Markup:
    """Everything asked and answered in a conversation so far."""
    if not conversation:
        return Markup("")
    try:
        return turns.past_html(visit, conversation, lang)
    except BatonError as error:
        return notice_html(error.say(lang))


def client_chosen(visit: Visit, remembered: str) -> str:
    """The client that this browser asked last, if its person may still open it."""
    return remembered if remembered in {space.id for space in visit.spaces()} else ANY


def filters(visit: Visit, lang: str) -> tuple[list[tuple[str, str]], ...]:
    """The choices of the three filters as (words, value): clients, kinds, topics."""
    sources = visit.sources()
    kinds = {source.kind for source in sources} - {Kind.ARCHIVE}
    return (
        [
            (say("ask.all_spaces", lang), ANY),
            *((space.name, space.id) for space in visit.spaces()),
        ],
        [(say("ask.all_kinds", lang), ANY), *((say(f"kind.{k.value}", lang), k.value) for k in Kind if k in kinds)],
        [(say("ask.all_topics", lang), ANY), *((t, t) for t in sorted({s.topic for s in sources} - {""}))],
    )


def welcome(visit: Visit, lang: str) -> tuple[Markup, bool]:
    """The screen before the first question, and whether it will change by itself."""
    sources = visit.sources()
    working = [source for source in sources if not source.status.ended]
    if not sources:
        return _first_screen(visit, lang), False
    ready = sum(source.status is Status.DONE for source in sources)
    if working:
        state = say("welcome.working", lang, ready=ready, total=len(sources))
    else:
        state = say("welcome.holds", lang, sources=ready, spaces=len({source.space for source in sources}))
    return (
        Markup('<div class="welcome"><h1>{}</h1><p role="status">{}</p>{}{}</div>').format(
            say("welcome.ready", lang), state, _progress(working, sources, lang), _suggestions(visit, lang)
        ),
        bool(working),
    )


def panel_html(lang: str) -> Markup:
    """The evidence panel before anything is opened in it."""
    return Markup(
        '<aside class="panel" id="evidence" aria-label="{title}"><div class="panel-bar"><h2>{title}</h2>'
        '<span class="panel-acts"><button type="button" data-act="to-library">{library}</button>'
        '<button type="button" data-act="close-panel">{close}</button></span></div>'
        '<div class="panel-body" data-viewer="ask"><p class="nothing">{pick}</p></div></aside>'
    ).format(
        title=say("viewer.evidence", lang),
        library=say("viewer.library", lang),
        close=say("viewer.close", lang),
        pick=say("viewer.pick", lang),
    )


class _Turn:
    """The turn being answered: what its events have shown so far."""

    def __init__(self, question: str, lang: str) -> None:
        self.question = question
        self.lang = lang
        self.understood = Markup("")
        self.notice = Markup("")
        self.waiting = waiting_html(say("ask.searching", lang))
        self.text = ""

    def after(self, event: Event) -> Markup:
        """The turn's HTML once `event` has happened."""
        match event:
            case Searching(standalone) if standalone.strip() != self.question:
                words = say("ask.searched", self.lang, question=standalone)
                self.understood = Markup('<p class="understood">{}</p>').format(words)
            case Found(evidence) if evidence:
                sources = len({item.source for item in evidence})
                self.waiting = waiting_html(say("ask.found", self.lang, passages=len(evidence), sources=sources))
            case Notice(error):
                self.notice, self.text = notice_html(error.say(self.lang)), ""
            case Delta(text):
                self.text += text
        written = Markup('<div class="text">{}</div>').format(text_html(self.text, (), self.lang))
        inside = self.understood + self.notice + (written if self.text else self.waiting)
        return turn_html(self.question, inside, "writing" if self.text else "searching")


def _finished(visit: Visit, conversation: str, done: Done, lang: str) -> Markup:
    """The turn just kept, as the conversation shows it from now on."""
    kept = desk.turns(visit, desk.own_conversation(visit, conversation))
    turn = next((turn for turn in reversed(kept) if turn.answer == done.answer), None)
    return turns.finished(visit, conversation, turn, None, lang) if turn else finished_html(done.answer, lang)


def _first_screen(visit: Visit, lang: str) -> Markup:
    offer = Markup("")
    if sample.is_there() and visit.caller.admin:
        offer = Markup('<button type="button" class="primary" data-act="sample">{}</button>').format(
            say("welcome.sample", lang)
        )
    return Markup(
        '<div class="welcome first"><h1>{}</h1><p class="what">{}</p><p class="offer">{}'
        '<button type="button" data-act="own">{}</button></p><p class="hint">{}</p></div>'
    ).format(
        say("welcome.title", lang),
        say("welcome.what", lang),
        offer,
        say("welcome.own", lang),
        say("welcome.sample_what", lang) if offer else "",
    )


def _progress(working: list[Source], sources: list[Source], lang: str) -> Markup:
    if not working:
        return Markup("")
    percent = round(100 * sum(1.0 if s.status.ended else s.progress for s in sources) / len(sources))
    return Markup(
        '<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{0}" '
        'aria-label="{1}"><i style="width:{0}%"></i></div>'
    ).format(percent, say("row.progress", lang, percent=percent))


def _suggestions(visit: Visit, lang: str) -> Markup:
    """The sample's questions, as far as they can be answered by now."""
    questions = sample.suggested(visit.sources(), lang)[:SUGGESTIONS] if sample.is_there() else []
    if not questions:
        return Markup("")
    rows = Markup("").join(
        Markup('<li><button type="button" class="suggestion" data-ask="{0}">{0}</button></li>').format(question)
        for question in questions
    )
    return Markup('<h2>{}</h2><ul class="suggestions">{}</ul>').format(say("welcome.suggested", lang), rows)


def build_tab(app: App, words: gr.I18n) -> tuple[list[gr.components.Component], Any]:
    """Lay the tab out and wire it. Returns what a page load fills, and the function that fills it."""
    with gr.Row(elem_id="ask"):
        with gr.Column(elem_id="ask-chat"):
            with gr.Row(elem_id="ask-bar"):
                gr.Button(words("ask.talks"), elem_id="ask-talks", size="sm")
                new = gr.Button(words("ask.new"), elem_id="ask-new", size="sm")
            with gr.Column(elem_id="ask-scroll"):
                gr.HTML('<div data-live="welcome"></div>', js_on_load=None, elem_id="ask-welcome")
                past = gr.HTML(js_on_load=None, elem_id="ask-past")
                live = gr.HTML(js_on_load=None, elem_id="ask-live")
            with gr.Column(elem_id="ask-composer"):
                question = gr.Textbox(
                    placeholder=words("ask.placeholder"),
                    label=words("ask.question"),
                    show_label=False,
                    lines=1,
                    max_lines=8,
                    submit_btn=True,
                    elem_id="ask-question",
                )
                with gr.Row(elem_id="ask-filters"):
                    space = _dropdown(words("ask.space"), "ask-space")
                    kind = _dropdown(words("ask.kind"), "ask-kind")
                    topic = _dropdown(words("ask.topic"), "ask-topic")
        panel = gr.HTML(js_on_load=None, elem_id="ask-panel")
        drawer = gr.HTML(js_on_load=None, elem_id="ask-drawer")
    # Out of sight: static/talks.js writes an id into the one and presses the other.
    conversation = gr.Textbox(value=NEW, elem_id="ask-conversation", show_label=False)
    open_it = gr.Button("open", elem_id="ask-open")
    refresh = gr.Button("refresh", elem_id="ask-refresh")

    def asked(
        question: str, conversation: str | None, space: str, kind: str, topic: str, request: gr.Request
    ) -> Iterator[Any]:
        lang, visit = _lang(request), visit_of(app, request)
        if not question.strip():
            return
        wanted = Asked(question, conversation or NEW, space or ANY, kind or ANY, topic or ANY)
        busy = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        before = past_turns(visit, conversation, lang)
        for shown in ask(visit, wanted, lang):
            open_now: Any = gr.skip()
            if shown.finished:
                busy = gr.Textbox(submit_btn=True, stop_btn=False)
                open_now = shown.conversation
            yield before, shown.live, busy, open_now
            before, busy = gr.skip(), gr.skip()

    def reopened(conversation: str | None, request: gr.Request) -> tuple[str, str]:
        return past_turns(visit_of(app, request), conversation, _lang(request)), ""

    def refreshed(request: gr.Request) -> list[Any]:
        return [gr.Dropdown(choices=choices) for choices in filters(visit_of(app, request), _lang(request))]

    def opened(request: gr.Request) -> list[Any]:
        lang, visit = _lang(request), visit_of(app, request)
        chosen = client_chosen(visit, request.cookies.get(CLIENT_COOKIE, "")), ANY, ANY
        choices = filters(visit, lang)
        dropdowns = [gr.Dropdown(choices=said, value=value) for said, value in zip(choices, chosen, strict=True)]
        return [panel_html(lang), talk_list.shell_html(lang), *dropdowns]

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    answering = question.submit(
        asked,
        [question, conversation, space, kind, topic],
        [past, live, question, conversation],
        concurrency_limit=4,
        trigger_mode="always_last",  # a question sent while the last answer is just ending waits, and is not lost
        **quiet,
    )
    question.stop(lambda: gr.Textbox(submit_btn=True, stop_btn=False), None, question, cancels=[answering], **quiet)
    open_it.click(reopened, conversation, [past, live], cancels=[answering], **quiet)
    new.click(lambda: ("", "", NEW), None, [past, live, conversation], cancels=[answering], **quiet)
    space.change(None, space, js=REMEMBER, **quiet)
    refresh.click(refreshed, None, [space, kind, topic], **quiet)
    return [panel, drawer, space, kind, topic], opened


def _dropdown(label: Any, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        choices=[], value=None, label=label, show_label=False, container=False, elem_id=elem_id, min_width=80
    )


def _lang(request: gr.Request) -> str:
    return lang_of(request.headers.get("accept-language"))
