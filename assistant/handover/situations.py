"""Past situations to practise with: what somebody saw before they acted, without what they did.

Of a decision that is what was said before it in its source, of a crisis its signals. Sentences that decide something,
or share too many words with what was done or why, are left out; a situation of which nothing is left is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from assistant.chat.evidence import Citation
from assistant.chat.language import language_of, terms
from assistant.desk import Visit
from assistant.handover import ledger
from assistant.handover.deciding.cues import DECIDING
from assistant.handover.deciding.model import Sort
from assistant.handover.deciding.sentences import sentences
from assistant.handover.deciding.signals import Step
from assistant.handover.ledger import Recorded
from assistant.handover.records.practices import Asks
from assistant.handover.sections import section_of
from vectorstore.models import Block, Kind

BEFORE = 10  # blocks before a decision that may tell what it was about
CHARS = 320  # of a situation: what one reads before one answers
LEAST = 12  # characters that are enough to answer to
GIVEN_AWAY = 0.34  # share of what was done, in terms, from which a sentence gives it away
REASON_GIVEN_AWAY = 0.6
SURE = 0.7  # weight of a cue by which people decide
ACTIONS = 3  # of a crisis: what one can be expected to think of
# Somebody has acted by now: whatever is told of a crisis from there on may give away what was done.
_ACTED = re.compile(
    r"声明|电话|法务|回应|道歉|赔付|已(?:经)?(?:发|停|下架|通知|联系|回复|撤|报)|(?:停|撤|下架|通知|联系|回复|改)了|按.{1,6}处理|先(?!是)"
    r"|\bstatement\b|\bapolog|\bcalled\b|\bpaused\b|\bstopped\b|\btook down\b|\brefunded\b|\breplied\b"
    r"|\bwe (?:told|asked|sent)\b",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"(?:通知|告知|告诉|同步给|同步|汇报给|汇报|报备给|上报给?|联系|找|请)\s?(?P<zh>[\u4e00-\u9fffA-Za-z]{2,6}?)"
    r"(?=[，。；、,;\s]|确认|拍板|审|说|看|发|处理|一起|$)"
    r"|(?:给|跟|向)(?P<to>[\u4e00-\u9fffA-Za-z]{2,4}?)(?=打(?:个)?电话|汇报|报备|说明|确认)"
    r"|\b(?:tell|told|inform|informed|notify|notified|call|called|ask|asked|escalate to|escalated to)\s+"
    r"(?P<en>[A-Z][a-z]+(?: [A-Z][a-z]+)?|the \w+)"
)
_WHEN = re.compile(
    r"(?:[\d一二两三四五六七八九十半]+\s*(?:个)?(?:分钟|小时|天|点半?|号|日|周)(?:之?内|以?前)?)|当天|当晚|今晚|第一时间|马上|立刻|立即"
    r"|\b(?:within|by|in|before)\s+(?:\w+\s+)?(?:\d+|an|one|two|three|four)\s*(?:minutes?|hours?|days?|am|pm)"
    r"|\bimmediately\b|\bright away\b|\bat once\b|\bby (?:noon|midnight|tonight|\d{1,2}(?::\d\d)?\s?(?:am|pm)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """Something that was done or thought then, which an answer may name."""

    asks: Asks
    text: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What was seen then; the rest is shown after the answer."""

    id: str  # of the ledger's entry
    kind: Sort
    section: str
    on: date | None
    text: str
    points: tuple[Point, ...]
    what: str
    why: str
    outcome: str
    people: tuple[str, ...]
    moment: Citation | None


def situations(visit: Visit, space: str) -> list[Situation]:
    """Every one in the client that the caller may see, crises first, then the latest first. Raises UnknownSpace."""
    crises = [_of_crisis(one) for one in ledger.crises(visit, space)]
    decided = [_of_decision(visit, one) for one in ledger.in_force(visit, space) if one.entry.told.why]
    return [one for one in (*crises, *decided) if one is not None]


def whom(text: str) -> str:
    """Somebody who was to be told; "" for nobody."""
    found = _WHOM.search(text)
    return (found["zh"] or found["to"] or found["en"] or "") if found else ""


