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
    conversation = history.create("local")
    turns = [answer("第一次危机怎么处理的？"), answer("那第二次呢？")]
    for turn in turns:
        history.append(conversation.id, turn, ["space"])
    assert [turn.answer for turn in history.turns(conversation.id)] == turns


def test_a_conversation_is_named_after_its_first_question(history: History) -> None:
    conversation = history.create("local")
    assert conversation == Conversation("c0", "", "local", None, START, START)
    history.append(conversation.id, answer("  预算\n是多少？ "), ["space"])
    history.append(conversation.id, answer("为什么？"), ["space"])
    assert history.conversations("local")[0].title == "预算 是多少？"


def test_a_given_title_stays_and_a_long_one_is_cut(history: History) -> None:
    conversation = history.create("local", "交接问题" * 50)
    history.append(conversation.id, answer("预算？"), ["space"])
    title = history.conversations("local")[0].title
    assert len(title) == TITLE_CHARS
    assert title.startswith("交接问题")
    assert title.endswith("…")


def test_the_most_recently_used_is_listed_first(history: History) -> None:
    first, second = history.create("local", "a"), history.create("local", "b")
    assert [c.id for c in history.conversations("local")] == [second.id, first.id]
    history.append(first.id, answer("x"), ["space"])
    assert [c.id for c in history.conversations("local")] == [first.id, second.id]
    assert [c.id for c in history.conversations("local", limit=1)] == [first.id]


def test_deleting_removes_the_turns_and_nothing_else(history: History, engine: sa.Engine) -> None:
    gone, kept = history.create("local"), history.create("local")
    history.append(gone.id, answer("x"), ["space"])
    history.append(kept.id, answer("y"), ["space"])
    history.delete(gone.id)
    history.delete("unknown")
    assert [turn.answer for turn in history.turns(gone.id)] == []
    assert [a.question for a in [turn.answer for turn in history.turns(kept.id)]] == ["y"]
    with engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from turns")).scalar() == 1


def test_a_turn_needs_its_conversation(history: History) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        history.append("nowhere", answer("x"), ["space"])
    assert [turn.answer for turn in history.turns("nowhere")] == []


def test_a_real_clock_and_real_ids_by_default(engine: sa.Engine) -> None:
    history = History(engine)
    ids = {history.create("local").id for _ in range(3)}
    assert len(ids) == 3
    now: Callable[[], datetime] = datetime.now
    assert abs(history.conversations("local")[0].created_at - now()) < timedelta(days=1)
    assert history.conversations("local")[0].created_at.tzinfo is None
