"""The nouns of a self-check: its questions, what is answered, and what changed from one round to the next.

The questions that come with Baton are in selfcheck.toml, a client's own ones beside them. No I/O but that file.
"""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Section(StrEnum):
    """What a question is about, in the order of asking."""

    GOALS = "goals"
    METRICS = "metrics"
    FLOW = "flow"
    FEEDBACK = "feedback"
    PROBLEMS = "problems"
    IMPROVEMENTS = "improvements"


class Form(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


class Choice(StrEnum):
    """From best to worst."""

    GOOD = "good"
    MIDDLING = "middling"
    BAD = "bad"


class Rhythm(StrEnum):
    """How often a client's team asks itself."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"

    @property
    def days(self) -> int:
        """About how many days there are between two."""
        return {"weekly": 7, "biweekly": 14, "monthly": 30}[self.value]

    def after(self, day: date) -> date:
        """The next one after `day`'s. A month on, or that month's last day."""
        if self is not Rhythm.MONTHLY:
            return day + timedelta(days=self.days)
        year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Turn(StrEnum):
    """How an answer differs from the one before."""

    NEW = "new"  # there was none before
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # other words, neither better nor worse
    SAME = "same"
    LEFT = "left"  # answered before and not now


@dataclass(frozen=True, slots=True)
class Question:
    """One question. A client's own have the same words in both languages."""

    key: str
    section: Section
    form: Form
    en: str
    zh: str
    unit: str = ""
    unit_zh: str = ""
    less_is_better: bool = False
    own: bool = False  # the client's

    def text(self, lang: str) -> str:
        """As it is asked."""
        return self.zh if lang == "zh" else self.en

    def unit_in(self, lang: str) -> str:
        """Of its number."""
        return self.unit_zh or self.unit if lang == "zh" else self.unit


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; only what fits the question's form is set."""

    choice: Choice | None = None
    number: float | None = None
    words: str = ""
    asked: str = ""  # a client's own question, which may be gone when this is read again

    @property
    def given(self) -> bool:
        """Whether there is anything in it."""
        return self.choice is not None or self.number is not None or bool(self.words.strip())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, without what is not set."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Answer:
        """The inverse of `to_json`."""
        choice = record.get("choice")
        return cls(**{**record, "choice": Choice(choice) if choice else None})


Answers = Mapping[str, Answer]  # by the question's key


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's rhythm. `who` answers: a person's id, a typed name, or "" for nobody in particular."""

    space: str
    rhythm: Rhythm
    next_due: date
    who: str = ""

    def met(self, today: date) -> Plan | None:
        """The plan once its self-check was handed in; None when that came too early to be this one's."""
        if today < self.next_due - timedelta(days=self.rhythm.days // 2):
            return None
        following = self.rhythm.after(self.next_due)
        while following <= today:
            following = self.rhythm.after(following)
        return Plan(self.space, self.rhythm, following, self.who)


@dataclass(frozen=True, slots=True)
class Round:
    """One self-check, handed in."""

    id: str
    space: str
    person: str
    answers: Answers
    due: date | None
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """How the answer to one question differs from the one before."""

    key: str
    turn: Turn
    now: Answer
    before: Answer
    difference: float | None = None  # of two numbers


@cache
def bundled() -> tuple[Question, ...]:
    """The questions that come with Baton, in their order."""
    text = (files(__package__) / "selfcheck.toml").read_text(encoding="utf-8")
    return tuple(
        Question(**{**record, "section": Section(record["section"]), "form": Form(record["form"])})
        for record in tomllib.loads(text)["question"]
    )


def in_order(questions: Sequence[Question]) -> list[Question]:
    """By section, each section's in the order given."""
    return sorted(questions, key=lambda question: list(Section).index(question.section))


def changes(questions: Sequence[Question], now: Answers, before: Answers) -> list[Change]:
    """What differs, question by question; also those asked in one of the two only."""
    keys = dict.fromkeys([*(question.key for question in questions), *now, *before])
    known = {question.key: question for question in questions}
    return [_change(key, known.get(key), now, before) for key in keys if key in now or key in before]


def _change(key: str, question: Question | None, now: Answers, before: Answers) -> Change:
    new, old = now.get(key, Answer()), before.get(key, Answer())
    if not new.given or not old.given:
        return Change(key, Turn.NEW if new.given else Turn.LEFT, new, old)
    if new.number is not None and old.number is not None:
        difference = round(new.number - old.number, 6)
        grew = difference > 0
        better = grew is not (question is not None and question.less_is_better)
        turn = (Turn.BETTER if better else Turn.WORSE) if difference else Turn.SAME
        return Change(key, turn, new, old, difference)
    if new.choice and old.choice and new.choice is not old.choice:
        order = list(Choice)
        return Change(key, Turn.BETTER if order.index(new.choice) < order.index(old.choice) else Turn.WORSE, new, old)
    return Change(key, Turn.SAME if new.words == old.words else Turn.OTHER, new, old)
