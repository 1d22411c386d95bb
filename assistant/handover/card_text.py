"""Cards as the Markdown that enters the library: a heading to each, its parts as short labelled paragraphs.

What people wrote is text, whatever it looks like: nothing of it becomes a heading, a list or a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.model import Card

PARTS = ("situation", "signs", "decision", "why", "exceptions", "ask")
LABELS = {
    "situation": {"zh": "情形", "en": "Situation"},
    "signs": {"zh": "信号", "en": "Signs"},
    "decision": {"zh": "做法", "en": "What to do"},
    "why": {"zh": "原因", "en": "Why"},
    "exceptions": {"zh": "例外", "en": "Exceptions"},
    "ask": {"zh": "找谁", "en": "Whom to ask"},
    "from": {"zh": "出处", "en": "From"},
}
COLON = {"zh": "：", "en": ": "}
_MARKS = re.compile(r"([\\`*_\[\]#|~])")
_LISTED = re.compile(r"^(\s*)([-+]|\d{1,9}[.)])(?=\s)")


@dataclass(frozen=True, slots=True)
class Headed:
    """What stands above the cards."""

    title: str
    name: str  # who tells
    day: date
    lang: str


def title_of(name: str, day: date, lang: str) -> str:
    """What the interview is called in the library."""
    named = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip()[:80]
    return f"访谈 · {named} · {day.isoformat()}" if lang == "zh" else f"Interview · {named} · {day.isoformat()}"


def markdown(headed: Headed, cards: Sequence[tuple[Card, Citation | None]]) -> str:
    """All of it. A card's citation is what prompted it, where that may be named."""
    who, day = _plain(headed.name), headed.day.isoformat()
    said = f"{who}本人口述，逐条核对后于 {day} 同意收录。"
    if headed.lang != "zh":
        said = f"Told by {who}, who checked each card and agreed to it on {day}."
    return "\n\n".join([f"# {_plain(headed.title)}", said, *(_card(*one, headed.lang) for one in cards)]) + "\n"


def place_of(citation: Citation) -> str:
    """Where a citation opens, in a few signs: 14:32, p. 3."""
    at = citation.locator
    if at.start is not None:
        minutes, seconds = divmod(int(at.start), 60)
        return f"{minutes}:{seconds:02d}"
    return f"p. {at.page}" if at.page is not None else ""


def _card(card: Card, citation: Citation | None, lang: str) -> str:
    parts = [(LABELS[part][lang], getattr(card, part)) for part in PARTS]
    paragraphs = [_paragraphs(f"{label}{COLON[lang]}", text) for label, text in parts if text.strip()]
    if citation:
        title = f"《{citation.title}》" if lang == "zh" else citation.title
        paragraphs.append(_paragraphs(f"{LABELS['from'][lang]}{COLON[lang]}", f"{title} {place_of(citation)}".strip()))
    return "\n\n".join([f"## {_plain(card.title)}", *paragraphs])


def _paragraphs(label: str, text: str) -> str:
    lines = [_plain(line) for line in text.splitlines() if line.strip()]
    return "\n\n".join([f"{label}{lines[0]}", *lines[1:]])


def _plain(line: str) -> str:
    """One line that means only itself."""
    escaped = _MARKS.sub(r"\\\1", escape(" ".join(line.split()), quote=False))
    return _LISTED.sub(lambda found: found[1] + found[2][:-1] + "\\" + found[2][-1], escaped)
