"""How well coverage is judged: is what a library holds of an item enough, thin or none? Fits the weights, and measures.

    python -m benchmarks.coverage measure     the table: a threshold on the search's score, and the rule, left out
    python -m benchmarks.coverage fit         writes assistant/handover/covering/weights.json
    python -m benchmarks.coverage look        every pair that is judged wrong, and what is called enough unlabelled

359 pairs of an item of the agency template and a library, made by us: benchmarks/coverage_pairs/*.jsonl (240 of short
passages; 119 of the sample handover, whose documents are dense). Each
library is put into a space of its own, beside the same chatter of an office, and found by the product's own search.
Libraries that tell of alike things in the two languages are one family; weights are judged on families left out.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.handover.covering.hollow import names_of
from assistant.handover.covering.model import Judgement, Sought, Verdict
from assistant.handover.covering.places import Found, Library, Whose, Yardstick, find
from assistant.handover.covering.rule import weigh
from assistant.handover.covering.sought import of_template
from assistant.handover.covering.traits import TRAITS, traits
from assistant.handover.covering.weights import FILE, Line, Weights, fitted
from assistant.handover.templates import load
from benchmarks.coverage_scores import Scores, scores, threshold_for
from benchmarks.logistic import Array, logistic
from ingest.chunk import chunk
from vectorstore import db
from vectorstore.catalog import Catalog, new_id
from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.embed import CachedEmbedder
from vectorstore.lexical import LexicalIndex
from vectorstore.models import Block, Kind, Locator, Scope, Source, Status
from vectorstore.search import Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

PAIRS = Path(__file__).with_name("coverage_pairs")
NOISE = "noise"
TODAY = date(2026, 11, 20)
# Of what is called enough on the families that are fitted on, how much has to be; the rest of the way is the rule's.
PRECISE = 0.985
PENALTY = 10.0
SPOKEN = {"transcript": "speech", "chat": "message"}


@dataclass(frozen=True, slots=True)
class Pair:
    """An item, a library, and what we say of the two."""

    library: str
    lang: str
    item: str
    label: Verdict
    case: str  # plain, or which near miss
    sought: Sought
    found: Found

    @property
    def family(self) -> str:
        """Libraries that tell of alike things: never on both sides of a split."""
        return self.library.rsplit("-", 1)[-1]

    @property
    def row(self) -> Array:
        return traits(self.sought, self.found, TODAY).row if self.found.places else np.zeros(len(TRAITS))

    @property
    def naive(self) -> float:
        """The best score that the search gives for any query."""
        return max((one.search for one in self.found.asked), default=-10.0)


class Bench:
    """The libraries, indexed as the product indexes; vectors are kept in `cache`."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.embedder = CachedEmbedder(E5(cache, 2), cache / "coverage.sqlite3")
        engine = db.connect(f"sqlite:///{folder / 'records.sqlite'}")
        self.catalog = Catalog(engine)
        self.store = VectorStore(folder / "vectors", self.embedder.name, self.embedder.dimension)
        self.lexical, self.sentences = LexicalIndex(engine), SentenceIndex(engine, self.embedder)
        self.searcher = Searcher(self.store, self.lexical, self.sentences, self.embedder, self.catalog.chunks)
        self.items = {sought.key: sought for sought in of_template(load()["agency"])}
        yardstick = Yardstick.of(self.items.values())
        self.library = Library(self.searcher.search, self.catalog, self._similarity, yardstick, lambda: TODAY)

    def pairs(self, *, everything: bool = False) -> Iterator[Pair]:
        """The labelled pairs; with `everything` the items without a label, too, as if there were nothing of them."""
        (_, noise, _), *libraries = sorted(
            (read(file) for file in PAIRS.glob("*.jsonl")), key=lambda it: it[0]["library"] != NOISE
        )
        for head, passages, labels in libraries:
            space = self.catalog.space_named(head["library"])
            self.put(space.id, [*passages, *noise])
            others = frozenset[str]().union(*map(names_of, head["others"]))
            whose = Whose(names_of(head["client"]), others)
            known = {label["item"]: label for label in labels}
            for key in self.items if everything else known:
                label = known.get(key, {"label": "none", "case": "unlabelled"})
                found = find(self.items[key], self.library, Scope((space.id,)), whose)
                yield Pair(
                    *(head["library"], head["lang"], key, Verdict(label["label"]), label["case"]),
                    self.items[key],
                    found,
                )

    def put(self, space: str, passages: Sequence[Mapping[str, Any]]) -> None:
        """Each passage is a source."""
        chunks, texts = [], []
        for number, passage in enumerate(passages):
            kind = Kind(passage["kind"])
            source = Source(
                *(new_id(), space, passage["title"], kind, new_id(), ".txt", 1, Status.DONE),
                context=str(number),
                occurred_on=date.fromisoformat(passage["on"]),
            )
            self.catalog.add(source)
            blocks = list(blocks_of(passage))
            self.catalog.put_blocks(source.id, 1, 0, blocks)
            cut = chunk(blocks, source)
            self.catalog.put_chunks(cut)
            chunks += cut
            texts += [piece.embedded for piece in cut]
        read = self.embedder.read_passages(texts)
        self.sentences.add(chunks, read)
        self.store.upsert(space, chunks, read.vectors)
        self.lexical.upsert(chunks)

    def _similarity(self, question: str, texts: Sequence[str]) -> Floats:
        cosines: Floats = self.embedder.embed_passages(texts) @ self.embedder.embed_query(question)
        return cosines


