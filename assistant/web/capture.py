"""The Capture tab: a drop zone, what the files are about, and the live list of stages.

Files go straight to the API as raw bodies, never through Gradio, whose cache serves anybody.
The form is HTML; static/capture.js uploads and submits.
"""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.web.record import record_html
from assistant.web.rows import live_row
from assistant.web.text import say

SHOWN = 60  # rows; the library holds the rest


def form_html(visit: Visit, lang: str) -> Markup:
    """The drop zone and the details. The scripts fill in the clients to choose from, which change."""
    topics = sorted({source.topic for source in visit.sources()} - {""})
    return Markup(
        '<div class="capture"><form id="capture-form" class="card" novalidate><h1>{title}</h1>'
        '<div class="drop" id="drop"><p class="call">{drop}</p><p class="hint">{kinds}</p><p class="choose">'
        '<button type="button" data-act="choose-files">{files}</button>'
        '<button type="button" data-act="choose-folder">{folder}</button></p>'
        '<input type="file" id="pick-files" multiple hidden>'
        '<input type="file" id="pick-folder" webkitdirectory hidden></div>'
        '{record}<ul id="queue" class="queue" aria-live="polite"></ul>'
        '<div class="fields"><label>{space}'
        '<input name="space" list="spaces" required maxlength="200" autocomplete="off" '
        'placeholder="{space_hint}"></label><datalist id="spaces"></datalist>'
        '<label>{topic}<input name="topic" list="topics" maxlength="200" autocomplete="off" '
        'placeholder="{topic_hint}"></label>'
        '<datalist id="topics">{topics}</datalist><label>{date}<input type="date" name="date"></label></div>'
        '<p class="submit"><span id="capture-note" class="hint" role="status"></span>'
        '<button type="button" data-act="clear-queue">{clear}</button>'
        '<button type="submit" class="primary" disabled>{add}</button></p></form>'
        '<section class="list"><h2>{list}</h2><div data-live="capture_rows"></div></section></div>'
    ).format(
        title=say("capture.title", lang),
        drop=say("capture.drop", lang),
        kinds=say("capture.kinds", lang),
        files=say("capture.files", lang),
        folder=say("capture.folder", lang),
        record=record_html(visit, lang),
        space=say("capture.space", lang),
        space_hint=say("capture.space_hint", lang),
        topic=say("capture.topic", lang),
        topic_hint=say("capture.topic_hint", lang),
        topics=Markup("").join(Markup('<option value="{}">').format(topic) for topic in topics),
        date=say("capture.date", lang),
        clear=say("capture.clear", lang),
        add=say("capture.add", lang),
        list=say("capture.list", lang),
    )


def rows_html(visit: Visit, lang: str) -> tuple[Markup, bool]:
    """The live list, what is being worked on first, and whether it will change by itself."""
    sources = sorted(visit.sources(), key=lambda source: source.status.ended)
    names = {space.id: space.name for space in visit.spaces()}
    if not sources:
        return Markup('<p class="nothing">{}</p>').format(say("capture.none", lang)), False
    rows = Markup("").join(live_row(source, names[source.space], visit.caller, lang) for source in sources[:SHOWN])
    older = len(sources) - SHOWN
    rest = Markup('<p class="hint">{}</p>').format(say("capture.more", lang, count=older)) if older > 0 else Markup("")
    return Markup('<ul class="sources">{}</ul>{}').format(rows, rest), not sources[0].status.ended
