"""The keyword index: which chunks contain the words of a question, and which sound like them.

SQLite's FTS5 over terms that `terms.py` has already cut, ranked by BM25 with the title and headings
counting double. What was heard is indexed a second time by its sound (`sounds.py`), since recognisers
write one word for another that sounds the same. Chunks themselves are the catalogue's.

Every space has tables of its own, as it has its own collections in store.py: a search opens those of
its scope, one client's words never count in another's ranking, and a search is as slow as its own
space is large (one table for all, told apart by a term, took twice as long at 100,000 chunks).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from vectorstore.models import Chunk, Scope
from vectorstore.sounds import sound_terms
from vectorstore.terms import fold, index_terms, query_terms

CHUNKS = (
    """CREATE TABLE IF NOT EXISTS lexical_chunk (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, space TEXT NOT NULL, source TEXT NOT NULL,
        kind TEXT NOT NULL, topic TEXT NOT NULL, day TEXT, speakers TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS lexical_chunk_by_source ON lexical_chunk (space, source)",
)
# "ascii" takes every non-ASCII character for part of a word whatever its Unicode version, so terms come
# out exactly as `terms.py` cut them.
SPACE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS {terms} USING fts5(
        body, heading, tokenize = "ascii tokenchars '-_./+#&@''’'")""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS {sounds} USING fts5(body, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS {vocabulary} USING fts5vocab({terms}, row)",
)
RANK = "bm25(1.0, 2.0)"  # weights of body and heading
SOUND_RANK = "bm25(1.0)"
LONGEST_QUESTION = 64  # terms; a pasted page would otherwise match everything, slowly


@dataclass(frozen=True, slots=True)
class _Tables:
    """The names of a space's tables. A space id may be any text, so it is hashed."""

    terms: str
    sounds: str
    vocabulary: str

    @classmethod
    def of(cls, space: str) -> _Tables:
        key = hashlib.sha256(space.encode()).hexdigest()[:32]
        return cls(f"lexical_terms_{key}", f"lexical_sounds_{key}", f"lexical_vocabulary_{key}")


