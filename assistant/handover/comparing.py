"""Which key points of a past situation an answer names: by words and likeness, or by a model, with the same outcome.

What is not recognised is "not mentioned", which is no mark: an answer may be good in other ways.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.extractive import Similarity
from assistant.chat.language import language_of, terms
from assistant.chat.llm import Chat
from assistant.chat.marks import quoted
from assistant.chat.reranking import numbers
from assistant.errors import ChatModelError
from assistant.handover.deciding.sentences import sentences
from assistant.handover.insisting import insisted
from assistant.handover.records.practices import Asks
from assistant.handover.situations import Point, Situation, by_when
from prompts import fenced, render
from vectorstore.terms import fold

SHARED = 0.3  # share of a point's terms that an answer names it by
FEWEST = 2  # terms shared at least, of a point that has as many
ALIKE = 0.9  # cosine of one of the answer's sentences
_CLAUSE = re.compile(r"[，。；！？：,;!?\n]|\.\s")
_AT_ONCE = re.compile(r"第一时间|马上|立刻|立即|immediately|right away|at once", re.IGNORECASE)
_FIGURE = re.compile(r"[\d一二两三四五六七八九十半]+|\b(?:an|one|two|three|four)\b")
_DIGITS = dict(zip("一二三四五六七八九十", map(str, range(1, 11)), strict=True)) | {"两": "2"}
_DIGITS |= {"an": "1", "one": "1", "two": "2", "three": "3", "four": "4"}
_UNIT = re.compile(r"分钟|小时|天|点|号|日|周|minute|hour|day|am|pm")


def compared(situation: Situation, answer: str, similarity: Similarity, chat: Chat | None) -> list[bool]:
    """Whether each of the situation's points is named. A model that fails leaves it to the words."""
    if chat is not None:
        try:
            return _by_model(situation, answer, chat)
        except ChatModelError:
            pass
    return [named(point, answer, similarity) for point in situation.points]


def named(point: Point, answer: str, similarity: Similarity) -> bool:
    """Whether the answer says this, in these or other words."""
    if point.asks is Asks.WHOM:
        return fold(point.text) in fold(answer)
    if point.asks is Asks.WHEN:
        return _same_time(point.text, answer)
    if any(_says(sentence, point.text, similarity) for sentence in [*sentences(answer), answer]):
        return True
    return any(_repeats(said, clause) for said in _clauses(answer) for clause in _clauses(point.text))


def _says(said: str, point: str, similarity: Similarity) -> bool:
    """The same, and neither of the two denies what the other does not."""
    if insisted(said).denies != insisted(point).denies:
        return False
    wanted, there = terms(point), terms(said)
    shared = wanted & there
    if len(shared) >= min(FEWEST, len(wanted)) and len(shared) >= SHARED * len(wanted) > 0:
        return True
    return float(similarity(point, [said])[0]) >= ALIKE


def _repeats(said: str, clause: str) -> bool:
    """Half of what one clause of a long point is about, and neither denies what the other does not."""
    wanted = terms(clause)
    shared = wanted & terms(said)
    return len(shared) >= max(FEWEST, len(wanted) / 2) and insisted(said).denies == insisted(clause).denies


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]


def _same_time(time: str, answer: str) -> bool:
    if _AT_ONCE.search(time):
        return bool(_AT_ONCE.search(answer))
    said = by_when(answer)
    return bool(said) and _figures(said) == _figures(time) and bool(set(_UNIT.findall(said)) & set(_UNIT.findall(time)))


def _figures(time: str) -> set[str]:
    """Its numbers, "一" as "1"."""
    return {_DIGITS.get(figure.lower(), figure) for figure in _FIGURE.findall(time)}


def _by_model(situation: Situation, answer: str, chat: Chat) -> list[bool]:
    lang = language_of(answer)
    points = "\n".join(f"({n}) {quoted(point.text)}" for n, point in enumerate(situation.points, 1))
    prompt = render(
        "quiz", lang, situation=fenced(quoted(situation.text)), points=fenced(points), answer=fenced(quoted(answer))
    )
    found = numbers(chat.complete([{"role": "user", "content": prompt}]), len(situation.points))
    return [n in found for n in range(1, len(situation.points) + 1)]


def of_each(points: Sequence[Point], named: Sequence[bool]) -> list[tuple[Asks, bool]]:
    """What is kept of a comparison."""
    return [(point.asks, is_named) for point, is_named in zip(points, named, strict=True)]
