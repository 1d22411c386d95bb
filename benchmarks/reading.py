"""How well evidence is read: which sentence answers, and whether any does. Fits the weights that ship, and measures.

    python -m benchmarks.reading fit [--questions 1500]     writes assistant/chat/weights.json
    python -m benchmarks.reading measure                    prints the tables with the weights that ship
    python -m benchmarks.reading transfer                   each set read by weights fitted on all the others

Evidence is what the product's own search finds in each set of ../shared/data. Unanswerable questions are those of
drcd_half and squad2, and answerable ones whose paragraph is withheld from what the search found.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.chat import extractive
from assistant.chat.evidence import Evidence
from assistant.chat.extractive import Read, Scored
from assistant.chat.features import OF_ANSWER, OF_SENTENCE, of_answer
from assistant.chat.language import language_of
from assistant.chat.passages import sentences
from assistant.chat.retrieve import tokens
from assistant.chat.support import strength
from assistant.chat.weights import ACROSS, FILE, Weights
from assistant.chat.weights import fitted as shipped
from benchmarks.corpora import Question, documents
from benchmarks.library import SCOPE, Library, library
from benchmarks.logistic import Array, auc, choice, f1_at, fold_of, logistic
from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.embed import CachedEmbedder
from vectorstore.models import Block, Kind, Locator

HITS, ITEMS, BUDGET = 12, 6, 3000  # as assistant/chat/retrieve.py's limits were when these sets were fitted
WRONGLY = 0.08  # share of answerable questions that may be refused
WRONGLY_FITTED = 0.03  # of those fitted on: what is heard, or typed in a hurry, is refused more often than they are
# name: (whose paragraphs, whose questions)
SETS = {name: (name, name) for name in ("drcd_half", "cmrc2018", "xquad_zh", "squad2_cs224n_dev", "xquad_en")}
CROSSINGS = {"zh question, en text": ("xquad_en", "xquad_zh"), "en question, zh text": ("xquad_zh", "xquad_en")}
BILINGUAL = "xquad_mixed"  # a library in two languages, asked in both
MIXED = {"mixed, answer in own language": "", "mixed, in the other": "across"}  # the kind of question
# Weights that the sets cannot tell. None of their passages asks; and each set but BILINGUAL is in one language, so
# "in the question's own language" is not fitted but chosen, over that.
PRIOR = {"asks": -3.0, "language": 1.8}
CHOSEN = ("language",)
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

    def kind(self, weights: Weights) -> str:
        """Which weights say whether it is answered."""
        lang = language_of(self.question.text)
        said = language_of(self.scored(weights)[0].passage.text) if self.read.passages else lang
        return lang if lang == said else ACROSS

    def scored(self, weights: Weights) -> list[Scored]:
        values = self.read.rows @ weights.sentence
        made = map(Scored, self.read.passages, map(float, values), self.read.cosines)
        return sorted(made, key=lambda item: -item.score)


class Bench:
    """The sets, searched by the product's search; vectors are kept in `cache`."""

    def __init__(self, cache: Path, questions: int, withheld: int) -> None:
        self.embedder = CachedEmbedder(E5(cache, 1), cache / "sentences.sqlite3", passages=500_000)
        self.cache, self.questions, self.withheld = cache, questions, withheld

    def sets(self) -> dict[str, list[Case]]:
        """Every set's cases; those of BILINGUAL by where the answer stands."""
        sets = {name: self.cases(*names) for name, names in (SETS | CROSSINGS).items()}
        mixed = self.cases(BILINGUAL, BILINGUAL)
        return sets | {name: [case for case in mixed if case.question.kind == kind] for name, kind in MIXED.items()}

    def cases(self, corpus: str, asked: str) -> list[Case]:
        """The first questions of `asked` over the paragraphs of `corpus`; the first answerable ones once more,
        their paragraph withheld."""
        held = library(corpus, self.embedder, self.cache)
        questions = _mixed(held) if corpus == BILINGUAL else _answered(documents(asked)[1], held)
        titles = {passage.id: passage.title for passage in held.passages.values()}
        made: list[Case] = []
        left = self.withheld
        for question, vector, items in self._found(held, questions):
            group = titles.get(question.gold) or titles.get(question.near_miss) or question.id
            made.append(self._case(question, group, vector, items[:ITEMS], real=True))
            if question.answerable and left:
                left -= 1
                rest = [item for item in items if item.source != question.gold][:ITEMS]
                made.append(self._case(question, group, vector, rest, real=False))
        return made

    def _found(self, held: Library, questions: Sequence[Question]) -> Iterator[tuple[Question, Floats, list[Evidence]]]:
        for question in questions[: self.questions]:
            hits = held.searcher.search(SCOPE, question.text, HITS)
            yield (
                question,
                self.embedder.embed_query(question.text),
                [
                    Evidence(
                        n,
                        hit.chunk.id,
                        "",
                        Kind.DOCUMENT,
                        ((0, Block(hit.chunk.text, Locator(paragraph=1))),),
                        hit.score,
                    )
                    for n, hit in enumerate(hits, start=1)
                ],
            )

    def _case(self, question: Question, group: str, vector: Floats, items: Sequence[Evidence], *, real: bool) -> Case:
        evidence = tuple(replace(item, n=n) for n, item in enumerate(_within(items), start=1))

        def similarity(_: str, texts: Sequence[str]) -> Floats:
            cosines: Floats = self.embedder.embed_passages(texts) @ vector
            return cosines

        was = extractive.read(question.text, evidence, similarity)
        return Case(question, group, evidence, was, question.answerable and real, real)


