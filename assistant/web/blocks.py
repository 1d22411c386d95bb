"""A stretch of a source's blocks as HTML: lines of speech, messages, paragraphs, table rows.

Shows a window, since a long meeting has ten thousand lines; buttons at its edges bring more.
Says which blocks are cited and when each is spoken; following the playback is the scripts' part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from markupsafe import Markup

from assistant.web.places import clock
from assistant.web.text import say
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Source

BEFORE, AFTER = 40, 120  # blocks shown around the cited one: about ten screens, 30 KB of HTML
MORE = 120  # blocks that a button at the edge brings
MOST = 500  # blocks of one window, whatever was asked for
HITS = 100  # places that a search within shows
SNIPPET_CHARS = 60  # on each side of a hit

Edges = Literal["both", "earlier", "later"]
Numbered = tuple[int, Block]  # (index in the source, block)


def around(catalog: Catalog, source: Source, cited: tuple[int, int], lang: str) -> Markup:
    """The window around the cited blocks `(first, last)`; the beginning when they are negative."""
    first, last = cited
    return window(catalog, source, (first - BEFORE, last + AFTER), cited, lang)


def window(
    catalog: Catalog, source: Source, span: tuple[int, int], cited: tuple[int, int], lang: str, edges: Edges = "both"
) -> Markup:
    """Blocks `span[0]` to `span[1]`, with a button at each of `edges` that more blocks lie beyond."""
    first = max(0, span[0])
    last = min(span[1], first + MOST - 1)
    found = catalog.blocks(source.id, source.version, first, last + 1)  # one more than shown tells whether it goes on
    numbered = list(enumerate(found, start=first))
    shown = [item for item in numbered if item[0] <= last]
    parts = []
    place: object = None
    for look, run in groupby(shown, key=_look):
        alike = list(run)
        if look[1] != place:
            parts.append(_divider(alike[0][1], lang))
        place = look[1]
        parts.append(_run(look[0], alike, cited, lang))
    if edges != "later" and first > 0:
        parts.insert(0, _more("earlier", (max(0, first - MORE), first - 1), lang))
    if edges != "earlier" and len(numbered) > len(shown):
        parts.append(_more("later", (last + 1, last + MORE), lang))
    return Markup("").join(parts)


def block_at(catalog: Catalog, source: Source, seconds: float) -> int:
    """The index of the block that is spoken at `seconds`, or of the last one before."""
    blocks = catalog.blocks(source.id, source.version)
    spoken = [i for i, block in enumerate(blocks) if (block.locator.start or 0.0) <= seconds]
    return spoken[-1] if spoken else 0


def found_within(catalog: Catalog, source: Source, words: str, lang: str) -> Markup:
    """The places where all of `words` stand in one block, as buttons that go there."""
    wanted = words.casefold().split()
    blocks = enumerate(catalog.blocks(source.id, source.version)) if wanted else ()
    hits = [(i, block) for i, block in blocks if all(word in block.text.casefold() for word in wanted)]
    if not hits:
        return Markup('<p class="hint">{}</p>').format(say("viewer.not_found", lang))
    count = say("viewer.found_many" if len(hits) > HITS else "viewer.found", lang, count=min(len(hits), HITS))
    rows = (
        Markup(
            '<li><button type="button" class="hit" data-go="{}"><span class="time">{}</span>{}</button></li>'
        ).format(i, _where(block, lang), _snippet(block.text, wanted[0]))
        for i, block in hits[:HITS]
    )
    return Markup('<p class="hint" role="status">{}</p><ol class="hits">{}</ol>').format(count, Markup("").join(rows))


def _look(item: Numbered) -> tuple[str, object]:
    """Neighbours that look alike and stand in the same page, slide or sheet go together."""
    at = item[1].locator
    headed = item[1].headings if item[1].kind == "row" else ()
    return item[1].kind, (at.page, at.slide, at.sheet, headed)


def _run(kind: str, run: Sequence[Numbered], cited: tuple[int, int], lang: str) -> Markup:
    if kind == "row":
        return _table(run, cited)
    if kind in ("speech", "message"):
        who: str | None = None
        lines = []
        for item in run:
            lines.append(_spoken(item, cited, lang, show_speaker=item[1].speaker != who))
            who = item[1].speaker
        return Markup("").join(lines)
    return Markup("").join(_written(item, cited) for item in run)


def _divider(block: Block, lang: str) -> Markup:
    at = block.locator
    if at.page is not None:
        words = say("place.page", lang, page=at.page)
        return Markup('<button type="button" class="divider" data-page="{}">{}</button>').format(at.page, words)
    if at.slide is not None:
        return Markup('<p class="divider">{}</p>').format(say("place.slide", lang, slide=at.slide))
    if block.kind == "row" and (path := " › ".join(block.headings) or at.sheet):
        return Markup('<p class="divider">{}</p>').format(path)
    return Markup("")


def _spoken(item: Numbered, cited: tuple[int, int], lang: str, *, show_speaker: bool) -> Markup:
    index, block = item
    start = block.locator.start
    speaker = (
        Markup('<span class="who">{}</span>').format(block.speaker) if show_speaker and block.speaker else Markup("")
    )
    if start is None:
        return Markup('<div class="line {}" data-block="{}">{}<p>{}</p></div>').format(
            _lit(index, cited), index, speaker, _said(block, lang)
        )
    end = block.locator.end if block.locator.end is not None else start
    return Markup(
        '<div class="line {lit}" data-block="{index}" data-start="{start}" data-end="{end}">{speaker}'
        '<button type="button" class="time" data-seek="{start}" aria-label="{seek}">{time}</button><p>{text}</p></div>'
    ).format(
        lit=_lit(index, cited),
        index=index,
        start=start,
        end=end,
        speaker=speaker,
        seek=say("viewer.seek", lang, time=clock(start)),
        time=clock(start),
        text=_said(block, lang),
    )


def _said(block: Block, lang: str) -> Markup:
    """The block's text, glossary terms that were put right marked with what was heard."""
    text, parts = block.text, []
    for correction in block.corrections:
        before, found, after = text.partition(correction.written)
        if found:
            heard = say("viewer.heard", lang, heard=correction.heard)
            parts.append(
                Markup('{}<span class="corrected" tabindex="0" title="{}">{}</span>').format(before, heard, found)
            )
            text = after
    return Markup("").join((*parts, text))


