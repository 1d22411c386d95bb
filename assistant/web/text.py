"""Every word Baton's pages say, in English and Chinese: put together from words/, a file for each part of the page.

Knows no page. Keys under `js.` go to the browser's scripts with the page; keys under `tab.`
and `ask.` that Gradio's own components carry are handed to its translations. A test finds
words that are missing or that nobody says.
"""

from __future__ import annotations

from typing import Literal

from assistant.web.words import (
    ask,
    capture,
    check,
    coverage,
    decisions,
    entrance,
    firstdays,
    frame,
    handover,
    interview,
    library,
    people,
    questions,
    report,
    talks,
    trust,
)

Lang = Literal["en", "zh"]

ROOMS = (
    ask.WORDS,
    capture.WORDS,
    check.WORDS,
    coverage.WORDS,
    decisions.WORDS,
    entrance.WORDS,
    firstdays.WORDS,
    frame.WORDS,
    handover.WORDS,
    interview.WORDS,
    library.WORDS,
    people.WORDS,
    questions.WORDS,
    report.WORDS,
    talks.WORDS,
    trust.WORDS,
)
WORDS: dict[str, tuple[str, str]] = {key: said for room in ROOMS for key, said in room.items()}


def say(key: str, lang: str, **values: object) -> str:
    """The words under `key` in `lang` ("zh", anything else is English). KeyError if there are none."""
    words = WORDS[key][1 if lang == "zh" else 0]
    return words.format_map(values) if values else words


def lang_of(accepted: str | None) -> Lang:
    """The language of an Accept-Language header: whichever of Chinese and English it prefers."""
    best: tuple[float, Lang] = (0.0, "en")
    for entry in (accepted or "").split(","):
        tag, _, weight = entry.strip().partition(";q=")
        primary = tag.split("-")[0].lower()
        quality = float(weight) if weight.replace(".", "", 1).isdigit() else 1.0
        if primary in ("zh", "en") and quality > best[0]:
            best = (quality, "zh" if primary == "zh" else "en")
    return best[1]


def translations(prefixes: tuple[str, ...]) -> dict[Lang, dict[str, str]]:
    """The words under these key prefixes, by language."""
    chosen = {key: words for key, words in WORDS.items() if key.startswith(prefixes)}
    return {"en": {key: en for key, (en, _) in chosen.items()}, "zh": {key: zh for key, (_, zh) in chosen.items()}}
