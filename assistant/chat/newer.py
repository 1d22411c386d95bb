"""What holds now, where two sources say it differently: the newer first, the older as what it was.

A later passage replaces an earlier one when it is from a later source, answers the question nearly as well, and
gives a figure; less well will do when it says that something changes. Sources without a date replace nothing and
are replaced by nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.chat.extractive import Scored
from assistant.chat.language import language_of, terms
from assistant.chat.passages import Passage

NEARLY = 0.1  # below the best passage's score
NEARLY_CHANGE = 0.42  # of one that says a change
NEAR_BLOCKS = 3  # after a passage, in which its source may say what has changed
MOST_CHANGES = 1

_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万两半]+(?:个|次|天|人|年|月|元|万|块|成|倍|小时|分钟)|百分之|点[一二三四五六七八九]"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|million|percent|half)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"改成|改为|改到|调整[为到]|调[到为]|降到|降低到|降至|升到|升至|提高到|涨到|换成|不再|[月日号]起|[月日号天]开始|从[今现][天在]起"
    r"|\b(?:from (?:today|now|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|chang(?:e|ed|ing) (?:to|from|it)|rais(?:ed|ing)|lower(?:ed|ing)|reduc(?:ed|ing)|cut(?:ting)? (?:to|from)"
    r"|mov(?:ed|ing) (?:\w+ ){0,3}(?:to|from)|instead of|no longer|increas(?:ed|ing)|replac(?:ed|es|ing))\b",
    re.IGNORECASE,
)


def day_of(passage: Passage) -> date | None:
    """The day of the passage's source."""
    return passage.evidence.occurred_on


def versions(scored: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """What holds now and what held before, where the best passage is one of them; None where nothing differs."""
    best = scored[0]
    since = day_of(best.passage)
    if since is None:
        return None
    dated = [(day, item) for item in scored[1:] if (day := day_of(item.passage)) and day != since]
    later = [item for day, item in dated if day > since and _replaces(item, best, best)]
    if later:
        return max(later, key=lambda item: (_changes(item), item.score)), best
    earlier = [item for day, item in dated if day < since and _replaces(best, item, best)]
    return (best, earlier[0]) if earlier else None


def change_after(question: str, passage: Passage, scored: Sequence[Scored]) -> list[Passage]:
    """What the same source says, shortly after `passage`, that changes what the question asks about: "we are
    above the target of 85", and two turns later "I am raising the target to 95"."""
    asked = terms(question)
    near = [
        item
        for item in scored
        if item.passage.evidence.source == passage.evidence.source
        and 0 <= item.passage.first - passage.last <= NEAR_BLOCKS
        and item.passage.text != passage.text
        and _changes(item)
        and _FIGURE.search(item.passage.text)
        and asked & terms(item.passage.text)
    ]
    return [item.passage for item in near[:MOST_CHANGES]]


def _replaces(item: Scored, older: Scored, best: Scored) -> bool:
    """Whether `item` gives another figure for what `older` answers; the weaker of them has to answer well enough."""
    if not (_FIGURE.search(item.passage.text) and _FIGURE.search(older.passage.text)):
        return False
    below = best.score - min(item.score, older.score)
    if _changes(item) and _shares_a_term(item):
        return below <= NEARLY_CHANGE
    # Rows of a table are much alike, and a later table is another table.
    return item.passage.block.kind != "row" and below <= NEARLY


def _changes(item: Scored) -> bool:
    return bool(_CHANGES.search(item.passage.text))


def _shares_a_term(item: Scored) -> bool:
    """Whether the passage has a term of the question; one in the other language need not."""
    said, question = item.passage.text, item.question
    return language_of(said) != language_of(question) or bool(terms(said) & terms(question))
