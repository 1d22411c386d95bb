"""From a candidate to an entry of the ledger: who decided, when, why, against which other options, and its place.

Only what the source's own words and dates say. Never overwrites what a person has settled: see reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from assistant.handover.deciding.cues import THEREFORE
from assistant.handover.deciding.language import CRISIS, REJECTION, Candidate
from assistant.handover.deciding.model import Entry, Place, Sort, State, Told
from assistant.handover.deciding.reasons import NEAR, options_near
from vectorstore.models import Block, Source

_LEADING = re.compile(
    r"^(?:(?:好的?|行|嗯|对|那么?|所以|ok|okay|so|right|well|then|great|fine|yes"
    r"|所以|@所有人)[，,、。.!！\s]+)+",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:由|@)([\u4e00-\u9fff]{2,4}|[A-Z][a-z]+)(?:负责|拍板|决定)"
    r"|([\u4e00-\u9fff]{1,3}总)(?:拍板|决定|说了?不)|\b([A-Z][a-z]+) decided\b"
)
_DATED = re.compile(r"(20\d\d)[-年./](\d{1,2})[-月./](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Read:
    """A source with its blocks, as they are read now."""

    source: Source
    blocks: Sequence[Block]


def entry_of(read: Read, candidate: Candidate, ordinal: int, now: datetime) -> Entry:
    """The entry that the candidate amounts to; the same words in the same source give the same id."""
    crisis = candidate.kind == CRISIS
    words = blake2b(candidate.text.encode(), digest_size=16).hexdigest()
    key = f"{'crisis' if crisis else 'decision'}:{words}:{ordinal}"
    return Entry(
        id=entry_id(read.source.id, key),
        space=read.source.space,
        kind=Sort.CRISIS if crisis else Sort.DECISION,
        against=candidate.kind == REJECTION,
        state=State.FOUND,
        score=candidate.score,
        told=told_of(read, candidate),
        place=Place(read.source.id, candidate.first, candidate.last),
        key=key,
        said=candidate.text,
        why_block=reason_block(read.blocks, candidate),
        settled_by="",
        settled_at=None,
        merged_into=None,
        made_at=now,
    )


def entry_id(source: str, key: str) -> str:
    """32 hexadecimal characters that stand for something in a source."""
    return blake2b(f"{source}/{key}".encode(), digest_size=16).hexdigest()


def told_of(read: Read, candidate: Candidate) -> Told:
    """What the words around the candidate tell of it."""
    crisis = candidate.kind == CRISIS
    return Told(
        what=clean(candidate.text),
        why=clean(candidate.reason),
        options=() if crisis else options_near(read.blocks, candidate.first, candidate.last),
        people=() if crisis else who(read.blocks, candidate),
        topic=read.source.topic,
        decided_on=day_of(read, candidate.last),
    )


def clean(text: str) -> str:
    """The sentence without the words that only lead up to it."""
    text = " ".join(text.split()).strip(" -—")
    if therefore := THEREFORE.search(text):
        text = text[therefore.end(1) :].lstrip("，, ")
    return _LEADING.sub("", text) or text


def who(blocks: Sequence[Block], candidate: Candidate) -> tuple[str, ...]:
    """Who decided: whoever is named so, or else whoever said it."""
    if named := _NAMED.search(candidate.text):
        return (next(filter(None, named.groups())),)
    speaker = blocks[candidate.last].speaker
    return (speaker,) if speaker else ()


def day_of(read: Read, at: int) -> date | None:
    """The day of the message if it bears one, else the source's."""
    for block in reversed(read.blocks[max(0, at - 40) : at + 1]):
        if block.kind == "message" and (found := _DATED.search(" ".join(block.headings))):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
    return read.source.occurred_on


def reason_block(blocks: Sequence[Block], candidate: Candidate) -> int | None:
    """The block that tells the reason, where it is none of the candidate's own."""
    if not candidate.reason:
        return None
    own = range(candidate.first, candidate.last + 1)
    lead = candidate.reason.rstrip("…")
    if any(lead in " ".join(blocks[at].text.split()) for at in own):
        return None
    near = range(max(0, candidate.first - NEAR), min(len(blocks), candidate.last + NEAR + 1))
    return next((at for at in near if lead in " ".join(blocks[at].text.split())), None)
