"""The question file: one JSON object a line, each a question whose answer is known.

docs/evaluation.md describes it for the people who write one. Reads bytes and says exactly which
line is wrong and what to do; knows no library, so whether a source or client exists is not asked here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from assistant.chat.language import language_of
from assistant.evaluation import errors
from vectorstore.models import Locator, Space

MAX_BYTES = 32 << 20
MAX_QUESTIONS = 20_000  # some hours of asking
MAX_CHARS = 4000  # of one text: what a question may have on the page and in the API
MOST = 1e9  # seconds, pages, rows

WANTED = {
    "text": ("a text in quotes, of at most 4,000 characters", "带引号的文字，不超过 4000 字"),
    "texts": ('a list of texts, such as ["60", "sixty"]', '文字列表，例如 ["60", "六十"]'),
    "truth": ("true or false, without quotes", "true 或 false，不带引号"),
    "seconds": ('seconds such as 83.5, or a time such as "1:23"', '秒数（如 83.5）或时间（如 "1:23"）'),
    "count": ("a whole number from 1 on", "从 1 开始的整数"),
    "place": ('an object such as {"page": 3}', '一个对象，例如 {"page": 3}'),
    "turns": (
        'a list of earlier questions, such as [{"question": "…"}]',
        '之前的提问列表，例如 [{"question": "…"}]',
    ),
}
NOWHERE = Locator()
PLACES = tuple(field.name for field in fields(Locator))
KEYS = (
    *("question", "answers", "answerable", "source", "text", "locator", *PLACES),
    *("space", "id", "lang", "kind", "after", "history"),
)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer."""

    id: str
    question: str
    answers: tuple[str, ...] = ()  # any one of them will do
    answerable: bool = True
    source: str = ""  # as people call it: a file name, with folders before it or not
    place: Locator = NOWHERE
    text: str = ""  # the words of the passage, where it is easier to copy than to locate
    space: str = ""  # the client's name or id; "" for wherever the run looks
    lang: str = ""
    kind: str = ""  # a label to group by
    after: str = ""  # the id of the question it follows up
    history: tuple[str, ...] = ()  # what was asked before it, where that is not a question of this file
    line: int = 0

    @property
    def is_placed(self) -> bool:
        """Whether it is said where in its source the answer stands."""
        return self.place != NOWHERE or bool(self.text)


def parse(data: bytes, file: str) -> list[Question]:
    """The questions of a file, in order. Raises a QuestionFileError naming the line and the remedy."""
    if len(data) > MAX_BYTES:
        raise errors.TooManyQuestions(file=file, limit=f"{MAX_BYTES >> 20} MiB")
    found: list[Question] = []
    by_id: dict[str, Question] = {}
    for line, written in enumerate(_text(data, file).split("\n"), start=1):
        if not written.strip():
            continue
        question = _Line(file, line).question(written)
        if (other := by_id.get(question.id)) is not None:
            raise errors.SameId(file=file, line=line, id=question.id, other=other.line)
        if question.after and (question.after not in by_id or by_id[question.after].space != question.space):
            raise errors.UnknownEarlier(file=file, line=line, after=question.after)
        found.append(question)
        by_id[question.id] = question
        if len(found) > MAX_QUESTIONS:
            raise errors.TooManyQuestions(file=file, limit=f"{MAX_QUESTIONS:,}")
    if not found:
        raise errors.NoQuestions(file=file)
    return found


def within(questions: Sequence[Question], wanted: Sequence[str], spaces: Sequence[Space], file: str) -> list[Question]:
    """The questions to ask when only `wanted` clients (ids; all when empty) are looked at: theirs, and those of none.

    Each comes back with its client's id. `spaces` are the clients that exist; a question of another is an error.
    """
    ids = {key: space.id for space in spaces for key in (space.name, space.id)}
    names = {space.id: space.name for space in spaces}
    for question in questions:
        if question.space and question.space not in ids:
            known = ", ".join(names.values()) or "-"
            raise errors.QuestionOfUnknownSpace(file=file, line=question.line, space=question.space, known=known)
    placed = [replace(question, space=ids.get(question.space, "")) for question in questions]
    kept = [question for question in placed if not wanted or question.space in ("", *wanted)]
    if not kept:
        named = {names[question.space] for question in placed}
        raise errors.NoQuestionForSpaces(
            file=file, spaces=", ".join(names[id_] for id_ in wanted), named=", ".join(sorted(named))
        )
    return kept


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.NotUtf8(file=file, line=data.count(b"\n", 0, error.start) + 1) from None


