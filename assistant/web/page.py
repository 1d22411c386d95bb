"""The page: a frame with a tab for each thing a person does, and what its scripts may ask for.

Assembles; the tabs' own files say what is in them. Server functions take one plain object
from a script and return HTML; a BatonError becomes the line a person reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant.build import App
from assistant.desk import Visit
from assistant.web import (
    account,
    ask,
    capture,
    controls,
    decisions,
    feedback,
    glossary,
    library,
    masking,
    people,
    talk_list,
    viewer,
)
from assistant.web.answers import notice_html
from assistant.web.asked import NEEDED, Asked, checked
from assistant.web.handover import tab as handover
from assistant.web.media import routes as media_routes
from assistant.web.text import lang_of, translations
from assistant.web.theme import look
from assistant.web.visits import visit_of
from vectorstore.errors import BatonError

ICON = (
    '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.6 15.6 15.6 4.6a2.7 2.7 0 0 1 3.8 3.8'
    'L8.4 19.4a2.7 2.7 0 0 1-3.8-3.8Z"/><path d="m12.2 8 3.8 3.8"/></svg>'
)
BRAND = Markup('<p class="brand">' + ICON + '<strong lang="zh">接棒</strong><span>Baton</span></p>')

Handler = Callable[[Visit, Asked, str], Any]


def mount(site: Any, app: App) -> Any:
    """Put the page at the root of a FastAPI application whose `state.app` is `app`, and media beside it."""
    site.include_router(media_routes)
    page = build_page(app)
    gr.mount_gradio_app(site, page, path="/", i18n=_words(), **look())
    # Gradio looks for work a thousand times a second, 7 % of a core for nothing; what it does on Windows is enough.
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = 0.05, 0.1
    return site


def build_page(app: App) -> gr.Blocks:
    """Baton's page over the parts of `app`."""
    words = _words()
    page = gr.Blocks(title="接棒 Baton", fill_width=True, fill_height=True, analytics_enabled=False)
    with page:
        gr.HTML(BRAND, js_on_load=None, elem_id="brand")
        who = gr.HTML(js_on_load=None, elem_id="who")
        gr.HTML(
            "",
            elem_id="bridge",
            server_functions=[_served(app, handler) for handler in HANDLERS],
            js_on_load="window.baton.connect(server)",
        )
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):  # "menu" takes tabs that do not fit out of the page
            with gr.Tab(words("tab.ask"), id="ask", elem_id="tab-ask", render_children=True):
                ask_parts, ask_opened = ask.build_tab(app, words)
            with gr.Tab(words("tab.capture"), id="capture", elem_id="tab-capture", render_children=True):
                form = gr.HTML(js_on_load=None, elem_id="capture")
            with gr.Tab(words("tab.library"), id="library", elem_id="tab-library", render_children=True):
                shelf = gr.HTML(js_on_load=None, elem_id="library")
            with gr.Tab(words("tab.handover"), id="handover", elem_id="tab-handover", render_children=True):
                passing_on = gr.HTML(js_on_load=None, elem_id="handover")
            with gr.Tab(words("tab.decisions"), id="decisions", elem_id="tab-decisions", render_children=True):
                ledger = gr.HTML(js_on_load=None, elem_id="decisions")
            with gr.Tab(words("tab.controls"), id="controls", elem_id="tab-controls", render_children=True):
                checks = gr.HTML(js_on_load=None, elem_id="controls")
            with gr.Tab(words("tab.people"), id="people", elem_id="tab-people", render_children=True):
                team = gr.HTML(js_on_load=None, elem_id="people")

        def opened(request: gr.Request) -> list[Any]:
            lang, visit = lang_of(request.headers.get("accept-language")), visit_of(app, request)
            shells = [
                account.bar_html(visit, lang),
                capture.form_html(visit, lang),
                library.shell_html(lang),
                handover.shell_html(lang),
                decisions.shell_html(lang),
                controls.shell_html(lang),
                people.shell_html(lang),
            ]
            return [*shells, *ask_opened(request)]

        shown = [who, form, shelf, passing_on, ledger, checks, team, *ask_parts]
        page.load(opened, None, shown, show_progress="hidden", api_visibility="private")
    return page


def welcome(visit: Visit, _asked: Asked, lang: str) -> dict[str, Any]:
    """The screen before the first question."""
    return _live(*ask.welcome(visit, lang))


def capture_rows(visit: Visit, _asked: Asked, lang: str) -> dict[str, Any]:
    """The live list of stages."""
    return _live(*capture.rows_html(visit, lang))


