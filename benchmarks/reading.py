"""How well evidence is read: which sentence answers, and whether any does. Fits the weights that ship, and measures.

    python -m benchmarks.reading fit [--questions 1500]     writes assistant/chat/weights.json
    python -m benchmarks.reading measure                    prints the tables with the weights that ship
    python -m benchmarks.reading transfer                   each set read by weights fitted on all the others

Evidence is what the product's own search finds in each set of ../shared/data. Unanswerable questions are those of
drcd_half and squad2, and answerable ones whose paragraph is withheld from what the search found.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine

from assistant.chat import extractive
from assistant.chat.evidence import Evidence
from assistant.chat.extractive import Read, Scored
from assistant.chat.features import OF_ANSWER, OF_SENTENCE, of_answer
from assistant.chat.language import language_of
from assistant.chat.passages import sentences
from assistant.chat.retrieve import tokens
from assistant.chat.support import strength
from assistant.chat.weights import ACROSS, Weights
from benchmarks.corpora import Passage, Question, documents, vectors
from benchmarks.logistic import Array, choice, fold_of, logistic
from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.embed import CachedEmbedder, Embedder
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Block, Chunk, Kind, Locator, Scope
from vectorstore.search import Searcher
from vectorstore.store import VectorStore

SCOPE = Scope(("bench",))
HITS, ITEMS, BUDGET = 12, 6, 3000  # as assistant/chat/retrieve.py's limits were when these sets were fitted
WRONGLY = 0.08  # share of answerable questions that may be refused
WRONGLY_FITTED = 0.07  # of those fitted on, to keep to it on others
# name: (whose paragraphs, whose questions)
SETS = {name: (name, name) for name in ("drcd_half", "cmrc2018", "xquad_zh", "squad2_cs224n_dev", "xquad_en")}
CROSSINGS = {"zh question, en text": ("xquad_en", "xquad_zh"), "en question, zh text": ("xquad_zh", "xquad_en")}
# Where the sets say nothing (no passage of theirs asks, none is in two languages), the weights stay near these.
PRIOR = {"asks": -3.0, "language": 4.0}
_MARK = re.compile(r" \[\d+\]")
_NOT_WORD = re.compile(r"[\W_]")
UNIT = 12.0  # by which fitted weights are divided: a sentence that holds everything then scores about 1


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what was found for it, or with its paragraph withheld."""

    question: Question
    group: str  # cases of one article are never on both sides of a split
    evidence: tuple[Evidence, ...]
    read: Read
    answerable: bool
    real: bool

    @property
    def right(self) -> Array:
        """1 for each compared sentence that holds an answer."""
        held = [
            passage.evidence.source == self.question.gold and any(a in passage.text for a in self.question.answers)
            for passage in self.read.passages
        ]
        return np.array(held, float)

    @property
    def kind(self) -> str:
        """Which weights are for it."""
        lang = language_of(self.question.text)
        said = language_of(self.evidence[0].text) if self.evidence else lang
        return lang if lang == said else ACROSS

    def scored(self, weights: Weights) -> list[Scored]:
        values = self.read.rows @ weights.sentence
        made = map(Scored, self.read.passages, map(float, values), self.read.cosines)
        return sorted(made, key=lambda item: -item.score)


