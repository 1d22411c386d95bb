"""From a question to a cited answer, told as events while it happens.

With a model, the model writes from the numbered evidence and judges whether it holds the answer.
Without one, or when it fails or cites nothing, the answer is quoted from the evidence, unless the
evidence is too weak. Scopes come from the caller; whether it may search there is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.chat import extractive
from assistant.chat.citing import REFUSAL, Citer
from assistant.chat.events import EXTRACTIVE, Answer, Delta, Done, Event, Found, Notice, Searching
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.extractive import Similarity
from assistant.chat.language import language_of
from assistant.chat.llm import Chat, Message
from assistant.chat.retrieve import Limits, Search, retrieve
from assistant.chat.rewrite import standalone
from assistant.chat.support import supported
from assistant.errors import ChatModelError, UncitedAnswer
from prompts import fenced, render
from vectorstore.catalog import Catalog
from vectorstore.models import Scope

NOT_FOUND = {
    "zh": "资料里没有找到这个问题的答案。",
    "en": "I did not find this in the sources.",
}
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question on its way."""

    question: str
    searched: str
    lang: str
    evidence: tuple[Evidence, ...]


class Answerer:
    """Answers questions over what `search` finds. Keeps no state: conversations are the caller's."""

    def __init__(
        self,
        search: Search,
        catalog: Catalog,
        similarity: Similarity,
        chat: Chat | None = None,
        limits: Limits = DEFAULT_LIMITS,
        *,
        calibrated: bool = True,
    ) -> None:
        self._search = search
        self._catalog = catalog
        self._similarity = similarity
        self._chat = chat
        self._limits = limits
        self._calibrated = calibrated

    def answer(
        self, question: str, scope: Scope, history: Sequence[Answer] = (), lang: str | None = None
    ) -> Iterator[Event]:
        """The events of one question; the last is always `Done`. What is streamed is final unless a
        `Notice` follows. `lang` is the language of the answer, "zh" or "en"; the question's own otherwise.

        A model's failures end in a notice. What search and catalog raise flies.
        """
        if lang not in NOT_FOUND:
            lang = language_of(question)
        searched = standalone(question, history, self._chat, lang)
        yield Searching(searched)
        evidence = retrieve(self._search, self._catalog, searched, scope, self._limits)
        yield Found(tuple(evidence))
        asked = _Asked(question, searched, lang, tuple(evidence))
        if self._chat is None or not evidence:
            yield from self._quote(asked, None)
            return
        try:
            yield from self._write(asked, self._chat)
        except ChatModelError as error:
            yield Notice(error)
            yield from self._quote(asked, error)

    def _write(self, asked: _Asked, chat: Chat) -> Iterator[Event]:
        """The model's answer; ChatModelError when it fails or cites nothing."""
        citer = Citer(asked.evidence, self._similarity)
        text = ""
        for piece in chat.stream(messages(asked.searched, asked.lang, asked.evidence)):
            if shown := citer.feed(piece):
                text += shown
                yield Delta(shown)
        if shown := citer.finish():
            text += shown
            yield Delta(shown)
        if citer.citations:
            citations = tuple(citer.citations)
            yield Done(Answer(asked.question, asked.searched, text, asked.lang, citations=citations, mode=chat.name))
        elif citer.refused:
            scored = extractive.score(asked.searched, asked.evidence, self._similarity)
            yield from _refuse(asked, _nearest(asked.evidence, scored), mode=chat.name)
        else:
            raise UncitedAnswer(model=chat.name)

    def _quote(self, asked: _Asked, error: ChatModelError | None) -> Iterator[Event]:
        """The extractive answer, or the refusal when the evidence is too weak for one."""
        scored = extractive.score(asked.searched, asked.evidence, self._similarity)
        notice = error.record() if error else None
        if not supported(asked.searched, scored, calibrated=self._calibrated):
            yield from _refuse(asked, _nearest(asked.evidence, scored), notice=notice)
            return
        text, citations = extractive.compose(extractive.choose(scored))
        yield Delta(text)
        yield Done(Answer(asked.question, asked.searched, text, asked.lang, citations=citations, notice=notice))


def messages(question: str, lang: str, evidence: Sequence[Evidence]) -> list[Message]:
    """What a model is told: the rules, then the numbered evidence inside a fence and the question."""
    sources = "\n\n".join(f"[{item.n}] {_label(item)}\n{item.text}" for item in evidence)
    return [
        {"role": "system", "content": render("answer", lang, refusal=REFUSAL)},
        {"role": "user", "content": render("sources", lang, sources=fenced(sources), question=question)},
    ]


def _label(item: Evidence) -> str:
    return " › ".join((item.title, *item.headings))


def _nearest(evidence: Sequence[Evidence], scored: Sequence[extractive.Scored]) -> Citation | None:
    """The closest thing that was found, numbered 0."""
    if scored:
        passage = scored[0].passage
        return cite(passage.evidence, 0, passage.first, passage.last, passage.text)
    if evidence:
        index, block = evidence[0].blocks[0]
        return cite(evidence[0], 0, index, index, block.text)
    return None


def _refuse(
    asked: _Asked, nearest: Citation | None, *, notice: dict[str, object] | None = None, mode: str = EXTRACTIVE
) -> Iterator[Event]:
    text = NOT_FOUND[asked.lang]
    yield Delta(text)
    yield Done(
        Answer(
            asked.question, asked.searched, text, asked.lang, refused=True, nearest=nearest, notice=notice, mode=mode
        )
    )
