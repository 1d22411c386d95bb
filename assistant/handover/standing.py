"""How a citation into what somebody told stands: verified, by whom and since when.

Reads what was written down when it was told. Decides nothing about whether it still holds: that is staleness.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.chat.evidence import Citation
from assistant.chat.standing import Standing, State
from assistant.people.errors import UnknownPerson
from assistant.people.users import Users
from vectorstore.catalog import Catalog
from vectorstore.models import Scope, Source


def verified(catalog: Catalog, users: Users, citations: Sequence[Citation], scope: Scope) -> list[Standing]:
    """A standing for each citation of an interview or an answer that the scope holds."""
    found = []
    for citation in citations:
        if not citation.kind.is_told or citation.source in scope.hidden or not catalog.has(citation.source):
            continue
        source = catalog.source(citation.source)
        if source.space in scope.spaces:
            found.append(Standing(citation.n, State.VERIFIED, by=_who(users, source), on=_since(source)))
    return found


def _who(users: Users, source: Source) -> str:
    """By the name they have today; by that of then where they have no account (any more)."""
    facts = source.facts
    try:
        return users.person(str(facts.get("verified_by", ""))).shown
    except UnknownPerson:
        return str(facts.get("verified_name", ""))


def _since(source: Source) -> date | None:
    try:
        return date.fromisoformat(str(source.facts.get("verified_on", "")))
    except ValueError:
        return None
