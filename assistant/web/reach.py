"""The sources that the person at the page may open. Access itself is decided in people/access.py."""

from __future__ import annotations

from assistant.errors import UnknownSource
from assistant.people.access import spaces_of
from vectorstore.catalog import Catalog
from vectorstore.models import Source


def source_of(catalog: Catalog, source_id: str) -> Source:
    """The source, if it lies in one of the person's spaces; UnknownSource otherwise."""
    try:
        source = catalog.source(source_id)
    except KeyError:
        raise UnknownSource(source=source_id) from None
    if source.space not in {space.id for space in spaces_of(catalog)}:
        raise UnknownSource(source=source_id)
    return source


def sources_of(catalog: Catalog) -> list[Source]:
    """Every source of the person's spaces, newest first."""
    return catalog.sources([space.id for space in spaces_of(catalog)])
