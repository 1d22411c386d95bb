"""Where a passage stands, in words that a question can begin with.

"3 月 14 日《危机复盘会》 14:32", "On page 3 of “Ad guide”". The day is read from the source's title.
"""

from __future__ import annotations

import re

from assistant.chat.evidence import Citation

_DATE = re.compile(
    r"(?P<y>20\d\d)(?:[-./年_](?P<m>1[0-2]|0?[1-9])[-./月_](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)日?"
    r"|(?P<mm>0[1-9]|1[0-2])(?P<dd>0[1-9]|[12]\d|3[01])(?!\d))"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def place(citation: Citation, lang: str) -> str:
    """The citation's source, day and second, page, slide or row."""
    dated = _DATE.search(citation.title)
    title = " ".join(_DATE.sub(" ", citation.title).split()).strip(" -_·") or citation.title
    if lang == "zh":
        day = f"{int(dated['m'] or dated['mm'])} 月 {int(dated['d'] or dated['dd'])} 日" if dated else ""
        return f"{day}《{title}》{_at_zh(citation)}".strip()
    day = f" ({int(dated['d'] or dated['dd'])} {_MONTHS[int(dated['m'] or dated['mm']) - 1]})" if dated else ""
    return f"{_at_en(citation)} “{title}”{day}"


def clock(seconds: float) -> str:
    """Seconds as 14:32, or 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _at_zh(citation: Citation) -> str:
    at = citation.locator
    if at.start is not None:
        return f" {clock(at.start)}"
    if at.page or at.slide:
        return f"第 {at.page or at.slide} 页"
    return f"{at.sheet or ''}第 {at.row} 行" if at.row else ""


def _at_en(citation: Citation) -> str:
    at = citation.locator
    if at.start is not None:
        return f"At {clock(at.start)} of"
    if at.page or at.slide:
        return f"On {'page' if at.page else 'slide'} {at.page or at.slide} of"
    return f"In row {at.row} of" if at.row else "In"
