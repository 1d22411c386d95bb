from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import openpyxl
import pypdf
import pytest
from docx import Document
from PIL import Image

from ingest.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    NothingFound,
    UnreadableText,
    UnsupportedFile,
)
from ingest.recognise import Recognised, recognise
from vectorstore.models import Kind

LONG_NAME = "2024年双十一全域投放复盘与达人合作交接总表（最终版）" * 4


def as_file(tmp_path: Path, data: bytes, name: str) -> Recognised:
    """Recognised as the app does it: stored under a hash, known by its name."""
    path = tmp_path / "3f2a9c"
    path.write_bytes(data)
    return recognise(path, name)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def a_docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def an_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "预算"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_pdf(password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind)
    return out.getvalue()


REAL = [
    ("book-war-and-peace-1p.txt", Kind.DOCUMENT, ".txt"),
    ("figure-overlay-text.pdf", Kind.PDF, ".pdf"),
    ("fake-email-b64.eml", Kind.MAIL, ".eml"),
    ("1_fake-email.txt", Kind.MAIL, ".eml"),
    ("signed-doc.p7s", Kind.MAIL, ".eml"),
    ("fake.odt", Kind.DOCUMENT, ".odt"),
    ("simple.zip", Kind.ARCHIVE, ".zip"),
    ("fake-doc.rtf", Kind.DOCUMENT, ".rtf"),
    ("README.rst", Kind.DOCUMENT, ".rst"),
    ("README.org", Kind.DOCUMENT, ".org"),
    ("eng_spa_mult.pptx", Kind.SLIDES, ".pptx"),
    ("eng_spa_mult.doc", Kind.DOCUMENT, ".docx"),
    ("eng_spa_mult.ppt", Kind.SLIDES, ".pptx"),
    ("fake.doc", Kind.DOCUMENT, ".doc"),
    ("fake.docx", Kind.DOCUMENT, ".docx"),
    ("semicolon-delimited.csv", Kind.SHEET, ".csv"),
    ("stanley-cups-utf-16.csv", Kind.SHEET, ".csv"),
    ("stanley-cups.tsv", Kind.SHEET, ".tsv"),
    ("stanley-cups.xlsx", Kind.SHEET, ".xlsx"),
    ("tests-example.xls", Kind.SHEET, ".xls"),
    ("codeblock.md", Kind.DOCUMENT, ".md"),
    ("umlauts-non-utf8.md", Kind.DOCUMENT, ".md"),
    ("fake-html-lang-de.html", Kind.DOCUMENT, ".html"),
    ("factbook.xml", Kind.DOCUMENT, ".xml"),
    ("factbook-utf-16.xml", Kind.DOCUMENT, ".xml"),
    ("winter-sports.epub", Kind.DOCUMENT, ".epub"),
    ("fake-email.msg", Kind.MAIL, ".msg"),
    ("bmp_24.bmp", Kind.IMAGE, ".bmp"),
    ("DA-1p.heic", Kind.IMAGE, ".heic"),
    ("DA-1p.png", Kind.IMAGE, ".png"),
    ("chi_sim_image.jpeg", Kind.IMAGE, ".jpg"),
    ("fake.go", Kind.DOCUMENT, ".txt"),
    ("simple.yaml", Kind.DOCUMENT, ".txt"),
    ("file_we_dont_want_imported", Kind.DOCUMENT, ".txt"),
]


@pytest.mark.parametrize(("name", "kind", "suffix"), REAL)
def test_real_files(real_file: Callable[[str], Path], name: str, kind: Kind, suffix: str) -> None:
    found = recognise(real_file(name), name)
    assert (found.kind, found.suffix) == (kind, suffix)
    assert "/" in found.media_type


@pytest.mark.parametrize(
    ("name", "kind", "suffix"), [real for real in REAL if real[2] in (".docx", ".xlsx", ".png", ".pdf", ".doc")]
)
def test_a_wrong_extension_changes_nothing(
    real_file: Callable[[str], Path], name: str, kind: Kind, suffix: str
) -> None:
    found = recognise(real_file(name), "会议录音.mp3")
    assert (found.kind, found.suffix) == (kind, suffix)


