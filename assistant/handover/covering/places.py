"""What the library says of something sought: its queries searched and read as questions are, joined into places.

A **place** is a few neighbouring sentences of one source around those that the queries chose. Search, reading and the
strength of what was read are the answerer's own (chat/retrieve.py, extractive.py, support.py), with weights of
their own for the reading. Decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.chat import extractive
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.extractive import Scored, Similarity
from assistant.chat.language import language_of
from assistant.chat.overlap import covered, words_of, worth
from assistant.chat.passages import Passage, passages
from assistant.chat.retrieve import Limits, Search, retrieve
from assistant.chat.scale import BUNDLED
from assistant.chat.support import strength
from assistant.chat.weights import Weights
from assistant.handover.covering.hollow import is_foreign, puts_off
from assistant.handover.covering.model import Sought
from vectorstore.catalog import Catalog
from vectorstore.models import Scope

READING = Path(__file__).with_name("reading.json")
LIMITS = Limits(hits=8, items=5, tokens=1800)
CHOSEN = 3  # sentences that a query chooses
BEFORE, AFTER = 1, 3  # sentences around them that are read along: reasons and examples mostly follow
HOLLOW = 0.5  # that a place is behind when nothing in it stands
LIVE_CHARS = 8  # a sentence shorter than this, Latin, says nothing: "Ok.", "好的"
WEAKEST = -6.0  # log odds; what is weaker tells no more
CLAIMED = 0.3  # of a standard deviation's claim, beside a score: both then vary alike
NEAR = 0.4  # to the best place; what is farther off is about something else
READ_CHARS = 800  # of a place that is compared; the embedder reads no more
SPREAD = 0.005  # added to the deviation of cosines, so that a text alike to all has no claim by chance
LANGUAGES = ("zh", "en")
MOST = 5  # places
SHOWN = 420  # characters of a place that are kept as proof, Latin; a Han character counts two


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What else a handover should hold, in words, by language: a text near to all of it is near to nothing."""

    texts: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, everything: Iterable[Sought]) -> Yardstick:
        """Made of what is sought."""
        known = list(everything)
        return cls({lang: tuple(wording(one, lang) for one in known) for lang in LANGUAGES})


def wording(sought: Sought, lang: str) -> str:
    """What is sought, in a sentence."""
    return f"{sought.title(lang)}: {sought.wanted(lang)}"


@dataclass(frozen=True, slots=True)
class Library:
    """Where to look: the search, what stands at a place, how near sentences are to a text."""

    search: Search
    catalog: Catalog
    similarity: Similarity
    yardstick: Yardstick
    today: Callable[[], date] = date.today


