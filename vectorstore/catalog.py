"""Spaces, sources, blocks and chunks as the database keeps them.

Turns rows into the nouns of models.py and back. Knows nothing of vectors, keyword indexes,
files or jobs. Whoever deletes a source here deletes it in store.py, lexical.py and
originals.py too (ingest/pipeline.py does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from vectorstore import db
from vectorstore.glossary import terms_of, write
from vectorstore.models import Block, Chunk, Correction, Kind, Locator, Scope, Source, Space, Status, Term, Word

SQL_VARIABLES = 500  # ids a single IN (...) may hold; SQLite's own limit was 999 for long


def new_id() -> str:
    """A random id, 32 hexadecimal characters."""
    return uuid4().hex


class Catalog:
    """All reads and writes of records, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    # spaces

    def spaces(self) -> list[Space]:
        """Every space, oldest first."""
        with self.engine.connect() as connection:
            ordered = sa.select(db.spaces.c.id, db.spaces.c.name).order_by(db.spaces.c.created_at, db.spaces.c.name)
            rows = connection.execute(ordered).all()
            terms = terms_of(connection, [row.id for row in rows])
        return [Space(row.id, row.name, terms[row.id]) for row in rows]

    def space(self, space_id: str) -> Space:
        """The space with this id; KeyError if there is none."""
        with self.engine.connect() as connection:
            name = connection.execute(sa.select(db.spaces.c.name).where(db.spaces.c.id == space_id)).scalar()
            if name is None:
                raise KeyError(space_id)
            return Space(space_id, name, terms_of(connection, [space_id])[space_id])

    def space_named(self, name: str, glossary: Sequence[str] = ()) -> Space:
        """The space called `name`, made if it is new. Glossary terms it lacks are added."""
        name = " ".join(name.split())
        with self.engine.begin() as connection:
            space_id = connection.execute(sa.select(db.spaces.c.id).where(db.spaces.c.name == name)).scalar()
            if space_id is None:
                space_id = new_id()
                connection.execute(db.spaces.insert().values(id=space_id, name=name, created_at=_now()))
            known = {term.term for term in terms_of(connection, [space_id])[space_id]}
            new = [Term(term) for word in glossary if (term := word.strip()) and term not in known]
            write(connection, space_id, new)
            return Space(space_id, name, terms_of(connection, [space_id])[space_id])

    def rename_space(self, space_id: str, name: str) -> None:
        """Call the space something else."""
        with self.engine.begin() as connection:
            connection.execute(db.spaces.update().where(db.spaces.c.id == space_id).values(name=name))

    # sources

    def sources(self, spaces: Sequence[str] | None = None) -> list[Source]:
        """Sources of these spaces (of all when None), newest first."""
        statement = sa.select(db.sources).order_by(db.sources.c.created_at.desc(), db.sources.c.title)
        if spaces is not None:
            statement = statement.where(db.sources.c.space.in_(spaces))
        with self.engine.connect() as connection:
            return [_source(row) for row in connection.execute(statement).mappings()]

    def sources_in(self, scope: Scope) -> list[Source]:
        """Sources that a search inside `scope` may find something of, newest first. Its speakers filter
        chunks, not sources, and are not looked at."""
        statement = sa.select(db.sources).where(*_inside(scope))
        with self.engine.connect() as connection:
            rows = connection.execute(statement.order_by(db.sources.c.created_at.desc(), db.sources.c.title))
            return [_source(row) for row in rows.mappings()]

    def restricted(self, spaces: Sequence[str]) -> list[Source]:
        """Those sources of these spaces that are for managers only."""
        with self.engine.connect() as connection:
            wanted = sa.select(db.sources).where(db.sources.c.space.in_(spaces), db.sources.c.restricted)
            return [_source(row) for row in connection.execute(wanted).mappings()]

    def speakers_in(self, scope: Scope) -> list[str]:
        """Everyone who is marked as speaking or writing in the scope's sources, by name."""
        statement = sa.select(db.chunks.c.speakers).join(db.sources, db.chunks.c.source == db.sources.c.id).distinct()
        statement = statement.where(db.chunks.c.version == db.sources.c.version, *_inside(scope))
        with self.engine.connect() as connection:
            found = {name for names in connection.execute(statement).scalars() for name in names}
        return sorted(found & set(scope.speakers) if scope.speakers else found)

    def source(self, source_id: str) -> Source:
        """The source with this id; KeyError if there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(db.sources).where(db.sources.c.id == source_id)).mappings().first()
        if row is None:
            raise KeyError(source_id)
        return _source(row)

    def has(self, source_id: str) -> bool:
        """True while there is a source with this id."""
        return self._one(db.sources.c.id == source_id) is not None

    def source_with_content(self, space: str, sha256: str) -> Source | None:
        """The source of this space whose current content is `sha256`."""
        return self._one(db.sources.c.space == space, db.sources.c.sha256 == sha256)

    def source_with_name(self, space: str, context: str, title: str) -> Source | None:
        """The source of this space that has this name in this context."""
        return self._one(db.sources.c.space == space, db.sources.c.context == context, db.sources.c.title == title)

    def children(self, source_id: str) -> list[Source]:
        """What was unpacked from this archive."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(db.sources).where(db.sources.c.parent == source_id))
            return [_source(row) for row in rows.mappings()]

    def add(self, source: Source) -> None:
        """Record a new source and its first version."""
        now = _now()
        values = {**_source_values(source), "created_at": now, "updated_at": now}
        with self.engine.begin() as connection:
            connection.execute(db.sources.insert().values(values))
            connection.execute(db.versions.insert().values(_version_values(source, now)))

    def add_version(self, source: Source) -> None:
        """Record that a known source has new content: `source` carries the new version's number."""
        now = _now()
        with self.engine.begin() as connection:
            values = {**_source_values(source), "updated_at": now}
            connection.execute(db.sources.update().where(db.sources.c.id == source.id).values(values))
            connection.execute(db.versions.insert().values(_version_values(source, now)))

    def update(self, source_id: str, **values: Any) -> None:
        """Set columns of one source; `facts` are merged into those already there."""
        self._set([db.sources.c.id == source_id], values)

    def move_on(self, source_id: str, status: Status, **values: Any) -> bool:
        """Set the status of a source that is being worked on, and with it what `update` would set.

        Nobody sees the one without the other. False, and nothing set, when the source was cancelled.
        """
        here = [db.sources.c.id == source_id, db.sources.c.status != Status.CANCELLED.value]
        return self._set(here, {"status": status, **values})

    def _set(self, here: Sequence[sa.ColumnElement[bool]], values: Mapping[str, Any]) -> bool:
        """Set columns of the one source that is `here`; False when there is none."""
        columns = {name: value for name, value in values.items() if name != "facts"}
        with self.engine.begin() as connection:
            change = db.sources.update().where(*here)
            # First of all a write: from here on nobody else writes the row, so that no facts get lost.
            if not connection.execute(change.values({**columns, "updated_at": _now()})).rowcount:
                return False
            if facts := values.get("facts"):
                known = connection.execute(sa.select(db.sources.c.facts).where(*here)).scalar_one() or {}
                connection.execute(change.values(facts={**known, **facts}))
            return True

    def versions(self, source_id: str) -> list[dict[str, Any]]:
        """`version`, `sha256`, `size`, `stored_at` of each version, oldest first."""
        statement = sa.select(db.versions).where(db.versions.c.source == source_id).order_by(db.versions.c.version)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def content_is_used(self, sha256: str) -> bool:
        """True while any version of any source has this content."""
        with self.engine.connect() as connection:
            query = sa.select(db.versions.c.source).where(db.versions.c.sha256 == sha256).limit(1)
            return connection.execute(query).first() is not None

    def delete(self, source_id: str) -> None:
        """Remove a source with its versions, blocks and chunks."""
        with self.engine.begin() as connection:
            connection.execute(db.sources.delete().where(db.sources.c.id == source_id))

    # blocks

    def put_blocks(self, source_id: str, version: int, offset: int, blocks: Sequence[Block]) -> None:
        """Write blocks at positions `offset`, `offset`+1, …; blocks already there are replaced."""
        if not blocks:
            return
        table = db.blocks
        rows = [_block_values(source_id, version, offset + i, block) for i, block in enumerate(blocks)]
        with self.engine.begin() as connection:
            here = sa.and_(table.c.source == source_id, table.c.version == version)
            span = sa.and_(table.c.position >= offset, table.c.position < offset + len(blocks))
            connection.execute(table.delete().where(here, span))
            connection.execute(table.insert(), rows)

    def blocks(
        self, source_id: str, version: int, first: int = 0, last: int | None = None, *, words: bool = False
    ) -> list[Block]:
        """Blocks `first` to `last` (inclusive; to the end when None) in order; word times only if asked."""
        table = db.blocks
        columns = [column for column in table.c if words or column.name != "words"]
        here = [table.c.source == source_id, table.c.version == version, table.c.position >= first]
        if last is not None:
            here.append(table.c.position <= last)
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).where(*here).order_by(table.c.position))
            return [_block(row) for row in rows.mappings()]

    # chunks

    def put_chunks(self, chunks: Sequence[Chunk], gone: Sequence[str] = ()) -> None:
        """Write chunks; those with a known id are replaced, those with ids in `gone` removed."""
        with self.engine.begin() as connection:
            for batch in _batches([*gone, *(chunk.id for chunk in chunks)]):
                connection.execute(db.chunks.delete().where(db.chunks.c.id.in_(batch)))
            if chunks:
                connection.execute(db.chunks.insert(), [_chunk_values(chunk) for chunk in chunks])

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """The chunks with these ids, in that order; unknown ids are left out."""
        found: dict[str, Chunk] = {}
        with self.engine.connect() as connection:
            for batch in _batches(ids):
                rows = connection.execute(_chunk_query().where(db.chunks.c.id.in_(batch)))
                found.update((row["id"], _chunk(row)) for row in rows.mappings())
        return [found[chunk_id] for chunk_id in ids if chunk_id in found]

    def chunks_of(self, source_id: str, version: int | None = None) -> list[Chunk]:
        """Every chunk of one source, in order; of every version when None."""
        statement = _chunk_query().where(db.chunks.c.source == source_id)
        if version is not None:
            statement = statement.where(db.chunks.c.version == version)
        with self.engine.connect() as connection:
            rows = connection.execute(statement.order_by(db.chunks.c.version, db.chunks.c.first_block, db.chunks.c.id))
            return [_chunk(row) for row in rows.mappings()]

    def forget_other_versions(self, source_id: str, version: int) -> None:
        """Remove blocks and chunks of every version but this one."""
        with self.engine.begin() as connection:
            for table in (db.blocks, db.chunks):
                connection.execute(table.delete().where(table.c.source == source_id, table.c.version != version))

    def _one(self, *conditions: sa.ColumnElement[bool]) -> Source | None:
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(db.sources).where(*conditions).limit(1)).mappings().first()
        return _source(row) if row is not None else None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[i : i + SQL_VARIABLES] for i in range(0, len(ids), SQL_VARIABLES))


