"""Self-checks as the database keeps them: each client's rhythm, own questions, drafts and rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assistant.handover.checking import Answer, Answers, Form, Plan, Question, Rhythm, Round, Section
from assistant.people.clock import utc_now
from vectorstore.catalog import new_id
from vectorstore.firstday_tables import selfcheck_drafts, selfcheck_plans, selfcheck_questions, selfcheck_rounds

ROUNDS = 100  # read at once: two years of weekly ones


class SelfChecks:
    """Reads and writes them, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def plan(self, space: str) -> Plan | None:
        """The client's rhythm, if it has one."""
        return next(iter(self._plans(selfcheck_plans.c.space == space)), None)

    def due(self, today: date) -> list[Plan]:
        """The plans of all clients whose day has come."""
        return self._plans(selfcheck_plans.c.next_due <= today)

    def put_plan(self, plan: Plan) -> None:
        """Set the client's rhythm in place of the one before."""
        values = {"space": plan.space, "rhythm": plan.rhythm.value, "next_due": plan.next_due, "who": plan.who}
        with self._engine.begin() as connection:
            connection.execute(selfcheck_plans.delete().where(selfcheck_plans.c.space == plan.space))
            connection.execute(selfcheck_plans.insert().values(values))

    def own_questions(self, space: str) -> list[Question]:
        """Those that the client has beside the bundled ones, oldest first."""
        table = selfcheck_questions
        statement = sa.select(table).where(table.c.space == space).order_by(table.c.made_at, table.c.id)
        with self._engine.connect() as connection:
            return [_question(row) for row in connection.execute(statement).mappings()]

    def add_question(self, space: str, question: Question) -> Question:
        """Add one; its key is made here."""
        key = new_id()
        values: dict[str, Any] = {"id": key, "space": space, "text": question.en, "unit": question.unit}
        values |= {"section": question.section.value, "form": question.form.value, "made_at": self._clock()}
        with self._engine.begin() as connection:
            connection.execute(selfcheck_questions.insert().values(values))
        return next(one for one in self.own_questions(space) if one.key == key)

    def remove_question(self, space: str, key: str) -> bool:
        """Ask it no more; answers stay. False if there is none."""
        table = selfcheck_questions
        with self._engine.begin() as connection:
            here = table.delete().where(table.c.space == space, table.c.id == key)
            return connection.execute(here).rowcount > 0

    def draft(self, space: str, person: str) -> tuple[Answers, datetime] | None:
        """What the person typed so far, and when."""
        table = selfcheck_drafts
        with self._engine.connect() as connection:
            mine = sa.select(table).where(table.c.space == space, table.c.person == person)
            row = connection.execute(mine).mappings().first()
        return (_answers(row["answers"]), row["saved_at"]) if row else None

    def put_draft(self, space: str, person: str, answers: Answers) -> datetime:
        """Keep what the person typed so far; nothing typed is no draft. Returns when that was."""
        table, now = selfcheck_drafts, self._clock()
        with self._engine.begin() as connection:
            connection.execute(table.delete().where(table.c.space == space, table.c.person == person))
            if answers:
                values = {"space": space, "person": person, "answers": _json(answers), "saved_at": now}
                connection.execute(table.insert().values(values))
        return now

    def hand_in(self, space: str, person: str, answers: Answers, due: date | None) -> Round:
        """Keep a round; the person's draft is done with."""
        made = Round(new_id(), space, person, answers, due, self._clock())
        values = {name: getattr(made, name) for name in Round.__slots__} | {"answers": _json(answers)}
        drafts = selfcheck_drafts
        with self._engine.begin() as connection:
            connection.execute(selfcheck_rounds.insert().values(values))
            connection.execute(drafts.delete().where(drafts.c.space == space, drafts.c.person == person))
        return made

    def rounds(self, space: str) -> list[Round]:
        """The client's rounds, newest first."""
        table = selfcheck_rounds
        statement = sa.select(table).where(table.c.space == space).order_by(table.c.handed_in_at.desc(), table.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.limit(ROUNDS)).mappings()
            return [Round(**{**row, "answers": _answers(row["answers"])}) for row in rows]

    def _plans(self, condition: sa.ColumnElement[bool]) -> list[Plan]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(selfcheck_plans).where(condition)).mappings()
            return [Plan(**{**row, "rhythm": Rhythm(row["rhythm"])}) for row in rows]


def _question(row: sa.RowMapping) -> Question:
    section, form = Section(row["section"]), Form(row["form"])
    return Question(row["id"], section, form, row["text"], row["text"], row["unit"], own=True)


def _answers(record: dict[str, Any]) -> dict[str, Answer]:
    return {key: Answer.from_json(answer) for key, answer in record.items()}


def _json(answers: Answers) -> dict[str, Any]:
    return {key: answer.to_json() for key, answer in answers.items()}
