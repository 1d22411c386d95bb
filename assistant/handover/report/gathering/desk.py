"""Where a report is read from: one client, seen by nobody in particular with the role of the report's readers.

So what only managers, or only one person, may read cannot get into a report for all members, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import teams
from assistant.people.access import scope_for
from assistant.people.roles import LOCAL, Caller, Role
from vectorstore.models import Block, Kind, Scope, Source, Space, Status

NOBODY = "report"  # owns nothing, so that nobody's own drafts are in a report


@dataclass(frozen=True, slots=True)
class Desk:
    """The client, the reader, the sources they may see, and today."""

    visit: Visit
    space: Space
    lang: str
    today: date
    scope: Scope
    sources: Mapping[str, Source]  # by id: read in, and not archives, whose files are here themselves

    def name(self, who: str) -> str:
        """What somebody is called. Nothing for the one person of a Baton without accounts, who has no name."""
        return "" if who in ("", LOCAL.id) else teams.shown(self.visit, who)

    def passage(self, source_id: str, first: int, last: int) -> Citation | None:
        """These blocks as a citation; None when they are not there, or not to be seen."""
        source = self.sources.get(source_id)
        blocks = self.visit.app.catalog.blocks(source_id, source.version, first, last) if source else []
        return cited(source, first, blocks) if source and blocks else None


def desk(visit: Visit, space: Space, lang: str, today: date, *, for_managers: bool) -> Desk:
    """A desk for reports in this client. Whether the caller may have one is asked before."""
    role = Role.MANAGER if for_managers else Role.CONTRIBUTOR
    reader = Visit(visit.app, Caller(NOBODY, roles={space.id: role}), visit.trace)
    scope = scope_for(visit.app.catalog, reader.caller, [space.id])
    read_in = [
        source
        for source in visit.app.catalog.sources_in(scope)
        if source.status is Status.DONE and source.kind is not Kind.ARCHIVE
    ]
    return Desk(reader, space, lang, today, scope, {source.id: source for source in read_in})


def cited(source: Source, first: int, blocks: list[Block]) -> Citation:
    """Blocks of the source, from position `first` on, as a citation."""
    locator = blocks[0].locator.through(blocks[-1].locator)
    text = "\n".join(block.text for block in blocks)
    return Citation(0, source.id, source.title, source.kind, text, locator, first, first + len(blocks) - 1)
