"""Asking a client's control questions in the background, while pages show how far it is.

One thread a client, inside the process that owns the data folder. A round that is stopped or fails
keeps nothing; the page then still shows the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.evaluation.controls import Controls
from assistant.evaluation.errors import AlreadyRunning
from assistant.evaluation.questions import Question
from assistant.evaluation.run import Evaluation, Parts
from vectorstore.errors import BatonError
from vectorstore.models import Scope, Space


@dataclass(slots=True)
class Progress:
    """How far a round is."""

    total: int
    done: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


class ControlRuns:
    """Starts, watches and stops rounds. `store` is where files and finished rounds are."""

    def __init__(self, parts: Parts, store: Controls) -> None:
        self.store = store
        self._parts = parts
        self._lock = threading.Lock()
        self._running: dict[str, tuple[Progress, threading.Thread]] = {}
        self._failures: dict[str, dict[str, Any]] = {}  # of the last round: BatonError.record()

    def start(self, space: Space, questions: Sequence[Question], scope: Scope, file: str) -> None:
        """Begin a round over `questions` within `scope`; AlreadyRunning while one is under way."""
        evaluation = Evaluation(self._parts, questions, lambda _space: scope, file)
        progress = Progress(len(questions))
        thread = threading.Thread(target=self._ask, args=(space.id, evaluation, progress), name=f"control {space.id}")
        with self._lock:
            if space.id in self._running:
                raise AlreadyRunning(space=space.name)
            self._failures.pop(space.id, None)
            self._running[space.id] = (progress, thread)
            thread.start()

    def progress(self, space: str) -> Progress | None:
        """How far the client's round is; None while there is none under way."""
        with self._lock:
            running = self._running.get(space)
        return running[0] if running else None

    def failure(self, space: str) -> dict[str, Any] | None:
        """Why the client's last round ended early, BatonError.record(); None if it did not."""
        return self._failures.get(space)

    def stop(self, space: str) -> None:
        """End the client's round after the question that is being asked."""
        if progress := self.progress(space):
            progress.stopped.set()

    def close(self) -> None:
        """Stop every round and wait until none is under way."""
        with self._lock:
            running = list(self._running.values())
        for progress, _ in running:
            progress.stopped.set()
        for _, thread in running:
            thread.join()

    def _ask(self, space: str, evaluation: Evaluation, progress: Progress) -> None:
        try:
            for _result in evaluation.results():
                progress.done += 1
                if progress.stopped.is_set():
                    return
            self.store.keep(space, evaluation.run())
        except BatonError as error:
            self._failures[space] = error.record()
        finally:
            with self._lock:
                del self._running[space]
