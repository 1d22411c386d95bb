"""A source opened at a moment: its player or page, its text around the cited passage, what is known of it.

Shared by Ask and Library. Gives HTML with the second, page and blocks to go to written on it;
the scripts move the player and fetch more. Knows no question.
"""

from __future__ import annotations

import json
from urllib.parse import quote

from markupsafe import Markup

from assistant import desk
from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.audit import Action
from assistant.people.roles import Act
from assistant.web import blocks
from assistant.web.about import about_html
from assistant.web.rows import meta, tile
from assistant.web.text import say
from vectorstore.catalog import Catalog
from vectorstore.errors import say_record
from vectorstore.models import Block, Kind, Source
from vectorstore.names import is_anybody

NOWHERE = (-1, -1)  # nothing is cited: the source is opened at its beginning
PAGE_WIDTH = 1100  # pixels: sharp in a 700-pixel panel, about 200 KB a page


def source_html(visit: Visit, source_id: str, cited: tuple[int, int] | None, lang: str) -> Markup:
    """The source with blocks `cited` (first, last) lit, at its beginning when None. UnknownSource if there is none."""
    catalog, source = visit.app.catalog, desk.opened(visit, source_id, Action.VIEWED)
    text, heard = _text_of(catalog, source), _heard(catalog, source)
    lit = cited or NOWHERE
    found = catalog.blocks(text.id, text.version, lit[0], lit[0]) if cited else []
    at = found[0] if found else None
    return Markup(
        '<section class="viewer" data-source="{id}" data-text="{text}" data-space="{space}" data-version="{version}" '
        'data-kind="{kind}" data-first="{first}" data-last="{last}"{may}>'
        '<header>{tile}<div><h2>{title}</h2><p class="meta">{meta}</p></div></header>'
        "{failure}{stage}{find}{path}{record}"
        '<div class="blocks" tabindex="0" role="region" aria-label="{label}">{blocks}</div>'
        "{about}</section>"
    ).format(
        id=source.id,
        text=text.id,
        space=text.space,
        version=text.version,
        kind=(heard or source).kind.value,
        first=lit[0],
        last=lit[1],
        may=_may_mend(visit, text),
        tile=tile(source),
        title=source.title,
        meta=meta(source, catalog.space(source.space).name, lang),
        failure=_failure(source, lang),
        stage=_stage(visit, source, heard, at, lang),
        find=_find(lang),
        path=_path(at),
        record=blocks.record(at, lang) if at else "",
        label=say("viewer.text", lang),
        blocks=_blocks(catalog, text, lit, lang),
        about=about_html(visit, source, catalog.space(source.space).name, lang),
    )


def more_html(visit: Visit, source_id: str, span: tuple[int, int], edge: blocks.Edges, lang: str) -> Markup:
    """Blocks `span` of the source, for the edge of the window that was asked to grow."""
    return blocks.window(visit.app.catalog, visit.source(source_id), span, NOWHERE, lang, edge)


def moment_html(visit: Visit, source_id: str, seconds: float, lang: str) -> Markup:
    """The window of a transcript around what is spoken at `seconds`."""
    catalog, source = visit.app.catalog, visit.source(source_id)
    at = blocks.block_at(catalog, source, seconds)
    return blocks.window(catalog, source, (at - blocks.BEFORE, at + blocks.AFTER), NOWHERE, lang)


def place_html(visit: Visit, source_id: str, block: int, lang: str) -> Markup:
    """The window around one block, lit: where a search within went."""
    return blocks.around(visit.app.catalog, visit.source(source_id), (block, block), lang)


def found_html(visit: Visit, source_id: str, words: str, lang: str) -> Markup:
    """Where `words` stand in the source."""
    return blocks.found_within(visit.app.catalog, visit.source(source_id), words, lang)


def media_link(visit: Visit, source_id: str) -> str:
    """A fresh address for the player of the source. Raises UnknownSource."""
    source = visit.source(source_id)
    return f"/media/{quote(source.id)}?{visit.app.links.query(visit.caller.id, source.id)}"


