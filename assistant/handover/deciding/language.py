"""Where in a talk or a text something is decided, refused or goes wrong, found by the words people use for it.

In Chinese and English, sentence by sentence: what speaks for a decision (cues.py) against questions, suppositions,
wishes and what is left open. A short yes takes along what was proposed before it. Knows no grammar and no facts: a
candidate is offered to a person with its score, never taken for certain. Plain values in, plain values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.chat.figures import figures
from assistant.handover.deciding.cues import ASKING_FIGURE, CONFIRMING, FIRMLY, PROPOSING, strength
from assistant.handover.deciding.reasons import reason_near
from assistant.handover.deciding.sentences import sentences
from assistant.handover.deciding.signals import DATED, alarm
from vectorstore.models import Block

DECISION: Literal["decision"] = "decision"
REJECTION: Literal["rejection"] = "rejection"
CRISIS: Literal["crisis"] = "crisis"

LEAST = 0.5  # the score from which a candidate is one: best F1 on the tuned half of benchmarks/decisions.py
LEAST_CRISIS = 0.5
WRITTEN = 0.75  # of a cue that is not said outright, in a text that nobody speaks and that is no minutes
APART = 3  # blocks between two alarms of one crisis
BACK = 4  # blocks in which what a yes answers is looked for
SHORT = 24  # characters of a yes that says nothing itself; three times that in English
FIGURE = 0.61  # the score of a figure given to somebody who asked what is to hold
CURT = 8  # characters of an answer that means nothing without its question; three times that in English
MOST_CHARS = 400

_ASKS = re.compile(r"[？?]\s*$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MINUTES = re.compile(r"纪要|决议|会议记录|\bminutes\b|\bdecisions?\b|\bworkshop\b", re.IGNORECASE)
_TALKED = ("speech", "message")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be a decision, one against something, or a crisis."""

    first: int  # indexes in the given blocks
    last: int  # inclusive
    text: str  # the words that say it
    kind: Literal["decision", "rejection", "crisis"]
    reason: str  # the words that say why; "" when none do
    score: float  # 0 to 1


def candidates(blocks: Sequence[Block]) -> list[Candidate]:
    """What may be decisions and crises in a source's blocks, in their order."""
    found = [*_decisions(blocks), *_crises(blocks)]
    return sorted(found, key=lambda one: (one.first, one.last))


def _decisions(blocks: Sequence[Block]) -> Iterator[Candidate]:
    minutes = any(_MINUTES.search(block.text) for block in blocks[:5])
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            continue
        talked = block.kind in _TALKED or block.speaker is not None or minutes
        for sentence in sentences(block.text):
            if yes := _confirmed(blocks, at, sentence):
                yield yes
                continue
            score, against = strength(sentence)
            if _gives_figure(blocks, at, sentence):
                score = max(score, FIGURE)
            score *= 1.0 if talked or score >= 0.85 else WRITTEN
            if score >= LEAST:
                kind = REJECTION if against else DECISION
                first, text = _with_question(blocks, at, sentence, figure=score == FIGURE)
                yield Candidate(
                    first, at, text[:MOST_CHARS], kind, reason_near(blocks, at, at, sentence), round(score, 3)
                )


def _gives_figure(blocks: Sequence[Block], at: int, sentence: str) -> bool:
    """Whether it is the figure that was just asked for: a budget, a target, a limit."""
    if not at or blocks[at - 1].speaker == blocks[at].speaker or sentences(blocks[at].text)[0] != sentence:
        return False
    asked = sentences(blocks[at - 1].text)[-1:]
    return bool(asked and ASKING_FIGURE.search(asked[0]) and figures(sentence) and not _ASKS.search(sentence))


def _with_question(blocks: Sequence[Block], at: int, sentence: str, *, figure: bool = False) -> tuple[int, str]:
    """Where what is decided begins, and its words: an answer of few words takes the question before it along."""
    curt = CURT if _HAN.search(sentence) else CURT * 3
    asked = blocks[at - 1] if at else None
    if asked is None or asked.kind == "heading" or asked.speaker in (None, blocks[at].speaker):
        return at, sentence
    before = sentences(asked.text)[-1:]
    if not before or (len(sentence) > curt and not figure):
        return at, sentence
    return at - 1, f"{before[0]} — {sentence}"


def _confirmed(blocks: Sequence[Block], at: int, sentence: str) -> Candidate | None:
    """What a short yes decides: the nearest proposal before it, by somebody else, with the yes."""
    yes = CONFIRMING.match(sentence)
    rest = sentence[yes.end() :].strip(" ，,。.!！") if yes else sentence
    if not yes or not _is_short(rest) or sentence.rstrip().endswith(("?", "？")):
        return None
    speaker = blocks[at].speaker
    for back in range(at - 1, max(-1, at - 1 - BACK), -1):
        before = blocks[back]
        if before.speaker == speaker and back != at - 1:
            continue
        if PROPOSING.search(before.text) and before.speaker != speaker:
            firm = 0.75 if FIRMLY.search(sentence) else 0.55
            near = firm - 0.08 * (at - 1 - back)
            if near < LEAST:
                return None
            text = f"{before.text} — {sentence}"[:MOST_CHARS]
            return Candidate(back, at, text, DECISION, reason_near(blocks, back, at, text), round(near, 3))
    return None


def _is_short(rest: str) -> bool:
    return len(rest) <= (SHORT if _HAN.search(rest) else SHORT * 2) and strength(rest)[0] < LEAST


def _crises(blocks: Sequence[Block]) -> Iterator[Candidate]:
    """Runs of blocks that sound of one; a run needs one loud block, or several quiet ones."""
    run: list[tuple[int, float]] = []
    for at, block in enumerate(blocks):
        heard = alarm(block.text) if block.kind != "heading" else 0.0
        talked = block.kind in _TALKED or block.speaker is not None
        if not talked and not DATED.search(block.text):
            continue  # a handbook says what to do if, not what happened
        if heard < 0.2:
            continue
        if run and at - run[-1][0] > (APART if talked else 1):
            yield from _run(blocks, run)
            run = []
        run.append((at, heard))
    yield from _run(blocks, run)


def _run(blocks: Sequence[Block], run: Sequence[tuple[int, float]]) -> Iterator[Candidate]:
    silent = 1.0
    for _, heard in run:
        silent *= 1 - heard
    score = 1 - silent
    if not run or score < LEAST_CRISIS:
        return
    first, last = run[0][0], run[-1][0]
    loudest = max(run, key=lambda one: one[1])[0]
    yield Candidate(first, last, blocks[loudest].text[:MOST_CHARS], CRISIS, "", round(min(score, 1.0), 3))


def moved(candidate: Candidate, by: int) -> Candidate:
    """The candidate of blocks that begin `by` blocks into their source, by the source's own indexes."""
    return replace(candidate, first=candidate.first + by, last=candidate.last + by)
