"""Going through libraries in the background: one survey of a client at a time, with its progress to be shown.

What is sought, where, and for whom is the caller's; nothing about access is decided here. A survey judges once for
those who may see everything and once for everybody else, where the two differ.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.chat.llm import Chat
from assistant.errors import ChatModelError
from assistant.handover.covering import rule
from assistant.handover.covering.model import Judgement, Sought
from assistant.handover.covering.places import Library, Whose, find
from assistant.handover.covering.second import look_again
from assistant.handover.covering.topics import judge_topic
from assistant.handover.records.coverage import Audience, Coverage, Judged
from vectorstore.errors import BatonError
from vectorstore.models import Scope, Source


@dataclass(frozen=True, slots=True)
class Task:
    """What to go through: the client, by id, what is sought in it, and where each audience may look."""

    space: str
    sought: tuple[Sought, ...]
    scopes: Mapping[Audience, Scope]  # one alone where all may see the same
    whose: Whose
    library: str  # digest of what there is to be read
    kept: Callable[[], object] = lambda: None  # called when the judgements are kept


@dataclass(slots=True)
class Progress:
    """How far a survey is."""

    total: int
    done: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


class Surveyor:
    """Starts, watches and stops surveys. Thread-safe."""

    def __init__(self, library: Library, store: Coverage, chat: Chat | None = None) -> None:
        self._library = library
        self._store = store
        self._chat = chat
        self._lock = threading.Lock()
        self._running: dict[str, tuple[Progress, threading.Thread]] = {}
        self._failures: dict[str, dict[str, Any]] = {}  # of the last survey: BatonError.record()

    def start(self, task: Task) -> Progress:
        """Begin; the survey that is under way, if one is."""
        with self._lock:
            if task.space in self._running:
                return self._running[task.space][0]
            progress = Progress(len(task.sought) * len(task.scopes))
            run = threading.Thread(target=self._run, args=(task, progress), name=f"survey {task.space}", daemon=True)
            self._failures.pop(task.space, None)
            self._running[task.space] = (progress, run)
            run.start()
        return progress

    def progress(self, space: str) -> Progress | None:
        """How far the client's survey is; None while there is none under way."""
        with self._lock:
            running = self._running.get(space)
        return running[0] if running else None

    def failure(self, space: str) -> dict[str, Any] | None:
        """Why the client's last survey ended early, BatonError.record(); None if it did not."""
        return self._failures.get(space)

    def wait(self, space: str) -> None:
        """Until no survey of the client is under way."""
        with self._lock:
            running = self._running.get(space)
        if running:
            running[1].join()

    def close(self) -> None:
        """Stop every survey and wait until none is under way."""
        with self._lock:
            running = list(self._running.values())
        for progress, _ in running:
            progress.stopped.set()
        for _, thread in running:
            thread.join()

    def _run(self, task: Task, progress: Progress) -> None:
        began = time.monotonic()
        try:
            judged = {audience: list(self._judged(task, scope, progress)) for audience, scope in task.scopes.items()}
            if not progress.stopped.is_set():
                everybody = {audience: judged.get(audience, judged[Audience.OPEN]) for audience in Audience}
                self._store.keep(task.space, task.library, time.monotonic() - began, everybody)
                task.kept()
        except BatonError as error:
            self._failures[task.space] = error.record()
        finally:
            with self._lock:
                del self._running[task.space]

    def _judged(self, task: Task, scope: Scope, progress: Progress) -> Iterator[Judged]:
        chat = self._chat
        for sought in task.sought:
            if progress.stopped.is_set():
                return
            found = find(sought, self._library, scope, task.whose)
            judgement = rule.weigh(sought, found, self._library.today())
            if chat is not None:
                try:
                    judgement = look_again(sought, found, judgement, chat)
                except ChatModelError:
                    chat = None  # it is down: the rest is the rule's, instead of as many waits
            yield _kept(judgement)
            progress.done += 1
        catalog = self._library.catalog
        for topic, sources in by_topic(catalog.sources_in(scope)).items():
            yield _kept(judge_topic(topic, sources, catalog, self._library.today()), topic)


def by_topic(sources: Sequence[Source]) -> dict[str, list[Source]]:
    """The sources that have a topic, by it."""
    topics: dict[str, list[Source]] = {}
    for source in sources:
        if source.topic:
            topics.setdefault(source.topic, []).append(source)
    return dict(sorted(topics.items()))


def _kept(judgement: Judgement, topic: str = "") -> Judged:
    return Judged(
        judgement.key,
        judgement.verdict.value,
        topic,
        judgement.passages,
        tuple(aspect.value for aspect in judgement.lacking),
        tuple(flaw.value for flaw in judgement.flaws),
        tuple(aspect.value for aspect in judgement.said),
        judgement.newest,
        judgement.by,
        judgement.note,
    )
