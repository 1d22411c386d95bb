"""What a text says of its own end: a contract's date, a platform's rules, a season, prices, people to turn to.

Read by pattern, in Chinese and English. A guess for a person to take or leave: nothing here sets a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.handover.records.reviews import Cause

AROUND = 40  # characters of the text shown on each side of what was found
FAR = timedelta(days=3 * 365)  # a contract's end further off is more likely a slip of the pen

_DAY = r"(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_EN = (
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?,?\s+(?P<year2>20\d\d)"
)
_ENDS = (
    r"合同(?:到期|期限|截止|有效期)|(?:服务期|合作期)(?:限|至|到)?|续约|到期日"
    r"|contract (?:ends|expires|expiry|end date|term)|renewal date|valid until|agreement (?:ends|expires)"
)
# The date within 30 characters after the words: "合同有效期至 2026 年 12 月 31 日".
_CONTRACT = re.compile(rf"(?:{_ENDS})[^。！？\n]{{0,30}}?(?:{_DAY}|{_DAY_EN})", re.IGNORECASE)

# How long each may be trusted from the day of its source, where no day of its own is named.
_LASTING: tuple[tuple[Cause, re.Pattern[str], timedelta], ...] = (
    (
        Cause.PLATFORM_RULE,
        re.compile(
            r"平台规则|规则更新|新规|审核规则|投放规则|违规词|限流规则|platform (?:rule|polic)|policy update|new rules",
            re.IGNORECASE,
        ),
        timedelta(days=90),
    ),
    (
        Cause.PRICE,
        re.compile(r"报价|价格表|价目|刊例|rate card|price list|pricing|quotation", re.IGNORECASE),
        timedelta(days=90),
    ),
    (
        Cause.PEOPLE,
        re.compile(r"对接人|联系人|接口人|contact person|point of contact|contacts?:", re.IGNORECASE),
        timedelta(days=180),
    ),
)

# New Year's Day by the moon, as far as contracts reach.
_SPRING = (
    *(date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3)),
    *(date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8)),
)
_BEFORE = timedelta(days=45)  # a season is prepared that long before it


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def _spring(year: int) -> date:
    return next((day for day in _SPRING if day.year == year), date(year, 2, 1))


_SEASONS: tuple[tuple[re.Pattern[str], Callable[[int], date]], ...] = (
    (re.compile(r"双十一|双\s?11(?!\d)|(?<!\d)11\.11(?!\d)|double (?:11|eleven)|singles'? day", re.IGNORECASE),
     lambda year: date(year, 11, 11)),
    (re.compile(r"(?<![\d.¥￥])618(?!\s?[\d.%元块万kKA-Z])|六一八"), lambda year: date(year, 6, 18)),
    (re.compile(r"双十二|双\s?12(?!\d)"), lambda year: date(year, 12, 12)),
    (re.compile(r"春节|年货节|spring festival|chinese new year", re.IGNORECASE), _spring),
    (re.compile(r"黑色星期五|黑五|black friday", re.IGNORECASE), _black_friday),
    (re.compile(r"圣诞|christmas", re.IGNORECASE), lambda year: date(year, 12, 25)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expiry:
    """Why a text will not hold for ever, until when it may, and the words that say so."""

    cause: Cause
    review_by: date
    words: str
    block: int  # where they stand


def expiry_of(texts: Sequence[tuple[str, int]], written: date | None, today: date) -> Expiry | None:
    """The first end that the texts, each with its block's index, name: a contract's before rules, seasons, prices
    and people. A day that has passed becomes tomorrow: it is to be looked at now. None when they name none."""
    return _contract(texts, today) or _season_or_lasting(texts, written, today)


def _contract(texts: Sequence[tuple[str, int]], today: date) -> Expiry | None:
    for text, block in texts:
        for found in _CONTRACT.finditer(text):
            day = _day(found)
            if day and day <= today + FAR:
                return Expiry(Cause.CONTRACT_END, _from_tomorrow(day, today), _around(text, found), block)
    return None


def _season_or_lasting(texts: Sequence[tuple[str, int]], written: date | None, today: date) -> Expiry | None:
    cause, pattern, lasts = _LASTING[0]
    if found := _first(pattern, texts):
        return Expiry(cause, _from_tomorrow((written or today) + lasts, today), *found)
    seasons = [(_next(day, today), found) for pattern, day in _SEASONS if (found := _first(pattern, texts))]
    if seasons:
        comes, found = min(seasons)
        return Expiry(Cause.SEASON, _from_tomorrow(comes - _BEFORE, today), *found)
    for cause, pattern, lasts in _LASTING[1:]:
        if found := _first(pattern, texts):
            return Expiry(cause, _from_tomorrow((written or today) + lasts, today), *found)
    return None


def _next(day: Callable[[int], date], today: date) -> date:
    """When the season comes next."""
    return next(on for year in (today.year, today.year + 1) if (on := day(year)) > today)


def _first(pattern: re.Pattern[str], texts: Sequence[tuple[str, int]]) -> tuple[str, int] | None:
    hits = ((_around(text, found), block) for text, block in texts if (found := pattern.search(text)))
    return next(hits, None)


def _day(found: re.Match[str]) -> date | None:
    group = found.groupdict()
    try:
        if group["y"]:
            return date(int(group["y"]), int(group["m"]), int(group["d"]))
        month = (group["month"] or group["month2"]).lower()
        return date(int(group["year"] or group["year2"]), _MONTHS.index(month) + 1, int(group["day"] or group["day2"]))
    except ValueError:  # the 31st of February
        return None


def _from_tomorrow(day: date, today: date) -> date:
    return max(day, today + timedelta(days=1))


def _around(text: str, found: re.Match[str]) -> str:
    words = text[max(0, found.start() - AROUND) : found.end() + AROUND]
    return " ".join(words.split())