def _inside(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The scope as conditions on a source. A source without a date is in no range of dates."""
    table = db.sources.c
    conditions: list[sa.ColumnElement[bool]] = [table.space.in_(scope.spaces)]
    for column, wanted in ((table.kind, scope.kinds), (table.topic, scope.topics), (table.id, scope.sources)):
        if wanted:
            conditions.append(column.in_(wanted))
    if scope.hidden:
        conditions.append(table.id.not_in(scope.hidden))
    if scope.since:
        conditions.append(table.occurred_on >= scope.since)
    if scope.until:
        conditions.append(table.occurred_on <= scope.until)
    return conditions


def _source(row: Any) -> Source:
    return Source(**{**row, "kind": Kind(row["kind"]), "status": Status(row["status"])})


def _source_values(source: Source) -> dict[str, Any]:
    names = [c.name for c in db.sources.c if c.name not in ("created_at", "updated_at")]
    values = {name: getattr(source, name) for name in names}
    return {**values, "kind": source.kind.value, "status": source.status.value}


def _version_values(source: Source, now: datetime) -> dict[str, Any]:
    return {
        "source": source.id,
        "version": source.version,
        "sha256": source.sha256,
        "size": source.size,
        "stored_at": now,
    }


def _block_values(source_id: str, version: int, position: int, block: Block) -> dict[str, Any]:
    return {
        "source": source_id,
        "version": version,
        "position": position,
        "text": block.text,
        "kind": block.kind,
        "locator": block.locator.to_json(),
        "headings": list(block.headings),
        "speaker": block.speaker,
        "lang": block.lang,
        "words": [[word.text, word.start, word.end, word.probability] for word in block.words],
        "corrections": [[correction.heard, correction.written] for correction in block.corrections],
        "label": block.label,
    }


def _block(row: Any) -> Block:
    return Block(
        text=row["text"],
        locator=Locator.from_json(row["locator"]),
        headings=tuple(row["headings"]),
        speaker=row["speaker"],
        lang=row["lang"],
        kind=row["kind"],
        words=tuple(Word(*word) for word in row.get("words", ())),
        corrections=tuple(Correction(*pair) for pair in row["corrections"]),
        label=row["label"],
    )


def _chunk_query() -> sa.Select[Any]:
    source = db.sources.c
    columns = (source.kind, source.topic, source.occurred_on, source.title)
    return sa.select(db.chunks, *columns).join(db.sources, db.chunks.c.source == source.id)


def _chunk_values(chunk: Chunk) -> dict[str, Any]:
    return {
        "id": chunk.id,
        "source": chunk.source,
        "version": chunk.version,
        "space": chunk.space,
        "first_block": chunk.first_block,
        "last_block": chunk.last_block,
        "text": chunk.text,
        "locator": chunk.locator.to_json(),
        "headings": list(chunk.headings),
        "speakers": list(chunk.speakers),
        "lang": chunk.lang,
    }


def _chunk(row: Any) -> Chunk:
    return Chunk(
        id=row["id"],
        source=row["source"],
        space=row["space"],
        text=row["text"],
        locator=Locator.from_json(row["locator"]),
        first_block=row["first_block"],
        last_block=row["last_block"],
        kind=Kind(row["kind"]),
        headings=tuple(row["headings"]),
        speakers=tuple(row["speakers"]),
        lang=row["lang"],
        topic=row["topic"],
        occurred_on=row["occurred_on"],
        title=row["title"],
        version=row["version"],
    )
