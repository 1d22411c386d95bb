"""A report as Markdown: readable as it stands, and plain CommonMark with tables.

A mark [n] is a reference link, whose address is defined at the end. What others wrote is text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.handover.report.document import (
    BREAK,
    Block,
    Document,
    Heading,
    Items,
    Paragraph,
    Reference,
    Role,
    Run,
    Table,
    Text,
    Tone,
)
from assistant.outgoing import escaped
from vectorstore.visible import visible

BEFORE = {Role.TEXT: "", Role.LEAD: "#### ", Role.QUOTE: "> ", Role.NOTE: "> "}
_ADDRESS = re.compile(r"(?i)(https?|ftp|www|(?=@))([:.@])")


def markdown(document: Document) -> str:
    """The whole file."""
    parts = [f"# {document.kicker} · {_line(document.title)}", _block(document.cover), *map(_block, document.notes)]
    for section in document.sections:
        parts += [f"## {_line(section.title)}", *map(_block, section.blocks)]
    if document.references:
        parts += [f"## {document.sources_title}", *map(_reference, document.references)]
        parts.append("\n".join(f"[{one.n}]: <{one.link}>" for one in document.references))
    return "\n\n".join(filter(None, parts)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"### {_line(text)}"
        case Paragraph(text, role):
            return f"{BEFORE[role]}{_runs(text)}"
        case Items(items):
            return "\n".join(f"- {_runs(item)}" for item in items)
        case Table(head, rows):
            return "\n".join(_table(head, rows))


def _table(head: tuple[str, ...], rows: tuple[tuple[Text, ...], ...]) -> Iterator[str]:
    """A table always has a head in Markdown: an empty one where there is none."""
    columns = len(head) or max(map(len, rows), default=1)
    yield _row([_line(word) for word in head] or [" "] * columns)
    yield _row(["---"] * columns)
    for row in rows:
        yield _row([_runs(cell) for cell in row])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _runs(text: Text) -> str:
    return "".join(map(_run, text)).strip()


def _run(run: Run) -> str:
    if run is BREAK:
        return " · "
    said = _line(run.text)
    marks = "".join(f" [{n}]" for n in run.marks)
    if run.tone is not Tone.STRONG or not said.strip():
        return said + marks
    core = said.strip()  # the stars stand close to the words, else they are stars
    return said.replace(core, f"**{core}**", 1) + marks


def _reference(reference: Reference) -> str:
    about = f"**\\[{reference.n}\\] {_line(reference.title)}**  \n{_line(' · '.join(reference.about))}"
    return f"{about}\n\n> {_line(reference.quote)}" if reference.quote.strip() else about


def _line(text: str) -> str:
    """On one line, and nothing but text: a line's beginning makes no list or heading, a web address no link."""
    said = escaped(" ".join(visible(text).split("\n")))
    return _unlisted(_ADDRESS.sub(r"\1\\\2", said).replace("&", "&amp;"))


def _unlisted(said: str) -> str:
    bare = said.lstrip()
    if bare[:1] in ("-", "+", "="):
        return said.replace(bare[0], f"\\{bare[0]}", 1)
    digits = len(bare) - len(bare.lstrip("0123456789"))
    if digits and bare[digits : digits + 1] in (".", ")"):
        return f"{bare[:digits]}\\{bare[digits:]}"
    return said
