"""A crisis's timeline from the passages that tell of it: signal, action, result, lesson, each with its place.

By words (signals.py), in the order in which the passages stand; of a chat, whose messages bear their time, that is the
order in which it happened. A person mends what words get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

from assistant.handover.deciding.language import CRISIS, Candidate
from assistant.handover.deciding.model import Entry, Event, Place
from assistant.handover.deciding.sentences import sentences
from assistant.handover.deciding.signals import Step, step_of
from vectorstore.models import Block

MOST = 14  # steps: what a person takes in at a glance, and then some
FOLLOWING = 10  # blocks after the last alarm in which results and lessons still belong to it
LONG = 2  # blocks from which a crisis is the subject, not an aside
APART = 16  # blocks between two alarms of one crisis in one source
DAYS = 14  # between two sources that tell of one crisis
SHARED = 2  # rare words that two tellings of one crisis share
_CLOCK_EN = r"\b(?:half|quarter|ten|twenty|five) (?:past|to) \w+\b|\b\d{1,2}(?::\d{2})? ?(?:am|pm)\b"
_CLOCK = re.compile(
    r"\d{1,2}:\d{2}|(?:凌晨|早上|上午|中午|下午|晚上|夜里)?[\d一二三四五六七八九十]{1,3}点(?:半"
    r"|[\d一二三四五六七八九十]{1,3}分?)?"
    rf"|[\d一二三四五六七八九十]{{1,2}}月[\d一二三四五六七八九十]{{1,3}}[号日]|{_CLOCK_EN}",
    re.IGNORECASE,
)


def whole(found: Sequence[Candidate]) -> list[Candidate]:
    """Alarms of one source, those near each other taken for one crisis."""
    joined: list[Candidate] = []
    for one in (each for each in found if each.kind == CRISIS):
        if joined and one.first - joined[-1].last <= APART and min(_length(one), _length(joined[-1])) >= LONG:
            before = joined[-1]
            louder = one if one.score > before.score else before
            joined[-1] = Candidate(before.first, one.last, louder.text, CRISIS, "", louder.score)
        else:
            joined.append(one)
    return joined


def steps(entry: Entry, blocks: Sequence[Block]) -> list[Event]:
    """The crisis's steps as its source tells them."""
    if entry.place is None or entry.place.first is None or entry.place.last is None:
        return []
    talked = blocks[entry.place.first].kind in ("speech", "message")
    told_at_length = talked and entry.place.last - entry.place.first >= LONG
    last = min(len(blocks) - 1, entry.place.last + (FOLLOWING if told_at_length else 0))
    found: list[Event] = []
    for at in range(entry.place.first, last + 1):
        block = blocks[at]
        step = None if block.kind == "heading" else _step(block, after=at > entry.place.last)
        if step:
            place = Place(entry.place.source, at, at)
            found.append(Event(event_id(entry.id, at), entry.id, step, _said(block.text), _time(block), place))
    return _fewer(found)


def _length(one: Candidate) -> int:
    return one.last - one.first


def event_id(entry: str, at: int) -> str:
    """32 hexadecimal characters that stand for a step."""
    return blake2b(f"{entry}/{at}".encode(), digest_size=16).hexdigest()


def near_in_time(one: date | None, other: date | None) -> bool:
    """Whether two tellings may be of the same days."""
    return one is not None and other is not None and abs((one - other).days) <= DAYS


def _step(block: Block, *, after: bool) -> Step | None:
    """After the last alarm only what came of it still belongs to a crisis."""
    if block.text.rstrip().endswith(("?", "？")):
        return None
    step = step_of(block.text)
    return None if after and step is Step.SIGNAL else step


def _fewer(found: list[Event]) -> list[Event]:
    """At most MOST: of the step that is told most often the middle ones go first, since first and last tell most."""
    while len(found) > MOST:
        counts = {step: [one for one in found if one.step is step] for step in Step}
        most = max(counts.values(), key=len)
        found.remove(most[len(most) // 2])
    return found


def _said(text: str) -> str:
    cut = sentences(text)
    kept = [one for one in cut if step_of(one)] or cut
    return " ".join(" ".join(kept).split())[:300]


def _time(block: Block) -> str:
    """When, as the words or the message's own heading say."""
    if found := _CLOCK.search(block.text):
        return found.group().strip()
    stamped = re.search(r"\d{1,2}:\d{2}", " ".join(block.headings))
    return stamped.group() if stamped else ""