@dataclass(frozen=True, slots=True)
class Whose:
    """What the client is called in texts, and what the others are called: lower case."""

    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Neighbouring sentences of one source."""

    evidence: Evidence
    sentences: tuple[Passage, ...]
    score: float  # of its best sentence, over all queries
    strength: float = WEAKEST  # the best of a query that chose its best sentence from here
    nearness: float = 0.0  # to what is sought, in words: 0 for nothing in common, 1 for an answer
    claim: float = 0.0  # how much nearer it is to this than to all else that is sought, in standard deviations
    rank: float = 0.0  # 1 when it is nearest to this of all that is sought, 1/2 when one thing is nearer, …

    @property
    def text(self) -> str:
        """Its sentences, one per line."""
        return "\n".join(passage.text for passage in self.sentences)

    @property
    def live(self) -> tuple[Passage, ...]:
        """What of it says something: is not put off, not asked, and more than a nod."""
        return tuple(one for one in self.sentences if not puts_off(one.text) and length(one.text) >= LIVE_CHARS)

    @property
    def on(self) -> date | None:
        """When its source is of."""
        return self.evidence.occurred_on

    def citation(self, n: int) -> Citation:
        """What is shown of it as proof."""
        shown: list[Passage] = []
        taken = 0
        for passage in self.sentences:
            taken += length(passage.text)
            if shown and taken > SHOWN:
                break
            shown.append(passage)
        text = " ".join(_said(passage) for passage in shown)
        return cite(self.evidence, n, shown[0].first, shown[-1].last, text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one query found."""

    strength: float  # log odds that it carries an answer
    score: float  # of the best sentence
    search: float  # of the best hit
    terms: float  # share of the query that the best sentences around it hold


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found for something sought."""

    places: tuple[Place, ...] = ()  # best first
    asked: tuple[Asked, ...] = ()  # a row per query that found anything
    foreign: int = 0  # queries that another client's passage would have answered best


@dataclass(slots=True)
class _Spot:
    """A chosen sentence with its neighbours, in the order of their source."""

    evidence: Evidence
    sentences: dict[tuple[int, int], Passage]
    score: float
    strength: float

    def take(self, other: _Spot) -> None:
        """Add what touches."""
        self.sentences |= other.sentences
        self.score = max(self.score, other.score)
        self.strength = max(self.strength, other.strength)
        blocks = dict(self.evidence.blocks) | dict(other.evidence.blocks)
        self.evidence = replace(self.evidence, blocks=tuple(sorted(blocks.items())))

    @property
    def last(self) -> int:
        return max(passage.last for passage in self.sentences.values())


@lru_cache(maxsize=1)
def reading() -> Weights:
    """How evidence is read here: as the chat did when the rule's words and weights were made, so that fitting the
    chat again does not move what counts as enough."""
    return Weights.from_json(json.loads(READING.read_text(encoding="utf-8")))


def find(sought: Sought, library: Library, scope: Scope, whose: Whose) -> Found:
    """Search for it with every query, and join what they chose."""
    spots: list[_Spot] = []
    asked: list[Asked] = []
    foreign = 0
    for query in (*sought.queries, *(wording(sought, lang) for lang in LANGUAGES)):
        evidence = retrieve(library.search, library.catalog, query, scope, LIMITS)
        cut = {item.n: passages(item) for item in evidence}
        scored = extractive.score(query, evidence, library.similarity, reading())
        own = [item for item in scored if not is_foreign(_told(_around(item.passage, cut)), whose.own, whose.others)]
        foreign += bool(scored) and scored[0] not in own
        if not own:
            continue
        odds = max(WEAKEST, min(-WEAKEST, strength(query, own, reading())))
        for i, item in enumerate(own[:CHOSEN]):
            spots.append(_spot(item, _around(item.passage, cut), WEAKEST if i else odds))
        if query in sought.queries:
            asked.append(_asked(query, own, _around(own[0].passage, cut), odds))
    joined = _joined(spots)
    ranked = sorted(_measured(sought, joined, library), key=lambda place: -_fit(place))
    close = tuple(place for place in ranked if _fit(place) >= _fit(ranked[0]) - NEAR)[:MOST]
    return Found(close, tuple(asked), foreign)


def length(text: str) -> int:
    """Characters, a Han character two."""
    return len(text) + sum(character > "\u2e80" for character in text)


def _fit(place: Place) -> float:
    return place.score + CLAIMED * place.claim - (0.0 if place.live else HOLLOW)


def _around(passage: Passage, cut: Mapping[int, Sequence[Passage]]) -> Sequence[Passage]:
    return cut[passage.evidence.n][max(0, passage.order - BEFORE) : passage.order + AFTER + 1]


def _spot(item: Scored, around: Sequence[Passage], odds: float) -> _Spot:
    blocks = dict(item.passage.evidence.blocks)
    found = {(one.first, blocks[one.first].text.find(one.text)): one for one in around}
    return _Spot(item.passage.evidence, found, item.score, odds)


def _asked(query: str, scored: Sequence[Scored], around: Sequence[Passage], odds: float) -> Asked:
    best = scored[0]
    value = worth(query, [words_of(f"{item.passage.context}\n{item.passage.text}") for item in scored])
    words = words_of("\n".join((best.passage.context, *(one.text for one in around))))
    search = max(item.passage.evidence.score for item in scored)
    return Asked(odds, best.score, search, covered(words, value))


def _joined(spots: Sequence[_Spot]) -> list[Place]:
    """Spots of one source that touch are one place."""
    merged: list[_Spot] = []
    for spot in sorted(spots, key=lambda one: (one.evidence.source, min(one.sentences))):
        if (
            merged
            and merged[-1].evidence.source == spot.evidence.source
            and min(spot.sentences)[0] <= merged[-1].last + 1
        ):
            merged[-1].take(spot)
        else:
            merged.append(spot)
    return [
        Place(one.evidence, tuple(one.sentences[at] for at in sorted(one.sentences)), one.score, one.strength)
        for one in merged
    ]


def _told(sentences: Sequence[Passage]) -> str:
    """What tells whose they are: their own words, the title and the headings over them."""
    return "\n".join((sentences[0].context, *(one.text for one in sentences)))


def _measured(sought: Sought, places: Sequence[Place], library: Library) -> list[Place]:
    """The places with what claim this has to them beside everything else that is sought."""
    measured = []
    for place in places:
        lang = language_of(place.text)
        own = wording(sought, lang)
        others = [text for text in library.yardstick.texts[lang] if text != own]
        cosines = library.similarity(place.text[:READ_CHARS], [own, *others])
        rest = cosines[1:]
        claim = float((cosines[0] - rest.mean()) / (rest.std() + SPREAD)) if len(rest) else 0.0
        near = BUNDLED.standard(float(cosines[0]), lang, lang)
        measured.append(replace(place, nearness=near, claim=claim, rank=1 / (1 + int((rest > cosines[0]).sum()))))
    return measured


def _said(passage: Passage) -> str:
    """A sentence with who said it, where that is known."""
    return f"{passage.block.speaker}: {passage.text}" if passage.block.speaker else passage.text
