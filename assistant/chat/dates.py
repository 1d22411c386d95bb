"""When a question asks about: "上次", "三月那次", "去年双十一", "in March", "last week", "Q3 2025".

Read by pattern, in Chinese and English, against a day that is passed in as today. What comes out says
which sources are meant by their dates; it never says that a date in a question is about a source at all
("from April" may be part of a fact), so whoever uses it should prefer and not forbid.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of time that a question names."""

    said: str  # the words that name it
    spans: tuple[tuple[date, date], ...] = ()  # first and last day; several when no year was named, latest first
    latest: bool = False  # "the last meeting": the latest source of what is left

    def holds(self, day: date | None) -> bool:
        """Whether a source of that day is meant. One without a date never is."""
        return day is not None and any(first <= day <= last for first, last in self.spans)


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_MONTHS = re.findall(
    r"\w+",
    "january february march april may june july august september october november december"
    " jan feb mar apr may jun jul aug sep oct nov dec",
)
_MONTH_EN = rf"(?P<month_en>{'|'.join(dict.fromkeys(_MONTHS))})\b\.?"
_YEAR = r"(?:(?P<year>20\d\d)\s*年?|(?P<ago>今年|去年|前年|this year'?s?|last year'?s?))?\s*的?\s*"
_YEAR_AFTER = r"(?:,?\s*(?:of\s+)?(?P<year_after>20\d\d))?"
_NUMBER = r"[一二三四五六七八九十]{1,3}|\d{1,2}"
# Days of the year that the trade speaks of, as (month, day) from and to.
_FEASTS = {
    "双十一|双11|11\\.11|double (?:11|eleven)|singles'? day": ((10, 20), (11, 20)),
    "双十二|双12|double twelve": ((12, 1), (12, 15)),
    "六一八|618": ((5, 20), (6, 25)),
    "三八节?|妇女节|women's day": ((3, 1), (3, 10)),
    "国庆节?|national day": ((9, 28), (10, 8)),
    "圣诞节?|christmas": ((12, 15), (12, 31)),
}
_FEAST = "|".join(f"(?P<feast{i}>{words})" for i, words in enumerate(_FEASTS))

_LATEST = re.compile(
    r"上一?[次回场]|最近(?:的?一[次回场份]|的(?=.{0,4}会))|最近(?=的?会议)|最新(?:的?一[次回场份期])|最后一[次场](?=.{0,3}会)"
    r"|\b(?:the|our) (?:last|latest|most recent|previous) (?=(?:\w+ ){0,2}(?:meeting|call|sync|review|session"
    r"|recording|discussion|weekly|report|kick-?off|interview))"
    r"|\b(?:last|latest|most recent) (?=(?:meeting|call|sync|review|session)\b)|\blast time\b",
    re.IGNORECASE,
)
_EXACT = re.compile(
    rf"(?P<iso>20\d\d)[-/.年]\s*(?P<m>\d{{1,2}})[-/.月]\s*(?P<d>\d{{1,2}})\s*[日号]?"
    rf"|{_YEAR}(?P<month_zh>{_NUMBER})\s*月\s*(?P<day_zh>{_NUMBER}|二十[一二三四五六七八九]|三十一?)\s*[日号]?"
    rf"|\b{_MONTH_EN}\s+(?P<day_en>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR_AFTER}",
    re.IGNORECASE,
)
_FEAST_DAY = re.compile(rf"{_YEAR}(?:{_FEAST})(?:期间|那天|当天|当周|大促)?{_YEAR_AFTER}", re.IGNORECASE)
_QUARTER = re.compile(
    rf"{_YEAR}(?:第?(?P<q_zh>[一二三四1-4])季度|\bQ(?P<q>[1-4])\b|\bthe (?P<q_en>first|second|third|fourth) quarter)"
    rf"{_YEAR_AFTER}",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"{_YEAR}(?P<month_zh>{_NUMBER})\s*月份?(?!\s*\d)"
    rf"|\b(?P<ago_en>last year's? |this year's? )?{_MONTH_EN}{_YEAR_AFTER}",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"(?P<year>20\d\d)\s*年?|(?P<ago>今年|去年|前年)|\b(?:last|this) year\b", re.IGNORECASE)