def by_when(text: str) -> str:
    """A time that was set; "" for none."""
    found = _WHEN.search(text)
    return found[0].strip() if found else ""


def unrevealing(told: Iterable[str], done: str, why: str) -> Iterator[str]:
    """Those sentences that neither decide nor repeat what was done or why."""
    action, reason = terms(done), terms(why)
    for text in told:
        for sentence in sentences(text):
            words = terms(sentence)
            decides = any(cue.weight >= SURE and cue.pattern.search(sentence) for cue in DECIDING)
            if decides or _share(words, action) >= GIVEN_AWAY or _share(words, reason) >= REASON_GIVEN_AWAY:
                continue
            yield sentence


def _of_crisis(one: Recorded) -> Situation | None:
    steps = [event for event, _ in one.events]
    done = [event.text for event in steps if event.step is Step.ACTION][:ACTIONS]
    first = next((i for i, event in enumerate(steps) if event.step is Step.ACTION), len(steps))
    seen = [event.text for event in steps[:first] if event.step is Step.SIGNAL]
    lesson = next((event.text for event in steps if event.step is Step.LESSON), "")
    told = one.entry.told
    result = " ".join(event.text for event in steps if event.step is Step.RESULT)
    untouched = takewhile(lambda text: not _ACTED.search(text), seen)
    text = _joined(unrevealing(untouched, " ".join(done), lesson))
    if not done or len(text) < LEAST:
        return None
    what = "\n".join(done)
    points = _points(done, told.why or lesson, what)
    moment = one.moment or next((citation for _, citation in one.events if citation), None)
    why = told.why or lesson
    return Situation(
        *(one.entry.id, Sort.CRISIS, "crises", told.decided_on, text, points),
        *(what, why, told.outcome or result, told.people, moment),
    )


def _of_decision(visit: Visit, one: Recorded) -> Situation | None:
    told = one.entry.told
    heard = _said_before(visit, one.moment) if one.moment else []
    written = one.moment is not None and visit.source(one.moment.source).kind is Kind.CHAT
    text = _joined(unrevealing(heard, told.what, told.why), "\n" if written else " ", latest=True)
    if len(text) < LEAST:
        return None
    section = section_of(f"{told.what} {told.topic}", language_of(told.what))
    points = _points([told.what], told.why, f"{told.what} {told.outcome}")
    return Situation(
        *(one.entry.id, Sort.DECISION, section, told.decided_on, text, points),
        *(told.what, told.why, told.outcome, told.people, one.moment),
    )


def _said_before(visit: Visit, moment: Citation) -> list[str]:
    """What stands before the moment in its source, as far as it belongs there: the same talk, or the same heading."""
    source = visit.source(moment.source)
    first = max(0, moment.first_block - BEFORE)
    blocks = visit.app.catalog.blocks(source.id, source.version, first, moment.first_block)
    if len(blocks) < 2:
        return []
    *before, at = blocks
    return [block.text for block in before if _belongs(block, at)]


def _belongs(block: Block, at: Block) -> bool:
    if block.kind in ("heading", "row"):
        return False
    return block.headings == at.headings and block.kind == at.kind


def _joined(said: Iterable[str], between: str = "\n", *, latest: bool = False) -> str:
    """As many sentences as one reads, the last ones where `latest`."""
    kept: list[str] = []
    every = list(said)
    for sentence in reversed(every) if latest else every:
        if sum(map(len, kept)) + len(sentence) > CHARS:
            break
        kept.append(sentence)
    return between.join(reversed(kept) if latest else kept)


def _points(done: Sequence[str], why: str, told: str) -> tuple[Point, ...]:
    points = [Point(Asks.ACTION, text) for text in done]
    if why:
        points.append(Point(Asks.REASON, why))
    if name := whom(told):
        points.append(Point(Asks.WHOM, name))
    if time := by_when(told):
        points.append(Point(Asks.WHEN, time))
    return tuple(points)


def _share(words: set[str], of: set[str]) -> float:
    return len(words & of) / len(of) if of else 0.0
