"""Answers without a model: the few sentences of the evidence that answer, quoted and cited.

Each sentence is read (features.py) and weighed (weights.py); the best is quoted with what belongs to it. Quotes
are never cut inside a sentence, changed or translated. Does not decide whether they answer: support.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.chat.cells import cells_asked
from assistant.chat.cues import Wanted, asked, asks_for_several
from assistant.chat.enumerated import enumerations
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.features import of_sentences, surroundings
from assistant.chat.language import language_of, terms
from assistant.chat.marks import quoted, quoted_line
from assistant.chat.overlap import covered, words_of, worth
from assistant.chat.passages import ASKS, Passage, joined, passages
from assistant.chat.weights import Weights, fitted

Similarity = Callable[[str, Sequence[str]], npt.NDArray[np.float32]]  # cosines of sentences to a question

MOST_SENTENCES = 4
MOST_CHARS = 700  # of quotes, Latin characters; a Han character counts two
WIDE_CHARS = 260  # the best sentence and its neighbours together grow no longer than this
MOST_FOLLOWING = 2  # neighbours taken after the best sentence
BREATH_S = 1.0  # a pause after which somebody speaks on
COMPARED = 64  # sentences that are embedded per question: about 0.3 s on two cores
CLOSE = 0.06  # to the best sentence's score; what is as near is shown, too
CLOSE_PIECES = 0.18  # where a thought is cut into pieces
MOST_WRITTEN = 2  # of what is written in sentences
PIECEMEAL = ("speech", "message", "list")  # bit by bit: one segment or item is rarely the whole of it
TELLING = (Wanted.REASON, Wanted.MEANS)
SAME = 0.8  # share of common terms above which two sentences say the same


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it answers: about 1 for one that holds everything, 0 for nothing."""

    passage: Passage
    score: float
    cosine: float
    question: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The sentences that were compared, with what was read off them."""

    passages: tuple[Passage, ...]
    cosines: tuple[float, ...]
    rows: npt.NDArray[np.float64]  # (len(passages), len(OF_SENTENCE))


def read(question: str, evidence: Sequence[Evidence], similarity: Similarity) -> Read:
    """The evidence's passages with their features; of a great many, those that share most with the question."""
    found = [passage for item in evidence for passage in passages(item)]
    texts = _replies_with_questions(found)
    compared = _promising(question, found, texts)
    found, texts = [found[i] for i in compared], [texts[i] for i in compared]
    cosines = tuple(map(float, similarity(question, texts))) if found else ()
    return Read(tuple(found), cosines, of_sentences(question, found, texts, cosines))


def score(
    question: str, evidence: Sequence[Evidence], similarity: Similarity, weights: Weights | None = None
) -> list[Scored]:
    """The evidence's passages, best first."""
    was = read(question, evidence, similarity)
    values = was.rows @ (weights or fitted()).sentence
    scored = map(Scored, was.passages, map(float, values), was.cosines, [question] * len(values))
    return sorted(scored, key=lambda item: -item.score)


def _promising(question: str, found: Sequence[Passage], texts: Sequence[str]) -> list[int]:
    """Which to compare, in their order: those that hold most of the question, alone and with their neighbours."""
    own = [words_of(f"{passage.context}\n{text}") for passage, text in zip(found, texts, strict=True)]
    value = worth(question, own)
    guess = [
        covered(mine, value) + covered(around, value) / 3 + 1 / (3 * passage.evidence.n)
        for passage, mine, around in zip(found, own, surroundings(found, own), strict=True)
    ]
    return sorted(sorted(range(len(found)), key=lambda i: -guess[i])[:COMPARED])


def choose(scored: Sequence[Scored]) -> list[Passage]:
    """The one to four passages to quote: the best with what belongs to it, then others nearly as good
    that do not say the same. Of a long row, the cells that were asked for."""
    if not scored:
        return []
    best = scored[0]
    chosen = _listed(best) or _widened(best)
    length = sum(_length(passage.text) for passage in chosen)
    pieces = best.passage.block.kind in PIECEMEAL
    most, close = (MOST_SENTENCES, CLOSE_PIECES) if pieces else (MOST_WRITTEN, CLOSE)
    lang = language_of(best.passage.text)
    for item in scored[1:]:
        text = item.passage.text
        if item.score < best.score - close or len(chosen) >= most:
            break
        fits = length + _length(text) <= MOST_CHARS
        answers = language_of(text) == lang and not ASKS.search(text)
        if fits and answers and not any(_same(text, other.text) for other in chosen):
            chosen.append(item.passage)
            length += _length(text)
    return [trimmed(passage, best.question) for passage in chosen]


