"""Documents to blocks, by unstructured; the only file that imports it.

Word, PowerPoint, HTML, Markdown, mail, EPUB, RTF, ODT, Org, reStructuredText and XML are
partitioned by unstructured, old Office formats after LibreOffice has converted them, sheets
by sheets.py, plain text here. Headings come from styles and tags, and from the numbering
Chinese documents use (一、 （一） 第一章). Paragraphs count from 1, tables keep their rows.

Nothing is fetched: unstructured would download a spaCy model for its guesses about what is
a title; it is given an empty pipeline instead, and those guesses are not used. Its telemetry
is off. Pictures inside documents are not read, nor are a mail's attachments; they are listed.
Hostile files are the reason to go through DocumentReader, which has time and memory limits.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import DamagedFile, IngestError, NothingFound
from ingest.extraction import Extraction
from ingest.libreoffice import convert
from ingest.mailheaders import eml_bytes, eml_head, msg_head
from ingest.outline import Outline, depth_by_words
from ingest.sheets import read_sheets, rows_of
from ingest.tables import document_table
from ingest.textfiles import read_text
from ingest.webpages import tidy
from ingest.worker import Limits, Worker
from vectorstore.models import Block, Kind

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_CONVERT_S = 120.0  # LibreOffice takes 5 s to start and seldom 20 for a long deck
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_LONGEST_HEADING = 120  # characters; a whole paragraph in a heading's style is a paragraph
_SHEETS = (".xlsx", ".xls", ".csv", ".tsv")
_MODERN = {".doc": ".docx", ".ppt": ".pptx"}


class DocumentReader:
    """Reads documents in a process of its own that is ended when it takes too long.

    One document at a time; started on first use (about 3 s), then kept. Close it when done.
    """

    def __init__(self, timeout_s: float, memory_mb: int = 3072) -> None:
        self._worker = Worker(Limits(timeout_s, memory_mb))

    def extract(self, path: Path, file: str, kind: Kind, suffix: str) -> Extraction:
        """Like `extract`, within the limits. Raises TookTooLong or NeedsMemory past them."""
        return self._worker.call("extract", path, file, [kind.value, suffix])

    def read_pages(self, path: Path, file: str, first: int, last: int) -> Extraction:
        """Like scans.read_pages, within the limits."""
        return self._worker.call("read_pages", path, file, [first, last])

    def close(self) -> None:
        """End the process."""
        self._worker.close()


def extract(path: Path, file: str, kind: Kind, suffix: str) -> Extraction:
    """Blocks and facts of one document of the format `suffix` (".docx"), whatever `path` is called.

    Raises an IngestError that names `file`. It has no limits of its own, and unstructured sends
    telemetry unless the environment says no: both are seen to by DocumentReader, which runs this
    in child.py.
    """
    if suffix in _SHEETS:
        return read_sheets(path, file, suffix)
    if suffix == ".txt":
        return _found(_plain_text(read_text(path, file)), {}, file)
    if kind is Kind.MAIL:
        return _mail(path, file, suffix)
    try:
        return _found(*_elements(path, file, suffix), file)
    except IngestError:
        raise
    except _parser_errors() as error:
        raise DamagedFile(file=file, reason=str(error)[:120] or type(error).__name__) from error


def _elements(path: Path, file: str, suffix: str) -> tuple[list[Block], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        if suffix in _MODERN:
            modern = _MODERN[suffix]
            path, suffix = convert(path, file, suffix, modern, Path(folder), _CONVERT_S), modern
        elements = _partition(path, file, suffix)
    outline = Outline()
    for element in elements:
        _add(outline, element, suffix)
    facts = {"slides": max((e.metadata.page_number or 0 for e in elements), default=0)} if suffix == ".pptx" else {}
    return outline.blocks, facts


def _partition(path: Path, file: str, suffix: str) -> list[Element]:
    """unstructured's elements. Text formats are decoded here, so that it guesses no encoding."""
    _prepare_unstructured()
    quiet: dict[str, Any] = {"languages": [""]}  # do not guess the language: slow, and not stable from run to run
    if suffix == ".pptx":
        from unstructured.partition.pptx import partition_pptx

        return partition_pptx(str(path), include_slide_notes=True, include_page_breaks=False, **quiet)
    if suffix in (".html", ".md", ".xml"):
        return _partition_text(read_text(path, file), suffix, quiet)
    return _partitioner(suffix)(str(path), **quiet)


def _partition_text(text: str, suffix: str, quiet: dict[str, Any]) -> list[Element]:
    if suffix == ".md":
        from unstructured.partition.md import partition_md

        return partition_md(text=text, **quiet)
    if suffix == ".html":
        from unstructured.partition.html import partition_html

        return partition_html(text=tidy(text), **quiet)
    from unstructured.partition.xml import partition_xml

    return partition_xml(text=_XML_DECLARATION.sub("", text, count=1), **quiet)


def _partitioner(suffix: str) -> Callable[..., list[Element]]:
    from importlib import import_module

    name = suffix.removeprefix(".")
    module = import_module(f"unstructured.partition.{name}")
    partition: Callable[..., list[Element]] = getattr(module, f"partition_{name}")
    return partition


def _prepare_unstructured() -> None:
    """No model download: unstructured would fetch one to tell titles from sentences.

    The pipeline it gets instead knows sentence ends in both languages and calls every word a
    verb, so that without a style or a tag nothing passes for a title.
    """
    from unstructured.nlp import tokenize

    if tokenize._load_spacy_model is not _empty_pipeline:
        tokenize._load_spacy_model = _empty_pipeline


