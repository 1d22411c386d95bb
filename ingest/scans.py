"""PDFs and pictures, page by page: the text they carry, or what OCR reads where they carry none.

Pages and paragraphs count from 1. A PDF page without usable text is rendered and read;
one with text is never OCR'd, so words inside its figures are not found. pdfium is not
thread-safe: one lock serves the process. It does not rebuild tables.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import DamagedFile, EncryptedFile, TooLarge, UnsupportedFile
from ingest.ocr import read_picture
from ingest.pagetext import Line, body_size, edge_key, is_page_number, paragraphs
from vectorstore.models import Block, Locator

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 200
_MAX_PIXELS = 120_000_000  # a 100-megapixel photo is real; a "decompression bomb" claims billions
_MAX_SIDE_PT = 3000.0  # a page larger than A0 is rendered at a lower resolution
_HEADING = 1.15  # letters this much larger than the body's
_NEIGHBOURS = 2  # pages on each side looked at for running headers
_pdfium_lock = threading.RLock()


@contextmanager
def open_pdf(path: Path, file: str) -> Iterator[Any]:
    """A pdfium document, closed at the end. Raises EncryptedFile or DamagedFile."""
    import pypdfium2

    with _pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise EncryptedFile(file=file) from error
            raise DamagedFile(file=file, reason=str(error)[:120]) from error
        try:
            if len(document) == 0:
                raise DamagedFile(file=file, reason="no pages")
            yield document
        finally:
            document.close()


def pages(path: Path, file: str) -> int:
    """How many pages (a picture's frames, for TIFF) there are to read."""
    if _is_pdf(path):
        with open_pdf(path, file) as document:
            return len(document)
    with _open_picture(path, file) as picture:
        return getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1


def read_pages(path: Path, file: str, first: int, last: int) -> list[Block]:
    """Blocks of pages `first` to `last`, inclusive. A page with nothing on it gives none."""
    if _is_pdf(path):
        with open_pdf(path, file) as document:
            return _read_pdf(document, file, first, min(last, len(document)))
    with _open_picture(path, file) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        blocks: list[Block] = []
        for page in range(first, min(last, frames) + 1):
            blocks.extend(_blocks(_frame_lines(picture, file, page), page, blocks))
        return blocks


def render_page(path: Path, page: int, width: int) -> bytes:
    """Page `page` as a PNG of `width` pixels. Raises IndexError for a page that is not there."""
    if not _is_pdf(path):
        with _open_picture(path, path.name) as picture:
            picture.seek(page - 1)
            return _png(picture.convert("RGB"), width)
    with open_pdf(path, path.name) as document:
        if not 1 <= page <= len(document):
            raise IndexError(page)
        sheet = document[page - 1]
        scale = min(width / max(1.0, sheet.get_width()), 6.0)
        return _png(sheet.render(scale=scale).to_pil().convert("RGB"), width)


def _png(picture: Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    out = io.BytesIO()
    picture.resize((width, height)).save(out, "PNG")
    return out.getvalue()


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(1024)


def _read_pdf(document: Any, file: str, first: int, last: int) -> list[Block]:
    near = range(max(1, first - _NEIGHBOURS), min(len(document), last + _NEIGHBOURS) + 1)
    lines = {page: _text_lines(document, page) for page in near}
    heights = {page: document.get_page_size(page - 1)[1] for page in near}
    running = _running(lines, heights)
    blocks: list[Block] = []
    for page in range(first, last + 1):
        kept, height, top = lines[page], heights[page], _DPI / 72
        if not _usable(kept):
            kept, height = read_picture(_rendered(document, page)), heights[page] * top
        kept = [line for line in kept if not is_page_number(line, height) and edge_key(line, height) not in running]
        blocks.extend(_blocks(kept, page, blocks))
    return blocks


def _running(lines: dict[int, list[Line]], heights: dict[int, float]) -> set[str]:
    """Headers and footers: edge lines that at least three of the pages share."""
    seen: dict[str, int] = {}
    for page, on_page in lines.items():
        for key in {key for line in on_page if (key := edge_key(line, heights[page]))}:
            seen[key] = seen.get(key, 0) + 1
    return {key for key, count in seen.items() if count >= 3}


def _blocks(lines: list[Line], page: int, before: list[Block]) -> list[Block]:
    """A page's paragraphs. Until its first heading they stand under the last one `before`."""
    usual = body_size(lines)
    blocks: list[Block] = []
    under = next(((block.text,) for block in reversed(before) if block.kind == "heading"), ())
    for number, paragraph in enumerate(paragraphs(lines), start=1):
        locator = Locator(page=page, paragraph=number)
        large = paragraph.size >= _HEADING * usual and paragraph.lines <= 2 and len(paragraph.text) <= 80
        if large and len(lines) > 2:
            blocks.append(Block(paragraph.text, locator, kind="heading"))
            under = (paragraph.text,)
        else:
            blocks.append(Block(paragraph.text, locator, headings=under))
    return blocks


def _text_lines(document: Any, page: int) -> list[Line]:
    """The page's own text by lines, in the order the PDF gives it, from the top left."""
    import pypdfium2

    try:
        sheet = document[page - 1]
        text_page = sheet.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    height = sheet.get_height()
    text = text_page.get_text_range()
    lines: list[Line] = []
    at = 0
    for written in text.split("\n"):
        said = written.rstrip("\r")
        if said.strip():
            lines.append(_measured(text_page, said, at, height))
        at += len(written) + 1
    return lines


def _measured(text_page: Any, said: str, at: int, height: float) -> Line:
    """The line with its box, from its first and last visible characters. pdfium counts characters
    that it leaves out of the text, so places in the text are translated."""
    import pypdfium2
    import pypdfium2.raw

    first = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex(text_page, at + len(said) - len(said.lstrip()))
    last = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex(text_page, at + len(said.rstrip()) - 1)
    try:
        left, bottom, _, top = text_page.get_charbox(first, loose=True)
        _, other_bottom, right, other_top = text_page.get_charbox(last, loose=True)
    except pypdfium2.PdfiumError:
        return Line(said, 0.0, 0.0, 0.0, 0.0, 0.0)
    size = pypdfium2.raw.FPDFText_GetFontSize(text_page, first)
    high, low = max(top, other_top), min(bottom, other_bottom)
    return Line(said, left, height - high, right, height - low, size if size > 1.5 else high - low)


def _usable(lines: list[Line]) -> bool:
    """Enough text, and real letters: fonts without a Unicode table give boxes and private signs."""
    text = "".join(line.text for line in lines)
    visible = [c for c in text if not c.isspace()]
    broken = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or ord(c) < 32 for c in visible)
    return len(visible) >= 10 and broken <= 0.1 * len(visible)


def _rendered(document: Any, page: int) -> Image:
    sheet = document[page - 1]
    scale = _DPI / 72 * min(1.0, _MAX_SIDE_PT / max(1.0, *sheet.get_size()))
    picture: Image = sheet.render(scale=scale).to_pil()
    return picture


@contextmanager
def _open_picture(path: Path, file: str) -> Iterator[Image]:
    from PIL import Image as pillow
    from PIL import UnidentifiedImageError

    try:
        picture = pillow.open(path)
    except UnidentifiedImageError as error:
        raise UnsupportedFile(file=file, found="HEIC" if _is_heic(path) else "image") from error
    except (OSError, ValueError, SyntaxError, pillow.DecompressionBombError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error
    with picture:
        if picture.width * picture.height > _MAX_PIXELS:
            size, limit = f"{picture.width}×{picture.height}", f"{_MAX_PIXELS // 1_000_000} megapixels"
            raise TooLarge(file=file, size=size, limit=limit)
        yield picture


def _is_heic(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(12)[4:8] == b"ftyp"


def _frame_lines(picture: Image, file: str, page: int) -> list[Line]:
    from PIL import ImageOps

    try:
        picture.seek(page - 1)
        return read_picture(ImageOps.exif_transpose(picture))
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error
