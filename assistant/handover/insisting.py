"""What two questions insist on, and whether they agree: numbers, names, concepts of the trade, what is asked for.

By lists and patterns, in Chinese and English and across: concepts.txt says which words of both languages mean one
thing, and which things exclude each other (小红书 is not 抖音). Knows no grammar, and takes names for what is written
like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.chat.constraints import constraints, numbers
from assistant.chat.cues import Wanted, asked
from assistant.chat.language import language_of, stem
from assistant.chat.overlap import words_of
from vectorstore.terms import fold

# Cosine; concepts that both name, as a share and a count; those that only one does; whether they want the same,
# whether clearly not; words that both hold, as a share of the shorter's.
Feature = tuple[float, float, float, float, float, float, float]

ALIKE = ("platform", "season", "placement", "report", "past")  # families of which both must name the same
MOST = 3  # concepts that are counted

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "MAY",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_MAY = re.compile(r"(?<=[a-z] )May\b|\bMay(?= \d)")  # the month, and not "may we"
_MONTH_ZH = re.compile(r"(十[一二]?|[一二三四五六七八九]|\d{1,2})\s*月")
_NUMBER_ZH = {character: str(value) for value, character in enumerate("〇一二三四五六七八九十")} | {
    "十一": "11",
    "十二": "12",
}
_NAMED_ZH = re.compile(r"([\u4e00-\u9fff])(?:总|姐|哥|老师|经理|律师)(?![结体监部计是共])")
_NAMED_EN = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? ([A-Z][a-z]+)")
_CAPITAL = re.compile(r"(?<=[\w,;:'’] )([A-Z][a-z]+)\b")  # not where a sentence begins
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_TITLES = frozenset({"mr", "mrs", "ms", "miss"})
_A_NOT_A = re.compile(r"([\u4e00-\u9fff])[不没]\1|有没有|能不能|可不可以|要不要|不要紧|不好意思")
_DENIES = re.compile(r"[不没别未无非]|\b(?:not|never|without|except|no longer|cannot)\b|n['’]t\b")
_WHO = re.compile(r"谁|哪些人|哪几个人|什么人|\bwho(?:m|se)?\b", re.IGNORECASE)
_AFTER = re.compile(r"之?后|以后|\bafter\b|\bonce\b")
_BEFORE = re.compile(r"之?前|以前|\bbefore\b")


@dataclass(frozen=True, slots=True)
class Insisted:
    """What one question insists on."""

    numbers: frozenset[str]  # months as "month 6"
    names: frozenset[str]  # of people and things, in Latin letters
    quoted: frozenset[str]
    concepts: frozenset[int]  # lines of concepts.txt
    wanted: Wanted
    denies: bool
    order: tuple[bool, bool]  # says after, says before
    words: frozenset[str]


@lru_cache(maxsize=4096)
def insisted(question: str) -> Insisted:
    """What it is."""
    folded = fold(question)
    rest = _pattern()[0].sub(" ", folded)  # numbers and denials in a concept's own name are none
    return Insisted(
        numbers=_months(question, folded) | numbers(_MONTH_ZH.sub(" ", rest)),
        names=_names(question),
        quoted=constraints(question).quoted,
        concepts=frozenset(_pattern()[1][word] for word in _pattern()[0].findall(folded)),
        wanted=Wanted.PERSON if _WHO.search(question) else asked(question).wanted,
        denies=bool(_DENIES.search(_A_NOT_A.sub(" ", rest))),
        order=(bool(_AFTER.search(folded)), bool(_BEFORE.search(folded))),
        words=words_of(question),
    )


def agree(one: str, other: str) -> bool:
    """Whether neither insists on what the other does not say, or contradicts."""
    a, b = insisted(one), insisted(other)
    if (a.numbers, a.names, a.quoted, a.denies) != (b.numbers, b.names, b.quoted, b.denies):
        return False
    if (a.wanted is Wanted.PERSON) != (b.wanted is Wanted.PERSON):
        return False
    if (a.order[0] and b.order[1]) or (a.order[1] and b.order[0]):
        return False
    return all(_fit(a.concepts & family, b.concepts & family, name) for name, family in _families().items())


def features(one: str, other: str, cosine: float) -> Feature:
    """What speaks for two questions being one, and against it."""
    a, b = insisted(one), insisted(other)
    shared, either = len(a.concepts & b.concepts), len(a.concepts | b.concepts)
    clearly = a.wanted != b.wanted and Wanted.THING not in (a.wanted, b.wanted)
    return (
        cosine,
        shared / either if either else 0.0,
        float(min(shared, MOST)),
        float(min(either - shared, MOST)),
        float(a.wanted == b.wanted),
        float(clearly),
        len(a.words & b.words) / max(1, min(len(a.words), len(b.words))),
    )


def _fit(mine: frozenset[int], theirs: frozenset[int], family: str) -> bool:
    if family in ALIKE:
        return mine == theirs
    return not mine or not theirs or bool(mine & theirs)


def _months(question: str, folded: str) -> frozenset[str]:
    named = {str(_MONTHS.index(name) + 1) for name in _MONTH.findall(folded)}
    named |= {_NUMBER_ZH.get(month, month) for month in _MONTH_ZH.findall(folded)}
    named |= {"5"} if _MAY.search(question) else set()
    return frozenset(f"month {month}" for month in named)


def _names(question: str) -> frozenset[str]:
    """Surnames with a title in Chinese as they are spoken, so that 陈总 is Mr. Chen; Latin words in Chinese, and
    capitals in English, that are no concept's."""
    from pypinyin import lazy_pinyin

    latin = (_LATIN if language_of(question) == "zh" else _CAPITAL).findall(question)
    found = {name.lower() for name in (*latin, *_NAMED_EN.findall(question))}
    found |= {"".join(lazy_pinyin(name)) for name in _NAMED_ZH.findall(question)}
    return frozenset(stem(name) for name in found - _concept_words() - _TITLES - {*_MONTHS, "may"})


@cache
def _lines() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(family, words) of each concept."""
    family, made = "", []
    for line in (files(__package__) / "concepts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            family = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            made.append((family, tuple(fold(word.strip()) for word in line.split("|"))))
    return tuple(made)


@cache
def _concept_words() -> frozenset[str]:
    return frozenset(word for _, words in _lines() for name in words for word in name.split())


@cache
def _families() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for at, (family, _) in enumerate(_lines()):
        found.setdefault(family, set()).add(at)
    return {family: frozenset(lines) for family, lines in found.items()}


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, int]]:
    """Finds concepts' words, the longest first; and whose they are."""
    whose = {word: at for at, (_, words) in enumerate(_lines()) for word in words}
    longest = sorted(whose, key=len, reverse=True)
    parts = (rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in longest)
    return re.compile("|".join(parts)), whose
