"""The glossary of a space: terms as they should be written, what else they are called, how they are misheard.

Keeps what it is given, in the order in which terms were added. Who may change it, and what makes a good
term, is not its business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from vectorstore.library_tables import glossary_dismissed, glossary_terms
from vectorstore.models import Term
from vectorstore.terms import fold


class Glossary:
    """All changes to glossaries, over one engine. Reading them is the catalog's: `Space.terms`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def put(self, space: str, terms: Sequence[Term]) -> None:
        """Add terms; those that are known by their spelling get these aliases and mishearings."""
        with self._engine.begin() as connection:
            write(connection, space, terms)

    def rename(self, space: str, term: str, changed: Term) -> bool:
        """The term becomes `changed`, in its place; one of that spelling goes. False if there is no such term."""
        mine = glossary_terms.c.space == space
        with self._engine.begin() as connection:
            place = connection.execute(
                sa.select(glossary_terms.c.place).where(mine, glossary_terms.c.term == term)
            ).scalar_one_or_none()
            if place is None:
                return False
            gone = glossary_terms.c.term.in_({term, changed.term})
            connection.execute(glossary_terms.delete().where(mine, gone))
            connection.execute(glossary_terms.insert().values(_values(space, changed, place)))
        return True

    def remove(self, space: str, term: str) -> bool:
        """Take a term out; False if it was not there."""
        here = (glossary_terms.c.space == space, glossary_terms.c.term == term)
        with self._engine.begin() as connection:
            return connection.execute(glossary_terms.delete().where(*here)).rowcount > 0

    def dismiss(self, space: str, word: str) -> None:
        """Nobody wants this word suggested again."""
        here = {"space": space, "term": fold(word)[:200]}
        table = glossary_dismissed.c
        with self._engine.begin() as connection:
            connection.execute(glossary_dismissed.delete().where(table.space == space, table.term == here["term"]))
            connection.execute(glossary_dismissed.insert().values(here))

    def dismissed(self, space: str) -> set[str]:
        """The words nobody wants suggested, folded."""
        wanted = sa.select(glossary_dismissed.c.term).where(glossary_dismissed.c.space == space)
        with self._engine.connect() as connection:
            return set(connection.execute(wanted).scalars())


def terms_of(connection: sa.Connection, spaces: Iterable[str]) -> dict[str, tuple[Term, ...]]:
    """Space id → its terms in order."""
    found: dict[str, list[Term]] = {space: [] for space in spaces}
    table = glossary_terms
    wanted = sa.select(table).where(table.c.space.in_(found)).order_by(table.c.place, table.c.term)
    for row in connection.execute(wanted).mappings():
        found[row["space"]].append(Term(row["term"], tuple(row["aliases"]), tuple(row["misheard"])))
    return {space: tuple(terms) for space, terms in found.items()}


def write(connection: sa.Connection, space: str, terms: Sequence[Term]) -> None:
    """Add terms, or replace what is known of them, inside somebody's transaction."""
    table = glossary_terms.c
    known = connection.execute(sa.select(table.term, table.place).where(table.space == space))
    places: dict[str, int] = {row.term: row.place for row in known}
    coming = max(places.values(), default=-1) + 1
    for term in {term.term: term for term in terms}.values():
        if (place := places.get(term.term)) is None:
            place, coming = coming, coming + 1
        connection.execute(glossary_terms.delete().where(table.space == space, table.term == term.term))
        connection.execute(glossary_terms.insert().values(_values(space, term, place)))


def _values(space: str, term: Term, place: int) -> dict[str, object]:
    return {"space": space, "place": place, **asdict(term)}
