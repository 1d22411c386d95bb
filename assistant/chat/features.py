"""What is read off sentences, and off the best of them, as numbers for weights to be laid on.

One row per sentence says whether it is the one that answers, one row per question whether any does. Each number can be
said in words: the share of the question's terms held, a name missing, a date where a date was asked. Knows no weights:
weights.py has them. What was tried and told nothing is in docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from assistant.chat.constraints import constraints, denies, numbers, opposed
from assistant.chat.cues import asked, kind_held
from assistant.chat.language import language_of
from assistant.chat.overlap import covered, longest_run, shared_pairs, softly_covered, units_of, words_of, worth
from assistant.chat.passages import ASKS, Passage
from assistant.chat.scale import BUNDLED
from vectorstore.terms import fold

Row = npt.NDArray[np.float64]

OF_SENTENCE = (
    "cosine", "coverage", "around", "run", "pairs", "kind", "kind_near", "unit", "rank", "language", "asks", "length",
    "numbers", "names",
)  # fmt: skip
OF_ANSWER = (
    "search", "search_lead",
    "cosine", "cosine_lead", "lead", "terms", "terms_near", "pairs", "pairs_best", "run", "run_lead", "length",
    "names_missing", "numbers_missing", "quotes_missing", "opposed", "denied",
)  # fmt: skip
STRETCH = 12  # sentences in a row that are read as one text, about a paragraph; a minute of speech


def of_sentences(question: str, found: Sequence[Passage], texts: Sequence[str], cosines: Sequence[float]) -> Row:
    """(len(found), len(OF_SENTENCE)): what is read off each passage.

    `texts` are the passages' own, each after the question it replies to, where it does; `cosines` theirs.
    """
    own = [words_of(f"{passage.context}\n{text}") for passage, text in zip(found, texts, strict=True)]
    value = worth(question, own)
    around = surroundings(found, own)
    mine, lang, unit, insists = units_of(question), language_of(question), asked(question).unit, constraints(question)
    rows = np.zeros((len(found), len(OF_SENTENCE)))
    for i, (passage, text) in enumerate(zip(found, texts, strict=True)):
        units, said_in = units_of(text), language_of(passage.text)
        rows[i] = (
            BUNDLED.standard(cosines[i], lang, said_in),
            covered(own[i], value),
            covered(around[i], value),
            longest_run(mine, units) / (len(mine) + 1),
            shared_pairs(mine, units),
            *kind_held(question, passage.text, words_of(question)),
            bool(unit) and (unit in text or unit in own[i]),
            1 / passage.evidence.n,
            said_in == lang,
            bool(ASKS.search(passage.text)),
            log(1 + len(units)),
            len(insists.numbers & numbers(text)) / max(1, len(insists.numbers)),
            len(insists.names.intersection(units)) / max(1, len(insists.names)),
        )
    return rows


def of_answer(question: str, ranked: Sequence[Passage], cosines: Sequence[float], scores: Sequence[float]) -> Row:
    """(len(OF_ANSWER),): what is read off all of `ranked`, best first, about whether the best answers."""
    here, *elsewhere = _stretches(question, ranked, cosines, scores)
    best, mine, insists = ranked[0], units_of(question), constraints(question)
    value = worth(question, [words_of(f"{passage.context}\n{passage.text}") for passage in ranked])
    near = "\n".join(passage.text for passage in here.passages if abs(passage.order - best.order) <= 1)
    run = longest_run(mine, here.units)
    found = sorted({passage.evidence.n: passage.evidence.score for passage in ranked}.values(), reverse=True)
    row = {
        "search": found[0],
        "search_lead": found[0] - (found[1] if len(found) > 1 else 0.0),
        "cosine": here.cosine,
        "cosine_lead": here.cosine - max((other.cosine for other in elsewhere), default=0.0),
        "lead": here.score - max((other.score for other in elsewhere), default=scores[-1]),
        "terms": covered(words_of(here.text), value),
        "terms_near": softly_covered(words_of(f"{best.context}\n{near}"), value),
        "pairs": shared_pairs(mine, here.units),
        "pairs_best": shared_pairs(mine, units_of(best.text)),
        "run": run / (len(mine) + 1),
        "run_lead": run - max((longest_run(mine, other.units) for other in elsewhere), default=0),
        "length": log(1 + len(mine)),
        "names_missing": len(insists.names.difference(here.units)),
        "numbers_missing": len(insists.numbers - numbers(f"{best.context}\n{near}")),
        "quotes_missing": sum(quote not in fold(here.text) for quote in insists.quoted),
        "opposed": opposed(question, best.text),
        "denied": denies(question) and not denies(best.text),
    }
    return np.array([row[name] for name in OF_ANSWER], float)


def surroundings(found: Sequence[Passage], own: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The terms of each passage and its neighbours: "It was on the 6th" needs them."""
    place = {(passage.evidence.n, passage.order): i for i, passage in enumerate(found)}
    around = []
    for i, passage in enumerate(found):
        near = (place.get((passage.evidence.n, passage.order + step)) for step in (-1, 1))
        around.append(own[i].union(*(own[j] for j in near if j is not None)))
    return around


@dataclass(frozen=True, slots=True)
class _Stretch:
    """About a paragraph of one piece of evidence: what was compared of it."""

    passages: tuple[Passage, ...]
    cosine: float  # of its nearest sentence, standardised
    score: float  # of its best

    @property
    def text(self) -> str:
        return "\n".join((self.passages[0].context, *(passage.text for passage in self.passages)))

    @property
    def units(self) -> tuple[str, ...]:
        return units_of(self.text)


def _stretches(
    question: str, ranked: Sequence[Passage], cosines: Sequence[float], scores: Sequence[float]
) -> list[_Stretch]:
    """The passages by stretch, in their order inside each; first the stretch that holds the best."""
    lang = language_of(question)
    members: dict[tuple[int, int], list[int]] = {}
    for i, passage in enumerate(ranked):
        members.setdefault((passage.evidence.n, passage.order // STRETCH), []).append(i)
    return [
        _Stretch(
            tuple(sorted((ranked[i] for i in inside), key=lambda passage: passage.order)),
            max(BUNDLED.standard(cosines[i], lang, language_of(ranked[i].text)) for i in inside),
            max(scores[i] for i in inside),
        )
        for inside in members.values()
    ]
