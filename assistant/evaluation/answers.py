"""Whether a text gives one of the accepted answers, told without a model.

Compared are units: every Han character, every other word and every number by itself, without case,
width, punctuation or thousands separators. So "1,460" is "1460", "5 万" is "5万", and "60" is not in
"1460". Numbers written in words, synonyms and traditional characters are not equal to their
counterparts: list them among the accepted answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from assistant.chat.language import HAN

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNIT = re.compile(rf"{HAN.pattern}|\d+(?:\.\d+)?|%|(?:(?!{HAN.pattern})[^\W\d_])+")
_CITED = re.compile(r"\s*\[\d{1,3}\]")


def units(text: str) -> list[str]:
    """What texts are compared by."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _UNIT.findall(_THOUSANDS.sub("", folded))


def without_citations(text: str) -> str:
    """An answer's text without its [1], [2], …"""
    return _CITED.sub("", text)


def contains(text: str, accepted: Sequence[str]) -> bool:
    """Whether one of the accepted answers stands in `text`, unit by unit."""
    said = units(text) if accepted else []
    return any(find(said, units(answer)) is not None for answer in accepted)


def exact(text: str, accepted: Sequence[str]) -> bool:
    """Whether `text` is one of the accepted answers and nothing else."""
    return units(text) in [units(answer) for answer in accepted]


def f1(text: str, accepted: Sequence[str]) -> float:
    """The best harmonic mean, over the accepted answers, of the shares of units in common."""
    return max((_f1(units(text), units(answer)) for answer in accepted), default=0.0)


def find(said: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where `wanted` begins in `said`; None if it is nowhere in it, or empty."""
    if not wanted:
        return None
    ends = range(len(said) - len(wanted) + 1)
    return next((i for i in ends if said[i] == wanted[0] and said[i : i + len(wanted)] == list(wanted)), None)


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted)) if shared else 0.0
