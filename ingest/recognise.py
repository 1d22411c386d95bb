"""What a file is, by its content first and its name's extension second.

A renamed file is taken for what it is: a .docx called .txt is a document. The stored path
says nothing (originals are kept under their hash); `file` carries the name people know.
Damaged, empty, password-protected and unreadable files are refused here, before any parser
sees them. It does not promise that what it recognises can be read to the end, and an mp4
that it calls a video may hold sound only.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, NothingFound, UnreadableText, UnsupportedFile
from ingest.officexml import docx_lines
from ingest.textfiles import decode_head
from ingest.transcripts import talk_of
from vectorstore.models import Kind

_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file really is. `suffix` is its format's own, whatever the name said."""

    kind: Kind
    suffix: str
    media_type: str


_WORD = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

# first bytes -> what it is; longer and rarer ones first
_MAGIC: tuple[tuple[bytes, Recognised], ...] = (
    (b"\x89PNG\r\n\x1a\n", Recognised(Kind.IMAGE, ".png", "image/png")),
    (b"\xff\xd8\xff", Recognised(Kind.IMAGE, ".jpg", "image/jpeg")),
    (b"GIF87a", Recognised(Kind.IMAGE, ".gif", "image/gif")),
    (b"GIF89a", Recognised(Kind.IMAGE, ".gif", "image/gif")),
    (b"II*\0", Recognised(Kind.IMAGE, ".tiff", "image/tiff")),
    (b"MM\0*", Recognised(Kind.IMAGE, ".tiff", "image/tiff")),
    (b"{\\rtf", Recognised(Kind.DOCUMENT, ".rtf", "application/rtf")),
    (b"fLaC", Recognised(Kind.RECORDING, ".flac", "audio/flac")),
    (b"OggS", Recognised(Kind.RECORDING, ".ogg", "audio/ogg")),
    (b"ID3", Recognised(Kind.RECORDING, ".mp3", "audio/mpeg")),
    (b"#!AMR", Recognised(Kind.RECORDING, ".amr", "audio/amr")),
    (b"caff", Recognised(Kind.RECORDING, ".caf", "audio/x-caf")),
    (b"FLV\x01", Recognised(Kind.VIDEO, ".flv", "video/x-flv")),
    (b"\0\0\x01\xba", Recognised(Kind.VIDEO, ".mpg", "video/mpeg")),
    (b"\0\0\x01\xb3", Recognised(Kind.VIDEO, ".mpg", "video/mpeg")),
)
_RIFF = {
    b"WAVE": Recognised(Kind.RECORDING, ".wav", "audio/wav"),
    b"AVI ": Recognised(Kind.VIDEO, ".avi", "video/x-msvideo"),
    b"WEBP": Recognised(Kind.IMAGE, ".webp", "image/webp"),
}
_REFUSED = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"MZ", "Windows program"),
    (b"\x7fELF", "Linux program"),
    (b"SQLite format 3\0", "SQLite"),
    (b"8BPS", "Photoshop"),
    (b"%!PS", "PostScript"),
)
_ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BMP_HEADERS = (12, 40, 52, 56, 108, 124)  # sizes in use; "BM" alone begins many a text
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"}

_TEXT_BY_SUFFIX = {
    ".csv": Recognised(Kind.SHEET, ".csv", "text/csv"),
    ".tsv": Recognised(Kind.SHEET, ".tsv", "text/tab-separated-values"),
    ".md": Recognised(Kind.DOCUMENT, ".md", "text/markdown"),
    ".markdown": Recognised(Kind.DOCUMENT, ".md", "text/markdown"),
    ".html": Recognised(Kind.DOCUMENT, ".html", "text/html"),
    ".htm": Recognised(Kind.DOCUMENT, ".html", "text/html"),
    ".org": Recognised(Kind.DOCUMENT, ".org", "text/org"),
    ".rst": Recognised(Kind.DOCUMENT, ".rst", "text/x-rst"),
    ".xml": Recognised(Kind.DOCUMENT, ".xml", "application/xml"),
    ".eml": Recognised(Kind.MAIL, ".eml", "message/rfc822"),
}
_TEXT = Recognised(Kind.DOCUMENT, ".txt", "text/plain")
_MAIL_HEADERS = (
    "from:", "to:", "subject:", "date:", "received:", "mime-version:", "message-id:", "return-path:", "content-type:",
)  # fmt: skip


