"""What people say about a source: its title, topic and date, and whether only managers see it.

What belongs together is limited together: a recording and its transcript, an archive and what was unpacked
from it. An archive that holds something limited is limited itself, since downloading it would show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from assistant.desk import Visit
from assistant.people.access import may, require
from assistant.people.audit import Action
from assistant.people.errors import TitleTaken
from assistant.people.roles import Act
from vectorstore.catalog import Catalog
from vectorstore.models import Source


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is to be different; None leaves it."""

    title: str | None = None
    topic: str | None = None
    date: date | None = None
    no_date: bool = False
    restricted: bool | None = None


def describe(visit: Visit, source_id: str, wanted: Particulars) -> Source:
    """Make it so. What is found follows soon. Raises UnknownSource, NotAllowed, TitleTaken."""
    source = visit.source(source_id, Act.EDIT)
    if wanted.restricted is not None:
        require(visit.caller, Act.RESTRICTED, source.space, source)
    said = _said(visit, source, wanted)
    if said:
        visit.app.catalog.update(source_id, **said)
        visit.app.pipeline.revise(source_id, [piece.first_block for piece in visit.app.catalog.chunks_of(source_id)])
        visit.note(Action.EDITED, source_id, space=source.space, what="described", fields=sorted(said))
    if wanted.restricted is not None and wanted.restricted is not source.restricted:
        _limit(visit, source, wanted.restricted)
    return visit.app.catalog.source(source_id)


def _said(visit: Visit, source: Source, wanted: Particulars) -> dict[str, Any]:
    """What differs from what is known, by column."""
    said: dict[str, Any] = {}
    if wanted.title is not None:
        said["title"] = _free(visit, source, wanted.title)
    if wanted.topic is not None:
        said["topic"] = " ".join(wanted.topic.split())
    if wanted.date or wanted.no_date:
        said["occurred_on"] = None if wanted.no_date else wanted.date
    return {name: value for name, value in said.items() if value != getattr(source, name)}


def _free(visit: Visit, source: Source, title: str) -> str:
    """The title with the ending that the file has; with a number where one that the caller may not see has it.

    TitleTaken where one that they may see does.
    """
    title = " ".join(title.split())
    if title == source.title:
        return title
    if PurePath(title).suffix.lower() != source.suffix:
        title += source.suffix
    name, number = PurePath(title), 1
    while (other := visit.app.catalog.source_with_name(source.space, source.context, title)) is not None:
        if other.id == source.id:
            break
        if may(visit.caller, Act.READ, source.space, other):
            raise TitleTaken(name=title)
        number += 1
        title = f"{name.stem} ({number}){name.suffix}"
    return title


def _limit(visit: Visit, source: Source, restricted: bool) -> None:
    """Limit what belongs to the source to managers, or open it to all members, and say how much that is."""
    catalog = visit.app.catalog
    together = {found.id: found for found in _together(catalog, source)}
    if restricted:
        together |= {found.id: found for found in _above(catalog, together.values())}
    for found in together:
        catalog.update(found, restricted=restricted)
    what = "restricted" if restricted else "opened"
    visit.note(Action.EDITED, source.id, space=source.space, what=what, sources=len(together))


def _together(catalog: Catalog, source: Source) -> Iterator[Source]:
    """The source, what was unpacked from it, and the recording or transcript that goes with any of them."""
    known, waiting = {source.id}, [source]
    while waiting:
        found = waiting.pop()
        yield found
        beside = [other for other in catalog.sources([source.space]) if _goes_with(found, other)]
        waiting += [other for other in beside if other.id not in known]
        known |= {other.id for other in beside}


def _goes_with(source: Source, other: Source) -> bool:
    return other.parent == source.id or source.id == other.companion or other.id == source.companion


def _above(catalog: Catalog, sources: Iterable[Source]) -> Iterator[Source]:
    """The archives that any of these was unpacked from."""
    for source in sources:
        while source.parent is not None:
            source = catalog.source(source.parent)
            yield source
