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
WIDE_CHARS = 260  # the best sentence and its neighbours together grow no longer than this
MOST_FOLLOWING = 2  # neighbours taken after the best sentence
BREATH_S = 1.0  # a pause after which somebody speaks on
COMPARED = 64  # sentences that are embedded per question: about 0.3 s on two cores
KEPT_SHARE = 0.87  # of the best sentence's score that a further sentence needs
SAME = 0.8  # share of common terms above which two sentences say the same

_QUESTION = re.compile(r"[？?][”’\"')）」』]*\s*$")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's score is made of.

    Chosen on SQuAD 2, DRCD and CMRC (400, 260, 120 questions): the first sentence holds the answer for
    0.75, 0.81 and 0.81 of the answerable ones, one of the first three for 0.89, 0.96 and 0.92, where
    retrieval had the paragraph for 0.95, 0.99 and 1. Flat around here: halving or doubling one weight
    moves it by 0.02. `question` is for meetings, which those sets do not hold.
    """

    cosine: float = 0.5
    coverage: float = 0.35
    context: float = 0.2
    rank: float = 0.15
    cue: float = 0.12
    language: float = 0.04
    question: float = -0.3


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it answers."""

    passage: Passage
    score: float
    cosine: float


def score(
    question: str, evidence: Sequence[Evidence], similarity: Similarity, weights: Weights = DEFAULT_WEIGHTS
) -> list[Scored]:
    """The evidence's passages, best first; of a great many, those that share most with the question."""
    found = [passage for item in evidence for passage in passages(item)]
    if not found:
        return []
    texts = _replies_with_questions(found)
    own = [terms(f"{passage.context}\n{text}") for passage, text in zip(found, texts, strict=True)]
    worth = _worth(terms(question), own)
    covered = [_covered(words, worth) for words in own]
    around = [_covered(words, worth) for words in _surroundings(found, own)]
    guess = [c + a / 3 + 1 / (3 * p.evidence.n) for c, a, p in zip(covered, around, found, strict=True)]
    compared = sorted(range(len(found)), key=lambda i: -guess[i])[:COMPARED]
    cosines = similarity(question, [texts[i] for i in compared])
    lang = language_of(question)
    scored: list[Scored] = []
    for i, cosine in zip(compared, map(float, cosines), strict=True):
        text = found[i].text
        value = (
            weights.cosine * (cosine - COSINE_LOW) / (COSINE_HIGH - COSINE_LOW)
            + weights.coverage * covered[i]
            + weights.context * around[i]
            + weights.rank / found[i].evidence.n
            + weights.cue * answers_kind(question, text)
            + weights.language * (language_of(text) == lang)
            + weights.question * bool(_QUESTION.search(text))
        )
        scored.append(Scored(found[i], value, cosine))
    return sorted(scored, key=lambda item: -item.score)


def choose(scored: Sequence[Scored]) -> list[Passage]:
    """The one to four passages to quote: the best with what belongs to it, then others as good
    that do not say the same."""
    if not scored:
        return []
    chosen = _widened(scored[0].passage)
    length = sum(_length(passage.text) for passage in chosen)
    lang = language_of(scored[0].passage.text)
    for item in scored[1:]:
        text = item.passage.text
        if item.score < KEPT_SHARE * scored[0].score or len(chosen) >= MOST_SENTENCES:
            break
        fits = length + _length(text) <= MOST_CHARS
        answers = language_of(text) == lang and not _QUESTION.search(text)
        if fits and answers and not any(_same(text, other.text) for other in chosen):
            chosen.append(item.passage)
            length += _length(text)
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


def _widened(best: Passage) -> list[Passage]:
    """The best passage with the rest of its thought: reasons and answers mostly follow what names them.
    Of a question, the reply alone."""
    siblings = passages(best.evidence)
    asks = bool(_QUESTION.search(best.text)) and best.order + 1 < len(siblings)
    first = last = best.order + asks
    length = _length(siblings[first].text)
    while last + 1 < len(siblings) and last - first < MOST_FOLLOWING and _goes_with(siblings[last], siblings[last + 1]):
        length += _length(siblings[last + 1].text)
        if length > WIDE_CHARS:
            break
        last += 1
    alone = last == first > 0 and not asks and not _QUESTION.search(siblings[first - 1].text)
    if alone and _goes_with(siblings[first - 1], siblings[first]):
        first -= length + _length(siblings[first - 1].text) <= WIDE_CHARS
    return siblings[first : last + 1]


def _goes_with(passage: Passage, following: Passage) -> bool:
    """Whether two neighbours are one thought: in one block, in one breath, or a question and what it got."""
    if passage.block.kind == "row" or following.block.kind == "row" or _QUESTION.search(following.text):
        return False
    if passage.last == following.first or _QUESTION.search(passage.text):
        return True
    if passage.block.kind != "speech" or passage.block.speaker != following.block.speaker:
        return False
    ended = dict(passage.evidence.blocks)[passage.last].locator.end
    begins = following.block.locator.start
    return ended is not None and begins is not None and begins - ended <= BREATH_S


def _replies_with_questions(found: Sequence[Passage]) -> list[str]:
    """Each passage's text, after the question that it replies to: "Sixty percent." says nothing alone."""
    texts = []
    for before, passage in zip((None, *found), found, strict=False):
        replies = before and _QUESTION.search(before.text) and before.evidence is passage.evidence
        texts.append(f"{before.text} {passage.text}" if before and replies else passage.text)
    return texts


def _surroundings(found: Sequence[Passage], own: Sequence[set[str]]) -> list[set[str]]:
    """The terms of each passage and its neighbours: "It was on the 6th" needs them."""
    around = []
    for i, passage in enumerate(found):
        near = (j for j in (i - 1, i + 1) if 0 <= j < len(found) and found[j].evidence is passage.evidence)
        around.append(own[i].union(*(own[j] for j in near)))
    return around


def _worth(asked: set[str], own: Sequence[set[str]]) -> dict[str, float]:
    """How much each asked term tells the passages apart: one that is nowhere tells most, a number counts double."""
    total = len(own)
    return {
        term: log(1 + total / (0.5 + sum(term in words for words in own))) * (1 + any(map(str.isdigit, term)))
        for term in asked
    }


def _covered(words: set[str], worth: dict[str, float]) -> float:
    """The share of the question that `words` hold, 0 to 1."""
    total = sum(worth.values())
    return sum(value for term, value in worth.items() if term in words) / total if total else 0.0


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
