"""Answering a question: what somebody says becomes a source of its own, verified by them, with a review-by date.

The answer's words are kept in that source alone, where secrets are masked as in any other; `said` reads them back.
An edited answer is the source's next version. One that points at a place in what only managers may see is for
them alone, too.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import moments, routing, telling
from assistant.handover.answered import passages
from assistant.handover.capturing import Told
from assistant.handover.errors import NothingAnswered, NotLongerTrue
from assistant.handover.questions import found
from assistant.handover.records.questions import Given, Question, State
from assistant.handover.records.reviews import Cause
from assistant.people.access import may, require
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL, Act
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Source
from vectorstore.visible import visible, visible_name

TITLE_CHARS = 60
_MARKED_UP = re.compile(r"^(\s*)([#>|=~`<\\]|[-_*]{3,}\s*$)", re.MULTILINE)
_SEE = {"zh": "见《{title}》{place}：{text}", "en": "See “{title}”, {place}: {text}"}
_SIGNED = {"zh": "{name}，{day} 核实", "en": "Verified by {name} on {day}"}


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody answers: words, a place in a source, or both; and until when it holds, if that is known."""

    text: str = ""
    source: str = ""  # see this one …
    place: str = ""  # … at "12:30", "page 4"
    review_by: date | None = None
    cause: Cause = Cause.OTHER


def answer(visit: Visit, question_id: str, answering: Answering, *, today: date | None = None) -> Question:
    """Give or edit the answer. Whoever may answer in the space may; one that is there only its giver or a manager.

    Raises NoSuchThing, NotAllowed, NothingAnswered, NotLongerTrue, PlaceNotThere, UnknownSource.
    """
    space, question = found(visit, question_id)
    require(visit.caller, Act.TELL, space.id)
    today = today or utc_now().date()
    if question.given and not (question.given.person == visit.caller.id or may(visit.caller, Act.PLAN, space.id)):
        raise NotAllowed()
    if question.state is State.CLOSED:
        raise NotAllowed()
    if not (visible(answering.text).strip() or answering.source):
        raise NothingAnswered()
    if answering.review_by and answering.review_by <= today:
        raise NotLongerTrue(day=answering.review_by.isoformat())
    moment = moments.cited(visit, answering.source, answering.place) if answering.source else None
    told = _told(visit, question, answering.text, moment, today)
    if told.restricted and question.given:  # a source's next version is as open as the one before
        visit.app.catalog.update(question.given.source, restricted=True)
    source = visit.app.capture(told)
    visit.app.handover.questions.answer(question.id, source.id, visit.caller.id, moment)
    _set_review(visit, source.id, answering)
    visit.note(Action.TOLD, question.id, space=space.id, what="answer", source=source.id)
    _, now = found(visit, question.id)
    if question.given is None:
        telling.of_answer(visit, space, now)
    return now


def said(catalog: Catalog, given: Given) -> str:
    """The answer's words as they stand in its source; "" until it is indexed, and when that failed."""
    return "\n".join(block.text for _, block in passages(catalog, given.source))


def _told(visit: Visit, question: Question, text: str, moment: Citation | None, today: date) -> Told:
    name = _name(visit, question)
    before = visit.app.catalog.source(question.given.source) if question.given else None
    restricted = moment is not None and visit.app.catalog.source(moment.source).restricted
    return Told(
        space=question.space,
        title=_title(visit.app.catalog, question, before),
        text=_written(question, text, moment, (name, today)),
        kind=Kind.ANSWER,
        owner=visit.caller.id,
        occurred_on=today,
        restricted=restricted or (before is not None and before.restricted),
        facts={
            "verified_by": visit.caller.id,
            "verified_name": name,
            "verified_on": today.isoformat(),
            "question": question.id,
        },
    )


def _name(visit: Visit, question: Question) -> str:
    """Who verifies it: the caller; on a machine without accounts whoever it was sent to by name."""
    typed = question.holder if question.holder != LOCAL.id and visit.caller.id == LOCAL.id else ""
    anybody = "本机用户" if question.lang == "zh" else "the user of this machine"
    return routing.shown(visit, visit.caller.id) or routing.shown(visit, typed) or anybody


def _written(question: Question, text: str, moment: Citation | None, signed: tuple[str, date]) -> str:
    """Markdown: the question as heading, the answer a paragraph to a line, the place it points at, who verified it."""
    lines = [plain(line) for line in text.splitlines() if line.strip()]
    if moment:
        quote = " ".join(moment.text.split())
        place = placed(moment, question.lang)
        lines.append(plain(_SEE[question.lang].format(title=moment.title, place=place, text=quote)))
    name, day = signed
    lines.append("## " + _SIGNED[question.lang].format(name=plain(name), day=day.isoformat()))  # quoted by nothing
    return "\n\n".join([f"# {plain(' '.join(question.text.split()))}", *lines]) + "\n"


def plain(line: str) -> str:
    """The line as Markdown that shows it as it was typed: nothing in it opens a heading, a table or a block of code."""
    return _MARKED_UP.sub(r"\1\\\2", line.strip())


def placed(moment: Citation, lang: str) -> str:
    """Where that is, in words."""
    at = moment.locator
    if at.start is not None:
        minutes, seconds = divmod(int(at.start), 60)
        return f"{minutes}:{seconds:02}"
    for name, zh in (("page", "页"), ("slide", "张幻灯片"), ("row", "行"), ("message", "条消息"), ("paragraph", "段")):
        if (value := getattr(at, name)) is not None:
            return f"第 {value} {zh}" if lang == "zh" else f"{name} {value}"
    return ""


def _title(catalog: Catalog, question: Question, before: Source | None) -> str:
    """The question, shortened; numbered where another question's answer is called so already."""
    if before:
        return before.title.removesuffix(".md")
    short = re.sub(r'[\\/:*?"<>|]+', " ", telling.shortened(question.text, TITLE_CHARS)).strip(" .") or question.id
    for number in itertools.count(1):
        title = short if number == 1 else f"{short} ({number})"
        if catalog.source_with_name(question.space, Kind.ANSWER.value, visible_name(f"{title}.md")) is None:
            return title
    raise AssertionError("numbers do not end")


def _set_review(visit: Visit, source: str, answering: Answering) -> None:
    reviews = visit.app.handover.reviews
    if answering.review_by:
        reviews.put(source, answering.review_by, answering.cause, visit.caller.id)
    else:
        reviews.remove(source)
