"""A conversation as a Word document: real headings, numbered sources that start anew under each answer, and fonts
for both scripts. What XML cannot hold is left out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from assistant.outgoing import xml_text
from assistant.web.talkfile import (
    Line,
    Row,
    Talk,
    about_turn,
    excerpt,
    lines_of,
    runs_of,
    said_of,
    source_line,
    sources_of,
)
from assistant.web.text import say
from assistant.wordfile import add_link, add_muted, set_fonts
from vectorstore.visible import visible, visible_name

STYLED = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "List Number")
SIZES = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 11}


def word(talk: Talk) -> bytes:
    """The document's bytes."""
    from docx import Document

    document = Document()
    set_fonts(document, STYLED, SIZES)
    title = xml_text(visible_name(talk.title))
    document.core_properties.title = title[:255]
    document.core_properties.author = "Baton"
    document.add_paragraph(title, style="Title")
    for row in talk.rows:
        _turn(document, row, talk)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _turn(document: Any, row: Row, talk: Talk) -> None:
    answer = row.turn.answer
    document.add_paragraph(xml_text(" ".join(visible(answer.question).split())), style="Heading 1")
    add_muted(document.add_paragraph(), about_turn(row))
    if note := said_of(row, talk.lang):
        document.add_paragraph().add_run(xml_text(note)).bold = True
    for line in lines_of(answer.text):
        _line(document, line)
    if not (cited := sources_of(answer)):
        return
    document.add_paragraph(say("ask.cited" if answer.citations else "ask.nearest", talk.lang), style="Heading 2")
    numbering = _numbered_anew(document)
    for citation in cited:
        paragraph = document.add_paragraph(style="List Number")
        _number(paragraph, numbering)
        add_link(paragraph, source_line(citation, row.client_of, talk.lang), talk.address + citation.url)
        paragraph.add_run().add_break()
        add_muted(paragraph, excerpt(citation))


def _line(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph(style="List Bullet" if line.kind == "item" else "Normal")
    for piece, strong in runs_of(line.text):
        paragraph.add_run(xml_text(piece)).bold = strong or line.kind == "heading"


def _numbered_anew(document: Any) -> int:
    """The id of a numbering like List Number's that begins at 1."""
    own = document.styles["List Number"].element.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    like = next(num for num in numbering.num_lst if num.numId == own)
    made = numbering.add_num(like.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def _number(paragraph: Any, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering
