"""How well decisions and crises are found: precision, recall and F1 on labelled talks of our own.

    python -m benchmarks.decisions [--held] [--wrong]

The talks stand in decision_talks/: those of tuned_*.txt were looked at while the rules were written, those of
held_*.txt only when they were done. A label is found when a candidate touches its lines; a candidate that touches
none is false; several on one label count once. The baseline is a list of keywords, as one would search for them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.handover.deciding.language import CRISIS, Candidate, candidates
from vectorstore.models import Block, Locator

TALKS = Path(__file__).parent / "decision_talks"
KEYWORDS = re.compile(
    r"决定|拍板|敲定|定了|就按|改成|统一|不做了|否|同意|确认|投诉|舆情|差评|下架"
    r"|decide|agree|go with|let's|approved|signed off|dropping|complaint|outage|recall|backlash",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s#([dc]\d+)(\?|x)?")


@dataclass(slots=True)
class Label:
    """Something that a talk decides, or a crisis that it tells of."""

    lines: list[int] = field(default_factory=list)
    why: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    kind: str = "d"  # decision, r: one against something, c: crisis
    who: str = ""


@dataclass(slots=True)
class Talk:
    """Its lines as blocks, and what is to be found in them."""

    title: str
    lang: str
    blocks: list[Block]
    labels: dict[str, Label]


Find = Callable[[Sequence[Block]], list[Candidate]]


def by_keyword(blocks: Sequence[Block]) -> list[Candidate]:
    """The baseline: every line with one of the words."""
    return [Candidate(i, i, b.text, "decision", "", 1.0) for i, b in enumerate(blocks) if KEYWORDS.search(b.text)]


def read(path: Path) -> list[Talk]:
    """The talks of one file."""
    talks: list[Talk] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            talks.append(Talk(line[3:].split(" | ")[0], path.stem[-2:], [], {}))
        elif line.startswith("= "):
            kind, _, rest = line[2:].partition(": ")
            name, _, who = rest.partition(" who=")
            label = talks[-1].labels[name]
            label.kind, label.who = kind, who
        elif line.strip():
            _line(talks[-1], line)
    return talks


def _line(talk: Talk, line: str) -> None:
    at, lists = len(talk.blocks), {"": "lines", "?": "why", "x": "refused"}
    for name, sort in _TAG.findall(line):
        getattr(talk.labels.setdefault(name, Label()), lists[sort]).append(at)
    speaker, _, text = _TAG.sub("", line).partition(": ")
    said = None if speaker == "-" else speaker
    talk.blocks.append(Block(text, Locator(), speaker=said, kind="speech" if said else "text"))


def count(talks: Sequence[Talk], find: Find, *, wrong: bool = False) -> Counter[str]:
    """Labels, found ones, candidates, false ones; of found ones with a reason, how many came with theirs."""
    told: Counter[str] = Counter()
    for talk in talks:
        found = find(talk.blocks)
        hit: set[str] = set()
        for one in found:
            mine = {
                name for name, label in talk.labels.items() if _touches(one, label) and _same_sort(one, label, find)
            }
            hit |= mine
            told["candidates"] += 1
            told["false"] += not mine
            for name in mine:
                label = talk.labels[name]
                told["why"] += bool(label.why)
                told["why found"] += bool(label.why) and any(
                    _within(one.reason, talk.blocks[i].text) for i in label.why
                )
                told["kind right"] += (one.kind == "rejection") == (label.kind == "r") and label.kind != "c"
            if wrong and not mine:
                print(f"  + {talk.title}: {one.kind} {one.score} {one.text[:100]}")
        told["labels"] += len(talk.labels)
        told["found"] += len(hit)
        for name in talk.labels.keys() - hit if wrong else ():
            lines = talk.labels[name].lines
            print(f"  - {talk.title}: {name} {' | '.join(talk.blocks[i].text for i in lines)[:100]}")
    return told


def _touches(one: Candidate, label: Label) -> bool:
    return any(one.first <= line <= one.last for line in label.lines)


def _same_sort(one: Candidate, label: Label, find: Find) -> bool:
    return find is by_keyword or (one.kind == CRISIS) == (label.kind == "c")


def _within(reason: str, line: str) -> bool:
    a, b = "".join(reason.split()), "".join(line.split())
    return bool(a) and (a[:12] in b or b[:12] in a)


def row(name: str, told: Counter[str]) -> str:
    """A row of the table."""
    precision = 1 - told["false"] / max(1, told["candidates"])
    recall = told["found"] / max(1, told["labels"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    why = f"{told['why found']}/{told['why']}" if told["why"] else "-"
    return f"| {name} | {told['labels']} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {why} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="the half that was not looked at, too")
    parser.add_argument("--wrong", action="store_true", help="what was missed and what is false, of the tuned half")
    wanted = parser.parse_args()
    print("| talks | labels | precision | recall | F1 | why found |\n|---|---|---|---|---|---|")
    for half in ("tuned", "held") if wanted.held else ("tuned",):
        for lang in ("zh", "en"):
            talks = read(TALKS / f"{half}_{lang}.txt")
            for name, find in (("keywords", by_keyword), ("Baton", candidates)):
                show = wanted.wrong and half == "tuned" and find is candidates
                print(row(f"{half} {lang}, {name}", count(talks, find, wrong=show)))


if __name__ == "__main__":
    main()
