"""How far apart two spellings sound: Mandarin by syllable, words in Latin letters by phonetic key.

Tones are left out: speech models mistake them more often than syllables. Readings come from
pypinyin, which looks at neighbouring characters (重庆 is chong qing); a character that it reads
wrongly is compared wrongly. Phonetic keys are Metaphone's, made for English: Chinese names in
pinyin come out roughly right, other languages do not.
"""

from __future__ import annotations

import re
from functools import lru_cache

Syllable = tuple[str, str]  # initial (may be empty), final: ("zh", "ong")

SAME, CONFUSED, HALF, OTHER = 0.0, 0.5, 1.0, 2.0
# What speakers of Mandarin merge, and models with them: 金 for 京, 参 for 产, 录 for 露.
_INITIALS = ({"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}, {"l", "r"}, {"f", "h"})
_FINALS = ({"an", "ang"}, {"en", "eng"}, {"in", "ing"}, {"ian", "iang"}, {"uan", "uang"}, {"un", "ong"})
_SPELT = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([a-zêü]+)")
_HAN = re.compile("[\u3400-\u9fff]")
_NO_LETTER = re.compile("[^a-z]+")


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[Syllable | None, ...]:
    """One syllable per character of `text`; None for what is not a Chinese character or has no known reading."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    readable = [bool(_HAN.match(sign)) and ord(sign) in PINYIN_DICT for sign in text]
    read = iter(lazy_pinyin("".join(sign for sign, can in zip(text, readable, strict=True) if can)))
    return tuple(_parted(next(read)) if can else None for can in readable)


def _parted(spelt: str) -> Syllable | None:
    found = _SPELT.fullmatch(spelt)
    return (found[1], found[2]) if found else None


@lru_cache(maxsize=65536)
def distance(one: Syllable | None, other: Syllable | None) -> float:
    """SAME, CONFUSED (one part is of a pair that people merge), HALF (one part differs), up to OTHER."""
    if one is None or other is None:
        return OTHER
    return _apart(one[0], other[0], _INITIALS) + _apart(one[1], other[1], _FINALS)


def _apart(one: str, other: str, merged: tuple[set[str], ...]) -> float:
    if one == other:
        return SAME
    return CONFUSED if any(one in pair and other in pair for pair in merged) else HALF


def letters(text: str) -> str:
    """The Latin letters of `text` in lower case: "Shao Hong-shu" is "shaohongshu"."""
    return _NO_LETTER.sub("", text.lower())


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The phonetic key of a phrase in Latin letters, the same however it is cut into words."""
    from jellyfish import metaphone

    return metaphone(letters(text))