def _answered(questions: Sequence[Question], held: Library) -> list[Question]:
    """The questions with their answers as they stand in this library's paragraphs, which may be another language's."""
    answers = {question.id: question.answers for question in held.questions}
    return [replace(question, answers=answers[question.id]) for question in questions]


def _mixed(held: Library) -> list[Question]:
    """BILINGUAL's questions, each in both languages one after the other; answers in the language of their paragraph."""
    answers = {lang: {q.id: q.answers for q in documents(f"xquad_{lang}")[1]} for lang in ("zh", "en")}
    own = {question: question.id.split("_", 1)[1] for question in held.questions}  # the id without its language
    return [
        replace(question, answers=answers[held.passages[question.gold].lang][own[question]])
        for question in sorted(held.questions, key=lambda question: own[question])
    ]


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
    told = np.array([name not in CHOSEN for name in OF_SENTENCE], float)
    groups = [
        (case.read.rows * told, right) for case in cases if case.real and 0 < (right := case.right).sum() < len(right)
    ]
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
    ACROSS: (*CROSSINGS, *MIXED),
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
        own = [case for case in own if case.evidence and case.kind(weights) == kind]
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("fit", "measure", "transfer"))
    parser.add_argument("--questions", type=int, default=1500, help="of each set")
    parser.add_argument("--withheld", type=int, default=400, help="asked once more without their paragraph")
    parser.add_argument("--cache", type=Path, help="folder that keeps weights, vectors and libraries between runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.cache or Path(folder), options.questions, options.withheld)
        sets = bench.sets()
    if options.what == "fit":
        FILE.write_text(json.dumps(fitted(sets), indent=1) + "\n", encoding="utf-8")
    elif options.what == "transfer":
        transfer(sets)
    else:
        measure(sets)


def transfer(sets: Sets) -> None:
    """Each set by weights fitted on the other sets of its kind and, for the sentence, on all others."""
    print("| set | AUC | F1, recall at 8 % | contains, F1 | baseline |\n|---|---|---|---|---|")
    for name, cases in sets.items():
        if name in KINDS[ACROSS]:
            continue
        made = fitted({other: own for other, own in sets.items() if other != name})
        weights = Weights.from_json(made)
        print(f"| {name} | {_refused(cases, weights)} | {_quoted(cases, weights)} |", flush=True)


def measure(sets: Sets) -> None:
    """The weights that ship, on the sets they were fitted on too: for how it is, not for how it generalises."""
    print("| set | AUC | F1, recall at 8 % | contains, F1 | baseline | answered rightly / wrongly |")
    print("|---|---|---|---|---|---|")
    for name, cases in sets.items():
        above = refusals(cases, shipped())
        labels = labels_of(cases)
        answered = f"{(above[labels == 1] >= 0).mean():.3f} / {(above[labels == 0] >= 0).mean():.3f}"
        print(f"| {name} | {_refused(cases, shipped())} | {_quoted(cases, shipped())} | {answered} |", flush=True)


def _refused(cases: Sequence[Case], weights: Weights) -> str:
    """Real unanswerable questions where the set has any, withheld ones elsewhere."""
    real = [case for case in cases if case.real]
    judged = real if any(not case.answerable for case in real) else cases
    odds, labels = refusals(judged, weights), labels_of(judged)
    f1, recall = f1_at(-odds, 1 - labels, WRONGLY)
    return f"{auc(odds, labels):.3f} | {f1:.3f}, {recall:.3f}"


def _quoted(cases: Sequence[Case], weights: Weights) -> str:
    real = [case for case in cases if case.real]
    ours, theirs = quality(real, lambda case: shown(case, weights)), quality(real, baseline)
    return f"{ours[0]:.3f}, {ours[1]:.3f} | {theirs[0]:.3f}, {theirs[1]:.3f}"


if __name__ == "__main__":
    main()
