from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from ingest.errors import DamagedFile
from ingest.officexml import docx_lines

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(path: Path, xml: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return path


def test_paragraphs_with_breaks_and_tabs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("王莉\t0:03\n先停投。")
    document.add_paragraph("")
    document.add_paragraph("再复盘。")
    with (tmp_path / "d").open("wb") as stream:
        document.save(stream)
    assert docx_lines(tmp_path / "d", "d.docx") == ["王莉\t0:03", "先停投。", "", "再复盘。"]


def test_a_limit_stops_early(tmp_path: Path) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(200_000))
    path = package(tmp_path / "d", f"<w:document {W}><w:body>{paragraphs}</w:body></w:document>")
    assert 10 <= len(docx_lines(path, "d.docx", limit=10)) < 10_000


@pytest.mark.parametrize("xml", ["", "not xml", "<a><b></a>", f"<w:document {W}><w:p>"])
def test_damaged_xml(tmp_path: Path, xml: str) -> None:
    with pytest.raises(DamagedFile):
        docx_lines(package(tmp_path / "d", xml), "坏.docx")


def test_no_document_inside(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "d", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(DamagedFile):
        docx_lines(tmp_path / "d", "坏.docx")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
    entities = f'<!DOCTYPE d [<!ENTITY a "lollollol"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>&k;&f;好</w:t></w:r></w:p></w:body></w:document>"
    path = package(tmp_path / "d", entities + body)
    try:
        lines = docx_lines(path, "d.docx")
    except DamagedFile:
        return
    assert "root:" not in "".join(lines)
    assert len("".join(lines)) < 100
