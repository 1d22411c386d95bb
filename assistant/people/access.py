"""Who may see what. The only maker of a Scope.

Today one person on their own machine sees every space. Sign-in, members and roles will
be decided here too, so nothing else builds a Scope or lists spaces for a user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from assistant.errors import UnknownSource, UnknownSpace
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Scope, Source, Space

T = TypeVar("T")


def spaces_of(catalog: Catalog) -> list[Space]:
    """The spaces the person may open."""
    return catalog.spaces()


def sources_of(catalog: Catalog) -> list[Source]:
    """Every source of the person's spaces, newest first."""
    return catalog.sources([space.id for space in spaces_of(catalog)])


def source_of(catalog: Catalog, source_id: str) -> Source:
    """The source, if it lies in one of the person's spaces; UnknownSource otherwise."""
    try:
        source = catalog.source(source_id)
    except KeyError:
        raise UnknownSource(source=source_id) from None
    if source.space not in {space.id for space in spaces_of(catalog)}:
        raise UnknownSource(source=source_id)
    return source


def scope_for(
    catalog: Catalog,
    spaces: Sequence[str] = (),
    *,
    kinds: Sequence[Kind] = (),
    topics: Sequence[str] = (),
    speakers: Sequence[str] = (),
    dates: tuple[date | None, date | None] = (None, None),
) -> Scope:
    """A Scope over the named spaces (names or ids; all the person's when none is named).

    Raises UnknownSpace for a space the person does not have.
    """
    open_to = spaces_of(catalog)
    by_key = {key: space.id for space in open_to for key in (space.name, space.id)}
    for wanted in spaces:
        if wanted not in by_key:
            raise UnknownSpace(space=wanted, known=", ".join(space.name for space in open_to) or "-")
    chosen = tuple(dict.fromkeys(by_key[wanted] for wanted in spaces)) or tuple(space.id for space in open_to)
    since, until = dates
    return Scope(chosen, tuple(kinds), tuple(topics), tuple(speakers), (), since, until)


def narrowed(
    scope: Scope,
    *,
    kinds: Sequence[Kind] = (),
    speakers: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> Scope:
    """`scope` with further filters, never wider: what it already filters by stays, and filters that
    have nothing in common leave nothing to search."""
    pairs = ((scope.kinds, kinds), (scope.speakers, speakers), (scope.sources, sources))
    if any(held and asked and not set(held) & set(asked) for held, asked in pairs):
        return replace(scope, spaces=())
    return replace(
        scope,
        kinds=_both(scope.kinds, kinds),
        speakers=_both(scope.speakers, speakers),
        sources=_both(scope.sources, sources),
    )


def _both(held: tuple[T, ...], asked: Sequence[T]) -> tuple[T, ...]:
    """What both filters let through; an empty one lets everything through."""
    return tuple(item for item in asked if not held or item in held) or held