class LexicalIndex:
    """`engine` is the database the records are in. Makes its tables when they are missing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with self._writing() as db:
            for statement in CHUNKS:
                db.execute(text(statement))
            _divide(db)

    # sqlite3 begins a transaction at the first row that is written, so tables made before it stood there
    # one by one, and FTS5 cannot open a table while another is being made ("vtable constructor failed").

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """All of it of one moment."""
        with self._engine.connect() as db:
            db.exec_driver_sql("BEGIN")
            yield db

    def upsert(self, chunks: Sequence[Chunk]) -> None:
        """The same again changes nothing; a known id is replaced."""
        with self._writing() as db:
            for space in dict.fromkeys(chunk.space for chunk in chunks):
                _make(db, _Tables.of(space))
            _delete(db, [chunk.id for chunk in chunks])
            for chunk in chunks:
                _insert(db, _Tables.of(chunk.space), chunk)

    def delete_source(self, space: str, source: str, keep_ids: Iterable[str] = ()) -> None:
        """Every chunk of the source goes, except `keep_ids`."""
        keep = set(keep_ids)
        with self._writing() as db:
            known = db.execute(
                text("SELECT id FROM lexical_chunk WHERE space = :space AND source = :source"),
                {"space": space, "source": source},
            ).scalars()
            _delete(db, [id_ for id_ in known if id_ not in keep])

    def drop_space(self, space: str) -> None:
        """Every chunk of the space goes."""
        tables = _Tables.of(space)
        with self._writing() as db:
            for table in (tables.terms, tables.sounds) if _there(db, [tables]) else ():
                db.execute(text(f"DELETE FROM {table}"))  # not dropped: a search may be about to open it
            db.execute(text("DELETE FROM lexical_chunk WHERE space = :space"), {"space": space})

    def compact(self, space: str) -> None:
        """Rewrite the space's index without the terms of deleted chunks, which FTS5 otherwise keeps until it merges."""
        tables = _Tables.of(space)
        with self._writing() as db:
            for table in (tables.terms, tables.sounds) if _there(db, [tables]) else ():
                db.execute(text(f"INSERT INTO {table} ({table}) VALUES ('optimize')"))

    def count(self, space: str) -> int:
        """Chunks in the space."""
        with self._reading() as db:
            return _count(db, [space])

    def query(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """Ids of the k best chunks inside the scope with their BM25, best first. Nothing is parsed
        in `question`: quotes, operators and wildcards are text like any other."""
        terms = query_terms(question)[:LONGEST_QUESTION]
        return self._match(scope, lambda tables: tables.terms, RANK, terms, k)

    def sounding(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """The same for what was heard and sounds like the question's Chinese, however it was written."""
        terms = list(dict.fromkeys(sound for term in query_terms(question) for sound in sound_terms(term)))
        return self._match(scope, lambda tables: tables.sounds, SOUND_RANK, terms[:LONGEST_QUESTION], k)

    def frequencies(self, scope: Scope, question: str) -> tuple[dict[str, int], int]:
        """In how many chunks of the scope's spaces each term of the question stands, and how many chunks they hold."""
        terms = query_terms(question)[:LONGEST_QUESTION]
        found: Counter[str] = Counter()
        with self._reading() as db:
            for tables in _there(db, map(_Tables.of, scope.spaces)):
                rows = db.execute(
                    text(
                        f"SELECT term, doc FROM {tables.vocabulary} WHERE term IN (SELECT value FROM json_each(:terms))"
                    ),
                    {"terms": json.dumps(terms)},
                )
                found.update({str(term): int(count) for term, count in rows})
            return dict(found), _count(db, scope.spaces)

    def _match(
        self, scope: Scope, table_of: Callable[[_Tables], str], rank: str, terms: list[str], k: int
    ) -> list[tuple[str, float]]:
        if not terms:
            return []
        words = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        filters, values = _filters(scope)
        found: list[tuple[str, float]] = []
        with self._reading() as db:
            for table in map(table_of, _there(db, map(_Tables.of, scope.spaces))):
                statement = (
                    f"SELECT c.id, -t.rank FROM {table} t JOIN lexical_chunk c ON c.number = t.rowid"
                    f" WHERE {table} MATCH :match AND t.rank MATCH '{rank}'{filters} ORDER BY t.rank LIMIT :k"
                )
                rows = db.execute(text(statement), {"match": words, "k": k, **values})
                found += [(str(id_), float(score)) for id_, score in rows]
        return sorted(found, key=lambda pair: -pair[1])[:k]


def _there(db: Connection, wanted: Iterable[_Tables]) -> list[_Tables]:
    """Those that exist: a space has none before its first chunk."""
    names = {tables.terms: tables for tables in wanted}
    rows = db.execute(
        text("SELECT name FROM sqlite_master WHERE name IN (SELECT value FROM json_each(:names))"),
        {"names": json.dumps(list(names))},
    ).scalars()
    return [names[name] for name in rows]


def _make(db: Connection, tables: _Tables) -> None:
    if not _there(db, [tables]):
        for statement in SPACE:
            db.execute(text(statement.format(**asdict(tables))))


def _insert(db: Connection, tables: _Tables, chunk: Chunk) -> None:
    number = db.execute(
        text(
            "INSERT INTO lexical_chunk (id, space, source, kind, topic, day, speakers)"
            " VALUES (:id, :space, :source, :kind, :topic, :day, :speakers) RETURNING number"
        ),
        _row(chunk),
    ).scalar_one()
    db.execute(
        text(f"INSERT INTO {tables.terms} (rowid, body, heading) VALUES (:n, :body, :heading)"),
        {
            "n": number,
            "body": " ".join(index_terms(chunk.text)),
            "heading": " ".join(index_terms(" \n".join((chunk.title, *chunk.headings)))),
        },
    )
    if chunk.kind.is_heard and (sounds := sound_terms(fold(chunk.text))):
        db.execute(
            text(f"INSERT INTO {tables.sounds} (rowid, body) VALUES (:n, :body)"),
            {"n": number, "body": " ".join(sounds)},
        )


def _count(db: Connection, spaces: Sequence[str]) -> int:
    """Chunks of these spaces, by FTS5's own table of document sizes: 0.02 ms where counting by space took 9."""
    own = _there(db, map(_Tables.of, spaces))
    return sum(int(db.execute(text(f"SELECT count(*) FROM {tables.terms}_docsize")).scalar_one()) for tables in own)


def _divide(db: Connection) -> None:
    """Give each space its part of the tables that Baton 0.2 kept for all of them together."""
    old = db.execute(text("SELECT name FROM sqlite_master WHERE name = 'lexical_terms'")).first()
    if old is None:
        return
    for space in db.execute(text("SELECT DISTINCT space FROM lexical_chunk")).scalars().all():
        tables = _Tables.of(space)
        _make(db, tables)
        for new, columns, shared in (
            (tables.terms, "rowid, body, heading", "lexical_terms"),
            (tables.sounds, "rowid, body", "lexical_sounds"),
        ):
            own = (
                f"SELECT {columns} FROM {shared} WHERE rowid IN (SELECT number FROM lexical_chunk WHERE space = :space)"
            )
            db.execute(text(f"INSERT INTO {new} ({columns}) {own}"), {"space": space})
    for table in ("lexical_vocabulary", "lexical_terms", "lexical_sounds"):
        db.execute(text(f"DROP TABLE IF EXISTS {table}"))


def _row(chunk: Chunk) -> dict[str, Any]:
    return {
        "id": chunk.id,
        "space": chunk.space,
        "source": chunk.source,
        "kind": chunk.kind.value,
        "topic": chunk.topic,
        "day": chunk.occurred_on.isoformat() if chunk.occurred_on else None,
        "speakers": json.dumps(chunk.speakers, ensure_ascii=False),
    }


def _delete(db: Connection, ids: Iterable[str]) -> None:
    for id_ in ids:
        row = db.execute(text("SELECT number, space FROM lexical_chunk WHERE id = :id"), {"id": id_}).first()
        if row is None:
            continue
        tables = _Tables.of(row.space)
        for table in (tables.terms, tables.sounds):
            db.execute(text(f"DELETE FROM {table} WHERE rowid = :n"), {"n": row.number})
        db.execute(text("DELETE FROM lexical_chunk WHERE number = :n"), {"n": row.number})


def _filters(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The scope's filters as SQL and its values. Lists travel as JSON: one parameter each, however long."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for field, wanted in (
        ("kind", [kind.value for kind in scope.kinds]),
        ("topic", list(scope.topics)),
        ("source", list(scope.sources)),
    ):
        if wanted:
            conditions.append(f" AND c.{field} IN (SELECT value FROM json_each(:{field}))")
            values[field] = json.dumps(wanted)
    if scope.hidden:
        conditions.append(" AND c.source NOT IN (SELECT value FROM json_each(:hidden))")
        values["hidden"] = json.dumps(scope.hidden)
    if scope.speakers:
        conditions.append(
            " AND EXISTS (SELECT 1 FROM json_each(c.speakers) said JOIN json_each(:heard) asked"
            " ON said.value = asked.value)"
        )
        values["heard"] = json.dumps(scope.speakers)
    if scope.since:
        conditions.append(" AND c.day >= :since")
        values["since"] = scope.since.isoformat()
    if scope.until:
        conditions.append(" AND c.day <= :until")
        values["until"] = scope.until.isoformat()
    return "".join(conditions), values
