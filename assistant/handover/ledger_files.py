"""The ledger as files: CSV for spreadsheets, Markdown for people who do not have Baton. Lays out what it is given."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from assistant.chat.evidence import Citation
from assistant.handover.deciding.model import Sort
from assistant.handover.ledger import Recorded
from assistant.people.audit import FORMULA

COLUMNS = (
    *("id", "kind", "state", "holds", "decided_on", "what", "why", "options", "people", "topic", "outcome", "steps"),
    *("source", "place", "superseded_by"),
)
_WORDS = {
    "en": {
        "title": "Decisions and crises: {client}",
        "why": "Why",
        "options": "Not taken",
        "people": "Who",
        "outcome": "What came of it",
        "source": "Source",
        "later": "Replaced by",
        "found": "to be confirmed",
        "none": "No entries.",
        "undated": "No date",
        "signal": "Signal",
        "action": "Action",
        "result": "Result",
        "lesson": "Lesson",
        "superseded": "superseded",
        "contradicted": "contradicted",
    },
    "zh": {
        "title": "决策与危机台账：{client}",
        "why": "理由",
        "options": "未采用",
        "people": "决定人",
        "outcome": "结果",
        "source": "出处",
        "later": "已被取代为",
        "found": "待确认",
        "none": "没有记录。",
        "undated": "日期不详",
        "signal": "信号",
        "action": "处理",
        "result": "结果",
        "lesson": "教训",
        "superseded": "已被取代",
        "contradicted": "有矛盾",
    },
}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def as_csv(found: Sequence[Recorded]) -> str:
    """A row to an entry, with a byte order mark for Excel; nothing in it begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(value) for value in _row(one)] for one in found)
    return "\ufeff" + out.getvalue()


def as_markdown(found: Sequence[Recorded], client: str, lang: str) -> str:
    """A section to an entry, the last decided first."""
    words = _WORDS[lang]
    parts = [f"# {_plain(words['title'].format(client=client))}", *(_section(one, words) for one in found)]
    return "\n\n".join(parts if found else [*parts, words["none"]]) + "\n"


def place_of(citation: Citation | None) -> str:
    """Where in its source, as people write it."""
    if citation is None:
        return ""
    at = citation.locator
    if at.start is not None:
        return f"{int(at.start) // 60}:{int(at.start) % 60:02d}"
    pairs = (("p. ", at.page), ("slide ", at.slide), ("row ", at.row), ("¶ ", at.paragraph), ("msg ", at.message))
    return next((f"{name}{number}" for name, number in pairs if number), "")


def _row(one: Recorded) -> list[str]:
    told = one.entry.told
    steps = " / ".join(f"{event.step.value}: {event.text}" for event, _ in one.events)
    later = " / ".join(other.told.what for _, other in one.later)
    return [
        *(one.entry.id, one.entry.kind.value, one.entry.state.value),
        one.holds.value if one.entry.kind is Sort.DECISION else "",
        told.decided_on.isoformat() if told.decided_on else "",
        *(told.what, told.why, " / ".join(told.options), ", ".join(told.people), told.topic, told.outcome, steps),
        *(one.source_title, place_of(one.moment), later),
    ]


def _section(one: Recorded, words: dict[str, str]) -> str:
    told = one.entry.told
    day = told.decided_on.isoformat() if told.decided_on else words["undated"]
    marks = [words[key] for key in (one.entry.state.value, one.holds.value) if key in words]
    lines = [f"## {day} · {_plain(told.what)}" + (f" ({', '.join(marks)})" if marks else ""), ""]
    pairs = (
        ("people", ", ".join(told.people)),
        ("why", told.why),
        ("options", " / ".join(told.options)),
        ("outcome", told.outcome),
        ("later", " / ".join(other.told.what for _, other in one.later)),
        ("source", " ".join(filter(None, (one.source_title, place_of(one.moment))))),
    )
    lines += [f"- {words[key]}: {_plain(value)}" for key, value in pairs if value]
    for n, (event, cited) in enumerate(one.events, start=1):
        where = f" ({_plain(' '.join(filter(None, (cited.title, place_of(cited)))))})" if cited else ""
        at = f" {event.at}" if event.at else ""
        lines.append(
            f"{n}. {words[event.step.value]}{at}: {_plain(event.text)}" + (f" ({_plain(where)})" if where else "")
        )
    return "\n".join(lines)


def _plain(text: str) -> str:
    """On one line, and nothing in it read as markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith((*FORMULA, "\t", "\r")) else value
