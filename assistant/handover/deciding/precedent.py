"""Questions about what was decided or done before, answered from the ledger: what, why, what came of it.

Only for questions that ask for it ("上次……是怎么处理的", "why did we decide …", "are we still …"), and only where an
entry is about the very thing: better no precedent than a wrong one. Every sentence is the ledger's, with its moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.chat.evidence import Citation
from assistant.chat.language import ASKING_ZH, HAN, language_of, terms
from assistant.chat.standing import LEDGER, Precedent, Precedents
from assistant.chat.synonyms import in_words_of
from assistant.handover.deciding.book import Book, Holds, open_book
from assistant.handover.deciding.model import Bond, Entry, Place, Sort, State
from assistant.handover.records.decisions import Ledger
from vectorstore.catalog import Catalog
from vectorstore.e5_weights import Floats
from vectorstore.models import Scope
from vectorstore.terms import fold

_RUN = re.compile(rf"{HAN.pattern}+")

Similarity = Callable[[str, Sequence[str]], Floats]

CARRIED = (
    0.6  # share of what the question is about that an entry must hold: 主播 alone, half of 主播迟到, is too little
)
PAIR = 2  # Han characters that say something; one alone does not
FAR_CLOSE = 0.88  # where question and entry share no word, being in two languages
COMPARED = 40  # entries that are embedded for one question


class Form(StrEnum):
    """What a question asks of the past."""

    HANDLED = "handled"
    WHY = "why"
    DECIDED = "decided"
    STILL = "still"


_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern, re.IGNORECASE))
    for form, pattern in (
        (
            Form.HANDLED,
            r"(?:上一?次|以前|之前|过去|曾经|去年|前年|那次|当时|当初)[^？?]*(?:怎么|如何|咋)[^？?]{0,6}(?:处理"
            r"|处置|办|应对|解决|做|回应|搞|弄)"
            r"|(?:怎么|如何)(?:处理|应对|解决|处置)的|\b(?:last time|before|in the past|previously"
            r"|back then)\b[^?]*\b(?:did|do|done|was|were|handled?)\b"
            r"|\b(?:what did we do|how did we (?:handle|deal|react|respond|solve)|how was\b[^?]*\bhandled"
            r"|how were\b[^?]*\bhandled)\b",
        ),
        (
            Form.WHY,
            r"(?:为什么|为何|为啥|怎么会)(?:我们|咱们|当时|当初|后来|会|要|还)*[^？?]{0,12}(?:决定|定|改|不|没"
            r"|选|停|取消|推迟|延期|降|涨|换|暂停|只|用|从)"
            r"|\bwhy (?:did|do|don['’]?t|didn['’]?t|are|aren['’]?t|have|haven['’]?t|won['’]?t) we\b"
            r"|\bwhy was\b[^?]*\b(?:decided|moved|cut|raised|dropped|postponed|paused)\b",
        ),
        (
            Form.DECIDED,
            r"有没有(?:决定|定|说好|拍板|敲定|同意)过?|(?:决定|定|拍板|敲定)(?:过|了)?(?:没有?|吗|什么|哪些)"
            r"|是不是(?:决定|定)了|最后(?:决定|定)"
            r"|\b(?:have|did) we (?:ever )?(?:decided?|agreed?|settled?)\b|\bwhat (?:did we|was"
            r"|have we) (?:decided?|agreed?)\b|\bdid we ever\b",
        ),
        (
            Form.STILL,
            r"还(?:是|在|按|要|用|做|能|跟|投|发|走|继续)[^？?]{0,24}(?:吗|么|不)[？?\s]*$|还(?:有效|算数|作数"
            r"|成立)|现在还|目前还"
            r"|\b(?:are|do|is|does|can) (?:we|it|they|the [\w ]{1,30}|that|this) still\b|\bstill (?:in force"
            r"|valid|the case|apply|applies|true|hold)\b",
        ),
    )
)
_ASKING = re.compile(
    r"上一?次|以前|之前|过去|曾经|去年|前年|那次|当时|当初|类似|遇到|情况|处理|处置|应对|解决|怎么办|决定|拍板"
    r"|敲定|有没有|为什么|为何|为啥|现在|目前|还是|还在|还按"
    r"|还要|还用|继续|最后|的时候|是不是|我们|咱们|这种|这样|问题|事情|事件|怎么样|有效|算数"
    r"|\b(?:last|time|before|past|previously|back|then|handled?|handle|deal|dealt|decided?|agreed?|still|when"
    r"|happened|did|done|similar|situation|ever|force|valid|react"
    r"|respond(?:ed)?|settled?|there|case)\b",
    re.IGNORECASE,
)
_CRISIS = re.compile(
    r"危机|舆情|公关|负面|风波|翻车|突发|\b(?:cris[ei]s|incidents?|backlash|emergenc(?:y|ies)|pr)\b", re.IGNORECASE
)
_WORDS = {
    "zh": {
        "on": "{day}，",
        "who": "{who}决定：",
        "what": "{what}",
        "why": "理由：{why}",
        "no_why": "当时没有记下理由。",
        "options": "没有采用的：{options}",
        "outcome": "结果：{outcome}",
        "superseded": "这一决定已被后来的取代。{day}起：{what}",
        "was": "此前（{day}）是：{what}",
        "contradicted": "另有一处说法与此不一致（{day}）：{what}",
        "found": "（由系统从原文中找出，尚未有人确认）",
        "signal": "信号",
        "action": "处理",
        "result": "结果",
        "lesson": "教训",
        "crisis": "{day}的事件：{what}",
        "step": "- {step}{at}：{text}",
        "undated": "日期不详",
    },
    "en": {
        "on": "{day}, ",
        "who": "{who} decided: ",
        "what": "{what}",
        "why": "Why: {why}",
        "no_why": "No reason was recorded.",
        "options": "Not taken: {options}",
        "outcome": "What came of it: {outcome}",
        "superseded": "That has been superseded. Since {day}: {what}",
        "was": "Before ({day}) it was: {what}",
        "contradicted": "Another passage says otherwise ({day}): {what}",
        "found": "(Found in the sources by Baton; nobody has confirmed it yet.)",
        "signal": "Signal",
        "action": "Action",
        "result": "Result",
        "lesson": "Lesson",
        "crisis": "{day}: {what}",
        "step": "- {step}{at}: {text}",
        "undated": "no date",
    },
}


def precedents(
    catalog: Catalog, ledger: Ledger, similarity: Similarity, catch_up: Callable[[Sequence[str]], None]
) -> Precedents:
    """The ledger as chat/answer.py asks it. The scope is the asker's, and all that is looked at. `catch_up` reads what
    is new in spaces."""

    def precedent(question: str, scope: Scope, lang: str) -> Precedent | None:
        if asks_back(question) is None:
            return None
        catch_up(scope.spaces)  # what was taken in a minute ago counts too
        return answered(open_book(catalog, ledger, scope), question, lang, similarity)

    return precedent


def asks_back(question: str) -> Form | None:
    """What the question asks of the past; None for any other question."""
    return next((form for form, pattern in _FORMS if pattern.search(question)), None)


def matched(book: Book, question: str, form: Form, similarity: Similarity) -> Entry | None:
    """The entry that the question is about, if one is about just that."""
    about = _ASKING.sub(" ", question)
    offered = [one for one in book.entries if _may_answer(one, form)]
    if form is Form.HANDLED and _CRISIS.search(about):
        return _crisis(book, [one for one in offered if one.kind is Sort.CRISIS], _CRISIS.sub(" ", about))
    shares = [_share(about, _text(book, one, form)) for one in offered]
    order = sorted(range(len(offered)), key=lambda i: -shares[i])[:COMPARED]
    if not order or not terms(about):
        return None
    meant = similarity(question, [_short(book, offered[i]) for i in order])
    best = max(zip(order, meant, strict=True), key=lambda pair: _weight(shares[pair[0]], float(pair[1])))
    at, close = best[0], float(best[1])
    across = language_of(question) != language_of(_short(book, offered[at]))
    fits = shares[at] >= CARRIED or (across and shares[at] == 0 and close >= FAR_CLOSE)
    return offered[at] if fits else None


def _crisis(book: Book, offered: Sequence[Entry], about: str) -> Entry | None:
    """The latest crisis of which more is told than that it was; where something is said of it, the latest that is told
    in those words or in others of their meaning."""
    acted = [one for one in offered if {event.text for event in book.events(one)} - {one.told.what}]
    if any(len(word) >= PAIR for word in terms(about)):
        told = {one.id: _text(book, one, Form.HANDLED) for one in acted}
        acted = [one for one in acted if _share(in_words_of(about, told[one.id]), told[one.id]) >= CARRIED]
    return max(acted, key=lambda one: (str(one.told.decided_on or ""), one.score), default=None)


def answered(book: Book, question: str, lang: str, similarity: Similarity) -> Precedent | None:
    """The precedent for the question, told in `lang`; the ledger's own words stay in theirs."""
    form = asks_back(question)
    entry = matched(book, question, form, similarity) if form else None
    if entry is None:
        return None
    page = _Page(book, _WORDS[lang])
    if entry.kind is Sort.CRISIS:
        page.crisis(entry)
    else:
        page.decision(entry)
    return Precedent("\n".join(page.lines), tuple(page.citations), LEDGER) if page.citations else None


