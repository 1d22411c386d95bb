"""How well Baton tells that a question was answered before, in other words or another language.

Groups of one question in five wordings, with six near misses each (another month, platform, person, or another thing
about the same): every wording with every other is a pair that is one, every wording with every near miss one that is
not. One half of the groups was fitted on, the other held out. Run: python -m benchmarks.same_question [--fit]
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.chat.language import language_of
from assistant.handover.insisting import agree, features
from assistant.handover.likeness import SAME, Likeness, is_same, score
from benchmarks.logistic import logistic
from vectorstore.embed import Embedder, make_embedder

GROUPS = Path(__file__).with_name("questions_alike") / "groups.json"
STORED = 500  # answered questions that one is compared with, for the time it takes


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, whether they are one, and the cosine of the first, asked, to the second, kept."""

    half: str
    one: str
    other: str
    same: bool
    cosine: float

    @property
    def across(self) -> bool:
        """Whether they are in two languages."""
        return language_of(self.one) != language_of(self.other)


def pairs(embedder: Embedder) -> list[Pair]:
    """All of them."""
    groups = json.loads(GROUPS.read_text(encoding="utf-8"))
    texts = sorted({text for group in groups for text in (*group["same"], *group["not"])})
    kept = dict(zip(texts, embedder.embed_passages(texts), strict=True))
    asked = {text: embedder.embed_query(text) for text in texts}

    def made() -> Iterator[Pair]:
        for group in groups:
            alike = [(one, other, True) for one, other in itertools.combinations(group["same"], 2)]
            unlike = [(one, other, False) for one in group["same"] for other in group["not"]]
            for one, other, same in (*alike, *unlike):
                yield Pair(group["set"], one, other, same, float(asked[one] @ kept[other]))

    return list(made())


def measure(found: list[Pair]) -> None:
    """Precision and recall by half and by language, as a table."""
    print("| | pairs that are one | near misses | precision | recall |\n|---|---|---|---|---|")
    for half, across in itertools.product(("tune", "held"), (False, True)):
        here = [pair for pair in found if (pair.half, pair.across) == (half, across)]
        told = [pair for pair in here if is_same(pair.one, pair.other, pair.cosine)]
        right, ones = sum(pair.same for pair in told), sum(pair.same for pair in here)
        name = f"{'fitted' if half == 'tune' else 'held out'}, {'across languages' if across else 'one language'}"
        precision = right / len(told) if told else 1.0
        print(f"| {name} | {ones} | {len(here) - ones} | {precision:.3f} | {right / ones:.3f} |")
    gated = [pair for pair in found if agree(pair.one, pair.other)]
    wrong = max(score(p.one, p.other, p.cosine) for p in gated if p.half == "tune" and not p.same)
    print(f"\nhighest score of a fitted near miss that agrees: {wrong:.2f}; bound {SAME}")
    best = max(p.cosine for p in found if not p.same)
    print(f"cosine alone: the nearest near miss lies at {best:.3f}, and", end=" ")
    print(f"{np.mean([p.cosine > best for p in found if p.same]):.3f} of the pairs that are one lie above it")


def fit(found: list[Pair]) -> None:
    """The weights, from the fitted half."""
    for across in (False, True):
        here = [p for p in found if p.half == "tune" and p.across == across and agree(p.one, p.other)]
        rows = np.array([features(p.one, p.other, p.cosine) for p in here])
        weights = logistic(rows, np.array([float(p.same) for p in here]))
        print("across" if across else "within", tuple(round(float(weight), 3) for weight in weights))


def clock(found: list[Pair], embedder: Embedder) -> None:
    """How long a comparison with many answered questions takes, once they were embedded."""
    texts = [f"{text}{n}" for n in range(4) for text in {pair.other for pair in found}][:STORED]
    embedder.embed_passages(texts)
    likeness = Likeness(lambda question, others: embedder.embed_passages(others) @ embedder.embed_query(question))
    likeness.same("谁来写周报？", texts)
    began = time.perf_counter()
    likeness.same("周会的纪要由谁来发？", texts)
    print(
        f"{len(texts)} questions compared in {1000 * (time.perf_counter() - began):.0f} ms, the query's vector included"
    )


def main() -> None:
    """Measure, or fit first."""
    with tempfile.TemporaryDirectory() as cache:
        embedder = make_embedder("bundled", Path(cache))
        found = pairs(embedder)
        if "--fit" in sys.argv:
            fit(found)
        measure(found)
        clock(found, embedder)
        embedder.close()


if __name__ == "__main__":
    main()
