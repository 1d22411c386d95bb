"""From a question to a cited answer, told as events while it happens.

What people answered before, and what the ledger holds, comes before any search, and what is known of the cited
passages is said beside them (standing.py). Otherwise what is asked for is understood once (asking.py); questions about
the library are answered from the catalog, all others from evidence. With a model, the model writes from the numbered
evidence and judges whether it holds the answer. Without one, or when it fails or cites nothing, the answer is quoted
from the evidence, unless the evidence is too weak. Scopes come from the caller; whether it may search there is not
asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.chat import extractive
from assistant.chat.asking import Aim, Asked, understand
from assistant.chat.checking import cites, unsupported, without
from assistant.chat.citing import REFUSAL, Citer
from assistant.chat.dates import when
from assistant.chat.events import EXTRACTIVE, Answer, Delta, Done, Event, Found, Notice, Searching
from assistant.chat.evidence import Citation, Evidence
from assistant.chat.extractive import Similarity
from assistant.chat.finding import Finder
from assistant.chat.grounding import MARKS, Grounding
from assistant.chat.holdings import Holdings
from assistant.chat.language import language_of
from assistant.chat.library import library_answer
from assistant.chat.living import living_first
from assistant.chat.llm import Chat, Message
from assistant.chat.marks import quoted, quoted_line
from assistant.chat.quoting import NOT_FOUND, Quoter, nearest
from assistant.chat.reranking import reranked
from assistant.chat.retrieve import Limits
from assistant.chat.rewrite import FollowUp, follow_up, leaning, standalone
from assistant.chat.speakers import asks_whose, whose
from assistant.chat.standing import NOTHING_KNOWN, Known
from assistant.errors import ChatModelError, ClaimsRemoved, SearchOrderKept, UncitedAnswer
from prompts import fenced, render
from vectorstore.models import Hit, Scope

DEFAULT_LIMITS = Limits()
WRITTEN_LIMITS = Limits(hits=40, items=16, around=0.25)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a model's answer is prepared and looked over."""

    limits: Limits = WRITTEN_LIMITS
    rerank: bool = False  # the model sorts what was found first: one more call
    check: bool = False  # the model reads its answer once more: one more call


DEFAULT_WRITING = Writing()


@dataclass(frozen=True, slots=True)
class _Turn:
    """One question on its way."""

    asked: Asked
    question: str  # as it was asked
    lang: str
    follows: FollowUp | None  # what it follows up, if it does
    leans: tuple[Asked, FollowUp] | None  # what it may follow up, should it find nothing alone
    quoter: Quoter

    def answer(self, text: str, **facts: Any) -> Answer:
        """The finished answer."""
        return Answer(self.question, self.asked.question, text, self.lang, **facts)


class Answerer:
    """Answers questions over what its holdings hold. Keeps no state: conversations are the caller's."""

    def __init__(
        self,
        holdings: Holdings,
        similarity: Similarity,
        chat: Chat | None = None,
        limits: Limits = DEFAULT_LIMITS,
        writing: Writing = DEFAULT_WRITING,
        known: Known = NOTHING_KNOWN,
    ) -> None:
        self._holdings = holdings
        self._similarity = similarity
        self._chat = chat
        self._limits = limits
        self._writing = writing
        self._known = known

    def answer(
        self, question: str, scope: Scope, history: Sequence[Answer] = (), lang: str | None = None
    ) -> Iterator[Event]:
        """The events of one question; the last is always `Done`. What is streamed is final unless a
        `Notice` follows. `lang` is the language of the answer, "zh" or "en"; the question's own otherwise.

        A model's failures end in a notice. What search and catalog raise flies.
        """
        if lang not in NOT_FOUND:
            lang = language_of(question)
        waiting: Delta | None = None  # the last piece: a quoted answer is one, and changes if what it cites is dead
        for event in self._told(question, scope, history, lang):
            if isinstance(event, Done):
                stands = replace(event.answer, standings=self._known.standing(event.answer.citations, scope))
                answer = living_first(stands)
                if answer is not stands and self._of_then(stands.searched, scope):
                    answer = stands
                if waiting:
                    yield waiting if answer is stands else Delta(answer.text)
                yield Done(answer)
                continue
            if waiting:
                yield waiting
            waiting = event if isinstance(event, Delta) else None
            if waiting is None:
                yield event

    def _of_then(self, question: str, scope: Scope) -> bool:
        """Whether it asks what was said at a past time, or by somebody: that comes first then, whatever holds now."""
        today = self._holdings.today()
        time = when(question, today)
        past = time is not None and bool(time.spans) and all(last < today for _, last in time.spans)
        return past or bool(asks_whose(question) and whose(question, self._holdings.catalog.speakers_in(scope)))

    def _told(self, question: str, scope: Scope, history: Sequence[Answer], lang: str) -> Iterator[Event]:
        searched = standalone(question, history, self._chat, lang)
        yield Searching(searched)
        if precedent := self._known.precedent(searched, scope, lang):
            text, citations, mode = precedent.text, precedent.citations, precedent.mode
            yield Found(())
            yield Delta(text)
            yield Done(Answer(question, searched, text, lang, citations=citations, mode=mode))
            return
        asked = understand(searched)
        if asked.aim is Aim.LIBRARY:
            yield from self._about_the_library(question, asked, scope, lang)
            return
        finder = Finder(self._holdings, scope, self._limits, lang)
        quoter = Quoter(finder, self._similarity)
        leans = leaning(question, history)
        turn = _Turn(
            asked,
            question,
            lang,
            follow_up(question, history),
            (understand(leans[0]), leans[1]) if leans else None,
            quoter,
        )
        if self._chat is None:
            yield from _quote(turn)
            return
        sorter = _Sorter(self._chat, lang) if self._writing.rerank else None
        evidence = replace(finder, limits=self._writing.limits).gathered(asked, turn.follows, sorter)
        yield Found(evidence)
        if not evidence:
            yield from _refuse(turn, None)
            return
        notice = sorter.error.record() if sorter and sorter.error else None
        try:
            yield from self._write(turn, evidence, self._chat, notice)
        except ChatModelError as error:
            yield Notice(error)
            yield from _quote(turn, error)

    def _about_the_library(self, question: str, asked: Asked, scope: Scope, lang: str) -> Iterator[Event]:
        text, citations = library_answer(asked, scope, self._holdings, lang)
        yield Found(())
        yield Delta(text)
        yield Done(Answer(question, asked.question, text, lang, citations=citations))

    def _write(
        self, turn: _Turn, evidence: Sequence[Evidence], chat: Chat, notice: dict[str, Any] | None
    ) -> Iterator[Event]:
        """The model's answer; ChatModelError when it fails or cites nothing."""
        citer = Citer(evidence, self._similarity)
        grounding = Grounding(evidence, lambda: citer.citations, self._similarity, turn.lang)
        text = ""
        for piece in chat.stream(messages(turn.asked.question, turn.lang, evidence)):
            if shown := grounding.feed(citer.feed(piece)):
                text += shown
                yield Delta(shown)
        if shown := grounding.feed(citer.finish()) + (grounding.finish() if citer.citations else ""):
            text += shown
            yield Delta(shown)
        if citer.citations:
            if self._writing.check and (checked := _checked(text, citer.citations, chat, turn.lang)):
                text, error = checked
                notice = error.record()
                yield Notice(error)
                yield Delta(text)
            yield Done(turn.answer(text, citations=tuple(citer.citations), mode=chat.name, notice=notice))
        elif citer.refused:
            scored = extractive.score(turn.asked.question, evidence, self._similarity)
            yield from _refuse(turn, nearest(evidence, scored), mode=chat.name)
        else:
            raise UncitedAnswer(model=chat.name)


