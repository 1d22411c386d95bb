"""Times, sizes and places in a source, as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.web.text import say
from vectorstore.models import Locator

UNITS = ("B", "KB", "MB", "GB")


def clock(seconds: float) -> str:
    """ "3:07", or "1:03:07" from an hour on."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def day_and_time(time: datetime) -> str:
    """A time of the database (UTC without a zone), or one with its zone, on this machine's clock."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone().strftime("%Y-%m-%d %H:%M")


def file_size(size: int) -> str:
    """ "980 B", "1.2 MB": by 1024, one decimal below ten."""
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.1f} {UNITS[unit]}" if unit and amount < 10 else f"{amount:.0f} {UNITS[unit]}"


def place(locator: Locator, lang: str) -> str:
    """Where that is: "3:07–3:31", "page 4", "Plans, row 7". Empty when the locator says nothing."""
    if locator.start is not None:
        end = locator.end if locator.end is not None else locator.start
        return f"{clock(locator.start)}–{clock(end)}" if int(end) > int(locator.start) else clock(locator.start)
    if locator.page is not None:
        return say("place.page", lang, page=locator.page)
    if locator.slide is not None:
        return say("place.slide", lang, slide=locator.slide)
    if locator.row is not None:
        many = locator.row_end is not None and locator.row_end != locator.row
        row = say("place.rows" if many else "place.row", lang, row=locator.row, row_end=locator.row_end)
        return f"{locator.sheet} · {row}" if locator.sheet else row
    if locator.message is not None:
        return say("place.message", lang, message=locator.message)
    if locator.paragraph is not None:
        return say("place.paragraph", lang, paragraph=locator.paragraph)
    return ""
