"""HTML made fit for unstructured, which leaves out every element it does not know, text and all.

Unknown elements become plain divisions (<figure>, <details>, <form>, a tool's own tags) or
lose their tag (<u>, <font>), and tables that only lay out a page become divisions too, so that
their paragraphs stay paragraphs. Nothing is fetched and no script is kept.
"""

from __future__ import annotations

from typing import Any

_LAYOUT_CELL = 600  # characters; a cell as long holds a text, not a value
_DROPPED = ("script", "style", "template", "iframe", "object", "embed", "svg", "canvas", "select", "noscript")
_INLINE = (
    "u", "font", "center", "nobr", "wbr", "ins", "label", "var", "acronym", "output", "ruby", "rb", "map", "area",
)  # fmt: skip
_KNOWN = frozenset({
    "html", "head", "title", "body", "address", "article", "aside", "blockquote", "div", "footer", "header",
    "hgroup", "main", "section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "dl", "ol", "ul", "dd", "dt",
    "li", "img", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th", "math",
    "a", "b", "em", "i", "strong", "abbr", "bdi", "bdo", "big", "br", "cite", "code", "data", "dfn", "kbd",
    "mark", "meter", "q", "s", "samp", "small", "span", "strike", "sub", "sup", "time", "tt", "hr", "del",
    "link", "meta",
})  # fmt: skip


def tidy(text: str) -> str:
    """The same page with nothing in it that unstructured would lose. Unparsable text comes back as it was."""
    from lxml import html  # type: ignore[import-untyped]
    from lxml.etree import ParserError, strip_elements  # type: ignore[import-untyped]

    try:
        page = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return text
    strip_elements(page, *_DROPPED, with_tail=False)
    for element in list(page.iter(*_INLINE)):
        element.drop_tag()
    for element in page.iter():
        if isinstance(element.tag, str) and element.tag not in _KNOWN:
            element.tag = "div"
    for table in reversed(list(page.iter("table"))):
        _unwrap_layout(table)
    tidied: str = html.tostring(page, encoding="unicode")
    return tidied


def _unwrap_layout(table: Any) -> None:
    """Inner tables come first; one that is left inside makes the outer a layout."""
    inside = table.iter("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
    parts = [part for part in inside if next(part.iterancestors("table"), None) is table]
    cells = [part for part in parts if part.tag in ("td", "th")]
    long = any(len(cell.text_content()) > _LAYOUT_CELL for cell in cells)
    if long or len(cells) < 2 or table.find(".//table") is not None:
        for part in [table, *parts]:
            part.tag = "div"
