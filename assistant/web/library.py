"""The Library tab: every source with filters on the left, the opened one on the right."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from assistant.desk import Visit
from assistant.web.rows import list_row
from assistant.web.text import say
from vectorstore.models import Kind, Source

SHOWN = 300  # rows; beyond that, filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list; empty ones filter nothing."""

    words: str = ""
    space: str = ""
    kind: str = ""

    def takes(self, source: Source) -> bool:
        """Whether the source passes."""
        named = f"{source.title} {source.topic} {source.context}".casefold()
        return (
            all(word in named for word in self.words.casefold().split())
            and self.space in ("", source.space)
            and self.kind in ("", source.kind.value)
        )


def shell_html(lang: str) -> Markup:
    """The tab before anything is listed or opened."""
    kinds = Markup("").join(
        Markup('<option value="{}">{}</option>').format(kind.value, say(f"kind.{kind.value}", lang)) for kind in Kind
    )
    return Markup(
        '<div class="library"><nav class="shelf" aria-label="{list}"><form id="library-filter" role="search">'
        '<input type="search" name="words" placeholder="{find}" aria-label="{find}" autocomplete="off">'
        '<div class="selects"><select name="space" aria-label="{space}"><option value="">{any_space}</option></select>'
        '<select name="kind" aria-label="{kind}"><option value="">{any_kind}</option>{kinds}</select></div>'
        '<button type="button" class="to-glossary" data-act="glossary">{glossary}</button></form>'
        '<div data-live="library_rows"></div></nav><main class="panel" id="reader">'
        '<div class="panel-bar"><button type="button" data-act="close-panel">{close}</button></div>'
        '<div class="panel-body" data-viewer="library"><p class="nothing">{pick}</p></div></main></div>'
    ).format(
        list=say("library.list", lang),
        find=say("library.find", lang),
        space=say("ask.space", lang),
        kind=say("ask.kind", lang),
        any_space=say("library.any_space", lang),
        any_kind=say("library.any_kind", lang),
        kinds=kinds,
        glossary=say("glossary.open", lang),
        close=say("viewer.close", lang),
        pick=say("library.pick", lang),
    )


def list_html(visit: Visit, wanted: Wanted, lang: str) -> tuple[Markup, bool]:
    """The sources that pass, newest first, and whether the list will change by itself."""
    sources = visit.sources()
    names = {space.id: space.name for space in visit.spaces()}
    if not sources:
        return Markup('<p class="nothing">{}</p>').format(say("library.empty", lang)), False
    passing = [source for source in sources if wanted.takes(source)]
    busy = any(not source.status.ended for source in passing)
    if not passing:
        return Markup('<p class="nothing">{}</p>').format(say("library.none", lang)), busy
    rows = Markup("").join(list_row(source, names[source.space], lang) for source in passing[:SHOWN])
    count = say("library.count", lang, count=len(passing))
    return Markup('<p class="hint">{}</p><ul class="picks">{}</ul>').format(count, rows), busy
