"""Interviews as they are kept: the ground, what was asked and answered, the cards, until consent takes them away.

Decides nothing about who may read them. What is deleted is zeroed (secure_delete) and cut out of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assistant.handover.interviewing.model import Card, Exchange, Ground, Moment, Prompt, Referral
from assistant.handover.records import interview_json as as_json
from assistant.people.clock import utc_now
from vectorstore import db
from vectorstore.catalog import new_id
from vectorstore.interview_tables import cards, exchanges, interview_passages, interviews


class Progress(StrEnum):
    """How far an interview has come."""

    OPEN = "open"  # questions are asked
    REVIEW = "review"  # the cards wait for consent
    CONSENTED = "consented"  # what was kept is in the library, the rest is gone
    WITHDRAWN = "withdrawn"  # taken back after consent


DRAFTS = (Progress.OPEN, Progress.REVIEW)


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview. Ground and prompt are empty once it is consented."""

    id: str
    space: str
    person: str  # id
    name: str
    state: Progress
    ground: Ground
    pending: Prompt | None
    enough: bool
    made_at: datetime
    changed_at: datetime
    minutes: float
    told: Mapping[str, int]
    referrals: tuple[Referral, ...]
    source: str | None
    restricted_source: str | None

    @property
    def is_draft(self) -> bool:
        """Whether it is still the person's alone."""
        return self.state in DRAFTS

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what it became that is still there."""
        return tuple(filter(None, (self.source, self.restricted_source)))


@dataclass(frozen=True, slots=True)
class Passage:
    """What the ground takes from a source: a moment to ask about, or a sentence that need not be asked for."""

    source: str
    moment: Moment | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A card under review."""

    position: int
    card: Card
    withheld: bool = False
    restricted: bool = False  # for the space's managers only


@dataclass(frozen=True, slots=True)
class Kept:
    """What consent leaves of an interview."""

    source: str | None
    restricted_source: str | None
    told: Mapping[str, int]
    referrals: Sequence[Referral]