def _may_answer(entry: Entry, form: Form) -> bool:
    if not entry.is_told:
        return False
    if form is Form.WHY:
        return bool(entry.told.why)
    return entry.kind is Sort.DECISION or form is Form.HANDLED


def _weight(share: float, close: float) -> float:
    return share + 2 * close


def _share(question: str, text: str) -> float:
    """How much of what the question is about the text holds: of its Han characters those in pairs that stand there
    too, of its Latin words those that do, a word counting as two characters."""
    held = terms(text)
    words = {word for word in terms(question) if not HAN.search(word)}
    total, carried = 2 * len(words), 2 * len(words & held)
    for run in _RUN.findall(ASKING_ZH.sub(" ", fold(question))):
        if len(run) < PAIR:
            continue
        met = {at + step for at in range(len(run) - 1) if run[at : at + PAIR] in held for step in range(PAIR)}
        total, carried = total + len(run), carried + len(met)
    return carried / total if total else 0.0


def _text(book: Book, entry: Entry, form: Form) -> str:
    """What a question is held against; whoever asks why names the decision, not its reason."""
    told = entry.told
    if form is Form.WHY:
        return f"{told.what} {told.topic}"
    return " ".join((told.what, told.topic, *told.options, *(event.text for event in book.events(entry))))


def _short(book: Book, entry: Entry) -> str:
    return entry.told.what if entry.kind is Sort.DECISION else _text(book, entry, Form.HANDLED)[:300]


