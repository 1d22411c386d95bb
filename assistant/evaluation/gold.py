"""Which blocks of the library hold the answer that a question file expects.

A question names a source the way people do and a place in it, or quotes the passage, or names nothing
but the answer. What it says is looked up once, so that a search's hit, a piece of evidence and a
citation are all judged the same way: by the blocks they share with the gold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.evaluation.answers import contains, find, units
from assistant.evaluation.questions import Question
from vectorstore.models import Block, Locator, Source

NO_SOURCE = "no_source"  # the source that the question names is not there
NO_PLACE = "no_place"  # it is, but nothing was read at that place

Blocks = Callable[[Source], Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Span:
    """Blocks `first` to `last` of a source, and their text."""

    source: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the answer stands. `weights` are seconds or characters of the gold in each block."""

    weights: Mapping[tuple[str, int], float] = field(default_factory=dict)
    one_will_do: bool = False  # the blocks are alternatives, not parts of one passage
    words: tuple[str, ...] = ()  # no place is known: whatever passage holds one of these
    problem: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a passage can be told to be right or wrong."""
        return bool(self.weights or self.words or self.problem)

    def holds(self, span: Span) -> bool:
        """Whether the passage is, or touches, the right one."""
        if any((span.source, index) in self.weights for index in range(span.first, span.last + 1)):
            return True
        return contains(span.text, self.words)

    def coverage(self, spans: Iterable[Span]) -> float | None:
        """The share of the gold that the passages hold; None when no place is known."""
        if not self.is_known:
            return None
        held = list(spans)
        if self.words or self.one_will_do or not self.weights:
            return float(any(map(self.holds, held)))
        inside = {(span.source, index) for span in held for index in range(span.first, span.last + 1)}
        return sum(self.weights[key] for key in inside & self.weights.keys()) / sum(self.weights.values())


def gold_of(question: Question, sources: Sequence[Source], blocks: Blocks) -> Gold:
    """The gold of `question` among `sources`; `blocks` reads those of one."""
    if not question.answerable:
        return Gold()
    if not question.source:
        return Gold(words=(question.text,) if question.text else question.answers)
    named = called(question.source, sources)
    if not named:
        return Gold(problem=NO_SOURCE)
    read = {source.id: blocks(source) for source in named}
    if question.is_placed:
        weights = {
            (id_, index): weight
            for id_, of_source in read.items()
            for index, weight in _placed(question, of_source).items()
        }
        return Gold(weights) if weights else Gold(problem=NO_PLACE)
    everything = {(id_, index): block for id_, of_source in read.items() for index, block in enumerate(of_source)}
    telling = {key for key, block in everything.items() if contains(block.text, question.answers)}
    return Gold({key: 1.0 for key in telling or everything}, one_will_do=True, problem="" if everything else NO_PLACE)


def called(name: str, sources: Sequence[Source]) -> list[Source]:
    """The sources that people mean by `name`: the same file name, with or without its ending, in the
    folders that fit best. A recording and the transcript that came with it are one.
    """
    wanted = _path(name)
    file = wanted[-1]
    ways = ((str, file), (_stem, file), (_stem, _stem(file)))  # "Playbook v1.2" may be a name or lack its ending
    matches = ([one for one in sources if cut(_path(one.title)[-1]) == like] for cut, like in ways)
    alike: list[Source] = next(filter(None, matches), [])
    fits = {source.id: _shared(_path(source.context)[:-1], wanted[:-1]) for source in alike}
    best = {source.id for source in alike if fits[source.id] == max(fits.values())}
    return [
        source
        for source in sources
        if source.id in best | {name} or source.companion in best or source.facts.get("transcript") in best
    ]


def _placed(question: Question, blocks: Sequence[Block]) -> dict[int, float]:
    """Indexes of the blocks at the question's place, with how much of it each holds."""
    if question.place.to_json():
        held = {index: _overlap(question.place, block) for index, block in enumerate(blocks)}
        return {index: weight for index, weight in held.items() if weight > 0}
    words = [(unit, index) for index, block in enumerate(blocks) for unit in units(block.text)]
    wanted = units(question.text)
    at = find([unit for unit, _ in words], wanted)
    if at is None:
        return {}
    inside = [index for _, index in words[at : at + len(wanted)]]
    return {index: float(inside.count(index)) for index in inside}


def _overlap(place: Locator, block: Block) -> float:
    """How much of `place` the block holds: seconds where it is timed, else its characters; 0 for nothing."""
    at = block.locator
    for name in ("page", "slide", "paragraph", "message"):
        wanted = getattr(place, name)
        if wanted is not None and getattr(at, name) != wanted:
            return 0.0
    if place.sheet is not None and _folded(at.sheet or "") != _folded(place.sheet):
        return 0.0
    if place.row is not None and not _rows_meet(place, at):
        return 0.0
    if place.start is None or place.end is None:
        return float(max(1, len(block.text)))
    if at.start is None:
        return 0.0
    end = at.start if at.end is None else at.end
    if place.start == place.end:
        return float(at.start <= place.start <= end)
    return max(0.0, min(end, place.end) - max(at.start, place.start))


def _rows_meet(place: Locator, at: Locator) -> bool:
    if at.row is None or place.row is None:
        return False
    return at.row <= (place.row_end or place.row) and place.row <= (at.row_end or at.row)


@lru_cache(maxsize=10_000)
def _path(name: str) -> tuple[str, ...]:
    """Folders and file name, folded; a name that ends in a folder has "" last."""
    return tuple(part.strip() for part in _folded(name).replace("\\", "/").split("/"))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _stem(name: str) -> str:
    stem, dot, _ending = name.rpartition(".")
    return stem if dot and stem else name


def _shared(folders: Sequence[str], wanted: Sequence[str]) -> int:
    """How many folders agree, counted from the file outwards."""
    count = 0
    for one, other in zip(reversed(folders), reversed(wanted), strict=False):
        if one != other:
            break
        count += 1
    return count