def read(file: Path) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """A library: what it is called and whose, its passages, the labels."""
    head, *lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return head, [line for line in lines if "text" in line], [line for line in lines if "label" in line]


def blocks_of(passage: Mapping[str, Any]) -> Iterator[Block]:
    """A line is a block; in talk, what stands before the first colon is who speaks."""
    kind = SPOKEN.get(passage["kind"])
    for i, line in enumerate(passage["text"].splitlines()):
        who, mark, said = line.replace("：", ": ", 1).partition(": ")
        if kind and mark and len(who) < 20:
            place = Locator(start=i * 20.0, end=i * 20.0 + 19) if kind == "speech" else Locator(message=i + 1)
            yield Block(said.strip(), place, speaker=who, kind=kind)
        else:
            yield Block(line, Locator(paragraph=i + 1))


def fit(pairs: Sequence[Pair]) -> Weights:
    """Weights from these pairs: slopes by logistic regression, thresholds by what of the errors is let pass."""
    rows = np.array([pair.row for pair in pairs if pair.found.places])
    labels = [pair.label for pair in pairs if pair.found.places]
    enough = np.array([label is Verdict.ENOUGH for label in labels], float)
    there = np.array([label is not Verdict.NONE for label in labels], float)
    first, second = logistic(rows, enough, PENALTY), logistic(rows, there, PENALTY)
    rough = Weights(Line(first[:-1], -1e9), Line(second[:-1], -float(second[-1])))
    odds = rows @ first[:-1]
    passes = np.array(
        [weigh(pair.sought, pair.found, TODAY, rough).verdict is Verdict.ENOUGH for pair in pairs if pair.found.places]
    )
    threshold = threshold_for(np.where(passes, odds, -np.inf), enough, PRECISE)
    return Weights(Line(first[:-1], threshold), rough.there)


def left_out(pairs: Sequence[Pair]) -> list[Judgement]:
    """Each pair judged by weights that were fitted on the other families."""
    made: dict[str, Weights] = {}
    for family in {pair.family for pair in pairs}:
        made[family] = fit([pair for pair in pairs if pair.family != family])
    return [weigh(pair.sought, pair.found, TODAY, made[pair.family]) for pair in pairs]


