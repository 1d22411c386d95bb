"""What every Word document of Baton's is made of: fonts for both scripts, muted words, links.

What XML cannot hold is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.outgoing import xml_text

LATIN, HAN = "Calibri", "Microsoft YaHei"
INK, MUTED, LINK = "1B2223", "647071", "1C6854"


def set_fonts(document: Any, styled: tuple[str, ...], sizes: Mapping[str, float]) -> None:
    """Both scripts' fonts on every style used: Word's own template leaves Chinese to whatever is there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    spoken = OxmlElement("w:lang")  # else a fallback font draws Chinese punctuation as Taiwan's, in mid-air
    spoken.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    for name in styled:
        style = document.styles[name]
        style.font.name, style.font.color.rgb = LATIN, RGBColor.from_string(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), HAN)
    for name, size in sizes.items():
        document.styles[name].font.size = Pt(size)


def add_muted(paragraph: Any, text: str) -> None:
    """Add words beside the point: smaller, and paler."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(xml_text(text))
    run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(MUTED)


def add_link(paragraph: Any, text: str, address: str) -> Any:
    """Add a link: to an address, or with "#name" to a bookmark of the document. The run it shows."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    if address.startswith("#"):
        link.set(qn("w:anchor"), address[1:])
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(xml_text(text))
    run.font.color.rgb = RGBColor.from_string(LINK)
    link.append(run._r)
    paragraph._p.append(link)
    return run
