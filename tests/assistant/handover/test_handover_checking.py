"""The nouns of a self-check: bundled questions, rhythms, what changed."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.handover.checking import (
    Answer,
    Choice,
    Form,
    Plan,
    Question,
    Rhythm,
    Section,
    Turn,
    bundled,
    changes,
    in_order,
)


def test_the_bundled_questions_cover_every_section_in_both_languages() -> None:
    questions = bundled()
    assert 15 <= len(questions) <= 20
    assert {question.section for question in questions} == set(Section)
    assert len({question.key for question in questions}) == len(questions)
    assert all(question.en and question.zh and question.en != question.zh for question in questions)
    assert all(bool(question.unit) is (question.form is Form.NUMBER) for question in questions)
    assert in_order(questions) == list(questions)


def test_own_questions_stand_in_their_section() -> None:
    own = Question("x", Section.GOALS, Form.TEXT, "?", "?", own=True)
    assert in_order([*bundled(), own]).index(own) == 3


@pytest.mark.parametrize(
    ("rhythm", "day", "following"),
    [
        (Rhythm.WEEKLY, date(2026, 12, 28), date(2027, 1, 4)),
        (Rhythm.BIWEEKLY, date(2026, 2, 20), date(2026, 3, 6)),
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2026, 2, 28)),
        (Rhythm.MONTHLY, date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_rhythm_knows_the_next_day(rhythm: Rhythm, day: date, following: date) -> None:
    assert rhythm.after(day) == following


def test_handing_in_moves_on_to_the_next_day_to_come() -> None:
    plan = Plan("s", Rhythm.WEEKLY, date(2026, 7, 6), "lin")
    assert plan.met(date(2026, 7, 6)) == Plan("s", Rhythm.WEEKLY, date(2026, 7, 13), "lin")
    assert plan.met(date(2026, 7, 4)) == Plan("s", Rhythm.WEEKLY, date(2026, 7, 13), "lin")
    late = plan.met(date(2026, 8, 4))
    assert late is not None
    assert late.next_due == date(2026, 8, 10)
    assert plan.met(date(2026, 7, 1)) is None


def number(value: float) -> Answer:
    return Answer(number=value)


@pytest.mark.parametrize(
    ("key", "before", "now", "turn", "difference"),
    [
        ("goals-known", Answer(Choice.GOOD), Answer(Choice.BAD), Turn.WORSE, None),
        ("goals-known", Answer(Choice.BAD), Answer(Choice.MIDDLING), Turn.BETTER, None),
        ("goals-known", Answer(Choice.BAD), Answer(Choice.BAD), Turn.SAME, None),
        ("goals-known", Answer(Choice.BAD), Answer(Choice.BAD, words="换人了"), Turn.OTHER, None),
        ("metrics-roi", number(1.8), number(2.1), Turn.BETTER, 0.3),
        ("metrics-roi", number(2.1), number(2.1), Turn.SAME, 0.0),
        ("flow-late", number(2), number(5), Turn.WORSE, 3.0),
        ("flow-late", number(5), number(0), Turn.BETTER, -5.0),
        ("problems-worst", Answer(), Answer(words="限流"), Turn.NEW, None),
        ("problems-worst", Answer(words="限流"), Answer(), Turn.LEFT, None),
        ("problems-worst", Answer(words="限流"), Answer(words="断货"), Turn.OTHER, None),
        ("gone", Answer(words="a", asked="?"), Answer(words="b", asked="?"), Turn.OTHER, None),
    ],
)
def test_what_changed(key: str, before: Answer, now: Answer, turn: Turn, difference: float | None) -> None:
    given = ({key: answer} if answer.given else {} for answer in (now, before))
    (change,) = changes(bundled(), *given)
    assert (change.key, change.turn, change.difference) == (key, turn, difference)


def test_an_answer_comes_back_as_it_went_in() -> None:
    for answer in (Answer(), Answer(Choice.BAD, words="x"), Answer(number=0.0), Answer(words="a", asked="b")):
        assert Answer.from_json(answer.to_json()) == answer
    assert Answer(number=0.0).given
    assert not Answer(words="  ").given
