"""Questions that were sent on to people: who asked, who has it, where it went, and the source that answers it.

Keeps and reads. Who may see one, who is told and what an answer says is not decided here; the answer's words
stand in its source alone, masked and removed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.chat.evidence import Citation
from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.question_tables import question_answers, question_routes, questions


class Why(StrEnum):
    """Why a question went to people."""

    UNANSWERABLE = "unanswerable"  # Baton found nothing that carries an answer
    DISPUTED = "disputed"  # what Baton answered is wrong or incomplete
    OTHER = "other"


class State(StrEnum):
    """How a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"  # whoever had it does not know; it waits for somebody to send it elsewhere
    CLOSED = "closed"  # taken back, or its answer was removed


WAITING = (State.OPEN, State.DECLINED)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way to people."""

    text: str
    lang: str  # "zh" or "en"
    why: Why
    remark: str = ""  # what is wrong or missing in what Baton said
    conversation: str | None = None  # where it was asked in vain, for whoever asked
    turn: int | None = None
    item: str = ""  # key of a checklist item
    gap: str = ""  # id of the knowledge gap that it belongs to; one of its own when empty


@dataclass(frozen=True, slots=True)
class Given:
    """The answer: a source, who stands for it, and the place in another source that shows it, if there is one."""

    source: str
    person: str
    at: datetime
    moment: Citation | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. People are ids of accounts, or names where there are none."""

    id: str
    space: str
    person: str  # who asked
    text: str
    remark: str
    lang: str
    conversation: str | None
    turn: int | None
    why: Why
    item: str
    state: State
    holder: str
    gap: str
    made_at: datetime
    answered_at: datetime | None
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Who sent it to whom, when, with what words."""

    person: str
    holder: str
    why: str
    at: datetime


class Questions:
    """Reads and writes questions, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, space: str, person: str, asking: Asking, holder: str) -> Question:
        """A new question, with its first holder."""
        key, now = new_id(), self._clock()
        asked = {name: getattr(asking, name) for name in Asking.__slots__}
        question = Question(
            id=key, space=space, person=person, state=State.OPEN, holder=holder, made_at=now, answered_at=None,
            **{**asked, "gap": asking.gap or key},
        )  # fmt: skip
        values = {name: getattr(question, name) for name in Question.__slots__ if name != "given"}
        with self._engine.begin() as connection:
            connection.execute(
                questions.insert().values({**values, "why": question.why.value, "state": question.state.value})
            )
            _route(connection, key, Route(person, holder, "", now))
        return question

    def of_id(self, question_id: str) -> Question | None:
        """The question; None if there is no such one."""
        return next(iter(self._read(questions.c.id == question_id)), None)

    def of_space(self, space: str, states: Sequence[State] = tuple(State)) -> list[Question]:
        """The space's questions in these states, newest first."""
        found = self._read(questions.c.space == space)
        return [question for question in found if question.state in states]

    def answered(self, spaces: Sequence[str]) -> list[Question]:
        """Those of these spaces that have an answer, newest first."""
        return [question for question in self._read(questions.c.space.in_(spaces)) if question.given]

    def of_source(self, source: str) -> Question | None:
        """The question that this source answers."""
        return next(iter(self._read(question_answers.c.source == source)), None)

    def of_turn(self, conversation: str, turn: int, person: str) -> Question | None:
        """What this person sent on from there, the newest; what was closed since does not count."""
        table = questions.c
        here = sa.and_(table.conversation == conversation, table.turn == turn, table.person == person)
        return next((one for one in self._read(here) if one.state is not State.CLOSED), None)

    def routes(self, question_id: str) -> list[Route]:
        """Where it went, oldest first."""
        table = question_routes
        statement = sa.select(table.c.person, table.c.holder, table.c.why, table.c.at)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.where(table.c.question == question_id).order_by(table.c.position))
            return [Route(**row) for row in rows.mappings()]

    def pass_on(self, question_id: str, person: str, holder: str, why: str) -> None:
        """Somebody sends it to somebody else; it is open again."""
        with self._engine.begin() as connection:
            _set(connection, question_id, holder=holder, state=State.OPEN.value)
            _route(connection, question_id, Route(person, holder, why, self._clock()))

    def decline(self, question_id: str, person: str, why: str) -> None:
        """Whoever has it does not know."""
        with self._engine.begin() as connection:
            _set(connection, question_id, holder="", state=State.DECLINED.value)
            _route(connection, question_id, Route(person, "", why, self._clock()))

    def close(self, question_id: str) -> None:
        """It is no longer asked."""
        with self._engine.begin() as connection:
            _set(connection, question_id, state=State.CLOSED.value)

    def answer(self, question_id: str, source: str, person: str, moment: Citation | None) -> Given:
        """`source` answers it, in place of an answer before."""
        given = Given(source, person, self._clock(), moment)
        row = {"question": question_id, "source": source, "person": person, "at": given.at}
        with self._engine.begin() as connection:
            connection.execute(question_answers.delete().where(question_answers.c.question == question_id))
            connection.execute(
                question_answers.insert().values({**row, "moment": moment.to_json() if moment else sa.null()})
            )
            _set(connection, question_id, state=State.ANSWERED.value, answered_at=given.at)
        return given

    def forget_person(self, person: str) -> int:
        """Nobody is said to have asked, held or passed on what this person did. Returns how many they asked."""
        with self._engine.begin() as connection:
            asked = connection.execute(questions.update().where(questions.c.person == person).values(person=""))
            connection.execute(questions.update().where(questions.c.holder == person).values(holder=""))
            for column in (question_routes.c.person, question_routes.c.holder, question_answers.c.person):
                theirs = column.table.update().where(column == person)
                connection.execute(theirs.values({column.name: ""}))
            return asked.rowcount

    def _read(self, condition: sa.ColumnElement[bool]) -> list[Question]:
        answers = question_answers.c
        named = [answers[name].label(f"given_{name}") for name in ("source", "person", "at", "moment")]
        statement = sa.select(questions, *named).outerjoin(question_answers, answers.question == questions.c.id)
        newest = (questions.c.made_at.desc(), questions.c.id)
        with self._engine.connect() as connection:
            return [
                _question(row) for row in connection.execute(statement.where(condition).order_by(*newest)).mappings()
            ]


def _question(row: Any) -> Question:
    plain = {column.name: row[column.name] for column in questions.c}
    question = Question(**{**plain, "why": Why(row["why"]), "state": State(row["state"])})
    if row["given_source"] is None:  # removed with its source
        return replace(question, state=State.CLOSED) if question.state is State.ANSWERED else question
    moment = Citation.from_json(row["given_moment"]) if row["given_moment"] else None
    return replace(question, given=Given(row["given_source"], row["given_person"], row["given_at"], moment))


def _set(connection: sa.Connection, question_id: str, **values: Any) -> None:
    connection.execute(questions.update().where(questions.c.id == question_id).values(values))


def _route(connection: sa.Connection, question_id: str, route: Route) -> None:
    table = question_routes
    count = sa.select(sa.func.count()).select_from(table).where(table.c.question == question_id)
    values = {name: getattr(route, name) for name in Route.__slots__}
    position = connection.execute(count).scalar_one()
    connection.execute(table.insert().values({**values, "question": question_id, "position": position}))
