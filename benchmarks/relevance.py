"""Fit the weights of vectorstore/relevance.py, and test them on sets they were not fitted on.

    python -m benchmarks.relevance --cache FOLDER [--write]

A conditional logit: of a question's candidates, the right ones should come first. Every group of
questions (set, and in the mixed one the language and whether it is the text's) weighs the same. Fitted
by Newton's method with a little shrinkage. The table shows R@1 / R@5 with all sets and with the row's own
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
from vectorstore.relevance import FEATURES

WEIGHT = 300.0  # of a group, in questions
SHRINKAGE = 0.2
MOST = 600  # questions of a group that are fitted on
ASIDE = ("segment_summary", "topic", "general")  # kinds of meeting questions that are no questions


@dataclass(frozen=True, slots=True)
class Row:
    """One question: features of its candidates, and which of them are right."""

    features: Floats
    right: Floats


def groups(name: str, found: Library, cache: Path) -> dict[str, list[Row]]:
    """Group → its questions, with every candidate's features; kept in `cache`."""
    made: dict[str, list[Row]] = {}
    kept = cache / f"relevance-{name}.npz"
    asked = [q for q in found.questions if q.answerable and q.kind not in ASIDE]
    if kept.exists():
        stored = np.load(kept)
        rows = [Row(stored[f"x{i}"], stored[f"y{i}"]) for i in range(len(asked))]
    else:
        rows = []
        for question in asked:
            judged = found.searcher.judged(SCOPE, question.text)
            right = [question.found(found.passages[chunk.id]) for chunk in judged.chunks]
            rows.append(Row(judged.features, np.array(right, np.float32)))
        np.savez(
            kept, **{f"x{i}": r.features for i, r in enumerate(rows)}, **{f"y{i}": r.right for i, r in enumerate(rows)}
        )
    for question, row in zip(asked, rows, strict=True):
        group = f"{name} {question.lang} {question.kind or 'same'}" if name == "xquad_mixed" else name
        made.setdefault(group, []).append(row)
    return made


def fit(fitted: dict[str, list[Row]]) -> Floats:
    """Weights, one per feature."""
    rows, shares = [], []
    for group in fitted.values():
        usable = [row for row in group[:: max(1, len(group) // MOST)] if 0 < row.right.sum() < len(row.right)]
        rows += usable
        shares += [WEIGHT / len(usable)] * len(usable)
    weights = np.zeros(len(FEATURES))
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


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cache", type=Path, required=True, help="folder that keeps vectors and libraries")
    arguments.add_argument("--sets", nargs="+", default=[*DOCUMENTS, *MEETINGS])
    arguments.add_argument("--foreign", type=float, default=0.0, help="added to the weight `foreign` after fitting")
    arguments.add_argument("--write", action="store_true", help="write vectorstore/relevance.json")
    options = arguments.parse_args()
    embedder = make_embedder("bundled", options.cache)
    by_group: dict[str, list[Row]] = {}
    for name in options.sets:
        by_group |= groups(name, library(name, embedder, options.cache), options.cache)
    shift = np.array([options.foreign if name == "foreign" else 0.0 for name in FEATURES], np.float32)
    everything = fit(by_group) + shift
    print("| questions | n | shipped | all sets | without its own |\n|---|---|---|---|---|")
    for group, rows in by_group.items():
        family = group[:5]
        apart = fit({other: found for other, found in by_group.items() if other[:5] != family}) + shift
        cells = [found_at(rows, weights) for weights in (relevance.weights(), everything, apart)]
        print(f"| {group} | {len(rows)} | " + " | ".join(cells) + " |", flush=True)
    kept = {name: round(float(weight), 2) for name, weight in zip(FEATURES, everything, strict=True)}
    print(json.dumps(kept, indent=2))
    if options.write:
        Path(relevance.__file__).with_name("relevance.json").write_text(
            json.dumps(kept, indent=2) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
