"""A conversation as a Word document: real headings, numbered sources that start anew under each answer, and fonts
for both scripts. What XML cannot hold is left out."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

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
from vectorstore.visible import visible, visible_name

LATIN, HAN = "Calibri", "Microsoft YaHei"
INK, MUTED = "1B2223", "647071"
STYLED = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "List Number")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word(talk: Talk) -> bytes:
    """The document's bytes."""
    from docx import Document

    document = Document()
    _set_fonts(document)
    title = _clean(visible_name(talk.title))
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
    document.add_paragraph(_clean(" ".join(visible(answer.question).split())), style="Heading 1")
    _muted(document.add_paragraph(), about_turn(row))
    if note := said_of(row, talk.lang):
        document.add_paragraph().add_run(_clean(note)).bold = True
    for line in lines_of(answer.text):
        _line(document, line)
    if not (cited := sources_of(answer)):
        return
    document.add_paragraph(say("ask.cited" if answer.citations else "ask.nearest", talk.lang), style="Heading 2")
    numbering = _numbered_anew(document)
    for citation in cited:
        paragraph = document.add_paragraph(style="List Number")
        _number(paragraph, numbering)
        _link(paragraph, source_line(citation, row.client_of, talk.lang), talk.address + citation.url)
        paragraph.add_run().add_break()
        _muted(paragraph, excerpt(citation))


def _line(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph(style="List Bullet" if line.kind == "item" else "Normal")
    for piece, strong in runs_of(line.text):
        paragraph.add_run(_clean(piece)).bold = strong or line.kind == "heading"


def _muted(paragraph: Any, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_clean(text))
    run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(MUTED)


def _set_fonts(document: Any) -> None:
    """Both scripts' fonts on every style used: Word's own template leaves Chinese to whatever is there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    spoken = OxmlElement("w:lang")  # else a fallback font draws Chinese punctuation as Taiwan's, in mid-air
    spoken.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    for name in STYLED:
        style = document.styles[name]
        style.font.name, style.font.color.rgb = LATIN, RGBColor.from_string(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), HAN)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        document.styles[name].font.size = Pt(size)


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


def _link(paragraph: Any, text: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_clean(text))
    run.font.color.rgb = RGBColor.from_string("1C6854")
    link.append(run._r)
    paragraph._p.append(link)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
