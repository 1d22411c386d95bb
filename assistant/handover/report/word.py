"""A report as a Word document: real headings that make a table of contents, tables whose head is repeated, marks that
lead to their sources, and page numbers.

The table of contents and the number of pages are fields, which Word fills in; what stands there before is right
but for the page numbers.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from assistant.handover.report.document import (
    BREAK,
    Block,
    Document,
    Heading,
    Items,
    Paragraph,
    Reference,
    Role,
    Table,
    Text,
    Tone,
)
from assistant.outgoing import xml_text
from assistant.wordfile import LINK, MUTED, add_link, add_muted, set_fonts
from vectorstore.visible import visible

STYLED = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Quote", "Footer")
SIZES = {"Normal": 10.5, "Title": 24, "Subtitle": 11, "Heading 1": 16, "Heading 2": 12, "Footer": 8.5}
WARNING, SOFT, LINE = "9A4A10", "EEF4F1", "D9DFDD"
COLORS = {Tone.MUTED: MUTED, Tone.WARNING: WARNING}
TABLE, TABLE_PT = "Baton Table", 9
MARGIN_MM, PAGE_MM = 21, (210, 297)


def word(document: Document) -> bytes:
    """The file's bytes."""
    from docx import Document as new

    file = new()
    _set_up(file, document)
    file.add_paragraph(document.kicker, style="Subtitle")
    file.add_paragraph(_shown(document.title), style="Title")
    _table(file, document.cover)
    for note in document.notes:
        _block(file, note)
    _contents(file, document)
    for i, section in enumerate(document.sections):
        heading = _anchored(file.add_paragraph(_shown(section.title), style="Heading 1"), f"part-{section.key}", i)
        heading.paragraph_format.page_break_before = i == 0
        for block in section.blocks:
            _block(file, block)
    if document.references:
        first = file.add_paragraph(document.sources_title, style="Heading 1")
        _anchored(first, "part-sources", len(document.sections)).paragraph_format.page_break_before = True
        for reference in document.references:
            _reference(file, reference)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _set_up(file: Any, document: Document) -> None:
    """Fonts, paper, properties and what stands at the foot of each page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    set_fonts(file, STYLED, SIZES)
    _table_style(file)
    for name, above, below in (("Heading 1", 22, 8), ("Heading 2", 14, 4), ("Title", 0, 18), ("Normal", 0, 6)):
        space = file.styles[name].paragraph_format
        space.space_before, space.space_after = Pt(above), Pt(below)
    file.styles["Subtitle"].font.italic = file.styles["Quote"].font.italic = False  # Chinese has no slanted letters
    file.styles["Subtitle"].font.color.rgb = RGBColor.from_string(LINK)
    file.styles["Footer"].font.color.rgb = RGBColor.from_string(MUTED)
    file.styles["Quote"].paragraph_format.left_indent = Mm(6)
    for name in ("Title", "Quote"):
        for line in file.styles[name].element.iter(qn("w:pBdr")):
            line.getparent().remove(line)
    paper = file.sections[0]
    paper.page_width, paper.page_height = map(Mm, PAGE_MM)
    paper.left_margin = paper.right_margin = paper.top_margin = paper.bottom_margin = Mm(MARGIN_MM)
    about = file.core_properties
    about.title = _shown(f"{document.kicker} · {document.title}")[:255]
    about.author, about.comments, about.language = "Baton", "", "zh-CN" if document.lang == "zh" else "en-GB"
    foot = paper.footer.paragraphs[0]
    file.styles["Footer"].paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(PAGE_MM[0] - 2 * MARGIN_MM), _right())
    foot.add_run(f"{_shown(document.footer)}\t")
    before, _, rest = document.page_of.partition("{n}")
    between, _, after = rest.partition("{all}")
    for said, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        foot.add_run(said)
        if field:
            _field(foot, field, "1")


def _right() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT


def _contents(file: Any, document: Document) -> None:
    """The table of contents: a field around links that lead to the parts already."""
    from docx.shared import Pt

    file.add_paragraph(document.contents_title, style="Normal").runs[0].bold = True
    parts = [(one.key, one.title) for one in document.sections]
    if document.references:
        parts.append(("sources", document.sources_title))
    lines = [file.add_paragraph() for _ in parts]
    if lines:
        _field_edge(lines[0], "begin", 'TOC \\o "1-1" \\h \\z \\u')
    for line, (key, title) in zip(lines, parts, strict=True):
        line.paragraph_format.space_after = Pt(3)
        add_link(line, _shown(title), f"#part-{key}")
    if lines:
        _field_edge(lines[-1], "end")


def _block(file: Any, block: Block) -> None:
    match block:
        case Heading(text):
            file.add_paragraph(_shown(text), style="Heading 2")
        case Paragraph(text, role):
            paragraph = file.add_paragraph(style="Quote" if role is Role.QUOTE else "Normal")
            _runs(paragraph, text, strong=role is Role.LEAD)
            paragraph.paragraph_format.keep_with_next = role is Role.LEAD or None
            if role is Role.NOTE:
                _shade(paragraph._p.get_or_add_pPr(), SOFT)
        case Items(items):
            for item in items:
                _runs(file.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(file, block)


def _table(file: Any, block: Table) -> None:
    from docx.shared import Mm, Pt

    columns = len(block.widths)
    head = [block.head] if block.head else []
    table = file.add_table(rows=len(head) + len(block.rows), cols=columns)
    table.autofit, table.style = False, TABLE
    room = (PAGE_MM[0] - 2 * MARGIN_MM) / sum(block.widths)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Mm(room * share)
    cells = table._cells  # asked for once: each row.cells walks the whole table
    for i, said in enumerate(head):
        _repeated(table.rows[i])
        for cell, title in zip(cells[:columns], said, strict=True):
            cell.paragraphs[0].add_run(_shown(title)).bold = True
            _shade(cell._tc.get_or_add_tcPr(), SOFT)
    for i, row in enumerate(block.rows, start=len(head)):
        for j, text in enumerate(row):
            _runs(cells[i * columns + j].paragraphs[0], text, muted=not head and j == 0)
    for laid in table.rows:
        laid._tr.get_or_add_trPr().insert(0, _element("w:cantSplit"))
    for i, cell in enumerate(cells):
        cell.width = Mm(room * block.widths[i % columns])
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(3)
            for run in paragraph._p.iter(_tag("w:r")):
                _set_size(run, TABLE_PT)
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _runs(paragraph: Any, text: Text, *, muted: bool = False, strong: bool = False) -> None:
    from docx.shared import RGBColor

    for run in text:
        if run is BREAK:
            paragraph.add_run().add_break()
            continue
        added = paragraph.add_run(_shown(run.text))
        added.bold = strong or run.tone is Tone.STRONG or None
        if color := COLORS.get(Tone.MUTED if muted else run.tone):
            added.font.color.rgb = RGBColor.from_string(color)
        for n in run.marks:
            add_link(paragraph, f"\u2009[{n}]", f"#source-{n}")


def _reference(file: Any, reference: Reference) -> None:
    from docx.shared import Mm, Pt

    paragraph = _anchored(file.add_paragraph(), f"source-{reference.n}", 10_000 + reference.n)
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(10), Mm(-10)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(10))
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.keep_with_next = bool(reference.quote)
    paragraph.add_run(f"[{reference.n}]\t")
    add_link(paragraph, _shown(reference.title), reference.link)
    paragraph.add_run().add_break()
    add_muted(paragraph, _shown(" · ".join(reference.about)))
    if reference.quote:
        quote = file.add_paragraph(_shown(reference.quote), style="Quote")
        quote.paragraph_format.left_indent = Mm(10)
        quote.paragraph_format.space_after = Pt(10)


def _shown(text: str) -> str:
    return xml_text(" ".join(visible(text).split("\n")))


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(_tag(f"w:{key}"), value)
    return made


def _anchored(paragraph: Any, name: str, number: int) -> Any:
    """The paragraph, with a bookmark that links lead to."""
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))
    return paragraph


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    _field_edge(paragraph, "begin", instruction)
    paragraph.add_run(shown)
    _field_edge(paragraph, "end")


def _field_edge(paragraph: Any, edge: str, instruction: str = "") -> None:
    """One end of a field; with the instruction, and what separates it from what is shown, at its beginning."""
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType=edge))
    if instruction:
        told = _element("w:instrText")
        told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        told.text = f" {instruction} "
        paragraph.add_run()._r.append(told)
        paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))


def _shade(properties: Any, color: str) -> None:
    properties.append(_element("w:shd", val="clear", color="auto", fill=color))


def _repeated(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _table_style(file: Any) -> None:
    """Tables with a thin line under each row, and no other."""
    from docx.enum.style import WD_STYLE_TYPE

    style = file.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    properties = _element("w:tblPr")
    properties.append(borders)
    style.element.append(properties)


def _set_size(run: Any, points: float) -> None:
    properties = run.get_or_add_rPr()
    for tag in ("w:sz", "w:szCs"):
        properties.append(_element(tag, val=str(int(points * 2))))
