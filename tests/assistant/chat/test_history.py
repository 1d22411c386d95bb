from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.history import TITLE_CHARS, Conversation, History
from vectorstore.models import Kind, Locator

START = datetime(2026, 3, 6, 21, 0)


def answer(question: str) -> Answer:
    citation = Citation(1, "m", "危机复盘会.m4a", Kind.RECORDING, "当晚下架", Locator(start=9.5, end=16.0), 2, 2)
    return Answer(question, question, "当晚下架[1]。", "zh", citations=(citation,), mode="gpt-5-mini")


@pytest.fixture
def history(engine: sa.Engine) -> History:
    ticks = iter(START + timedelta(minutes=i) for i in range(1000))
    numbers = iter(f"c{i}" for i in range(1000))
    return History(engine, clock=lambda: next(ticks), new_id=lambda: next(numbers))


def test_turns_come_back_as_they_were_given(history: History) -> None:
    conversation = history.create()
    turns = [answer("第一次危机怎么处理的？"), answer("那第二次呢？")]
    for turn in turns:
        history.append(conversation.id, turn)
    assert history.answers(conversation.id) == turns


def test_a_conversation_is_named_after_its_first_question(history: History) -> None:
    conversation = history.create()
    assert conversation == Conversation("c0", "", START, START)
    history.append(conversation.id, answer("  预算\n是多少？ "))
    history.append(conversation.id, answer("为什么？"))
    assert history.conversations()[0].title == "预算 是多少？"


def test_a_given_title_stays_and_a_long_one_is_cut(history: History) -> None:
    conversation = history.create("交接问题" * 50)
    history.append(conversation.id, answer("预算？"))
    title = history.conversations()[0].title
    assert len(title) == TITLE_CHARS
    assert title.startswith("交接问题")
    assert title.endswith("…")


def test_the_most_recently_used_is_listed_first(history: History) -> None:
    first, second = history.create("a"), history.create("b")
    assert [c.id for c in history.conversations()] == [second.id, first.id]
    history.append(first.id, answer("x"))
    assert [c.id for c in history.conversations()] == [first.id, second.id]
    assert [c.id for c in history.conversations(limit=1)] == [first.id]


def test_deleting_removes_the_turns_and_nothing_else(history: History, engine: sa.Engine) -> None:
    gone, kept = history.create(), history.create()
    history.append(gone.id, answer("x"))
    history.append(kept.id, answer("y"))
    history.delete(gone.id)
    history.delete("unknown")
    assert history.answers(gone.id) == []
    assert [a.question for a in history.answers(kept.id)] == ["y"]
    with engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from turns")).scalar() == 1


def test_a_turn_needs_its_conversation(history: History) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        history.append("nowhere", answer("x"))
    assert history.answers("nowhere") == []


def test_a_real_clock_and_real_ids_by_default(engine: sa.Engine) -> None:
    history = History(engine)
    ids = {history.create().id for _ in range(3)}
    assert len(ids) == 3
    now: Callable[[], datetime] = datetime.now
    assert abs(history.conversations()[0].created_at - now()) < timedelta(days=1)
    assert history.conversations()[0].created_at.tzinfo is None
