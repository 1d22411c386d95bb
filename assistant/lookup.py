"""Looking things up without asking: the passages that a search finds, for programs that answer themselves."""

from __future__ import annotations

from assistant.desk import Visit
from assistant.people.access import Filters, scope_for
from assistant.people.audit import Action
from assistant.wire_requests import MOST_PASSAGES
from vectorstore.models import Chunk


def search(visit: Visit, query: str, spaces: tuple[str, ...], filters: Filters, limit: int) -> list[Chunk]:
    """The best passages in these spaces (names or ids; all the caller's when empty), noted like a question.

    Raises UnknownSpace.
    """
    scope = scope_for(visit.app.catalog, visit.caller, spaces, filters)
    found = [hit.chunk for hit in visit.app.searcher.search(scope, query, min(limit, MOST_PASSAGES))]
    for space in scope.spaces:
        sources = sorted({chunk.source for chunk in found if chunk.space == space})
        visit.note(Action.ASKED, "search", space=space, sources=sources)
    return found
