"""Retrieval on the sets of ../shared/data: Baton, its two legs alone, and its peers, as markdown tables.

    python -m benchmarks.quality --cache FOLDER [--peers PYTHON] [--sets cmrc2018 ...] [--questions N]

PYTHON is a Python 3.12 with the peers in it; benchmarks/peers.py says how it is made. Without it only ours
are measured. Libraries, vectors and the peers' rankings are kept in FOLDER: a second run repeats only ours.

Of each document set the first N questions count (1,000; 1,500 of drcd_half), as far as they have an answer
there; of xquad_mixed the first N of each row. `a → b` puts questions in language a to paragraphs in b.
Of meetings the kinds of questions that people ask count. Coverage is the share of the gold segments among
those that the best windows bring within 4,000 tokens, as the product fills its evidence: segments of
overlapping windows count once, and a window that no longer fits is passed over.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.chat.retrieve import tokens
from assistant.evaluation.intervals import bootstrap, mean
from benchmarks.corpora import DOCUMENTS, MEETINGS, Passage, Question, documents, meetings
from benchmarks.rankings import OURS, PEERS, Ranking, Trial, rankings
from vectorstore.embed import make_embedder

CROSS = {"xquad, zh → en": ("xquad_en", "xquad_zh"), "xquad, en → zh": ("xquad_zh", "xquad_en")}  # searched, asked
MIXED = {
    ("en", ""): "en → en",
    ("zh", ""): "zh → zh",
    ("en", "across"): "en → zh",
    ("zh", "across"): "zh → en",
}  # a question's language and kind
SETS = (*DOCUMENTS, *CROSS, *MEETINGS)
ASKED = {"qmsum_val": "specific", "vcsum_dev": "headline"}
QUESTIONS = {"drcd_half": 1500}
DEPTH = {"documents": 10, "meetings": 40}  # forty half-overlapping windows fill 4,000 tokens in both languages
BUDGET = 4000
SEED = 3


def trial(name: str, count: int | None) -> Trial:
    """The set's questions that are put, and to which library."""
    if name in MEETINGS:
        asked = [question for question in meetings(name)[1] if question.kind == ASKED[name]]
        return Trial(name, name, asked[:count], DEPTH["meetings"])
    searched, asking = CROSS.get(name, (name, name))
    most = count or QUESTIONS.get(name, 1000)
    asked = documents(asking)[1]
    if name == "xquad_mixed":
        asked = [q for lang, kind in MIXED for q in [q for q in asked if (q.lang, q.kind) == (lang, kind)][:most]]
    else:
        asked = asked[:most]
    return Trial(name, searched, [question for question in asked if question.answerable], DEPTH["documents"])


def groups(put: Trial) -> Iterator[tuple[str, list[int]]]:
    """Rows of the table: label → which of the trial's questions."""
    if put.name != "xquad_mixed":
        yield put.name, list(range(len(put.questions)))
        return
    for (lang, kind), words in MIXED.items():
        yield f"xquad_mixed, {words}", [i for i, q in enumerate(put.questions) if (q.lang, q.kind) == (lang, kind)]


def rank(question: Question, found: Sequence[Passage]) -> int | None:
    """Place of the first right passage, from 1."""
    return next((place for place, passage in enumerate(found, start=1) if question.found(passage)), None)


def document_cell(questions: Sequence[Question], found: Sequence[Sequence[Passage]]) -> str:
    """R@1 / R@5 / MRR@10."""
    places = [rank(question, passages) for question, passages in zip(questions, found, strict=True)]
    first, five = (sum(place is not None and place <= k for place in places) / len(places) for k in (1, 5))
    reciprocal = sum(1 / place for place in places if place and place <= 10) / len(places)
    return f"{first:.3f} / {five:.3f} / {reciprocal:.3f}"


def meeting_cells(questions: Sequence[Question], found: Sequence[Sequence[Passage]]) -> str:
    """hit@1, hit@5, right meeting first, coverage with its 95 % interval."""
    asked = list(zip(questions, found, strict=True))
    places = [rank(question, passages) for question, passages in asked]
    first, five = (np.mean([place is not None and place <= k for place in places]) for k in (1, 5))
    meeting = np.mean([bool(passages) and passages[0].doc == question.gold for question, passages in asked])
    covered = [(coverage(question, passages),) for question, passages in asked]
    low, high = bootstrap(covered, mean, np.random.default_rng(SEED))
    return f"{first:.3f} | {five:.3f} | {meeting:.3f} | {np.mean(covered):.3f} [{low:.3f}, {high:.3f}]"


def coverage(question: Question, found: Sequence[Passage]) -> float:
    """Share of the gold segments that are within the budget."""
    taken: set[tuple[str, int]] = set()
    used = 0
    for passage in found:
        lines = zip(range(passage.first, passage.last + 1), passage.text.split("\n"), strict=True)
        new = {(passage.doc, index): tokens(line) for index, line in lines if (passage.doc, index) not in taken}
        if used + sum(new.values()) <= BUDGET:
            used += sum(new.values())
            taken |= new.keys()
    gold = {(question.gold, index) for first, last in question.ranges for index in range(first, last + 1)}
    return len(gold & taken) / len(gold)


def rows(put: Trial, passages: dict[str, Passage], made: dict[str, Ranking], systems: Sequence[str]) -> Iterator[str]:
    """The trial's lines of its table."""
    for label, chosen in groups(put):
        questions = [put.questions[i] for i in chosen]
        found = {s: [[passages[id_] for id_ in made[s].found[i]] for i in chosen] for s in systems}
        if put.name in MEETINGS:
            for system in systems:
                yield f"| {label}, {len(questions)} | {system} | {meeting_cells(questions, found[system])} |"
        else:
            cells = " | ".join(document_cell(questions, found[system]) for system in systems)
            yield f"| {label} | {len(questions)} | {cells} |"


def heading(*cells: str) -> str:
    return f"\n| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def main() -> None:
    """Print the tables of documents, of meetings and of times."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--cache", type=Path, required=True, help="folder that keeps vectors, libraries and rankings"
    )
    arguments.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    arguments.add_argument("--questions", type=int, help="how many of each set are read")
    arguments.add_argument("--peers", type=Path, help="the Python that has the peers")
    options = arguments.parse_args()
    embedder = make_embedder("bundled", options.cache)
    systems = [*OURS[:-1], *(PEERS if options.peers else ()), OURS[-1]]
    times: list[str] = []

    def table(names: Sequence[str], head: str) -> None:
        if names:
            print(head)
        for name in names:
            put = trial(name, options.questions)
            searched, made = rankings(put, embedder, options.cache, options.peers)
            print("\n".join(rows(put, searched.passages, made, systems)), flush=True)
            cells = " | ".join(f"{made[system].median_ms:.1f}" for system in systems)
            times.append(f"| {name} | {len(searched.passages)} | {cells} |")

    chosen = [name for name in SETS if name in options.sets]
    table([name for name in chosen if name not in MEETINGS], heading("R@1 / R@5 / MRR@10", "questions", *systems))
    table(
        [name for name in chosen if name in MEETINGS],
        heading("set, questions", "system", "hit@1", "hit@5", "right meeting first", "gold covered by 4,000 tokens"),
    )
    print(heading("search, median ms, the question's vector given", "passages", *systems), *times, sep="\n")


if __name__ == "__main__":
    main()