def _empty_pipeline() -> Any:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    def call_all_verbs(doc: Doc) -> Doc:
        for token in doc:
            token.tag_ = "VB"
        return doc

    Language.component("baton_all_verbs", func=call_all_verbs)
    pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer", config={"punct_chars": list("。！？!?.")})
    pipeline.add_pipe("baton_all_verbs")
    return pipeline


def _parser_errors() -> tuple[type[Exception], ...]:
    """What the parsers raise on files that are not what they claim to be."""
    from docx.opc.exceptions import PackageNotFoundError as NoWordPackage
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from pptx.exc import PackageNotFoundError as NoSlidesPackage
    from unstructured.errors import UnprocessableEntityError

    return (
        NoWordPackage, NoSlidesPackage, LxmlError, UnprocessableEntityError, zipfile.BadZipFile, zlib.error, OSError,
        EOFError, KeyError, IndexError, ValueError, TypeError, AttributeError, RuntimeError, subprocess.SubprocessError,
    )  # fmt: skip


def _add(outline: Outline, element: Element, suffix: str) -> None:
    slides = suffix == ".pptx"
    text = " ".join(element.text.split()) if element.category != "CodeSnippet" else element.text.strip()
    if not text or element.category in ("Header", "Footer", "PageBreak", "PageNumber"):
        return
    if slides and element.metadata.page_number:
        outline.turn_to(element.metadata.page_number)
    if element.category == "Table":
        _add_table(outline, element.metadata.text_as_html, text)
    elif (depth := _depth(element, text, suffix)) is not None:
        outline.heading(text, depth)
    else:
        outline.text(text, "list" if element.category == "ListItem" else "text")


def _depth(element: Element, text: str, suffix: str) -> int | None:
    """How deep the element stands as a heading, None for one that is none. XML has only leaves;
    of a slide's titles only the title box's is meant (unstructured puts its guesses deeper)."""
    depth = element.metadata.category_depth or 0
    if suffix == ".xml" or len(text) > _LONGEST_HEADING:
        return None
    if element.category == "Title" and (suffix != ".pptx" or depth == 0):
        return depth
    return None if suffix == ".pptx" else depth_by_words(text, _all_bold(element, text))


def _all_bold(element: Element, text: str) -> bool:
    metadata = element.metadata
    emphasised = zip(metadata.emphasized_text_contents or [], metadata.emphasized_text_tags or [], strict=False)
    bold = [said for said, tag in emphasised if tag == "b"]
    return "".join("".join(bold).split()) == "".join(text.split())


def _add_table(outline: Outline, as_html: str | None, text: str) -> None:
    outline.paragraph += 1
    cells = _cells(as_html) if as_html else []
    if not cells:
        outline.row(text, 1, "")
        return
    table = document_table(rows_of(cells))
    for number, line in table.lines():
        outline.row(line, number, table.caption)


def _cells(as_html: str) -> list[list[str]]:
    """The table's grid; a cell that spans several places reads the same in each."""
    from lxml import html  # type: ignore[import-untyped]

    grid: dict[tuple[int, int], str] = {}
    for at, row in enumerate(html.fromstring(as_html).iter("tr")):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (at, column) in grid:
                column += 1
            text = " ".join(cell.text_content().split())
            down, across = (min(100, int(cell.get(name) or 1)) for name in ("rowspan", "colspan"))
            grid.update({(at + i, column + j): text for i in range(max(1, down)) for j in range(max(1, across))})
            column += across
    if not grid:
        return []
    height, width = max(row for row, _ in grid) + 1, max(column for _, column in grid) + 1
    return [[grid.get((row, column), "") for column in range(width)] for row in range(height)]


def _mail(path: Path, file: str, suffix: str) -> Extraction:
    """The head of the mail, then its body: the HTML one where there are two."""
    _prepare_unstructured()
    outline = Outline()
    if suffix == ".msg":
        from unstructured.partition.msg import partition_msg

        head = msg_head(path, file)
        read = partial(partition_msg, str(path), process_attachments=False, languages=[""])
    else:
        from unstructured.partition.email import partition_email

        data = eml_bytes(path)
        head = eml_head(data, file)
        read = partial(partition_email, file=io.BytesIO(data), process_attachments=False, languages=[""])
    if head.subject:
        outline.heading(head.subject, 0)
    for line in head.lines():
        outline.text(line)
    try:
        for element in read():
            _add(outline, element, suffix)
    except _parser_errors() as error:
        raise DamagedFile(file=file, reason=str(error)[:120] or type(error).__name__) from error
    facts: dict[str, Any] = {"attachments": list(head.attachments)} if head.attachments else {}
    if head.sent:
        facts["occurred_on"] = head.sent.date().isoformat()
    return _found(outline.blocks, facts, file)


def _plain_text(text: str) -> list[Block]:
    """Paragraphs of plain text: between empty lines, or every line where the lines are not wrapped."""
    outline = Outline()
    for part in re.split(r"\n[ \t\u3000]*\n", text):
        lines = [stripped for line in part.split("\n") if (stripped := line.strip())]
        wrapped = _is_wrapped(lines)
        for paragraph in [" ".join(lines)] if wrapped else lines:
            depth = depth_by_words(paragraph)
            if depth is None:
                outline.text(paragraph)
            else:
                outline.heading(paragraph, depth)
    return outline.blocks


def _is_wrapped(lines: list[str]) -> bool:
    """Lines broken by a program at a fixed width: all but the last nearly as long as the longest."""
    longest = max((len(line) for line in lines), default=0)
    return len(lines) > 1 and 45 <= longest <= 100 and all(len(line) >= 0.7 * longest for line in lines[:-1])


def _found(blocks: list[Block], facts: dict[str, Any], file: str) -> Extraction:
    if not blocks:
        raise NothingFound(file=file)
    return Extraction(blocks, facts)