# (pattern, today -> first and last day)
_RELATIVE: Sequence[tuple[re.Pattern[str], Callable[[date], tuple[date, date]]]] = [
    (re.compile(pattern, re.IGNORECASE), span)
    for pattern, span in (
        (r"今天|\btoday\b", lambda t: (t, t)),
        (r"昨[天晚]|\byesterday\b", lambda t: (t - timedelta(1), t - timedelta(1))),
        (r"前天", lambda t: (t - timedelta(2), t - timedelta(2))),
        (r"上个?(?:周|星期|礼拜)|\blast week\b", lambda t: (_monday(t) - timedelta(7), _monday(t) - timedelta(1))),
        (r"[本这]个?(?:周|星期|礼拜)|\bthis week\b", lambda t: (_monday(t), _monday(t) + timedelta(6))),
        (r"上个?月|\blast month\b", lambda t: _month(*_months_before(t, 1))),
        (r"[本这]个?月|\bthis month\b", lambda t: _month(t.year, t.month)),
        (r"最近一?(?:周|星期)|\b(?:past|last) (?:7|seven) days\b", lambda t: (t - timedelta(7), t)),
        (r"最近(?:一个|1个)?月|\b(?:past|last) (?:30|thirty) days\b", lambda t: (t - timedelta(31), t)),
    )
]


def when(question: str, today: date, days: Sequence[date] = ()) -> When | None:
    """The time that `question` names; None when it names none.

    Without a year, a month or a day is the latest one that lies among `days` (those of the sources), and the
    latest one up to `today` when none does.
    """
    if found := _EXACT.search(question):
        return _exact(found, today, days)
    for pattern, span in _RELATIVE:
        if found := pattern.search(question):
            return When(found[0], (span(today),))
    if found := _FEAST_DAY.search(question):
        feast = next(i for i, _ in enumerate(_FEASTS) if found[f"feast{i}"])
        (m1, d1), (m2, d2) = list(_FEASTS.values())[feast]
        return _in_years(found, today, days, lambda year: (date(year, m1, d1), date(year, m2, d2)))
    if found := _QUARTER.search(question):
        last = 3 * _quarter(found)
        return _in_years(found, today, days, lambda year: (date(year, last - 2, 1), _month(year, last)[1]))
    if found := _MONTH.search(question):
        month = _month_number(found)
        if month and _names_a_month(question, found):
            return _in_years(found, today, days, lambda year: _month(year, month))
    if found := _LATEST.search(question):
        return When(found[0], latest=True)
    if found := _WHOLE_YEAR.search(question):
        year = _year(found, today) or today.year - found[0].lower().startswith("last")
        return When(found[0], ((date(year, 1, 1), date(year, 12, 31)),))
    return None


def _exact(found: re.Match[str], today: date, days: Sequence[date]) -> When | None:
    group = found.groupdict()
    try:
        if group["iso"]:
            day = date(int(group["iso"]), int(group["m"]), int(group["d"]))
            return When(found[0], ((day, day),))
        month, day_of = _month_number(found), _number(group["day_zh"] or group["day_en"])
        return _in_years(found, today, days, lambda year: (date(year, month, day_of),) * 2)
    except ValueError:  # the 31st of February
        return None


def _in_years(
    found: re.Match[str], today: date, days: Sequence[date], span: Callable[[int], tuple[date, date]]
) -> When:
    """The span in the year that was named, or in each year for which there are days, latest first."""
    if year := _year(found, today):
        return When(found[0].strip(), (span(year),))
    years = sorted({day.year for day in days}, reverse=True)
    held = [span(year) for year in years if any(span(year)[0] <= day <= span(year)[1] for day in days)]
    if held:
        return When(found[0].strip(), tuple(held))
    return When(found[0].strip(), (span(today.year if span(today.year)[0] <= today else today.year - 1),))


def _year(found: re.Match[str], today: date) -> int | None:
    group = found.groupdict()
    if named := group.get("year") or group.get("year_after"):
        return int(named)
    ago = (group.get("ago") or group.get("ago_en") or "").strip().lower()
    if not ago:
        return None
    return today.year - (2 if ago == "前年" else int(ago == "去年" or ago.startswith("last")))


def _month_number(found: re.Match[str]) -> int:
    """1 to 12; 0 for what is no month ("十三月")."""
    group = found.groupdict()
    if named := group.get("month_en"):
        return _MONTHS.index(named.lower()) % 12 + 1
    month = _number(group["month_zh"])
    return month if 1 <= month <= 12 else 0


def _names_a_month(question: str, found: re.Match[str]) -> bool:
    """ "may" is mostly no month; it is one after "in", "last" or "of", or before a year."""
    if (found.groupdict()["month_en"] or "").lower() not in ("may", "mar", "march"):
        return True
    if found["month_en"][0].isupper() and found.start() > 0:
        return True
    return bool(re.search(r"\b(in|last|of|since|until|by|the)\s*$", question[: found.start()], re.IGNORECASE))


def _quarter(found: re.Match[str]) -> int:
    group = found.groupdict()
    if group["q_en"]:
        return ("first", "second", "third", "fourth").index(group["q_en"].lower()) + 1
    return _number(group["q_zh"] or group["q"])


def _number(text: str) -> int:
    """ "12", "十二", "二十一" as a number."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _months_before(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 - months
    return index // 12, index % 12 + 1


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
