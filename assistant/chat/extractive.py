"""Answers without a model: the few sentences of the evidence that answer, quoted and cited.

Each sentence is scored by both legs of the search (cosine to the question, share of the
question's terms it carries), by where its evidence ranked, and by what kind of word was asked
for. Quotes are never cut, changed or translated. Does not decide whether they answer: support.py does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from assistant.chat.cues import answers_kind
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.language import language_of, terms
from assistant.chat.passages import Passage, passages

Similarity = Callable[[str, Sequence[str]], npt.NDArray[np.float32]]  # cosines of sentences to a question

COSINE_LOW, COSINE_HIGH = 0.75, 0.95  # where e5 puts unrelated and near-identical texts
MOST_SENTENCES = 4
MOST_CHARS = 700  # of quotes, Latin characters; a Han character counts two
COMPARED = 64  # sentences that are embedded per question: about 0.3 s on two cores
KEPT_SHARE = 0.86  # of the best sentence's score that a further sentence needs
SAME = 0.8  # share of common terms above which two sentences say the same

_QUESTION = re.compile(r"[？?][”’\"')）」』]*\s*$")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's score is made of. Chosen on CMRC, DRCD and SQuAD; docs/decisions.md has the table."""

    cosine: float = 0.5
    coverage: float = 0.35
    context: float = 0.1
    rank: float = 0.15
    cue: float = 0.06
    language: float = 0.04
    question: float = -0.12


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it answers."""

    passage: Passage
    score: float
    cosine: float
    coverage: float  # idf-weighted share of the question's terms, 0 to 1


def score(
    question: str, evidence: Sequence[Evidence], similarity: Similarity, weights: Weights = Weights()
) -> list[Scored]:
    """The evidence's passages, best first."""
    found = [passage for item in evidence for passage in passages(item)]
    if not found:
        return []
    asked = terms(question)
    own = [terms(passage.text) for passage in found]
    idf = _idf(asked, own)
    covered = [_covered(asked & words, asked, idf) for words in own]
    around = [_covered(asked & words, asked, idf) for words in _surroundings(found, own)]
    rank = [1.0 / passage.evidence.n for passage in found]
    guess = [c + 0.3 * a + 0.3 * r for c, a, r in zip(covered, around, rank, strict=True)]
    compared = sorted(range(len(found)), key=lambda i: -guess[i])[:COMPARED]
    cosines = similarity(question, [found[i].text for i in compared])
    lang = language_of(question)
    scored = []
    for i, cosine in zip(compared, map(float, cosines), strict=True):
        text = found[i].text
        value = (
            weights.cosine * (cosine - COSINE_LOW) / (COSINE_HIGH - COSINE_LOW)
            + weights.coverage * covered[i]
            + weights.context * around[i]
            + weights.rank * rank[i]
            + weights.cue * answers_kind(question, text)
            + weights.language * (language_of(text) == lang)
            + weights.question * bool(_QUESTION.search(text))
        )
        scored.append(Scored(found[i], value, cosine, covered[i]))
    return sorted(scored, key=lambda item: -item.score)


def choose(scored: Sequence[Scored]) -> list[Passage]:
    """The one to four passages to quote: best first, none saying what another said."""
    chosen: list[Passage] = []
    length = 0
    for item in scored:
        text = item.passage.text
        length += _length(text)
        if chosen and (item.score < KEPT_SHARE * scored[0].score or length > MOST_CHARS):
            break
        if not any(_same(text, other.text) for other in chosen):
            chosen.append(item.passage)
        if len(chosen) == MOST_SENTENCES:
            break
    return chosen


def compose(chosen: Sequence[Passage]) -> tuple[str, tuple[Citation, ...]]:
    """The quotes as one text with their citations: a paragraph per source, in the source's order."""
    groups: dict[str, list[Passage]] = {}
    for passage in chosen:
        groups.setdefault(passage.evidence.source, []).append(passage)
    paragraphs: list[str] = []
    citations: list[Citation] = []
    for group in groups.values():
        pieces = []
        for run in _runs(sorted(group, key=lambda passage: (passage.first, passage.order))):
            text = _joined([passage.text for passage in run])
            citations.append(cite(run[0].evidence, len(citations) + 1, run[0].first, run[-1].last, text))
            pieces.append(f"{_spoken(run[0], text)} [{len(citations)}]")
        paragraphs.append(_joined(pieces))
    return "\n\n".join(paragraphs), tuple(citations)


def _surroundings(found: Sequence[Passage], own: Sequence[set[str]]) -> list[set[str]]:
    """The terms of each passage's neighbours, headings and title: "It was on the 6th" needs them."""
    around = []
    for i, passage in enumerate(found):
        words = own[i] | terms(passage.context)
        for j in (i - 1, i + 1):
            if 0 <= j < len(found) and found[j].evidence is passage.evidence:
                words = words | own[j]
        around.append(words)
    return around


def _idf(asked: set[str], own: Sequence[set[str]]) -> dict[str, float]:
    """How much each asked term tells the passages apart; one that is nowhere tells most."""
    total = len(own)
    return {term: log(1 + total / (0.5 + sum(term in words for words in own))) for term in asked}


def _covered(shared: set[str], asked: set[str], idf: dict[str, float]) -> float:
    total = sum(idf[term] for term in asked)
    return sum(idf[term] for term in shared) / total if total else 0.0


def _same(text: str, other: str) -> bool:
    mine, theirs = terms(text), terms(other)
    smaller = min(len(mine), len(theirs))
    return text == other or (smaller > 0 and len(mine & theirs) >= SAME * smaller)


def _runs(group: Sequence[Passage]) -> list[list[Passage]]:
    """Passages of the same block that follow each other are one quote."""
    runs: list[list[Passage]] = []
    for passage in group:
        last = runs[-1][-1] if runs else None
        if (
            last
            and last.evidence is passage.evidence
            and last.last == passage.first
            and last.order + 1 == passage.order
        ):
            runs[-1].append(passage)
        else:
            runs.append([passage])
    return runs


def _joined(texts: Sequence[str]) -> str:
    """Texts one after another: a space between them, none after Chinese punctuation."""
    joined = ""
    for text in texts:
        gap = " " if joined and joined[-1] not in "。！？；" else ""
        joined += gap + text
    return joined


def _spoken(passage: Passage, text: str) -> str:
    """The quote with who said it, where that is known."""
    speaker = passage.block.speaker
    if not speaker:
        return text
    return f"{speaker}：“{text}”" if language_of(text) == "zh" else f"{speaker}: “{text}”"


def _length(text: str) -> int:
    return len(text) + sum(character > "\u2e80" for character in text)