class _Sorter:
    """The model's order of what was found; the search's, and the failure kept, when the model fails."""

    def __init__(self, chat: Chat, lang: str) -> None:
        self._chat, self._lang = chat, lang
        self.error: ChatModelError | None = None

    def __call__(self, question: str, hits: list[Hit]) -> list[Hit]:
        try:
            return reranked(question, hits, self._chat, self._lang)
        except ChatModelError as error:
            self.error = SearchOrderKept(model=self._chat.name, reason=error.say("en"))
            return hits


def _checked(text: str, citations: Sequence[Citation], chat: Chat, lang: str) -> tuple[str, ChatModelError] | None:
    """The text without what the model itself takes back, and the notice of it; None when it stands as it is.

    Raises UncitedAnswer when nothing is left. A failing check leaves the text, which was checked once already.
    """
    try:
        claims = unsupported(text.replace(MARKS[lang], ""), citations, chat, lang)
    except ChatModelError:
        return None
    if not claims:
        return None
    left = without(text, claims, MARKS[lang])
    if not cites(left):
        raise UncitedAnswer(model=chat.name)
    return left, ClaimsRemoved(model=chat.name, count=len(claims))


def _quote(turn: _Turn, error: ChatModelError | None = None) -> Iterator[Event]:
    """The quoted answer, or the refusal when the evidence is too weak for one."""
    quoted = turn.quoter.quote(turn.asked, turn.follows)
    if quoted.refused and turn.leans:
        again = turn.quoter.quote(*turn.leans)
        turn, quoted = (turn, quoted) if again.refused else (replace(turn, asked=turn.leans[0]), again)
    if error is None:
        yield Found(quoted.evidence)
    yield Delta(quoted.text)
    yield Done(
        turn.answer(
            quoted.text,
            citations=quoted.citations,
            nearest=quoted.nearest,
            refused=quoted.refused,
            notice=error.record() if error else None,
        )
    )


def messages(question: str, lang: str, evidence: Sequence[Evidence]) -> list[Message]:
    """What a model is told: the rules, then the numbered evidence inside a fence and the question."""
    sources = "\n\n".join(f"[{item.n}] {_label(item)}\n{quoted(item.text)}" for item in evidence)
    return [
        {"role": "system", "content": render("answer", lang, refusal=REFUSAL)},
        {"role": "user", "content": render("sources", lang, sources=fenced(sources), question=question)},
    ]


def _label(item: Evidence) -> str:
    day = f" ({item.occurred_on.isoformat()})" if item.occurred_on else ""
    return quoted_line(" › ".join((item.title + day, *item.headings)))


def _refuse(turn: _Turn, close: Citation | None, mode: str = EXTRACTIVE) -> Iterator[Event]:
    text = NOT_FOUND[turn.lang]
    yield Delta(text)
    yield Done(turn.answer(text, refused=True, nearest=close, mode=mode))