class Interviews:
    """Reads and writes interviews, over one engine. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, whose: tuple[str, str, str], ground: Ground, passages: Sequence[Passage]) -> str:
        """A new interview in (space, person, name). Returns its id."""
        (space, person, name), made, now = whose, new_id(), self._clock()
        values = {
            **{"id": made, "space": space, "person": person, "name": name, "state": Progress.OPEN.value},
            **{"ground": as_json.ground_json(ground), "pending": None, "pending_key": "", "enough": False},
            **{"made_at": now, "changed_at": now, "minutes": 0.0, "told": {}, "referrals": []},
        }
        rows = [_passage_values(made, position, passage) for position, passage in enumerate(passages)]
        with self._engine.begin() as connection:
            connection.execute(interviews.insert().values(values))
            if rows:
                connection.execute(interview_passages.insert(), rows)
        return made

    def one(self, interview: str) -> Interview | None:
        """The interview with this id."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(interviews).where(interviews.c.id == interview)).mappings().first()
            return _interview(row, *_passages(connection, interview)) if row else None

    def of_space(self, space: str) -> list[Interview]:
        """All of the space without what they go over, the last changed first."""
        statement = sa.select(interviews).where(interviews.c.space == space)
        with self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(interviews.c.changed_at.desc(), interviews.c.id)).mappings()
            return [_interview(row) for row in rows]

    def exchanges(self, interview: Interview) -> list[Exchange]:
        """What was asked and answered, in order."""
        statement = sa.select(exchanges).where(exchanges.c.interview == interview.id).order_by(exchanges.c.position)
        moments = interview.ground.moments
        with self._engine.connect() as connection:
            return [
                Exchange(as_json.prompt_from(row["prompt"], moments), row["answer"], row["seconds"])
                for row in connection.execute(statement).mappings()
            ]

    def ask(self, interview: str, prompt: Prompt | None) -> None:
        """Let the prompt wait for its answer; None when there is nothing left to ask. Only while none waits."""
        values = {
            "pending": as_json.prompt_json(prompt) if prompt else None,
            "pending_key": prompt.key if prompt else "",
            "enough": prompt is None,
        }
        waiting = (interviews.c.id == interview, interviews.c.pending_key == "")
        with self._engine.begin() as connection:
            connection.execute(interviews.update().where(*waiting).values(values))

    def answered(self, interview: str, exchange: Exchange, *, spoken: bool = False) -> bool:
        """Keep an answer to the prompt that waits. False if another one waits, or none."""
        now, prompt = self._clock(), exchange.prompt
        open_ = (interviews.c.id == interview, interviews.c.state == Progress.OPEN.value)
        spent = interviews.c.minutes + exchange.seconds / 60
        taken = {"pending": None, "pending_key": "", "changed_at": now, "minutes": spent}
        count = sa.select(sa.func.count()).where(exchanges.c.interview == interview)
        with self._engine.begin() as connection:
            update = interviews.update().where(*open_, interviews.c.pending_key == prompt.key)
            if not connection.execute(update.values(taken)).rowcount:
                return False
            values = {
                **{"interview": interview, "position": connection.execute(count).scalar_one()},
                **{"prompt": as_json.prompt_json(prompt), "answer": exchange.answer, "answered_at": now},
                **{"seconds": exchange.seconds, "spoken": spoken},
            }
            connection.execute(exchanges.insert().values(values))
        return True

    def take_back(self, interview: str) -> str | None:
        """Remove the last exchange; its prompt waits again. Returns what was answered, None if there is none."""
        last = sa.select(exchanges).where(exchanges.c.interview == interview)
        last = last.order_by(exchanges.c.position.desc()).limit(1)
        with self._engine.begin() as connection:
            row = connection.execute(last).mappings().first()
            if row is None:
                return None
            here = (exchanges.c.interview == interview, exchanges.c.position == row["position"])
            connection.execute(exchanges.delete().where(*here))
            values = {"pending": row["prompt"], "pending_key": row["prompt"]["key"], "enough": False}
            spent = {"minutes": interviews.c.minutes - row["seconds"] / 60, "changed_at": self._clock()}
            connection.execute(interviews.update().where(interviews.c.id == interview).values({**values, **spent}))
        return str(row["answer"])

    def review(self, interview: str, drafts: Sequence[Draft]) -> None:
        """These cards are to be looked at, in place of any before."""
        rows = [
            {
                **{"interview": interview, "position": draft.position, "card": as_json.card_json(draft.card)},
                **{"withheld": draft.withheld, "restricted": draft.restricted},
            }
            for draft in drafts
        ]
        with self._engine.begin() as connection:
            connection.execute(cards.delete().where(cards.c.interview == interview))
            if rows:
                connection.execute(cards.insert(), rows)
            _set_state(connection, interview, Progress.REVIEW, self._clock())

    def reopen(self, interview: Interview, minutes: float) -> None:
        """Questions go on, for so long in all. The cards stay for what was already changed in them."""
        ground = as_json.ground_json(replace(interview.ground, minutes=minutes))
        with self._engine.begin() as connection:
            values = {"ground": ground, "enough": False}
            connection.execute(interviews.update().where(interviews.c.id == interview.id).values(values))
            _set_state(connection, interview.id, Progress.OPEN, self._clock())

    def drafts(self, interview: str) -> list[Draft]:
        """The cards, in order."""
        statement = sa.select(cards).where(cards.c.interview == interview).order_by(cards.c.position)
        with self._engine.connect() as connection:
            return [
                Draft(row["position"], as_json.card_from(row["card"]), row["withheld"], row["restricted"])
                for row in connection.execute(statement).mappings()
            ]

    def change(self, interview: str, draft: Draft) -> None:
        """Put this card in place of the one at its position."""
        here = (cards.c.interview == interview, cards.c.position == draft.position)
        values = {"card": as_json.card_json(draft.card), "withheld": draft.withheld, "restricted": draft.restricted}
        with self._engine.begin() as connection:
            connection.execute(cards.update().where(*here).values(values))

    def consent(self, interview: str, kept: Kept) -> None:
        """Only what is in the library stays: questions, answers and cards are deleted."""
        values = {
            **{"source": kept.source, "restricted_source": kept.restricted_source, "told": dict(kept.told)},
            **{"referrals": [as_json.referral_json(referral) for referral in kept.referrals]},
            **{"ground": {}, "pending": None, "pending_key": "", "enough": True},
        }
        with self._engine.begin() as connection:
            for table in (cards, exchanges, interview_passages):
                connection.execute(table.delete().where(table.c.interview == interview))
            connection.execute(interviews.update().where(interviews.c.id == interview).values(values))
            _set_state(connection, interview, Progress.CONSENTED, self._clock())
        db.cut_log(self._engine)

    def withdraw(self, interview: str) -> None:
        """What it became is gone; that there was one stays."""
        with self._engine.begin() as connection:
            values: dict[str, Any] = {"referrals": [], "source": None, "restricted_source": None}
            connection.execute(interviews.update().where(interviews.c.id == interview).values(values))
            _set_state(connection, interview, Progress.WITHDRAWN, self._clock())
        db.cut_log(self._engine)

    def discard(self, interview: str) -> None:
        """Delete it with all that was said in it."""
        with self._engine.begin() as connection:
            connection.execute(interviews.delete().where(interviews.c.id == interview))
        db.cut_log(self._engine)


def _set_state(connection: sa.Connection, interview: str, state: Progress, now: datetime) -> None:
    values = {"state": state.value, "changed_at": now}
    connection.execute(interviews.update().where(interviews.c.id == interview).values(values))


def _passage_values(interview: str, position: int, passage: Passage) -> dict[str, Any]:
    moment = as_json.moment_json(passage.moment) if passage.moment else None
    place = {"interview": interview, "position": position, "source": passage.source}
    return {**place, "moment": moment, "known": passage.known}


def _passages(connection: sa.Connection, interview: str) -> tuple[tuple[Moment, ...], tuple[str, ...]]:
    table = interview_passages
    statement = sa.select(table).where(table.c.interview == interview).order_by(table.c.position)
    rows = connection.execute(statement).mappings().all()
    moments = tuple(as_json.moment_from(row["moment"]) for row in rows if row["moment"])
    return moments, tuple(row["known"] for row in rows if row["known"])


def _interview(row: Any, moments: tuple[Moment, ...] = (), known: tuple[str, ...] = ()) -> Interview:
    plain = {name: row[name] for name in Interview.__slots__}
    pending = as_json.prompt_from(row["pending"], moments) if row["pending"] else None
    referrals = tuple(Referral(**referral) for referral in row["referrals"])
    read = {"state": Progress(row["state"]), "pending": pending, "referrals": referrals}
    return Interview(**{**plain, **read, "ground": as_json.ground_from(row["ground"], moments, known)})