def naive(pairs: Sequence[Pair], precise: float | None) -> list[Verdict]:
    """A threshold on the search's best score, set on the other families: the best F1, or so precise as can be."""
    verdicts = []
    for family in sorted({pair.family for pair in pairs}):
        rest = [pair for pair in pairs if pair.family != family]
        values = np.array([pair.naive for pair in rest])
        labels = np.array([pair.label is Verdict.ENOUGH for pair in rest], float)
        threshold = threshold_for(values, labels, precise)
        verdicts += [
            (i, Verdict.ENOUGH if pair.naive >= threshold else Verdict.THIN)
            for i, pair in enumerate(pairs)
            if pair.family == family
        ]
    return [verdict for _, verdict in sorted(verdicts)]


def table(pairs: Sequence[Pair]) -> Iterator[str]:
    """What is said in docs/benchmarks.md."""
    ways: dict[str, list[Verdict]] = {
        "search score over a threshold, best F1": naive(pairs, None),
        "search score over a threshold, for precision": naive(pairs, PRECISE),
        "the rule, weights of other families": [judged.verdict for judged in left_out(pairs)],
        "the rule as it ships": [weigh(pair.sought, pair.found, TODAY).verdict for pair in pairs],
    }
    yield "| | language | pairs | precision of enough | recall of enough | false enough of all else | all three right |"
    yield "|---|---|---|---|---|---|---|"
    for way, verdicts in ways.items():
        for lang in ("zh", "en", ""):
            chosen = [i for i, pair in enumerate(pairs) if lang in ("", pair.lang)]
            yield _line(way, lang, scores([verdicts[i] for i in chosen], [pairs[i].label for i in chosen]))


def _line(way: str, lang: str, of: Scores) -> str:
    return (
        f"| {way} | {lang or 'both'} | {of.pairs} | {of.precision:.3f} | {of.recall:.3f} "
        f"| {of.false_enough:.3f} ({of.wrongly_enough} of {of.not_enough}) | {of.accuracy:.3f} |"
    )


def cases(pairs: Sequence[Pair], judged: Sequence[Judgement]) -> Iterator[str]:
    """How many of each near miss were taken for enough."""
    total, wrong = Counter(pair.case for pair in pairs), Counter[str]()
    for pair, judgement in zip(pairs, judged, strict=True):
        wrong[pair.case] += pair.label is not Verdict.ENOUGH and judgement.verdict is Verdict.ENOUGH
    for case, count in sorted(total.items()):
        yield f"{case:12} {count:4}   taken for enough: {wrong[case]}"


def look(pairs: Sequence[Pair], judged: Sequence[Judgement]) -> Iterator[str]:
    """Every pair that is judged otherwise than labelled."""
    for pair, judgement in zip(pairs, judged, strict=True):
        if judgement.verdict is not pair.label and not (
            pair.case == "unlabelled" and judgement.verdict is not Verdict.ENOUGH
        ):
            lacks = ",".join([*judgement.lacking, *judgement.flaws])
            yield f"\n{pair.library} {pair.item} ({pair.case}): {pair.label} judged {judgement.verdict} [{lacks}]"
            yield from (
                f"    {place.score:5.2f} {place.claim:5.2f} {place.text[:200]!r}" for place in pair.found.places[:3]
            )


def keep(weights: Weights) -> None:
    """Write the weights that ship."""
    lines = {"enough": weights.enough, "there": weights.there}
    record = {
        name: {
            "threshold": round(line.threshold, 4),
            "weights": {trait: round(float(slope), 4) for trait, slope in zip(TRAITS, line.slopes, strict=True)},
        }
        for name, line in lines.items()
    }
    FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    fitted.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fit", "measure", "look"))
    parser.add_argument("--cache", type=Path, default=Path("data/cache"))
    asked = parser.parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked.cache, Path(folder))
        pairs = list(bench.pairs(everything=asked.what == "look"))
        if asked.what == "fit":
            keep(fit(pairs))
        if asked.what == "look":
            print("\n".join(look(pairs, [weigh(pair.sought, pair.found, TODAY) for pair in pairs])))
        else:
            print("\n".join(table(pairs)))
            print("\n".join(cases(pairs, left_out(pairs))))


if __name__ == "__main__":
    main()
