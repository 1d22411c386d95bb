"""Rounds in the background: their progress, their end, stopping them, and what went wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from assistant.chat.events import Answer, Done, Event
from assistant.evaluation.controls import Controls
from assistant.evaluation.errors import AlreadyRunning, JudgeNeedsModel
from assistant.evaluation.questions import Question
from assistant.evaluation.rounds import ControlRuns
from assistant.evaluation.run import Parts
from vectorstore.catalog import Catalog
from vectorstore.errors import EmbedderUnavailable
from vectorstore.models import Scope, Space

QUESTIONS = [Question(str(n), f"第{n}题？", answerable=False, lang="zh") for n in range(4)]


class Gate:
    """Refuses every question, one by one as it is let through, or fails."""

    def __init__(self) -> None:
        self.open = threading.Semaphore(0)
        self.fails = False

    def answer(self, question: str, _scope: Scope, _history: Sequence[Answer]) -> Iterator[Event]:
        assert self.open.acquire(timeout=20)
        if self.fails:
            raise EmbedderUnavailable(reason="as the test wants")
        yield Done(Answer(question, question, "资料里没有。", "zh", refused=True))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def space(engine: sa.Engine) -> Space:
    return Catalog(engine).space_named("穗岚坊")


@pytest.fixture
def runs(engine: sa.Engine, gate: Gate) -> Iterator[ControlRuns]:
    def no_judge(model: str) -> Any:
        raise JudgeNeedsModel(model=model, reason="none here")

    runs = ControlRuns(
        Parts(lambda *_: [], Catalog(engine), lambda _chat: gate, None, "none", no_judge), Controls(engine)
    )
    yield runs
    gate.open.release(1000)
    runs.close()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def start(runs: ControlRuns, space: Space) -> None:
    runs.start(space, QUESTIONS, Scope((space.id,)), "自测.jsonl")


def test_a_round_tells_how_far_it_is_and_is_kept(runs: ControlRuns, space: Space, gate: Gate) -> None:
    assert runs.progress(space.id) is None
    start(runs, space)
    progress = runs.progress(space.id)
    assert progress is not None
    assert (progress.done, progress.total) == (0, 4)
    with pytest.raises(AlreadyRunning, match="穗岚坊"):
        start(runs, space)
    gate.open.release(1000)
    until(lambda: runs.progress(space.id) is None)
    (run,) = runs.store.runs(space.id)
    assert [result.passed for result in run.results] == [True] * 4
    assert runs.failure(space.id) is None
    start(runs, space)
    until(lambda: runs.progress(space.id) is None)
    assert len(runs.store.rounds(space.id)) == 2


def test_a_stopped_round_leaves_nothing(runs: ControlRuns, space: Space, gate: Gate) -> None:
    start(runs, space)
    runs.stop(space.id)
    gate.open.release(1000)
    until(lambda: runs.progress(space.id) is None)
    assert runs.store.rounds(space.id) == []


def test_a_failure_is_remembered_until_the_next_round(runs: ControlRuns, space: Space, gate: Gate) -> None:
    gate.fails = True
    start(runs, space)
    gate.open.release(1000)
    until(lambda: runs.progress(space.id) is None)
    failure = runs.failure(space.id)
    assert failure is not None
    assert failure["code"] == "EmbedderUnavailable"
    assert runs.store.rounds(space.id) == []
    gate.fails = False
    start(runs, space)
    assert runs.failure(space.id) is None


def test_closing_waits_for_the_question_that_is_being_asked(runs: ControlRuns, space: Space, gate: Gate) -> None:
    start(runs, space)
    closing = threading.Thread(target=runs.close)
    closing.start()
    assert runs.progress(space.id) is not None
    gate.open.release(1000)
    closing.join(20)
    assert not closing.is_alive()
    assert runs.progress(space.id) is None
    runs.stop(space.id)  # nothing to stop is no error
