"""Fit the weights of vectorstore/relevance.py, and test them on sets they were not fitted on.

    python -m benchmarks.relevance --cache FOLDER [--write]

A conditional logit: of a question's candidates, the right ones should come first. Every group of
questions (set, and in the mixed one the language and whether it is the text's) weighs the same. Fitted
by Newton's method with a little shrinkage; the first look over all candidates, the second over those that the
first brings to it. The table shows R@1 / R@5 with all sets and with the row's own
left out; the XQuAD sets, being the same texts, are left out together.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.corpora import DOCUMENTS, MEETINGS
from benchmarks.library import SCOPE, Library, library
from vectorstore import relevance
from vectorstore.e5_weights import Floats
from vectorstore.embed import make_embedder
from vectorstore.relevance import FEATURES, LATE
from vectorstore.search import CLOSER

WEIGHT = 300.0  # of a group, in questions
SHRINKAGE = 0.2
MOST = 600  # questions of a group that are fitted on
LOOKS = ("first", "second")
ASIDE = ("segment_summary", "topic", "general")  # kinds of meeting questions that are no questions


Groups = dict[str, list["Row"]]


@dataclass(frozen=True, slots=True)
class Row:
    """One question: features of its candidates, and which of them are right."""

    features: Floats
    right: Floats


def groups(name: str, found: Library, cache: Path) -> tuple[Groups, Groups]:
    """Group → its questions, with the features of a first look and of a second; kept in `cache`."""
    asked = [q for q in found.questions if q.answerable and q.kind not in ASIDE]
    kept = cache / f"looks-{name}.npz"
    if not kept.exists():
        arrays: dict[str, Floats] = {}
        for i, question in enumerate(asked):
            first = found.searcher.judged(SCOPE, question.text)
            for look, judged in (("first", first), ("second", found.searcher.closer(first, CLOSER))):
                right = [question.found(found.passages[chunk.id]) for chunk in judged.chunks]
                arrays |= {f"{look}x{i}": judged.features, f"{look}y{i}": np.array(right, np.float32)}
        np.savez(kept, **arrays)
    stored = np.load(kept)
    made: tuple[Groups, Groups] = ({}, {})
    for look, grouped in zip(LOOKS, made, strict=True):
        for i, question in enumerate(asked):
            group = f"{name} {question.lang} {question.kind or 'same'}" if name == "xquad_mixed" else name
            grouped.setdefault(group, []).append(Row(stored[f"{look}x{i}"], stored[f"{look}y{i}"]))
    return made


def fit(fitted: Groups) -> Floats:
    """Weights, one per feature."""
    rows, shares = [], []
    for group in fitted.values():
        usable = [row for row in group[:: max(1, len(group) // MOST)] if 0 < row.right.sum() < len(row.right)]
        rows += usable
        shares += [WEIGHT / len(usable)] * len(usable)
    weights = np.zeros(rows[0].features.shape[1])
    for _ in range(60):
        gradient, curve = 2 * SHRINKAGE * weights, 2 * SHRINKAGE * np.eye(len(weights))
        for row, share in zip(rows, shares, strict=True):
            features = row.features.astype(np.float64)
            scores = features @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            among = chances * row.right
            among /= among.sum() + 1e-12
            centred = features - chances @ features
            gradient -= share * ((among - chances) @ features)
            curve += share * (centred * chances[:, None]).T @ centred
        step = np.linalg.solve(curve, gradient)
        weights -= step * min(1.0, 5 / np.abs(step).max())
        if np.abs(step).max() < 1e-3:
            break
    return weights.astype(np.float32)


def found_at(group: list[Row], weights: Floats) -> str:
    """R@1 / R@5."""
    first = five = 0
    for row in group:
        best = np.argsort(-(row.features @ weights), kind="stable")[:5]
        first += bool(row.right[best[:1]].any())
        five += bool(row.right[best].any())
    return f"{first / len(group):.3f} / {five / len(group):.3f}"


def level(first: Groups, second: Groups, weights: tuple[Floats, Floats]) -> float:
    """What is to be added to the second look's scores for the best of a question to score as at the first."""
    best = [
        np.mean([np.median([(row.features @ of_look).max() for row in rows]) for rows in groups_of_look.values()])
        for groups_of_look, of_look in zip((first, second), weights, strict=True)
    ]
    return float(best[0] - best[1])


def table(look: str, found: Groups, shift: Floats) -> Floats:
    """The weights fitted on everything, and a printed row per group."""
    everything = fit(found) + shift
    shipped = relevance.weights()[len(shift)]
    print(f"\n| {look} look | n | shipped | all sets | without its own |\n|---|---|---|---|---|")
    for group, rows in found.items():
        apart = fit({other: theirs for other, theirs in found.items() if other[:5] != group[:5]}) + shift
        cells = [found_at(rows, weights) for weights in (shipped, everything, apart)]
        print(f"| {group} | {len(rows)} | " + " | ".join(cells) + " |", flush=True)
    return everything


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cache", type=Path, required=True, help="folder that keeps vectors and libraries")
    arguments.add_argument("--sets", nargs="+", default=[*DOCUMENTS, *MEETINGS])
    arguments.add_argument(
        "--foreign", type=float, nargs=2, default=[-2.0, -2.4], help="added to the weight `foreign` of each look"
    )
    arguments.add_argument("--write", action="store_true", help="write vectorstore/relevance.json")
    options = arguments.parse_args()
    embedder = make_embedder("bundled", options.cache)
    looks: tuple[Groups, Groups] = ({}, {})
    for name in options.sets:
        for known, more in zip(looks, groups(name, library(name, embedder, options.cache), options.cache), strict=True):
            known |= more
    names = (FEATURES, FEATURES + LATE)
    shifts = [
        np.array([shift if name == "foreign" else 0.0 for name in of_look])
        for of_look, shift in zip(names, options.foreign, strict=True)
    ]
    fitted = [table(*each) for each in zip(LOOKS, looks, shifts, strict=True)]
    kept: dict[str, dict[str, float]] = {
        look: {name: round(float(weight), 2) for name, weight in zip(of_look, weights, strict=True)}
        for look, of_look, weights in zip(LOOKS, names, fitted, strict=True)
    }
    kept["second"]["level"] = round(level(*looks, (fitted[0], fitted[1])), 2)
    print(json.dumps(kept, indent=2))
    if options.write:
        Path(relevance.__file__).with_name("relevance.json").write_text(
            json.dumps(kept, indent=2) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
