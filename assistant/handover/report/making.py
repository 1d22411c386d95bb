"""One click: a client's report as a document or as a file.

Made anew each time and kept nowhere; the audit log says who had one, when, and for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.desk import Visit
from assistant.handover.report.citing import Place
from assistant.handover.report.compose import compose
from assistant.handover.report.document import Document
from assistant.handover.report.gather import Wish, gather
from assistant.handover.report.markdown import markdown
from assistant.handover.report.pdf import pdf
from assistant.handover.report.word import word
from assistant.handover.report.words import say
from assistant.outgoing import file_name
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.people.roles import Act


class Format(StrEnum):
    """What a report is written as; the value is the ending of its file."""

    PDF = "pdf"
    WORD = "docx"
    MARKDOWN = "md"


WRITERS: dict[Format, Callable[[Document, datetime], bytes]] = {
    Format.PDF: pdf,
    Format.WORD: lambda document, _made: word(document),
    Format.MARKDOWN: lambda document, _made: markdown(document).encode(),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a report is made on: now, with its time zone; Baton's address, for links; and how places are said."""

    now: datetime
    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class File:
    """A file with its name."""

    name: str
    content: bytes


def document(visit: Visit, space: str, wish: Wish, sheet: Sheet) -> Document:
    """The client's report as it stands now. Raises UnknownSpace, NotAllowed."""
    facts = gather(visit, space, wish, sheet.now.date())
    return compose(facts, wish.lang, sheet.address.rstrip("/"), sheet.place)


def file(visit: Visit, space: str, wish: Wish, format: Format, sheet: Sheet) -> File:
    """The same as a file, which is noted. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    made = document(visit, found.id, wish, sheet)
    content = WRITERS[format](made, sheet.now)
    audience = "managers" if wish.for_managers else "members"
    visit.note(*(Action.EXPORTED, found.id), space=found.id, what="report", format=format.value, audience=audience)
    title = "_".join((say("kicker", wish.lang), found.name, sheet.now.date().isoformat()))
    return File(file_name(title, format.value, say("kicker", wish.lang)), content)