def _written(item: Numbered, cited: tuple[int, int]) -> Markup:
    index, block = item
    return Markup('<div class="passage {} {}" data-block="{}"><p>{}</p></div>').format(
        block.kind, _lit(index, cited), index, block.text
    )


def _table(run: Sequence[Numbered], cited: tuple[int, int]) -> Markup:
    """Rows under one header again: ingest wrote each as "header: cell; header: cell"."""
    read = [(index, block, _cells(block.text)) for index, block in run]
    columns = list(dict.fromkeys(name for _, _, cells in read for name in cells or ()))
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in ("#", *columns))
    rows = []
    for index, block, cells in read:
        number = Markup('<th scope="row">{}</th>').format(block.locator.row or "")
        if cells is None:
            inside = Markup('<td colspan="{}">{}</td>').format(max(1, len(columns)), block.text)
        else:
            inside = Markup("").join(Markup("<td>{}</td>").format(cells.get(name, "")) for name in columns)
        rows.append(
            Markup('<tr class="{}" data-block="{}">{}{}</tr>').format(_lit(index, cited), index, number, inside)
        )
    top = Markup("<thead><tr>{}</tr></thead>").format(head) if columns else Markup("")
    return Markup('<div class="sheet"><table>{}<tbody>{}</tbody></table></div>').format(top, Markup("").join(rows))


def record(block: Block, lang: str) -> Markup:
    """A row read from top to bottom, each cell after its header: what a wide table hides at its right."""
    cells = _cells(block.text) if block.kind == "row" else None
    if not cells:
        return Markup("")
    pairs = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in cells.items())
    return Markup('<dl class="record" aria-label="{}">{}</dl>').format(say("viewer.row", lang), pairs)


def _cells(text: str) -> dict[str, str] | None:
    """The row's cells by header; None where it has no header."""
    cells: dict[str, str] = {}
    last = ""
    for part in text.split("; "):
        name, colon, value = part.partition(": ")
        if colon:
            last = name
            cells[name] = value
        elif last:
            cells[last] += f"; {part}"  # the cell itself held a semicolon
        else:
            return None
    return cells


def _more(edge: str, span: tuple[int, int], lang: str) -> Markup:
    return Markup(
        '<button type="button" class="more" data-more="{0}" data-first="{1}" data-last="{2}">{3}</button>'
    ).format(edge, span[0], span[1], say("viewer.earlier" if edge == "earlier" else "viewer.later", lang))


def _lit(index: int, cited: tuple[int, int]) -> str:
    return "lit" if cited[0] <= index <= cited[1] else ""


def _where(block: Block, lang: str) -> str:
    at = block.locator
    if at.start is not None:
        return clock(at.start)
    if at.page is not None:
        return say("place.page", lang, page=at.page)
    if at.slide is not None:
        return say("place.slide", lang, slide=at.slide)
    return say("place.row", lang, row=at.row) if at.row is not None else ""


def _snippet(text: str, word: str) -> Markup:
    at = text.casefold().find(word)
    start, end = max(0, at - SNIPPET_CHARS), at + len(word) + SNIPPET_CHARS
    return Markup('<span class="text">{}{}<mark>{}</mark>{}{}</span>').format(
        "…" if start else "",
        text[start:at],
        text[at : at + len(word)],
        text[at + len(word) : end],
        "…" if end < len(text) else "",
    )