class _Line:
    """One line being read; every complaint names it."""

    def __init__(self, file: str, line: int) -> None:
        self._at: dict[str, Any] = {"file": file, "line": line}

    def question(self, written: str) -> Question:
        record = self._record(written)
        for key in record:
            if key not in KEYS:
                raise errors.UnknownKey(**self._at, key=str(key)[:40], known=", ".join(KEYS))
        question = self._words(record, "question")
        if not question:
            raise errors.NoQuestion(**self._at)
        source, place = self._words(record, "source"), self._place(record)
        if place != NOWHERE and not source:
            raise errors.PlaceWithoutSource(**self._at, key=next(iter(place.to_json())))
        space = self._words(record, "space")
        return Question(
            id=self._words(record, "id") or _id_of(space, question),
            question=question,
            answers=self._answers(record.get("answers")),
            answerable=self._truth(record),
            source=source,
            place=place,
            text=self._words(record, "text"),
            space=space,
            lang=self._words(record, "lang") or language_of(question),
            kind=self._words(record, "kind"),
            after=self._words(record, "after"),
            history=self._history(record.get("history")),
            line=self._at["line"],
        )

    def _record(self, written: str) -> dict[str, Any]:
        try:
            record = json.loads(written)
        except json.JSONDecodeError as error:
            raise errors.NotJson(**self._at, reason=f"{error.msg}: {error.pos + 1}") from None
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits, brackets 100,000 deep
            raise errors.NotJson(**self._at, reason=str(error)[:80]) from None
        if not isinstance(record, dict):
            raise errors.NotJson(**self._at, reason=type(record).__name__)
        return record

    def _bad(self, key: str, wanted: str) -> errors.BadValue:
        english, chinese = WANTED[wanted]
        return errors.BadValue(**self._at, key=key, wanted_en=english, wanted_zh=chinese)

    def _words(self, record: Mapping[str, Any], key: str) -> str:
        """One line of text; "" where there is none."""
        value = record.get(key)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool) and key in ("id", "after"):
            value = str(value)
        if not isinstance(value, str) or len(value) > MAX_CHARS or not _is_whole(value):
            raise self._bad(key, "text")
        return " ".join(value.split())

    def _answers(self, value: object) -> tuple[str, ...]:
        """Texts; one text alone and plain numbers are taken for what they mean."""
        listed = [value] if isinstance(value, str) else [] if value is None else value
        if not isinstance(listed, list):
            raise self._bad("answers", "texts")
        texts = [str(item) if isinstance(item, int | float) and not isinstance(item, bool) else item for item in listed]
        if not all(isinstance(text, str) and len(text) <= MAX_CHARS and _is_whole(text) for text in texts):
            raise self._bad("answers", "texts")
        return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))

    def _truth(self, record: Mapping[str, Any]) -> bool:
        value = record.get("answerable", True)
        if not isinstance(value, bool):
            raise self._bad("answerable", "truth")
        return value

    def _history(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._bad("history", "turns")
        turns = [turn if isinstance(turn, dict) else {"question": turn} for turn in value]
        asked = tuple(self._words(turn, "question") for turn in turns)
        if not all(asked):
            raise self._bad("history", "turns")
        return asked

    def _place(self, record: Mapping[str, Any]) -> Locator:
        """The locator, from its own object and from keys beside the question."""
        inner = record.get("locator") or {}
        if not isinstance(inner, dict):
            raise self._bad("locator", "place")
        if odd := [key for key in inner if key not in PLACES]:
            raise errors.UnknownKey(**self._at, key=str(odd[0])[:40], known=", ".join(PLACES))
        given = {key: value for key, value in {**record, **inner}.items() if key in PLACES and value is not None}
        read: dict[str, Any] = {}
        for key, value in given.items():
            if key == "sheet":
                read[key] = self._words(given, key)
            else:
                read[key] = self._seconds(key, value) if key in ("start", "end") else self._count(key, value)
        for first, last in (("start", "end"), ("row", "row_end")):
            ends = [read[key] for key in (first, last) if key in read]
            if ends and ends[0] > ends[-1]:
                raise errors.EndBeforeStart(**self._at, key=first)
            if ends:
                read |= {first: ends[0], last: ends[-1]}
        return Locator(**read)

    def _seconds(self, key: str, value: object) -> float:
        if isinstance(value, str) and (clock := _CLOCK.fullmatch(value.strip())):
            return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
            raise self._bad(key, "seconds")
        return float(value)

    def _count(self, key: str, value: object) -> int:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= MOST
        if not is_number or not float(value).is_integer():  # type: ignore[arg-type]
            raise self._bad(key, "count")
        return int(value)  # type: ignore[call-overload, no-any-return]


def _is_whole(text: str) -> bool:
    """Whether it can be written down: JSON may hold half of a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _id_of(space: str, question: str) -> str:
    """The same for the same question wherever it stands in the file, so that runs can be compared.

    Of 20,000 questions, 8 digits gave two the same id; 12 do so once in a million files.
    """
    return hashlib.sha256(f"{space}\n{question}".encode()).hexdigest()[:12]
