"""A conversation as a file to keep: Markdown, or Word with real headings and numbered sources.

Takes what its reader may read and nothing else. What comes out of sources and models is text in both: it makes
no link, image or tag. Links go to the places in Baton, where the reader's rights are asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant import outgoing
from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.history import Turn
from assistant.web.answers import EXCERPT_CHARS
from assistant.web.places import place
from assistant.web.text import say
from vectorstore.errors import say_record
from vectorstore.visible import visible, visible_name

MARKDOWN = "text/markdown; charset=utf-8"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENTED: dict[str, Any] = {"text/markdown": {"schema": {"type": "string"}}, WORD: {"schema": {"type": "string"}}}

_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)、])\s+(.*)$")
_HEADING = re.compile(r"^\s*#{1,6}\s+(.*)$")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CITED = re.compile(r"\\\[(\d{1,3})\\\]")


@dataclass(frozen=True, slots=True)
class Row:
    """A turn, the clients searched for it, and each source's client where they are several."""

    turn: Turn
    clients: tuple[str, ...] = ()
    client_of: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What is written: the turns, Baton's address without a slash at its end, and the language of the words around."""

    title: str
    rows: tuple[Row, ...]
    address: str
    lang: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: "text", "heading" or "item"."""

    kind: str
    text: str


def file_name(title: str, ending: str, lang: str) -> str:
    """The title as a name that every system takes."""
    return outgoing.file_name(title, ending, say("talk.untitled", lang))


def plain(answer: Answer, clients: Mapping[str, str], lang: str) -> str:
    """The answer with its sources as text for the clipboard, each source's link on a line of its own.

    Links are relative; the page puts its own address before them.
    """
    parts = [visible(answer.text).replace("**", "")]
    if answer.citations:
        parts.append(say("ask.cited", lang))
        parts.extend(f"[{c.n}] {source_line(c, clients, lang)}\n{c.url}" for c in answer.citations)
    return "\n".join(parts)


def source_line(citation: Citation, clients: Mapping[str, str] | None, lang: str) -> str:
    """Title, place, and the client where several were asked."""
    said = (visible_name(citation.title), place(citation.locator, lang), (clients or {}).get(citation.source, ""))
    return " · ".join(filter(None, said))


def lines_of(text: str) -> Iterator[Line]:
    """The lines of an answer's text that hold something."""
    for line in visible(text).splitlines():
        if item := _ITEM.match(line):
            yield Line("item", item[1])
        elif heading := _HEADING.match(line):
            yield Line("heading", heading[1])
        elif line.strip():
            yield Line("text", line.strip())


def runs_of(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a line, and whether each is bold."""
    for i, piece in enumerate(_BOLD.split(text)):
        if piece:
            yield piece, i % 2 == 1


def about_turn(row: Row) -> str:
    """When it was asked, and of whom."""
    asked = row.turn.created_at.strftime("%Y-%m-%d %H:%M UTC")
    return " · ".join(filter(None, (asked, *row.clients)))


def said_of(row: Row, lang: str) -> str:
    """What stands over an answer: that it is not to be read, that it refuses, or what the model could not do."""
    answer = row.turn.answer
    if not answer.text:
        return say("talk.emptied", lang)
    if answer.refused:
        return say("ask.refused", lang)
    return say_record(answer.notice, lang) if answer.notice else ""


def sources_of(answer: Answer) -> tuple[Citation, ...]:
    """What it cites, or the nearest thing to what it refused."""
    return answer.citations or tuple(filter(None, [answer.nearest]))


def excerpt(citation: Citation) -> str:
    """The beginning of the passage, in one line."""
    line = " ".join(visible(citation.text).split())
    return line if len(line) <= EXCERPT_CHARS else f"{line[: EXCERPT_CHARS - 1]}…"


def markdown(talk: Talk) -> str:
    """The conversation as Markdown."""
    parts = [f"# {_escaped(visible_name(talk.title))}", *(_turn(row, talk) for row in talk.rows)]
    return "\n\n".join(parts) + "\n"


def _turn(row: Row, talk: Talk) -> str:
    answer, lang = row.turn.answer, talk.lang
    parts = [f"## {_escaped(' '.join(visible(answer.question).split()))}", f"*{_escaped(about_turn(row))}*"]
    if note := said_of(row, lang):
        parts.append(f"**{_escaped(note)}**")
    parts.append("\n".join(_line(line) for line in lines_of(answer.text)))
    if cited := sources_of(answer):
        parts.append(f"### {say('ask.cited' if answer.citations else 'ask.nearest', lang)}")
        parts.append("\n".join(_source(n, citation, row, talk) for n, citation in enumerate(cited, start=1)))
    return "\n\n".join(filter(None, parts))


def _line(line: Line) -> str:
    bold = "".join(f"**{_escaped(piece)}**" if strong else _escaped(piece) for piece, strong in runs_of(line.text))
    if line.kind == "heading":
        return f"\n**{_escaped(line.text)}**\n"
    return f"- {bold}" if line.kind == "item" else f"{bold}\n"


def _source(n: int, citation: Citation, row: Row, talk: Talk) -> str:
    line = _escaped(source_line(citation, row.client_of, talk.lang))
    return f"{n}. [{line}]({talk.address}{citation.url})  \n   {_escaped(excerpt(citation))}"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is; a citation's number stays readable."""
    return _CITED.sub(r"[\1]", outgoing.escaped(text))
