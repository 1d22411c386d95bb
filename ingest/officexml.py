"""The paragraphs of a docx, read straight from its XML: enough to tell what it is.

Used before the real parser runs, so it is bounded: no entity is expanded, and no more than
64 MB of XML is decompressed. Knows nothing of styles, tables or numbering.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from ingest.errors import DamagedFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_XML = 64 * 2**20


def docx_lines(path: Path, file: str, limit: int | None = None) -> list[str]:
    """Text of each paragraph, line breaks inside one kept as further lines. Raises DamagedFile.

    `limit` stops after that many lines."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as member:
            parser = etree.XMLPullParser(events=("end",), resolve_entities=False, no_network=True, huge_tree=False)
            lines: list[str] = []
            fed = 0
            while (piece := member.read(2**16)) and fed < _MAX_XML:
                fed += len(piece)
                parser.feed(piece)
                for _, element in parser.read_events():
                    if element.tag == f"{_W}p":
                        lines.extend(_paragraph(element).split("\n"))
                        element.clear()
                if limit is not None and len(lines) >= limit:
                    return lines
            parser.close()
            return lines
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, etree.XMLSyntaxError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error


def _paragraph(element: object) -> str:
    parts: list[str] = []
    for node in element.iter():  # type: ignore[attr-defined]
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts)