class Bench:
    """The sets, searched by the product's search; vectors are kept in `cache`."""

    def __init__(self, cache: Path, questions: int, withheld: int) -> None:
        self.e5 = E5(cache)
        self.embedder = CachedEmbedder(self.e5, cache / "sentences.sqlite3", passages=500_000)
        self.cache, self.questions, self.withheld = cache, questions, withheld

    def cases(self, corpus: str, asked: str) -> list[Case]:
        """The first questions of `asked` over the paragraphs of `corpus`; the first answerable ones once more,
        their paragraph withheld."""
        paragraphs, own = documents(corpus)
        answers = {question.id: question.answers for question in own}  # in the language of the paragraphs
        questions = [replace(q, answers=answers[q.id]) for q in documents(asked)[1]]
        titles = {paragraph.id: paragraph.title for paragraph in paragraphs}
        made: list[Case] = []
        left = self.withheld
        for question, vector, items in self._found(paragraphs, questions):
            group = titles.get(question.gold) or titles.get(question.near_miss) or question.id
            made.append(self._case(question, group, vector, items[:ITEMS], real=True))
            if question.answerable and left:
                left -= 1
                rest = [item for item in items if item.source != question.gold][:ITEMS]
                made.append(self._case(question, group, vector, rest, real=False))
        return made

    def _found(
        self, paragraphs: Sequence[Passage], questions: Sequence[Question]
    ) -> Iterator[tuple[Question, Floats, list[Evidence]]]:
        asked = vectors(self.e5, [question.text for question in questions], self.cache, queries=True)
        known = {question.text: vector for question, vector in zip(questions, asked, strict=True)}
        with tempfile.TemporaryDirectory() as folder:
            search, texts = searcher(Path(folder), _Known(self.e5, known), paragraphs, self._embedded(paragraphs))
            for question in questions[: self.questions]:
                hits = search.search(SCOPE, question.text, HITS)
                blocks = [(hit, Block(texts[hit.chunk.id], Locator(paragraph=1))) for hit in hits]
                yield (
                    question,
                    known[question.text],
                    [
                        Evidence(n, hit.chunk.id, "", Kind.DOCUMENT, ((0, block),), hit.score, hit.dense, hit.lexical)
                        for n, (hit, block) in enumerate(blocks, start=1)
                    ],
                )

    def _embedded(self, paragraphs: Sequence[Passage]) -> Floats:
        return vectors(self.e5, [paragraph.text for paragraph in paragraphs], self.cache)

    def _case(self, question: Question, group: str, vector: Floats, items: Sequence[Evidence], *, real: bool) -> Case:
        evidence = tuple(replace(item, n=n) for n, item in enumerate(_within(items), start=1))

        def similarity(_: str, texts: Sequence[str]) -> Floats:
            cosines: Floats = self.embedder.embed_passages(texts) @ vector
            return cosines

        was = extractive.read(question.text, evidence, similarity)
        return Case(question, group, evidence, was, question.answerable and real, real)


class _Known:
    """The bundled embedder, its questions embedded beforehand."""

    def __init__(self, e5: E5, known: Mapping[str, Floats]) -> None:
        self.name, self.dimension, self._e5, self._known = e5.name, e5.dimension, e5, known

    def embed_query(self, text: str) -> Floats:
        return self._known[text]

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._e5.embed_passages(texts)


def searcher(
    folder: Path, embedder: Embedder, paragraphs: Sequence[Passage], embedded: Floats
) -> tuple[Searcher, dict[str, str]]:
    """The product's search over the paragraphs, each a source of its own."""
    chunks = {p.id: Chunk(p.id, p.id, "bench", p.text, Locator(paragraph=1), 0, 0, Kind.DOCUMENT) for p in paragraphs}
    store = VectorStore(folder / "vectors", embedder.name, embedder.dimension)
    lexical = LexicalIndex(create_engine(f"sqlite:///{folder / 'lexical.sqlite3'}"))
    store.upsert("bench", list(chunks.values()), embedded)
    lexical.upsert(list(chunks.values()))
    search = Searcher(store, lexical, embedder, lambda ids: [chunks[id_] for id_ in ids])
    return search, {paragraph.id: paragraph.text for paragraph in paragraphs}


def _within(items: Sequence[Evidence]) -> list[Evidence]:
    """Those that the budget of tokens takes, as retrieve.py takes them."""
    taken, used = [], 0
    for item in items:
        cost = tokens(item.text)
        if not used or used + cost <= BUDGET:
            taken.append(item)
            used += cost
    return taken


def fit_sentence(cases: Sequence[Case]) -> Array:
    groups = [(case.read.rows, right) for case in cases if case.real and 0 < (right := case.right).sum() < len(right)]
    prior = np.array([PRIOR.get(name, 0.0) for name in OF_SENTENCE])
    return choice(groups, prior) / UNIT


def rows_of(cases: Sequence[Case], weights: Weights) -> Array:
    made = []
    for case in cases:
        ranked = case.scored(weights)
        made.append(
            of_answer(
                case.question.text, [i.passage for i in ranked], [i.cosine for i in ranked], [i.score for i in ranked]
            )
        )
    return np.array(made)


