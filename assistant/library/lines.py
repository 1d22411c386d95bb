"""A line of a transcript corrected in place, and what was corrected so far.

The line keeps its position and times, so every citation of it stays valid. What is written is masked like what
is read. The search follows within seconds, from the same job that survives a crash.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.desk import Visit
from assistant.library.errors import EditOvertaken, EmptyLine, LineChanged, LineTooLong, UnknownEdit, UnknownLine
from assistant.people.audit import Action
from assistant.people.roles import Act
from ingest.steps import masked
from vectorstore.lines import Edit
from vectorstore.models import Block, Source

MOST_CHARS = 4000  # about twenty minutes of speech in one line: more is a paste that went wrong


def correct(visit: Visit, source_id: str, position: int, text: str, was: str) -> tuple[Block, Edit | None]:
    """The line at `position` reads `text` from now on, if it read `was`: the block, and the edit if it differs.

    Raises UnknownSource, NotAllowed, UnknownLine, EmptyLine, LineTooLong, LineChanged.
    """
    source = visit.source(source_id, Act.EDIT)
    block = _line(visit, source, position)
    text = " ".join(text.split())
    if len(text) > MOST_CHARS:
        raise LineTooLong(length=len(text), most=MOST_CHARS)
    text = masked(visit.app.catalog.engine, source.id, text).strip()
    if not text:
        raise EmptyLine()
    if text == block.text:
        return block, None
    edit = visit.app.lines.edit(source, position, text, visit.caller.id, was=was)
    if edit is None:
        raise LineChanged(now=_line(visit, source, position).text)
    _follow(visit, source, edit)
    return _line(visit, source, position), edit


def take_back(visit: Visit, source_id: str, edit_id: int) -> Block:
    """The line reads as before this edit. Raises UnknownSource, NotAllowed, UnknownEdit, EditOvertaken."""
    source = visit.source(source_id, Act.EDIT)
    edit = visit.app.lines.one(edit_id)
    if edit is None or edit.source != source.id or edit.undone:
        raise UnknownEdit()
    if not visit.app.lines.undo(edit):
        raise EditOvertaken()
    _follow(visit, source, edit, undone=True)
    return _line(visit, source, edit.position)


def edits(visit: Visit, source_id: str) -> list[Edit]:
    """Every edit of the source, of its older versions too, the latest first. Raises UnknownSource."""
    source = visit.source(source_id)
    return visit.app.lines.of(source.id)[::-1]


def shown_names(visit: Visit, people: Iterable[str]) -> dict[str, str]:
    """What these people are called, by id; those without an account are left out."""
    wanted = set(people)
    return {person.id: person.shown for person in visit.app.identity.users.everyone() if person.id in wanted}


def _line(visit: Visit, source: Source, position: int) -> Block:
    found = visit.app.catalog.blocks(source.id, source.version, position, position)
    if not found or found[0].kind != "speech":
        raise UnknownLine()
    return found[0]


def _follow(visit: Visit, source: Source, edit: Edit, *, undone: bool = False) -> None:
    visit.app.pipeline.revise(source.id, [edit.position])
    said = {"what": "line", "position": edit.position, "edit": edit.id, "undone": undone}
    visit.note(Action.EDITED, source.id, space=source.space, **said)