def trimmed(passage: Passage, question: str) -> Passage:
    """Of a long row the cells that were asked for."""
    if passage.block.kind != "row":
        return passage
    return replace(passage, text=cells_asked(passage.text, words_of(question)))


def compose(chosen: Sequence[Passage]) -> tuple[str, tuple[Citation, ...]]:
    """The quotes as one text with their citations: a paragraph per source, in the source's order."""
    groups: dict[str, list[Passage]] = {}
    for passage in chosen:
        groups.setdefault(passage.evidence.source, []).append(passage)
    paragraphs: list[str] = []
    citations: list[Citation] = []
    for group in groups.values():
        pieces: list[tuple[bool, str]] = []
        for run in _runs(sorted(group, key=lambda passage: (passage.first, passage.order))):
            text = joined([passage.text for passage in run])
            citations.append(cite(run[0].evidence, len(citations) + 1, run[0].first, run[-1].last, text))
            pieces.append((run[0].block.kind == "list", f"{_spoken(run[0], text)} [{len(citations)}]"))
        paragraphs.append(_paragraph(pieces))
    return "\n\n".join(paragraphs), tuple(citations)


def _listed(best: Scored) -> list[Passage]:
    """The whole list that the best passage is an item of, where several things are asked for; else nothing."""
    if not asks_for_several(best.question):
        return []
    siblings = passages(best.passage.evidence)
    if best.passage.block.kind != "list":
        items = next((list(told.items) for told in enumerations(siblings) if told.holds(best.passage)), [])
        return items if sum(_length(item.text) for item in items) <= MOST_CHARS else []
    first = last = best.passage.order
    while first > 0 and siblings[first - 1].block.kind == "list":
        first -= 1
    while last + 1 < len(siblings) and siblings[last + 1].block.kind == "list":
        last += 1
    items = siblings[first : last + 1]
    return items if sum(_length(item.text) for item in items) <= MOST_CHARS else []


def _widened(found: Scored) -> list[Passage]:
    """The best passage with the rest of its thought, where that is likely to be part of the answer: in speech, which
    is cut at pauses, and where reasons or steps were asked for, which mostly follow what names them. Of a question,
    the reply alone."""
    best = found.passage
    siblings = passages(best.evidence)
    asks = bool(ASKS.search(best.text)) and best.order + 1 < len(siblings)
    first = last = best.order + asks
    if not asks and best.block.kind not in PIECEMEAL and asked(found.question).wanted not in TELLING:
        return [best]
    length = _length(siblings[first].text)
    while last + 1 < len(siblings) and last - first < MOST_FOLLOWING and _goes_with(siblings[last], siblings[last + 1]):
        length += _length(siblings[last + 1].text)
        if length > WIDE_CHARS:
            break
        last += 1
    alone = last == first > 0 and not asks and not ASKS.search(siblings[first - 1].text)
    if alone and _goes_with(siblings[first - 1], siblings[first]):
        first -= length + _length(siblings[first - 1].text) <= WIDE_CHARS
    return siblings[first : last + 1]


def _goes_with(passage: Passage, following: Passage) -> bool:
    """Whether two neighbours are one thought: in one block, in one breath, or a question and what it got."""
    if passage.block.kind == "row" or following.block.kind == "row" or ASKS.search(following.text):
        return False
    if passage.last == following.first or ASKS.search(passage.text):
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
        replies = before and ASKS.search(before.text) and before.evidence is passage.evidence
        texts.append(f"{before.text} {passage.text}" if before and replies else passage.text)
    return texts


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


def _paragraph(pieces: Sequence[tuple[bool, str]]) -> str:
    """The quotes of one source, (is it an item of a list, text): items of a list one below the other."""
    if len(pieces) > 1 and all(item for item, _ in pieces):
        return "\n".join(f"- {text.lstrip('•·*-– ')}" for _, text in pieces)
    return joined([text for _, text in pieces])


def _spoken(passage: Passage, text: str) -> str:
    """The quote with who said it, where that is known; citation marks of its own become round."""
    speaker, text = quoted_line(passage.block.speaker or ""), quoted(text)
    if not speaker:
        return text
    return f"{speaker}：“{text}”" if language_of(text) == "zh" else f"{speaker}: “{text}”"


def _length(text: str) -> int:
    return len(text) + sum(character > "\u2e80" for character in text)