def labels_of(cases: Sequence[Case]) -> Array:
    return np.array([case.answerable for case in cases], float)


def fit_answer(cases: Sequence[Case], weights: Weights) -> Array:
    """Slopes and, last, the intercept."""
    return logistic(rows_of(cases, weights), labels_of(cases))


def split(cases: Sequence[Case], weights: Weights, folds: int = 5) -> Array:
    """Each case's log odds of being answerable, by weights fitted on other articles."""
    rows, labels = rows_of(cases, weights), labels_of(cases)
    where = np.array([fold_of(case.group, folds) for case in cases])
    odds = np.zeros(len(cases))
    for fold in range(folds):
        fitted = logistic(rows[where != fold], labels[where != fold])
        odds[where == fold] = rows[where == fold] @ fitted[:-1] + fitted[-1]
    return odds


KINDS = {
    "zh": ("drcd_half", "cmrc2018", "xquad_zh"),
    "en": ("squad2_cs224n_dev", "xquad_en"),
    ACROSS: tuple(CROSSINGS),
}
CROSSING_WRONGLY = 0.05  # share of unanswerable questions across languages that may be answered
Sets = Mapping[str, Sequence[Case]]


def fitted(sets: Sets) -> dict[str, object]:
    """Everything that ships, as it stands in the file."""
    cases = {kind: [case for name in names for case in sets.get(name, ())] for kind, names in KINDS.items()}
    sentence = fit_sentence([case for kind in ("zh", "en") for case in cases[kind]])
    weights = Weights(sentence, {})
    answer = {}
    for kind, own in cases.items():
        own = [case for case in own if case.kind == kind and case.evidence]
        if not own:
            continue
        *slopes, _ = fit_answer(own, weights)
        odds, labels = rows_of(own, weights) @ np.array(slopes), labels_of(own)
        if kind == ACROSS:
            threshold = np.quantile(odds[labels == 0], 1 - CROSSING_WRONGLY)
        else:
            real = np.array([case.real for case in own])
            threshold = np.quantile(odds[(labels == 1) & real], WRONGLY_FITTED)
        answer[kind] = {
            "threshold": round(float(threshold), 4),
            "weights": {name: round(float(weight), 4) for name, weight in zip(OF_ANSWER, slopes, strict=True)},
        }
    named = {name: round(float(weight), 4) for name, weight in zip(OF_SENTENCE, sentence, strict=True)}
    return {"sentence": named, "answer": answer}


def shown(case: Case, weights: Weights) -> str:
    """The text of the quoted answer, without citation marks."""
    scored = [replace(item, question=case.question.text) for item in case.scored(weights)]
    text, _ = extractive.compose(extractive.choose(scored))
    return _MARK.sub("", text)


def baseline(case: Case) -> str:
    """The first passage's first two sentences."""
    return " ".join(sentences(case.evidence[0].text)[:2]) if case.evidence else ""


def overlap_f1(text: str, answers: Sequence[str]) -> float:
    """Of characters, whatever their order, against the likest answer; spaces and punctuation do not count."""
    best = 0.0
    said = Counter(_NOT_WORD.sub("", text.lower()))
    for answer in answers:
        meant = Counter(_NOT_WORD.sub("", answer.lower()))
        if common := sum((said & meant).values()):
            best = max(best, 2 * common / (sum(said.values()) + sum(meant.values())))
    return best


def quality(cases: Sequence[Case], answer: Callable[[Case], str]) -> tuple[float, float, float]:
    """Share that contain an answer, mean character F1, mean length; over answerable questions."""
    texts = [(answer(case), case.question.answers) for case in cases if case.answerable]
    contains = np.mean([any(a in text for a in answers) for text, answers in texts])
    f1 = np.mean([overlap_f1(text, answers) for text, answers in texts])
    return float(contains), float(f1), float(np.mean([len(text) for text, _ in texts]))


def refusals(cases: Sequence[Case], weights: Weights) -> Array:
    """Each case's log odds above the threshold; below 0 it is refused."""
    return np.array([strength(case.question.text, case.scored(weights), weights) for case in cases])