def library_rows(visit: Visit, asked: Asked, lang: str) -> dict[str, Any]:
    """The library's list, filtered."""
    wanted = library.Wanted(str(asked.get("words", "")), str(asked.get("space", "")), str(asked.get("kind", "")))
    return _live(*library.list_html(visit, wanted, lang))


def control_rows(visit: Visit, asked: Asked, lang: str) -> dict[str, Any]:
    """How the clients stand with their control questions."""
    return _live(*controls.rows_html(visit, str(asked.get("space", "")), lang))


def feedback_rows(visit: Visit, asked: Asked, lang: str) -> dict[str, Any]:
    """What people think of answers."""
    return _live(
        feedback.rows_html(visit, str(asked.get("space", "")), str(asked.get("verdict", "")), lang), busy=False
    )


def talk_rows(visit: Visit, asked: Asked, lang: str) -> str:
    """The caller's conversations."""
    return talk_list.rows_html(visit, str(asked.get("words", ""))[:200], int(asked.get("shown", 0)), lang)


def glossary_page(visit: Visit, asked: Asked, lang: str) -> str:
    """A client's glossary."""
    return glossary.page_html(visit, str(asked.get("space", "")), lang)


def people_part(visit: Visit, asked: Asked, lang: str) -> str:
    """A part of the People tab."""
    return people.part_html(visit, str(asked.get("part", "")), str(asked.get("space", "")), asked, lang)


def handover_part(visit: Visit, asked: Asked, lang: str) -> str:
    """A part of a client's handover."""
    return handover.part_html(visit, asked, lang)


def decisions_part(visit: Visit, asked: Asked, lang: str) -> str:
    """The ledger, or an entry of it."""
    return decisions.part_html(visit, asked, lang)


def open_source(visit: Visit, asked: Asked, lang: str) -> str:
    """A source, lit where it is cited."""
    first: Any = asked.get("first")
    cited = None if first is None else (int(first), int(asked.get("last", first)))
    return viewer.source_html(visit, str(asked["source"]), cited, lang)


def more_blocks(visit: Visit, asked: Asked, lang: str) -> str:
    """The blocks beyond an edge of what is shown."""
    edge: Any = "earlier" if asked.get("edge") == "earlier" else "later"
    return viewer.more_html(visit, str(asked["source"]), (int(asked["first"]), int(asked["last"])), edge, lang)


def moment(visit: Visit, asked: Asked, lang: str) -> str:
    """The transcript around a second."""
    return viewer.moment_html(visit, str(asked["source"]), float(asked["seconds"]), lang)


def go_to(visit: Visit, asked: Asked, lang: str) -> str:
    """The text around a block."""
    return viewer.place_html(visit, str(asked["source"]), int(asked["block"]), lang)


def find_within(visit: Visit, asked: Asked, lang: str) -> str:
    """Where words stand in a source."""
    return viewer.found_html(visit, str(asked["source"]), str(asked["words"])[:200], lang)


def media_link(visit: Visit, asked: Asked, _lang: str) -> str:
    """A fresh link for a player whose own ran out."""
    return viewer.media_link(visit, str(asked["source"]))


HANDLERS: tuple[Handler, ...] = (
    welcome,
    capture_rows,
    library_rows,
    control_rows,
    feedback_rows,
    talk_rows,
    people_part,
    handover_part,
    decisions_part,
    glossary_page,
    open_source,
    more_blocks,
    moment,
    go_to,
    find_within,
    media_link,
    masking.show_place,
    masking.hide_passage,
    masking.take_back_mask,
)


def _served(app: App, handler: Handler) -> Callable[..., Any]:
    """The handler as Gradio calls it, in the caller's language. What is asked is checked first."""
    needed = NEEDED.get(handler.__name__, ())

    def served(asked: object, request: gr.Request) -> Any:
        lang = lang_of(request.headers.get("accept-language"))
        try:
            return handler(visit_of(app, request), checked(asked, needed), lang)
        except BatonError as error:
            return str(notice_html(error.say(lang)))

    served.__name__ = handler.__name__
    return served


def _live(html: Markup, busy: bool) -> dict[str, Any]:
    return {"html": str(html), "busy": busy}


def _words() -> gr.I18n:
    said = translations(("tab.", "ask."))
    return gr.I18n(en=said["en"], zh=said["zh"], **{"zh-CN": said["zh"], "zh-TW": said["zh"]})