@dataclass(slots=True)
class _Page:
    """Sentences and their citations, as they are laid out."""

    book: Book
    words: dict[str, str]
    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def say(self, key: str, place: Place | None, **values: str) -> None:
        """A line, with its number if its moment is there. What has no moment is said of what was said before it."""
        text = self.words[key].format(**values)
        number = self._number(place)
        self.lines.append(f"{text} [{number}]" if number else text)

    def _number(self, place: Place | None) -> int:
        for known in self.citations:
            if place and (known.source, known.first_block) == (place.source, place.first):
                return known.n
        cited = self.book.citation(place, len(self.citations) + 1)
        if cited:
            self.citations.append(cited)
        return cited.n if cited else 0

    def day(self, entry: Entry) -> str:
        """When, for people."""
        return entry.told.decided_on.isoformat() if entry.told.decided_on else self.words["undated"]

    def decision(self, entry: Entry) -> None:
        """The one that holds first, then what it replaced."""
        living = self.book.living(entry)
        if living.id != entry.id:
            self.say("superseded", living.place, day=self.day(living), what=living.told.what)
            self._reason(living)
            self.say("was", entry.place, day=self.day(entry), what=entry.told.what)
            self._reason(entry)
            return
        lead = self.words["on"].format(day=self.day(entry)) if entry.told.decided_on else ""
        if entry.told.people:
            lead += self.words["who"].format(who="、".join(entry.told.people))
        self.say("what", entry.place, what=f"{lead}{entry.told.what}")
        self._reason(entry)
        if entry.told.options:
            self.say("options", entry.place, options=" / ".join(entry.told.options))
        if entry.told.outcome:
            self.say("outcome", entry.place, outcome=entry.told.outcome)
        for relation, other in self.book.before(entry):
            if relation.state is State.CONFIRMED and relation.bond is Bond.SUPERSEDES:
                self.say("was", other.place, day=self.day(other), what=other.told.what)
        for relation, other in self.book.after(entry) + self.book.before(entry):
            if relation.state is State.CONFIRMED and self.book.holds(entry) is Holds.CONTRADICTED:
                self.say("contradicted", other.place, day=self.day(other), what=other.told.what)
        self._caution(entry)

    def crisis(self, entry: Entry) -> None:
        """What happened, step by step."""
        self.say("crisis", entry.place, day=self.day(entry), what=entry.told.what)
        for event in self.book.events(entry):
            at = f" {event.at}" if event.at and event.at not in event.text else ""
            self.say("step", event.place, step=self.words[event.step.value], at=at, text=event.text)
        if entry.told.outcome:
            self.say("outcome", entry.place, outcome=entry.told.outcome)
        self._caution(entry)

    def _reason(self, entry: Entry) -> None:
        if entry.told.why:
            source = entry.place.source if entry.place else ""
            place = Place(source, entry.why_block, entry.why_block) if entry.why_block is not None else entry.place
            self.say("why", place, why=entry.told.why)

    def _caution(self, entry: Entry) -> None:
        if entry.state is State.FOUND:
            self.lines.append(self.words["found"])