def recognise(path: Path, file: str) -> Recognised:
    """What `path` holds. Raises EmptyFile, DamagedFile, EncryptedFile, NothingFound,
    UnreadableText or UnsupportedFile, each naming `file`."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise EmptyFile(file=file)
    suffix = PurePath(file).suffix.lower()
    if b"%PDF-" in head[:1024]:
        _check_pdf(path, file)
        return Recognised(Kind.PDF, ".pdf", "application/pdf")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip(path, file)
    if head.startswith(_OLE):
        return _ole(path, file)
    found = _by_magic(head, suffix)
    if found is None:
        _refuse_known(head, file)
    return found or _text(head, file, suffix)


def _by_magic(head: bytes, suffix: str) -> Recognised | None:
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:2] == b"BM" and len(head) >= 26 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return Recognised(Kind.IMAGE, ".bmp", "image/bmp")
    return _media(head, suffix)


def _media(head: bytes, suffix: str) -> Recognised | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _HEIC_BRANDS:
            return Recognised(Kind.IMAGE, ".heic", "image/heic")
        if brand in (b"M4A ", b"M4B ", b"M4P ") or suffix == ".m4a":
            return Recognised(Kind.RECORDING, ".m4a", "audio/mp4")
        mov = brand == b"qt  "
        return Recognised(Kind.VIDEO, ".mov" if mov else ".mp4", "video/quicktime" if mov else "video/mp4")
    if head[4:8] in (b"moov", b"mdat", b"wide") and suffix in (".mov", ".mp4", ".m4a", ".m4v"):
        return Recognised(Kind.VIDEO, ".mov", "video/quicktime")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        webm = b"webm" in head[:64]
        return Recognised(Kind.VIDEO, ".webm" if webm else ".mkv", "video/webm" if webm else "video/x-matroska")
    if head.startswith(_ASF):
        if suffix == ".wma":
            return Recognised(Kind.RECORDING, ".wma", "audio/x-ms-wma")
        return Recognised(Kind.VIDEO, ".wmv", "video/x-ms-wmv")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Recognised(Kind.RECORDING, ".aiff", "audio/aiff")
    if len(head) > 188 and head[0] == 0x47 and all(head[at] == 0x47 for at in range(0, min(len(head), 188 * 4), 188)):
        return Recognised(Kind.VIDEO, ".ts", "video/mp2t")
    if len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        adts = head[1] & 0xF6 == 0xF0
        layer_2_or_3 = head[1] & 0x06 in (0x02, 0x04)  # layer 1 would be FF FE, which begins UTF-16 text
        mpeg = layer_2_or_3 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
        if adts or mpeg:
            return Recognised(Kind.RECORDING, ".aac" if adts else ".mp3", "audio/aac" if adts else "audio/mpeg")
    return None


def _refuse_known(head: bytes, file: str) -> None:
    """Formats we know and do not read."""
    for magic, found in _REFUSED:
        if head.startswith(magic):
            raise UnsupportedFile(file=file, found=found)
    if head[257:262] == b"ustar":
        raise UnsupportedFile(file=file, found="tar")


def _check_pdf(path: Path, file: str) -> None:
    from ingest.scans import open_pdf  # pulls in no parser until called

    with open_pdf(path, file):
        pass


def _zip(path: Path, file: str) -> Recognised:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            mime = archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
            sealed = "META-INF/manifest.xml" in names and b"encryption-data" in _start(archive, "META-INF/manifest.xml")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error
    if not names:
        raise NothingFound(file=file)
    if sealed or any(member.flag_bits & 0x1 for member in members):
        raise EncryptedFile(file=file)
    return _office(path, file, names) or _open_format(mime, file) or Recognised(Kind.ARCHIVE, ".zip", "application/zip")


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(2**20)


def _office(path: Path, file: str, names: set[str]) -> Recognised | None:
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        talk = talk_of("\n".join(docx_lines(path, file, limit=400)))
        media = f"{_WORD}.wordprocessingml.document"
        return Recognised(Kind.TRANSCRIPT if talk is Kind.TRANSCRIPT else Kind.DOCUMENT, ".docx", media)
    if "ppt/presentation.xml" in names:
        return Recognised(Kind.SLIDES, ".pptx", f"{_WORD}.presentationml.presentation")
    if "xl/workbook.xml" in names:
        return Recognised(Kind.SHEET, ".xlsx", f"{_WORD}.spreadsheetml.sheet")
    if "xl/workbook.bin" in names:
        raise UnsupportedFile(file=file, found="XLSB")
    return None


def _open_format(mime: str, file: str) -> Recognised | None:
    if mime == "application/epub+zip":
        return Recognised(Kind.DOCUMENT, ".epub", mime)
    if mime.startswith(f"{_OPEN}.text"):
        return Recognised(Kind.DOCUMENT, ".odt", mime)
    if mime.startswith(_OPEN):
        raise UnsupportedFile(file=file, found=mime.removeprefix("application/vnd.oasis."))
    return None


def _ole(path: Path, file: str) -> Recognised:
    import msoffcrypto
    import olefile

    try:
        with olefile.OleFileIO(path) as ole:
            streams = {"/".join(parts) for parts in ole.listdir()}
            sealed_mail = (
                ole.exists("__substg1.0_001A001F")
                and b"S\0M\0I\0M\0E\0" in ole.openstream("__substg1.0_001A001F").read().upper()
            )
    except (OSError, ValueError, IndexError, struct.error, TypeError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error
    if "EncryptedPackage" in streams:
        raise EncryptedFile(file=file)
    if "__properties_version1.0" in streams:
        return Recognised(Kind.MAIL, ".msg", "application/vnd.ms-outlook")
    found = _old_office(streams)
    if found is None:
        raise UnsupportedFile(file=file, found="OLE")
    with path.open("rb") as stream:
        try:
            sealed = msoffcrypto.OfficeFile(stream).is_encrypted()
        except (msoffcrypto.exceptions.FileFormatError, OSError, ValueError, struct.error, IndexError) as error:
            raise DamagedFile(file=file, reason=str(error)[:120]) from error
    if sealed or sealed_mail:
        raise EncryptedFile(file=file)
    return found


def _old_office(streams: set[str]) -> Recognised | None:
    if "WordDocument" in streams:
        return Recognised(Kind.DOCUMENT, ".doc", "application/msword")
    if "Workbook" in streams or "Book" in streams:
        return Recognised(Kind.SHEET, ".xls", "application/vnd.ms-excel")
    if "PowerPoint Document" in streams:
        return Recognised(Kind.SLIDES, ".ppt", "application/vnd.ms-powerpoint")
    return None


def _text(head: bytes, file: str, suffix: str) -> Recognised:
    text = decode_head(head)
    if text is None:
        if suffix in _TEXT_BY_SUFFIX or suffix in (".txt", ".srt", ".vtt", ".log"):
            raise UnreadableText(file=file)
        raise UnsupportedFile(file=file, found=suffix or "binary")
    if not text.strip():
        raise NothingFound(file=file)
    return _text_kind(text, suffix)


def _text_kind(text: str, suffix: str) -> Recognised:
    start = text.lstrip()[:2000].lower()
    if start.startswith("webvtt"):
        return Recognised(Kind.TRANSCRIPT, ".vtt", "text/vtt")
    if _is_mail(text):
        return _TEXT_BY_SUFFIX[".eml"]
    if start.startswith(("<!doctype html", "<html")) or (start.startswith("<?xml") and "<html" in start):
        return _TEXT_BY_SUFFIX[".html"]
    if start.startswith("<?xml"):
        return _TEXT_BY_SUFFIX[".xml"]
    if suffix in (".csv", ".tsv", ".html", ".htm", ".xml"):
        return _TEXT_BY_SUFFIX[suffix]
    talk = talk_of(text)
    if talk is Kind.CHAT:
        return Recognised(Kind.CHAT, ".txt", "text/plain")
    if talk is Kind.TRANSCRIPT:
        srt = "-->" in text[:500]
        return Recognised(Kind.TRANSCRIPT, ".srt" if srt else ".txt", "application/x-subrip" if srt else "text/plain")
    return _TEXT_BY_SUFFIX.get(suffix, _TEXT)


def _is_mail(text: str) -> bool:
    """Several mail headers before the first empty line, the first line being one of them."""
    lines = text.lstrip().split("\n\n", 1)[0].lower().split("\n")[:60]
    found = {header for line in lines for header in _MAIL_HEADERS if line.startswith(header)}
    return lines[0].startswith((*_MAIL_HEADERS, "x-", "delivered-to:", "dkim-signature:")) and (
        len(found) >= 3 or {"mime-version:", "from:"} <= found or {"mime-version:", "content-type:"} <= found
    )
