"""What conversations, control rounds, corrections, the ledger and interviews keep of a source's words, and how it goes.

A question belongs to whoever asked it and stays; the answer's text, its citations and what it was
understood as may repeat the source and go. Knows the tables, not who may have something removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vectorstore import db, interview_traces
from vectorstore.decision_tables import changes, entries, events
from vectorstore.library_tables import line_edits

GONE: dict[str, Any] = {"answer": "", "citations": [], "nearest": None, "notice": None, "standings": []}


@dataclass(frozen=True, slots=True)
class Emptied:
    """How much was emptied."""

    answers: int = 0
    control_answers: int = 0


class Traces:
    """Removes them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def forget(self, source_id: str) -> Emptied:
        """Empty every answer that cites the source or names it as nearest, in conversations and control rounds.

        Questions of interviews lose what they quote of it.
        """
        with self._engine.begin() as connection:
            interview_traces.unquote(connection, source_id)
            return Emptied(_empty_turns(connection, source_id), _empty_rounds(connection, source_id))

    def strike(self, source_id: str, passage: str, mark: str) -> None:
        """Write `mark` for the passage in all that cites the source, and in the history of its corrected lines."""

        def struck(text: str) -> str:
            return text.replace(passage, mark)

        with self._engine.begin() as connection:
            for turn in _citing(connection, db.turns, db.turns.c.answer, source_id):
                here = (db.turns.c.conversation == turn["conversation"], db.turns.c.position == turn["position"])
                answer = {**_mapped(turn["answer"], struck), "question": turn["answer"]["question"]}
                connection.execute(db.turns.update().where(*here).values(answer=answer))
            for round_ in _citing(connection, db.control_rounds, db.control_rounds.c.run, source_id):
                mine = db.control_rounds.update().where(db.control_rounds.c.id == round_["id"])
                connection.execute(mine.values(run=_mapped(round_["run"], struck)))
            edited = sa.select(line_edits).where(line_edits.c.source == source_id)
            for edit in connection.execute(edited).mappings().all():
                values = {name: _mapped(edit[name], struck) for name in ("was", "now", "before")}
                connection.execute(line_edits.update().where(line_edits.c.id == edit["id"]).values(values))
            _strike_ledger(connection, source_id, struck)
            interview_traces.strike(connection, source_id, struck)


def _empty_turns(connection: sa.Connection, source_id: str) -> int:
    """What was asked after such an answer may have been understood by its words: that goes, too."""
    table, first, emptied = db.turns, dict[str, int](), 0
    found = _citing(connection, table, table.c.answer, source_id)
    for turn in found:
        here = (table.c.conversation == turn["conversation"], table.c.position == turn["position"])
        if not _quotes(turn["answer"], source_id):  # it only says that the source has a later word
            connection.execute(table.update().where(*here).values(answer=_without_word(turn["answer"], source_id)))
            continue
        answer = {**turn["answer"], **GONE, "searched": turn["question"]}
        connection.execute(table.update().where(*here).values(answer=answer))
        emptied += 1
        first[turn["conversation"]] = min(turn["position"], first.get(turn["conversation"], turn["position"]))
    for conversation, position in first.items():
        later = sa.select(table).where(table.c.conversation == conversation, table.c.position > position)
        for turn in connection.execute(later).mappings().all():
            here = (table.c.conversation == conversation, table.c.position == turn["position"])
            values = {"answer": {**turn["answer"], "searched": turn["question"]}}
            connection.execute(table.update().where(*here).values(values))
    return emptied


def _quotes(answer: dict[str, Any], source_id: str) -> bool:
    """Whether the answer itself rests on the source."""
    cited = [*answer.get("citations", []), *filter(None, [answer.get("nearest")])]
    return any(citation.get("source") == source_id for citation in cited)


def _without_word(answer: dict[str, Any], source_id: str) -> dict[str, Any]:
    """The answer without what it says of the source beside its citations."""
    said = answer.get("standings", [])
    return {**answer, "standings": [one for one in said if (one["instead"] or {}).get("source") != source_id]}


def _strike_ledger(connection: sa.Connection, source_id: str, struck: Callable[[str], str]) -> None:
    """In entries found in the source, in steps that it tells, and in what stood in those entries before."""
    mine = sa.select(entries.c.id).where(entries.c.source == source_id)
    for table, here, names in (
        (entries, entries.c.source == source_id, ("said", "what", "why", "options", "outcome")),
        (events, events.c.source == source_id, ("text",)),
        (changes, changes.c.entry.in_(mine), ("before",)),
    ):
        for row in connection.execute(sa.select(table).where(here)).mappings().all():
            values = {name: _mapped(row[name], struck) for name in names}
            connection.execute(table.update().where(table.c.id == row["id"]).values(values))


def _empty_rounds(connection: sa.Connection, source_id: str) -> int:
    table, count = db.control_rounds, 0
    for round_ in _citing(connection, table, table.c.run, source_id):
        results = []
        for result in round_["run"]["results"]:
            cites = any(citation.get("source") == source_id for citation in result["citations"])
            results.append(
                {**result, "answer": "", "citations": [], "searched": result["question"]} if cites else result
            )
            count += cites
        mine = table.update().where(table.c.id == round_["id"])
        connection.execute(mine.values(run={**round_["run"], "results": results}))
    return count


def _citing(
    connection: sa.Connection, table: sa.Table, column: sa.ColumnElement[Any], source_id: str
) -> list[sa.RowMapping]:
    """Rows whose JSON names the source."""
    named = sa.type_coerce(column, sa.String).contains(source_id, autoescape=True)
    return list(connection.execute(sa.select(table).where(named)).mappings())


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    return value