MEDIA = [
    (b"RIFF\0\0\0\0WAVEfmt ", Kind.RECORDING, ".wav"),
    (b"RIFF\0\0\0\0AVI LIST", Kind.VIDEO, ".avi"),
    (b"ID3\x04\0\0\0\0\0\0", Kind.RECORDING, ".mp3"),
    (b"\xff\xfb\x90\x64" + bytes(100), Kind.RECORDING, ".mp3"),
    (b"\xff\xf1\x50\x80" + bytes(100), Kind.RECORDING, ".aac"),
    (b"fLaC\0\0\0\x22", Kind.RECORDING, ".flac"),
    (b"OggS\0\x02", Kind.RECORDING, ".ogg"),
    (b"#!AMR\n", Kind.RECORDING, ".amr"),
    (b"\0\0\0\x20ftypM4A ", Kind.RECORDING, ".m4a"),
    (b"\0\0\0\x20ftypisom", Kind.VIDEO, ".mp4"),
    (b"\0\0\0\x14ftypqt  ", Kind.VIDEO, ".mov"),
    (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm", Kind.VIDEO, ".webm"),
    (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0#B\x82\x88matroska", Kind.VIDEO, ".mkv"),
    (b"FORM\0\0\0\0AIFFCOMM", Kind.RECORDING, ".aiff"),
    (b"FLV\x01\x05", Kind.VIDEO, ".flv"),
    (b"\0\0\x01\xba" + bytes(20), Kind.VIDEO, ".mpg"),
    ((b"\x47" + bytes(187)) * 5, Kind.VIDEO, ".ts"),
]


@pytest.mark.parametrize(("data", "kind", "suffix"), MEDIA)
def test_media_by_their_first_bytes(tmp_path: Path, data: bytes, kind: Kind, suffix: str) -> None:
    found = as_file(tmp_path, data + bytes(64), f"{LONG_NAME}.docx")
    assert (found.kind, found.suffix) == (kind, suffix)


def test_windows_media_is_sound_or_picture_by_its_name(tmp_path: Path) -> None:
    asf = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(50)
    assert as_file(tmp_path, asf, "会议.wma").kind is Kind.RECORDING
    assert as_file(tmp_path, asf, "演示.wmv").kind is Kind.VIDEO


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_pictures(tmp_path: Path, kind: str) -> None:
    assert as_file(tmp_path, a_picture(kind), "截图.txt").kind is Kind.IMAGE


def test_text_that_begins_like_a_bitmap_is_text(tmp_path: Path) -> None:
    assert as_file(tmp_path, b"BMW brand notes for the new client team, 2024.", "n.txt").kind is Kind.DOCUMENT


@pytest.mark.parametrize(
    ("text", "name", "kind", "suffix"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n", "x.txt", Kind.TRANSCRIPT, ".vtt"),
        ("1\n00:00:01,000 --> 00:00:02,000\nhi\n", "x.txt", Kind.TRANSCRIPT, ".srt"),
        ("说话人 1 00:00\n你好\n\n说话人 2 00:12\n好\n", "妙记.txt", Kind.TRANSCRIPT, ".txt"),
        ("张三 2024-03-05 14:23:11\n定了吗\n\n李四 2024-03-05 14:25:00\n定了\n", "群聊.txt", Kind.CHAT, ".txt"),
        ("<!DOCTYPE html><html><body>x</body></html>", "x.txt", Kind.DOCUMENT, ".html"),
        ('<?xml version="1.0"?><a>b</a>', "x", Kind.DOCUMENT, ".xml"),
        ("From: a@b.c\nTo: d@e.f\nSubject: 报价\n\n正文\n", "邮件.txt", Kind.MAIL, ".eml"),
        ("名称,金额\n口红,12\n", "表.csv", Kind.SHEET, ".csv"),
        ("# 标题\n\n正文\n", "SOP.md", Kind.DOCUMENT, ".md"),
        ("From: the desk of the client director, a note on tone.\nKeep it short.", "n.txt", Kind.DOCUMENT, ".txt"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_by_what_it_says(tmp_path: Path, text: str, name: str, kind: Kind, suffix: str, encoding: str) -> None:
    found = as_file(tmp_path, text.encode(encoding), name)
    assert (found.kind, found.suffix) == (kind, suffix)


def test_a_teams_transcript_in_word_is_a_transcript(tmp_path: Path) -> None:
    turns = ("Wang Li   0:03\nLet us begin.", "Zhao Min   0:10\nThe budget first.", "Wang Li   0:25\nAgreed.")
    assert as_file(tmp_path, a_docx(*turns), "Kickoff.docx").kind is Kind.TRANSCRIPT
    assert as_file(tmp_path, a_docx("品牌手册", "语气要克制。"), "手册.docx").kind is Kind.DOCUMENT


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile) as refused:
        as_file(tmp_path, b"", f"{LONG_NAME}.xlsx")
    assert LONG_NAME in refused.value.say("zh")


@pytest.mark.parametrize("data", [b"   \n\t\n", zipped({}), b"\xef\xbb\xbf"])
def test_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NothingFound):
        as_file(tmp_path, data, "空.txt")


@pytest.mark.parametrize("make", [a_docx, an_xlsx])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_office_file_is_damaged(tmp_path: Path, make: Callable[[], bytes], share: float) -> None:
    data = make()
    with pytest.raises(DamagedFile):
        as_file(tmp_path, data[: int(len(data) * share)], "表.xlsx")


def test_damaged_pdf_and_ole(tmp_path: Path) -> None:
    for data in (
        b"%PDF-1.7\nnot really",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        with pytest.raises(DamagedFile):
            as_file(tmp_path, data, "合同")


def test_passwords_are_noticed(tmp_path: Path) -> None:
    plain, sealed = io.BytesIO(an_xlsx()), io.BytesIO()
    msoffcrypto.OfficeFile(plain).encrypt("secret", sealed)
    locked_zip = bytearray(zipped({"报价.txt": b"x" * 50}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked_zip.index(signature) + offset
        locked_zip[at : at + 2] = struct.pack("<H", struct.unpack_from("<H", locked_zip, at)[0] | 1)
    sealed_odt = zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": b"<manifest:encryption-data/>",
        }
    )
    for data in (sealed.getvalue(), a_pdf("secret"), bytes(locked_zip), sealed_odt):
        with pytest.raises(EncryptedFile):
            as_file(tmp_path, data, "报价单")


def test_an_encrypted_real_mail(real_file: Callable[[str], Path], reader: object) -> None:
    found = recognise(real_file("fake-encrypted.msg"), "m.msg")
    assert found.kind is Kind.MAIL  # its body says so only when read: test_documents


def test_a_pdf_that_opens_without_a_password_is_fine(tmp_path: Path) -> None:
    assert as_file(tmp_path, a_pdf(), "合同.doc").kind is Kind.PDF


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), "7z"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"\x1f\x8b\x08\0" + bytes(30), "gzip"),
        (b"MZ\x90\0" + bytes(100), "Windows"),
        (b"\x7fELF\x02" + bytes(100), "Linux"),
        (bytes(257) + b"ustar" + bytes(100), "tar"),
        (b"SQLite format 3\0" + bytes(100), "SQLite"),
        (zipped({"[Content_Types].xml": b"x", "xl/workbook.bin": b"x"}), "XLSB"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "spreadsheet"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(UnsupportedFile) as refused:
        as_file(tmp_path, data, "附件.docx")
    assert word in refused.value.say("en")


def test_bytes_that_are_nothing(tmp_path: Path) -> None:
    noise = bytes(range(1, 256)) * 40
    with pytest.raises(UnreadableText):
        as_file(tmp_path, noise, "记录.txt")
    with pytest.raises(UnsupportedFile):
        as_file(tmp_path, noise, "记录.dat")
