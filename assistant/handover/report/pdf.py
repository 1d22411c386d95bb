"""A report as PDF: tagged for screen readers, with bookmarks, links, a repeated head of each table, and every font
inside, so that it looks the same wherever it is opened.

Typst sets it (page.typ): Chinese and Latin lines break as their rules want. Fonts come from two packages, so that none
has to be on the machine.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from assistant.handover.report.document import BREAK, Block, Document, Heading, Items, Paragraph, Reference, Table, Text
from vectorstore.visible import visible

TEMPLATE = Path(__file__).parent / "page.typ"
LETTERS = {"zh": ("Noto Sans SC", "Noto Sans"), "en": ("Noto Sans", "Noto Sans SC")}  # whose quotation marks are drawn
SIGNS = (
    *("Noto Emoji", "Noto Sans Symbols", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai"),
    *("Noto Sans Devanagari", "Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Myanmar"),
)
WIDE, NARROW = 60, 18  # letters that a line of the page, and one of a narrow column, hold of a word
_WORD = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_BREAKS_AFTER = re.compile(rf"[/\\?&=._,;:@#%+|~-]+|[^/\\?&=._,;:@#%+|~-]{{{NARROW}}}")


def pdf(document: Document, made: datetime) -> bytes:
    """The file's bytes. `made` has a time zone."""
    import typst

    written = typst.compile(
        TEMPLATE.read_bytes(),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": json.dumps(_report(document), ensure_ascii=False)},
        timestamp=made.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(written, bytes)
    return written


@cache
def _fonts() -> Any:
    """The fonts of the two packages, read once."""
    import manimgx_fonts
    import pylopdf_fonts_zh_cn
    import typst

    files = (manimgx_fonts.__file__ or "", pylopdf_fonts_zh_cn.__file__)
    folders = [str(Path(file).parent) for file in files]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _report(document: Document) -> dict[str, Any]:
    return {
        "lang": document.lang,
        "fonts": (*LETTERS[document.lang], *SIGNS),
        "kicker": document.kicker,
        "title": _shown(document.title),
        "cover": _block(document.cover),
        "notes": [_block(note) for note in document.notes],
        "contents_title": document.contents_title,
        "sections": [
            {"title": _shown(section.title), "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
        "sources_title": document.sources_title,
        "references": [_reference(reference) for reference in document.references],
        "footer": _shown(document.footer),
        "page_of": document.page_of,
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": _shown(text)}
        case Paragraph(text, role):
            return {"kind": "paragraph", "text": _runs(text), "role": role.value}
        case Items(items):
            return {"kind": "items", "items": [_runs(item) for item in items]}
        case Table(head, rows, widths):
            cells = [[_runs(cell, NARROW) for cell in row] for row in rows]
            return {"kind": "table", "head": head, "rows": cells, "widths": widths}


def _runs(text: Text, unbroken: int = WIDE) -> list[dict[str, Any]]:
    return [
        {"text": _shown(run.text, unbroken), "new_line": run is BREAK, "tone": run.tone.value, "marks": run.marks}
        for run in text
    ]


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "n": reference.n,
        "title": _shown(reference.title),
        "about": [_shown(word) for word in reference.about],
        "quote": _shown(reference.quote),
        "link": reference.link,
    }


def _shown(text: str, unbroken: int = WIDE) -> str:
    """Without what has no shape, and with places to break in words that no line would hold."""

    def broken(word: re.Match[str]) -> str:
        return _BREAKS_AFTER.sub("\\g<0>\u200b", word[0]) if len(word[0]) > unbroken else word[0]

    return _WORD.sub(broken, visible(text))
