"""The keyword index: which chunks contain the words of a question, and which sound like them.

SQLite's FTS5 over terms that `terms.py` has already cut, ranked by BM25 with the title and headings
counting double. What was heard is indexed a second time by its sound (`sounds.py`), since recognisers
write one word for another that sounds the same. The space is part of every match expression, so other
clients' rows are never looked at. Chunks themselves are the catalogue's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, text

from vectorstore.models import Chunk, Scope
from vectorstore.sounds import sound_terms
from vectorstore.terms import fold, index_terms, query_terms

# "ascii" takes every non-ASCII character for part of a word whatever its Unicode version, so terms come
# out exactly as `terms.py` cut them.
SCHEMA = (
    """CREATE TABLE IF NOT EXISTS lexical_chunk (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, space TEXT NOT NULL, source TEXT NOT NULL,
        kind TEXT NOT NULL, topic TEXT NOT NULL, day TEXT, speakers TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS lexical_chunk_by_source ON lexical_chunk (space, source)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS lexical_terms USING fts5(
        body, heading, space, tokenize = "ascii tokenchars '-_./+#&@''’'")""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical_sounds USING fts5(body, space, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical_vocabulary USING fts5vocab(lexical_terms, row)",
)
TABLES = ("lexical_terms", "lexical_sounds")
RANK = "bm25(1.0, 2.0, 0.0)"  # weights of body, heading and space: being in the space is no merit
SOUND_RANK = "bm25(1.0, 0.0)"
LONGEST_QUESTION = 64  # terms; a pasted page would otherwise match everything, slowly


class LexicalIndex:
    """`engine` is the database the records are in. Makes its tables when they are missing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.begin() as db:
            for statement in SCHEMA:
                db.execute(text(statement))

    def upsert(self, chunks: Sequence[Chunk]) -> None:
        """The same again changes nothing; a known id is replaced."""
        with self._engine.begin() as db:
            _delete(db, [chunk.id for chunk in chunks])
            for chunk in chunks:
                number = db.execute(
                    text(
                        "INSERT INTO lexical_chunk (id, space, source, kind, topic, day, speakers)"
                        " VALUES (:id, :space, :source, :kind, :topic, :day, :speakers) RETURNING number"
                    ),
                    _row(chunk),
                ).scalar_one()
                db.execute(
                    text(
                        "INSERT INTO lexical_terms (rowid, body, heading, space) VALUES (:n, :body, :heading, :space)"
                    ),
                    {
                        "n": number,
                        "body": " ".join(index_terms(chunk.text)),
                        "heading": " ".join(index_terms(" \n".join((chunk.title, *chunk.headings)))),
                        "space": _space_term(chunk.space),
                    },
                )
                if chunk.kind.is_heard and (sounds := sound_terms(fold(chunk.text))):
                    db.execute(
                        text("INSERT INTO lexical_sounds (rowid, body, space) VALUES (:n, :body, :space)"),
                        {"n": number, "body": " ".join(sounds), "space": _space_term(chunk.space)},
                    )

    def delete_source(self, space: str, source: str, keep_ids: Iterable[str] = ()) -> None:
        """Every chunk of the source goes, except `keep_ids`."""
        keep = set(keep_ids)
        with self._engine.begin() as db:
            known = db.execute(
                text("SELECT id FROM lexical_chunk WHERE space = :space AND source = :source"),
                {"space": space, "source": source},
            ).scalars()
            _delete(db, [id_ for id_ in known if id_ not in keep])

    def drop_space(self, space: str) -> None:
        """Every chunk of the space goes."""
        with self._engine.begin() as db:
            where = "WHERE space = :space"
            for table in TABLES:
                db.execute(
                    text(f"DELETE FROM {table} WHERE rowid IN (SELECT number FROM lexical_chunk {where})"),
                    {"space": space},
                )
            db.execute(text(f"DELETE FROM lexical_chunk {where}"), {"space": space})

    def compact(self) -> None:
        """Rewrite the index without the terms of deleted chunks, which FTS5 otherwise keeps until it merges."""
        with self._engine.begin() as db:
            for table in TABLES:
                db.execute(text(f"INSERT INTO {table} ({table}) VALUES ('optimize')"))

    def count(self, space: str) -> int:
        """Chunks in the space."""
        with self._engine.connect() as db:
            return int(
                db.execute(
                    text("SELECT count(*) FROM lexical_chunk WHERE space = :space"), {"space": space}
                ).scalar_one()
            )

    def query(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """Ids of the k best chunks inside the scope with their BM25, best first. Nothing is parsed
        in `question`: quotes, operators and wildcards are text like any other."""
        terms = query_terms(question)[:LONGEST_QUESTION]
        return self._match("lexical_terms", "{body heading}", RANK, (scope, terms, k))

    def sounding(self, scope: Scope, question: str, k: int) -> list[tuple[str, float]]:
        """The same for what was heard and sounds like the question's Chinese, however it was written."""
        terms = list(dict.fromkeys(sound for term in query_terms(question) for sound in sound_terms(term)))
        return self._match("lexical_sounds", "body", SOUND_RANK, (scope, terms[:LONGEST_QUESTION], k))

    def frequencies(self, question: str) -> tuple[dict[str, int], int]:
        """In how many chunks each of the question's terms stands, and how many chunks there are. Counted over
        all spaces, as BM25 does: what is common in one client's papers is common in the next one's."""
        terms = query_terms(question)[:LONGEST_QUESTION]
        with self._engine.connect() as db:
            total = db.execute(text("SELECT count(*) FROM lexical_chunk")).scalar_one()
            rows = db.execute(
                text("SELECT term, doc FROM lexical_vocabulary WHERE term IN (SELECT value FROM json_each(:terms))"),
                {"terms": json.dumps(terms)},
            ).all()
        return {str(term): int(count) for term, count in rows}, int(total)

    def _match(
        self, table: str, columns: str, rank: str, asked: tuple[Scope, list[str], int]
    ) -> list[tuple[str, float]]:
        scope, terms, k = asked
        if not terms or not scope.spaces:
            return []
        spaces = " OR ".join(_space_term(space) for space in scope.spaces)
        words = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        filters, values = _filters(scope)
        statement = (
            f"SELECT c.id, -t.rank FROM {table} t JOIN lexical_chunk c ON c.number = t.rowid"
            f" WHERE {table} MATCH :match AND t.rank MATCH '{rank}'{filters} ORDER BY t.rank LIMIT :k"
        )
        match = f"space : ({spaces}) AND {columns} : ({words})"
        with self._engine.connect() as db:
            rows = db.execute(text(statement), {"match": match, "k": k, **values}).all()
        return [(str(id_), float(score)) for id_, score in rows]


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


def _space_term(space: str) -> str:
    """A space id as a term that no text and no other space shares."""
    return "s" + hashlib.sha256(space.encode()).hexdigest()[:40]


def _delete(db: Connection, ids: Iterable[str]) -> None:
    for id_ in ids:
        for table in TABLES:
            db.execute(
                text(f"DELETE FROM {table} WHERE rowid = (SELECT number FROM lexical_chunk WHERE id = :id)"),
                {"id": id_},
            )
        db.execute(text("DELETE FROM lexical_chunk WHERE id = :id"), {"id": id_})


def _filters(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The scope's filters as SQL and its values. Lists travel as JSON: one parameter each, however long."""
    conditions = [" AND c.space IN (SELECT value FROM json_each(:spaces))"]
    values = {"spaces": json.dumps(scope.spaces)}
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
