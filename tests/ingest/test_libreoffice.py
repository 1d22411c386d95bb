from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest.errors import DamagedFile, NeedsLibreOffice, TookTooLong
from ingest.libreoffice import convert, find_libreoffice

installed = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")


@installed
def test_it_is_found() -> None:
    program = find_libreoffice()
    assert program is not None
    assert Path(program).exists()


@installed
def test_an_old_document_becomes_a_new_one(real_file: Callable[[str], Path], tmp_path: Path) -> None:
    made = convert(real_file("duplicate-paragraphs.doc"), "旧.doc", ".doc", ".docx", tmp_path, 120)
    assert any("duplicates" in paragraph.text for paragraph in docx.Document(str(made)).paragraphs)


@installed
def test_a_file_it_cannot_read(tmp_path: Path) -> None:
    broken = tmp_path / "b"
    broken.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    with pytest.raises(DamagedFile) as refused:
        convert(broken, "坏.ppt", ".ppt", ".pptx", tmp_path, 120)
    assert "坏.ppt" in refused.value.say("zh")


@installed
def test_it_is_stopped_in_time(real_file: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(TookTooLong):
        convert(real_file("fake.doc"), "慢.doc", ".doc", ".docx", tmp_path, 0.01)


def test_where_it_is_missing_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if find_libreoffice():
        pytest.skip("LibreOffice is in its usual place")
    (tmp_path / "old").write_bytes(b"x")
    with pytest.raises(NeedsLibreOffice) as refused:
        convert(tmp_path / "old", "旧.doc", ".doc", ".docx", tmp_path, 1)
    assert "DOCX" in refused.value.say("zh")
