"""How right a transcript is: error rate, lost turns, and numbers, names and terms by themselves.

Numbers are compared by value, so that 三百二十八万 and 328万 are the same and so are "fourteen fifty-five" and 1455:
how a number is written is no mistake of hearing. Simplified and Traditional, case and punctuation are folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from ingest.speech_text import simplified

SLACK_S = 0.6  # word times near a turn's edge

Words = list[tuple[float, str]]  # the middle of each word in seconds, its text


@dataclass(frozen=True)
class Turn:
    """What was said, and when."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Counts:
    """Numbers add up over clips; `right` and `said` are of numbers, names and terms."""

    errors: int = 0
    tokens: int = 0
    lost: int = 0
    turns: int = 0
    numbers: tuple[int, int] = (0, 0)  # right, said
    names: tuple[int, int] = (0, 0)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.errors + other.errors,
            self.tokens + other.tokens,
            self.lost + other.lost,
            self.turns + other.turns,
            (self.numbers[0] + other.numbers[0], self.numbers[1] + other.numbers[1]),
            (self.names[0] + other.names[0], self.names[1] + other.names[1]),
        )


def score(turns: Sequence[Turn], words: Words, names: Iterable[str]) -> Counts:
    """What `words` made of `turns`. `names`: those that are looked for where a turn has them."""
    reference = " ".join(turn.text for turn in turns)
    recognised = "".join(text for _, text in words)
    expected, found = tokens(reference), tokens(recognised)
    return Counts(
        Levenshtein.distance(expected, found),
        len(expected),
        sum(is_lost(turn, words) for turn in turns),
        len(turns),
        _among([t for t in expected if t[0].isdigit()], [t for t in found if t[0].isdigit()]),
        _named(reference, recognised, names),
    )


def tokens(text: str) -> list[str]:
    """Han characters, Latin words and numbers by value."""
    plain = unicodedata.normalize("NFKC", simplified([text])[0]).lower().replace("’", "'")
    plain = re.sub(r"(?<=\d),(?=\d{3})|百分之", "", plain)
    plain = _ENGLISH.sub(lambda found: f" {_english_value(found[0])} ", plain)
    plain = _CHINESE.sub(lambda found: f" {_chinese_value(found[0])} ", plain)
    return re.findall(r"\d+(?:\.\d+)?|[\u3400-\u9fff]|[a-z']+", plain)


def is_lost(turn: Turn, words: Words) -> bool:
    """Less than half of it came out where it was said."""
    inside = "".join(text for at, text in words if turn.start - SLACK_S <= at <= turn.end + SLACK_S)
    return len(tokens(inside)) < 0.5 * len(tokens(turn.text))


def _among(said: Sequence[str], found: Sequence[str]) -> tuple[int, int]:
    return sum((Counter(said) & Counter(found)).values()), len(said)


def _named(reference: str, recognised: str, names: Iterable[str]) -> tuple[int, int]:
    folded, heard = _bare(reference), _bare(recognised)
    said = [(name, count) for name in names if (count := folded.count(_bare(name)))]
    return sum(min(count, heard.count(_bare(name))) for name, count in said), sum(count for _, count in said)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", simplified([text])[0].lower())


_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
# One character alone is a number before a measure word only: 一致 and 统一 are words, and 一个 is an article.
_POINT = r"点(?=[零一二三四五六七八九]+(?![零一二三四五六七八九]*十))"  # 七点四十 is a time, 四点四八 is not
_CHINESE = re.compile(
    rf"\d(?:[零〇一二两三四五六七八九十百千万亿\d]|\.(?=\d)|{_POINT})*"
    rf"|[零〇一二两三四五六七八九十百千](?:[零〇一二两三四五六七八九十百千万亿\d]|{_POINT})+"
    r"|[二两三四五六七八九十](?=[月日号年点块岁个天份步第])|一(?=[月日号年点])"
)


def _chinese_value(text: str) -> str:
    """The value of 三百二十八万一千, 328万1000 or 二零二四 as digits."""
    whole, _, part = text.rstrip("点.").replace("点", ".").partition(".")
    if re.fullmatch(r"[零〇一二两三四五六七八九]{2,}", whole):
        value = "".join(str(_DIGITS[sign]) for sign in whole)
    else:
        value = str(_counted(whole))
    decimals = "".join(str(_DIGITS.get(sign, sign)) for sign in part)
    if decimals[-1:] in _LARGE:  # 2.5万
        return str(round(float(f"{value}.{decimals[:-1]}") * _LARGE[decimals[-1]]))
    return f"{value}.{decimals}" if decimals else value


def _counted(text: str) -> int:
    total = section = digit = 0
    for piece in re.findall(r"\d+|\D", text):
        if piece.isdigit():
            digit = int(piece)
        elif piece in _DIGITS:
            digit = _DIGITS[piece]
        elif piece in _UNITS:
            section += (digit or 1) * _UNITS[piece]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[piece]
            section = digit = 0
    return total + section + digit


_UNDER_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_SMALL = {word: value for value, word in enumerate(re.findall(r"\w+", _UNDER_TWENTY))}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * value for value, word in enumerate(re.findall(r"\w+", _ROUND), 2)}
_WORD = "|".join((*_SMALL, *_TENS, "hundred", "thousand"))
_ENGLISH = re.compile(rf"\b(?:{_WORD})\b(?:(?:[ -]| and )(?:{_WORD})\b)*")


def _english_value(text: str) -> str:
    """The value of "three hundred and two", "fourteen fifty-five" or "one"."""
    total, group, read = 0, 0, ""
    for word in re.split(r"[ -]+", text.replace(" and ", " ")):
        if word == "hundred":
            group = max(1, group) * 100
        elif word == "thousand":
            total, group = total + max(1, group) * 1000, 0
        else:
            value = _SMALL.get(word, _TENS.get(word, 0))
            if group % 100 and (value >= 10 or group % 10 or group % 100 < 20):  # "fourteen | fifty": a year, or digits
                read, group = f"{read}{total + group}", 0
                total = 0
            group += value
    return f"{read}{total + group}"
