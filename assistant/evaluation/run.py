"""Asking every question of a file, and measuring what comes.

Goes through the same search and the same Answerer as a person's question, and keeps nothing: no
conversation is made. Scopes are made by the caller. What search and catalog raise flies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from assistant.chat.events import EXTRACTIVE, Answer, Done, Event, Found
from assistant.chat.evidence import Evidence
from assistant.chat.llm import Chat
from assistant.chat.retrieve import Search, tokens
from assistant.evaluation.gold import gold_of
from assistant.evaluation.judge import Judge, refuse_own
from assistant.evaluation.meter import Metered
from assistant.evaluation.questions import Question
from assistant.evaluation.result import Result, Run
from assistant.evaluation.score import Heard, scores
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Scope, Source

DEPTH = 10  # hits of the search that are looked at
SOURCES_READ = 64  # whose blocks are kept in memory: questions of one source mostly stand together


class Answers(Protocol):
    """What answers a question (chat/answer.py)."""

    def answer(self, question: str, scope: Scope, history: Sequence[Answer]) -> Iterator[Event]:
        """The events of one question; the last is `Done`."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What an evaluation works with. `answerer` makes one that writes with the given model, `judge_named` the
    chat model of that name."""

    search: Search
    catalog: Catalog
    answerer: Callable[[Chat | None], Answers]
    chat: Chat | None
    embedder: str
    judge_named: Callable[[str], Chat]
    clock: Callable[[], float] = time.perf_counter
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Evaluation:
    """One run over one file. `results` asks; `run` is what is kept of it."""

    def __init__(
        self, parts: Parts, questions: Sequence[Question], scope_of: Callable[[str], Scope], file: str, judge: str = ""
    ) -> None:
        """`scope_of` takes a question's space id, "" where it names none. Raises JudgeIsAnswerer, JudgeNeedsModel."""
        self.questions = questions
        self._parts = parts
        self._scope_of = scope_of
        self._file = file
        if judge:
            refuse_own(judge, parts.chat.name if parts.chat else "")
        self._judge = Judge(parts.judge_named(judge)) if judge else None
        self._meter = Metered(parts.chat) if parts.chat else None
        self._answerer = parts.answerer(self._meter)
        self._sources = lru_cache(maxsize=None)(lambda spaces: parts.catalog.sources(spaces))
        self._blocks = lru_cache(maxsize=SOURCES_READ)(lambda id_, version: parts.catalog.blocks(id_, version))
        self._names = {space.id: space.name for space in parts.catalog.spaces()}
        self._followed = {question.after for question in questions}
        self._before: dict[str, tuple[Answer, ...]] = {}  # what a follow-up of this question has heard
        self._results: list[Result] = []
        self._began = (parts.now(), parts.clock())

    def results(self) -> Iterator[Result]:
        """Ask one question after the other; each result as soon as it is there."""
        for question in self.questions:
            result = self._asked(question)
            self._results.append(result)
            yield result

    def run(self) -> Run:
        """Everything asked so far."""
        started, clock = self._began
        return Run(
            file=self._file,
            started_at=started.isoformat(timespec="seconds"),
            seconds=self._parts.clock() - clock,
            answerer=self._meter.name if self._meter else EXTRACTIVE,
            embedder=self._parts.embedder,
            judge=self._judge.name if self._judge else "",
            results=tuple(self._results),
        )

    def _asked(self, question: Question) -> Result:
        scope = self._scope_of(question.space)
        before = self._before.get(question.after, ())
        for earlier in question.history:
            before = (*before, self._answer(earlier, scope, before)[0])
        clock, spent = self._parts.clock, self._meter.tokens if self._meter else 0
        began = clock()
        answer, evidence = self._answer(question.question, scope, before)
        answered = clock()
        spent = self._meter.tokens - spent if self._meter else 0
        searched = clock()
        hits = self._parts.search(scope, answer.searched, DEPTH)
        search_seconds = clock() - searched
        if question.id in self._followed:
            self._before[question.id] = (*before, answer)
        gold = gold_of(question, self._sources(scope.spaces), self._read)
        heard = Heard(answer, evidence, hits)
        return Result(
            **self._said(question, answer),
            **scores(question, heard, gold, self._second_opinion(question, answer)),
            seconds=round(answered - began, 4),
            search_seconds=round(search_seconds, 4),
            evidence_tokens=sum(tokens(item.text) for item in evidence),
            model_tokens=spent if self._meter else None,
        )

    def _answer(self, question: str, scope: Scope, before: Sequence[Answer]) -> tuple[Answer, tuple[Evidence, ...]]:
        evidence: tuple[Evidence, ...] = ()
        for event in self._answerer.answer(question, scope, before):
            if isinstance(event, Found):
                evidence = event.evidence
            elif isinstance(event, Done):
                return event.answer, evidence
        raise AssertionError("an answer ends with Done")

    def _second_opinion(self, question: Question, answer: Answer) -> bool | None:
        """The judge's, where there is one and something to judge."""
        if self._judge is None or not question.answerable or not question.answers or answer.refused:
            return None
        return self._judge.right(question.question, question.answers, answer.text, question.lang)

    def _read(self, source: Source) -> Sequence[Block]:
        blocks: Sequence[Block] = self._blocks(source.id, source.version)
        return blocks

    def _said(self, question: Question, answer: Answer) -> dict[str, Any]:
        """What was asked and answered."""
        expected = {"source": question.source, "text": question.text, **question.place.to_json()}
        return {
            "id": question.id,
            "question": question.question,
            "lang": question.lang,
            "kind": question.kind,
            "space": self._names.get(question.space, ""),
            "answerable": question.answerable,
            "answers": question.answers,
            "expected": {key: value for key, value in expected.items() if value != ""},
            "answer": answer.text,
            "refused": answer.refused,
            "mode": answer.mode,
            "searched": answer.searched,
            "notice": answer.notice,
        }
