"""What drafts of interviews repeat of a source, and how that is removed: a question about a moment quotes it.

What a person answered is theirs and stays; the passages themselves go with their source (interview_tables.py).
Knows the tables, not who may have something removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from vectorstore.interview_tables import cards, exchanges, interview_passages, interviews

REMOVED = "…"  # in place of a question or a card's title that quoted what is removed

Change = Callable[[str], str]


def unquote(connection: sa.Connection, source_id: str) -> None:
    """Take the words of questions about the source, and of the titles of cards that came of them."""
    for table, column, named in _quoting():
        about = sa.type_coerce(column, sa.String).contains(f'"subject": "{source_id}-', autoescape=True)
        for row in connection.execute(sa.select(table).where(about)).mappings().all():
            values = {column.name: {**row[column.name], named: REMOVED}}
            connection.execute(table.update().where(*_here(table, row)).values(values))


def strike(connection: sa.Connection, source_id: str, struck: Change) -> None:
    """Change the words in all that is asked, known and written in interviews that take something from the source."""
    concerned = sa.select(interview_passages.c.interview).where(interview_passages.c.source == source_id)
    for table, column, _ in _quoting():
        key = table.c.id if table is interviews else table.c.interview
        for row in connection.execute(sa.select(table).where(key.in_(concerned))).mappings().all():
            values = {column.name: _mapped(row[column.name], struck)}
            connection.execute(table.update().where(*_here(table, row)).values(values))
    mine = sa.select(interview_passages).where(interview_passages.c.source == source_id)
    for row in connection.execute(mine).mappings().all():
        values = {"moment": _mapped(row["moment"], struck), "known": struck(row["known"])}
        connection.execute(interview_passages.update().where(*_here(interview_passages, row)).values(values))


def _quoting() -> Iterator[tuple[sa.Table, sa.Column[Any], str]]:
    """Where questions and cards stand: the table, the column of JSON, and the name of the words in it."""
    yield interviews, interviews.c.pending, "text"
    yield exchanges, exchanges.c.prompt, "text"
    yield cards, cards.c.card, "title"


def _here(table: sa.Table, row: sa.RowMapping) -> list[sa.ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key.columns]


def _mapped(value: Any, change: Change) -> Any:
    """JSON of texts, lists and objects with every text in it changed; keys, which hold only ids, stay theirs."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    return value