def _text_of(catalog: Catalog, source: Source) -> Source:
    """Whose blocks are shown: a recording that came with a transcript shows the transcript's."""
    transcript = source.facts.get("transcript")
    return catalog.source(transcript) if transcript and catalog.has(transcript) else source


def _heard(catalog: Catalog, source: Source) -> Source | None:
    """What is played: the source itself, or the recording that a transcript belongs to."""
    if source.kind.is_heard:
        return source
    return catalog.source(source.companion) if source.companion and catalog.has(source.companion) else None


def _stage(visit: Visit, source: Source, heard: Source | None, at: Block | None, lang: str) -> Markup:
    address, link = f"/media/{quote(source.id)}", visit.app.links.query(visit.caller.id, source.id)
    if (heard or source).facts.get("original_removed"):
        return Markup('<p class="stage hint">{}</p>').format(say("trust.original_gone", lang))
    if heard:
        tag = Markup("video" if heard.kind is Kind.VIDEO else "audio")
        start = at.locator.start if at and at.locator.start is not None else 0
        return Markup(
            '<div class="stage"><{0} controls playsinline preload="metadata" src="{1}?{5}&amp;v={2}" data-at="{3}">'
            '</{0}><button type="button" class="follow" hidden>{4}</button></div>'
        ).format(tag, address, heard.version, start, say("viewer.follow", lang), link)
    if source.kind.is_paged and source.sha256:
        return _page(source, at.locator.page or 1 if at else 1, link, lang)
    return Markup("")


def _page(source: Source, page: int, link: str, lang: str) -> Markup:
    pages = int(source.facts.get("pages", 1))
    turn = Markup("")
    if pages > 1:
        turn = Markup(
            '<div class="turn-page"><button type="button" data-turn="-1" aria-label="{}">‹</button>'
            '<span class="at">{} / {}</span><button type="button" data-turn="1" aria-label="{}">›</button></div>'
        ).format(say("viewer.previous", lang), page, pages, say("viewer.next", lang))
    return Markup(
        '<figure class="stage page" data-page="{page}" data-pages="{pages}" '
        'data-pattern="/media/{id}/pages/{{n}}.png?{link}&amp;width={width}&amp;v={version}">'
        '<img alt="{alt}" src="/media/{id}/pages/{page}.png?{link}&amp;width={width}&amp;v={version}">{turn}</figure>'
    ).format(
        page=page,
        pages=pages,
        id=quote(source.id),
        width=PAGE_WIDTH,
        version=source.version,
        link=link,
        alt=say("viewer.page", lang, page=page, title=source.title),
        turn=turn,
    )


def _blocks(catalog: Catalog, text: Source, lit: tuple[int, int], lang: str) -> Markup:
    return blocks.around(catalog, text, lit, lang) or Markup('<p class="hint">{}</p>').format(say("viewer.empty", lang))


def _may_mend(visit: Visit, text: Source) -> Markup:
    """What the scripts may offer: correcting lines, and naming speakers here or, but for these, everywhere."""
    if not may(visit.caller, Act.EDIT, text.space, text):
        return Markup("")
    speakers = {name for _, name in visit.app.names.speakers(text)}
    anybody = sorted(name for name in speakers if is_anybody(name))
    everywhere = may(visit.caller, Act.EDIT, text.space)
    return Markup(' data-may-edit data-everywhere="{}" data-anybody="{}"').format(
        "yes" if everywhere else "", json.dumps(anybody, ensure_ascii=False)
    )


def _find(lang: str) -> Markup:
    return Markup(
        '<form class="find" role="search"><input type="search" name="words" placeholder="{0}" aria-label="{0}" '
        'autocomplete="off"><div class="results"></div></form>'
    ).format(say("viewer.find", lang))


def _path(at: Block | None) -> Markup:
    """The headings the cited passage stands under; a row's are over its table already."""
    if at is None or not at.headings or at.kind == "row":
        return Markup("")
    return Markup('<p class="path">{}</p>').format(" › ".join(at.headings))


def _failure(source: Source, lang: str) -> Markup:
    return Markup('<p class="failure">{}</p>').format(say_record(source.error, lang)) if source.error else Markup("")
