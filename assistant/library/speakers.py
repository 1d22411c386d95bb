"""Who speaks: a label of a file or of the diariser gets a real name, here or everywhere in the client.

"Speaker 1" is somebody else in every recording, and no voice is kept from which to tell that two are one
person: such labels are named in one source only. Answers given before keep the name they were given with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.library.errors import NotAName, OnlyHere, UnknownNaming, UnknownSpeaker
from assistant.people.access import may, require
from assistant.people.audit import Action
from assistant.people.roles import Act
from ingest.steps import masked
from vectorstore.models import Source
from vectorstore.names import Naming, is_anybody

MOST_CHARS = 80


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a naming changed."""

    change: str  # to take it back by; "" when nothing changed
    name: str  # as it is shown from now on
    sources: int
    lines: int


def rename(visit: Visit, source_id: str, shown: str, name: str, *, everywhere: bool = False) -> Renamed:
    """Whoever is `shown` so in the source is called `name`; `everywhere`: in all of the client, and in what comes.

    Raises UnknownSource, NotAllowed (everywhere is for managers), UnknownSpeaker, NotAName, OnlyHere.
    """
    source = visit.source(source_id, Act.EDIT)
    if everywhere:
        require(visit.caller, Act.EDIT, source.space)
    name = masked(visit.app.catalog.engine, source.id, " ".join(name.split()))
    if not 1 <= len(name) <= MOST_CHARS:
        raise NotAName(most=MOST_CHARS)
    if not visit.app.names.heard_as(source, shown):
        raise UnknownSpeaker(name=shown)
    if everywhere and is_anybody(shown):
        raise OnlyHere(name=shown)
    if name == shown:
        return Renamed("", name, 0, 0)
    others = [other for other in visit.app.catalog.sources([source.space]) if other.id != source.id]
    change = visit.app.names.rename(source, shown, name, visit.caller.id, everywhere=others if everywhere else None)
    sources, lines = _follow(visit, [source, *(others if everywhere else ())])
    _note(visit, source, change, sources)
    return Renamed(change, name, sources, lines)


def take_back(visit: Visit, source_id: str, change: str) -> Renamed:
    """Undo a naming wherever it reached. Raises UnknownSource, NotAllowed, UnknownNaming."""
    source = visit.source(source_id, Act.EDIT)
    space, concerned = visit.app.names.concerned(change)
    if space != source.space or not concerned & {source.id, None}:
        raise UnknownNaming()
    reach = [source]
    if concerned != {source.id}:
        require(visit.caller, Act.EDIT, space)
        reach = visit.app.catalog.sources([space])
    visit.app.names.undo(change)
    sources, lines = _follow(visit, reach)
    _note(visit, source, change, sources, undone=True)
    return Renamed(change, "", sources, lines)


def history(visit: Visit, source_id: str) -> list[Naming]:
    """What was said of who speaks in the source, the latest first. Raises UnknownSource."""
    return visit.app.names.history(visit.source(source_id))


def may_name_everywhere(visit: Visit, source: Source) -> bool:
    """Whether the caller may name somebody in all of the source's client."""
    return may(visit.caller, Act.EDIT, source.space)


def _follow(visit: Visit, sources: Iterable[Source]) -> tuple[int, int]:
    """Bring these sources in line; how many changed, and how many of their lines."""
    counts = []
    for source in sources:
        positions = visit.app.names.bring_in_line(source)
        if positions:
            visit.app.pipeline.revise(source.id, positions)
            counts.append(len(positions))
    return len(counts), sum(counts)


def _note(visit: Visit, source: Source, change: str, sources: int, *, undone: bool = False) -> None:
    said = {"what": "speaker", "change": change, "sources": sources, "undone": undone}
    visit.note(Action.EDITED, source.id, space=source.space, **said)
