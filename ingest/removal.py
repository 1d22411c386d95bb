"""Removing a source from everywhere it left traces, and saying what was removed and where.

Not here: the jobs that worked on it, which are pipeline.py's. SQLite zeroes what is deleted (secure_delete,
vectorstore/db.py), and its log is cut off once all is done (db.cut_log); Chroma's own files are compacted by
vectorstore/store.py, later, since that stops its searches for a moment.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from ingest.steps import Shelves
from vectorstore import db
from vectorstore.library_tables import line_edits, speaker_names
from vectorstore.mask_tables import mask_changes
from vectorstore.models import Source
from vectorstore.traces import Traces

COUNTED = {
    "versions": db.versions,
    "blocks": db.blocks,
    "line_edits": line_edits,
    "speaker_names": speaker_names,
    "mask_changes": mask_changes,
}


@dataclass(frozen=True, slots=True)
class Removal:
    """What forgetting a source removed, with what was unpacked from it."""

    titles: tuple[str, ...] = ()
    chunks: int = 0
    bytes: int = 0
    places: Counter[str] = field(default_factory=Counter)  # how much, by where it was

    def __add__(self, other: Removal) -> Removal:
        """Both."""
        return Removal(
            (*self.titles, *other.titles),
            self.chunks + other.chunks,
            self.bytes + other.bytes,
            self.places + other.places,
        )


def remove(shelves: Shelves, source: Source) -> Removal:
    """Remove one source, whose jobs have been stopped. What it was unpacked into stays."""
    catalog, places = shelves.catalog, Counter({"sources": 1})
    with catalog.engine.connect() as connection:
        for name, table in COUNTED.items():
            count = sa.select(sa.func.count()).select_from(table).where(table.c.source == source.id)
            places[name] = connection.execute(count).scalar_one()
    places["chunks"] = chunks = len(catalog.chunks_of(source.id))
    places["vectors"] = len(shelves.store.ids_of(source.space, source.id))
    keywords = shelves.lexical.count(source.space)
    contents = {version["sha256"] for version in catalog.versions(source.id)} - {""}
    catalog.delete(source.id)
    places["sentences"] = shelves.sentences.count(source.space, source.id)
    shelves.unindex(source)
    shelves.lexical.compact(source.space)
    places["keywords"] = keywords - shelves.lexical.count(source.space)
    emptied = Traces(catalog.engine).forget(source.id)
    places["answers"], places["control_answers"] = emptied.answers, emptied.control_answers
    unused = [content for content in contents if not catalog.content_is_used(content)]
    freed = [shelves.originals.delete(content) for content in unused]
    places["files"] = len(list(filter(None, freed)))
    return Removal((source.title,), chunks, sum(freed), +places)
