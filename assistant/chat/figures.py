"""The figures in a text as numbers, however they are written: "480,000", "三十万", "8.7 万", "ninety five", "60%".

Chinese and English numerals up to the billions. Does not know what is counted, and takes "一" in 一起 or 第一 for
no figure: single small Chinese numerals count only before a measure word or a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.terms import fold

_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TEN = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_EN_SMALL = {
    word: value
    for value, word in enumerate(
        re.findall(
            r"\w+",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen",
        )
    )
} | {
    word: 10 * value
    for value, word in enumerate(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_EN_GREAT = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_EN_WORD = "|".join((*_EN_SMALL, *_EN_GREAT))

_ARABIC = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)\s*(万|亿|千(?!克|米|瓦)|k\b|million\b|thousand\b)?(\d)?")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?")
_MEASURE = re.compile(r"[个次天人年月日号元块倍条单袋箱份家场周岁位级成点时分秒小半万亿%％]")
_ENGLISH = re.compile(rf"\b(?:{_EN_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_EN_WORD}))*(?:\s+point(?:\s+(?:{_EN_WORD}))+)?\b")
_UNITS = {
    name: re.compile(rf"\s*个?(?:{words})")
    for name, words in {
        "hour": "小时|钟头|hours?|hrs?",
        "minute": "分钟|minutes?|mins?",
        "day": "天|工作日|days?",
        "week": "周|星期|weeks?",
        "month": "月|months?",
        "year": "年|years?",
        "money": "元|块|rmb|cny|yuan",
        "share": "[%％]|percent|per cent",
    }.items()
}
_FIGURE = re.compile(rf"{_ARABIC.pattern}|{_CHINESE.pattern}|{_ENGLISH.pattern}")
_TIMES = {"k": 1e3, "thousand": 1e3, "千": 1e3, "万": 1e4, "million": 1e6, "亿": 1e8}


def figures(text: str) -> set[float]:
    """Every figure in `text`; a share counts as the number before its sign (60 % and 百分之六十 are 60)."""
    folded = fold(text)
    return {round(value, 6) for value in (*_arabic(folded), *_chinese(folded), *_english(folded))}


def quantities(text: str) -> set[tuple[float, str]]:
    """The figures in `text` that have a unit, as (figure, unit): "4 小时", "四个小时" and "four hours" are one."""
    folded = fold(text)
    found: set[tuple[float, str]] = set()
    for figure in _FIGURE.finditer(folded):
        for name, pattern in _UNITS.items():
            if unit := pattern.match(folded, figure.end()):
                found.update((value, name) for value in figures(folded[figure.start() : unit.end()]))
                break
    return found


def _arabic(text: str) -> Iterator[float]:
    for found in _ARABIC.finditer(text):
        times = _TIMES.get(found[2] or "", 1)
        yield float(found[1]) * times + (int(found[3]) * times / 10 if found[3] else 0)  # "8万7" is 87000


def _chinese(text: str) -> Iterator[float]:
    for found in _CHINESE.finditer(text):
        written = found[0]
        alone = len(written) == 1
        after, before = text[found.end() : found.end() + 1], text[: found.start()]
        if written[0] in _GREAT:  # 万一, or the unit of a figure before it
            continue
        if alone and not (_MEASURE.match(after) and written not in "千百") and not before.endswith("百分之"):
            continue
        whole, _, decimals = written.partition("点")
        value = float(_whole(whole))
        if decimals:
            value += float("0." + "".join(str(_DIGIT[character]) for character in decimals))
        yield value


def _whole(written: str) -> int:
    """ "三十万" as 300000, "二〇二四" as 2024."""
    if all(character in _DIGIT for character in written):
        return int("".join(str(_DIGIT[character]) for character in written))
    total = section = digit = 0
    for character in written:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif character in _TEN:
            section += (digit or 1) * _TEN[character]
            digit = 0
        else:
            section = section + digit or 1
            total = (total + section) * _GREAT[character] if character == "亿" else total + section * _GREAT[character]
            section = digit = 0
    return total + section + digit


def _english(text: str) -> Iterator[float]:
    for found in _ENGLISH.finditer(text):
        whole, _, decimals = found[0].partition(" point ")
        words = [word for word in re.split(r"[\s-]+", whole) if word != "and"]
        value = float(_english_whole(words))
        if decimals:
            value += float("0." + "".join(str(_EN_SMALL.get(word, 0)) for word in decimals.split()))
        yield value


def _english_whole(words: list[str]) -> int:
    total = section = 0
    for word in words:
        if word in _EN_SMALL:
            section += _EN_SMALL[word]
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total += (section or 1) * _EN_GREAT[word]
            section = 0
    return total + section
