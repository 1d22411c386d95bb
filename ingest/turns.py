"""Who said what when, from the text that meeting and chat tools export.

Every export repeats one line form: a header with a name and a time, or a whole turn on one
line. The form that fits most lines of the file is found once and the file is read by it
alone, so that a stray "预算: 10:00" inside a turn does not start another. Forms seen in
exports of Tencent Meeting, Feishu Minutes, DingTalk, iFlytek, Zoom, Teams, Otter and Google
Meet, and in chats copied or exported from WeChat, WeCom, QQ, Feishu, DingTalk, Slack, WhatsApp.
Does not know files or encodings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Family = Literal["meeting", "chat"]

_TIME = r"(?<!\d)\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?(?!:?\d)"
_DATE = r"(?<!\d)(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?(?:[-/]\d{2,4})?)"
_CLOCK = r"(?:(?:上午|下午|中午|晚上|凌晨|早上)? ?\d{1,2}:\d{2}(?::\d{2})?(?!:?\d)(?: ?[AP]\.?M\.?)?)"
_HALF_DAY = r"\d{1,2}:\d{2}(?::\d{2})? ?[AP]M|(?:上午|下午|晚上|凌晨) ?\d{1,2}:\d{2}"
_WHEN = rf"(?P<date>{_DATE})(?:,? ?(?:星期|周)[一二三四五六日天])?,?[ T\t]{{0,3}}(?P<clock>{_CLOCK})"
_NAME = r"(?P<name>[^\s:\[\]()|,.;!?。，；！？#>*\-][^:\[\]|。，；！？]{0,39}?)"
_RANGE = rf"(?P<start>{_TIME})(?: ?(?:-->|-|–|~|to) ?(?P<end>{_TIME}))?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a turn. `inline`: its text begins on the same line."""

    pattern: re.Pattern[str]
    family: Family | None  # None: a time of day or of the recording, the numbers decide
    inline: bool = False


@dataclass(slots=True)
class Turn:
    """One turn as written. `start` and `end` are seconds; `date` and `clock` are kept as text."""

    name: str | None
    text: str
    start: float | None = None
    end: float | None = None
    date: str | None = None
    clock: str | None = None


def _form(pattern: str, family: Family | None, inline: bool = False) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), family, inline)


_FORMS = (
    # chats: a date is written
    _form(rf"^[\[(]?{_WHEN}[\])]?,? ?[-–]? ?{_NAME} ?: ?(?P<text>.+)$", "chat", inline=True),
    _form(rf"^{_NAME} ?[\[(]? ?{_WHEN}[\])]? ?: ?(?P<text>.+)$", "chat", inline=True),
    _form(rf"^[\[(]?{_WHEN}[\])]?,? ?[-–]? ?{_NAME} ?:?$", "chat"),
    _form(rf"^{_NAME}[ \t]{{0,8}}[\[(]?{_WHEN}[\])]? ?:?$", "chat"),
    _form(rf"^(?P<clock>{_CLOCK})\s+From\s+{_NAME}(?: +to +[^:]{{1,60}})? ?:\s*(?P<text>.*)$", "chat", inline=True),
    _form(rf"^{_NAME}[ \t]{{1,8}}\[?(?P<clock>{_HALF_DAY})\]?$", "chat"),
    # meetings: time since the start
    _form(rf"^[\[(]?{_RANGE}[\])]?[ \t]*{_NAME} ?: ?(?P<text>.+)$", None, inline=True),
    _form(rf"^{_NAME} ?[\[(]?{_RANGE}[\])]? ?: ?(?P<text>.*)$", None, inline=True),
    _form(rf"^\[?{_NAME}\]?[ \t]{{0,8}}[\[(]?{_RANGE}[\])]?$", None),
    _form(rf"^[\[(]?{_RANGE}[\])]?[ \t]+{_NAME}$", None),
    _form(rf"^(?P<start>{_TIME}) ?--> ?(?P<end>{_TIME})$", "meeting"),
    _form(rf"^[\[(]{_RANGE}[\])][ \t]*(?P<text>.+)$", None, inline=True),
)
_UNTIMED = _form(rf"^{_NAME} ?: ?(?P<text>.+)$", "meeting", inline=True)
_HEAD = 200  # characters of a line that a form may need; bounds the work on a hostile line
_LATEST_START_S = 300.0  # a recording's first turn starts sooner; a chat's "14:23" does not


def normalise(line: str) -> str:
    """Full-width punctuation that people type for the forms' ASCII; same length."""
    return line.translate(_ASCII)


_ASCII = str.maketrans("：（）【】［］\u3000\u00a0", ":()[][]  ")


def find_form(lines: list[str]) -> tuple[Form, Family] | None:
    """The form most lines are written in, and what kind of talk it is. None: not a talk."""
    written = [normalise(line.strip())[:_HEAD] for line in lines if line.strip()]
    matched = [(form, hits) for form in _FORMS if (hits := _matches(form, written))]
    convincing = [(form, hits) for form, hits in matched if _convinces(form, hits, len(written))]
    if convincing:
        form, hits = max(convincing, key=lambda pair: len(pair[1]))
        return form, form.family or _family(hits)
    untimed = _matches(_UNTIMED, written)
    if _is_dialogue(untimed, len(written)):
        return _UNTIMED, "meeting"
    return None


def read_turns(lines: list[str], form: Form) -> tuple[list[str], list[Turn]]:
    """Lines before the first turn, and the turns in order, empty ones left out."""
    preface: list[str] = []
    turns: list[Turn] = []
    for raw in lines:
        line = raw.strip()
        match = form.pattern.match(normalise(line)[:_HEAD]) if line else None
        if match:
            turns.append(_turn(match, line))
        elif turns:
            turns[-1].text += "\n" + line
        elif line:
            preface.append(line)
    for turn in turns:
        turn.text = turn.text.strip()
        if turn.name is None and "name" not in form.pattern.groupindex and not form.inline:
            turn.name, turn.text = _name_line(turn.text)
    return preface, [turn for turn in turns if turn.text]


def seconds(text: str) -> float:
    """ "1:02:03.5" or "02:03" as seconds."""
    total = 0.0
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _matches(form: Form, lines: list[str]) -> list[re.Match[str]]:
    return [match for line in lines if (match := form.pattern.match(line))]


def _convinces(form: Form, hits: list[re.Match[str]], lines: int) -> bool:
    """Enough turns; for headers, text between them; names that come back (an agenda's do not)."""
    if len(hits) < 2 or len(hits) < 0.1 * lines:
        return False
    if not form.inline and lines - len(hits) < 0.5 * len(hits):
        return False
    if "name" in form.pattern.groupindex and len(hits) >= 4:
        return len({match["name"] for match in hits}) <= 0.75 * len(hits)
    return "name" in form.pattern.groupindex or len(hits) >= 0.5 * lines or not form.inline


def _is_dialogue(hits: list[re.Match[str]], lines: int) -> bool:
    """Untimed "名字: …" lines: nearly every line, few names, each coming back. "优势: …" lists fail."""
    if len(hits) < 6 or len(hits) < 0.8 * lines:
        return False
    names = [match["name"] for match in hits]
    return 2 <= len(set(names)) <= len(names) / 3


def _family(hits: list[re.Match[str]]) -> Family:
    """Times of day (14:23) are a chat's, times since the start a meeting's; HH:MM:SS of the
    clock, as Zoom writes its captions, is a meeting's too."""
    first = hits[0]["start"]
    return "chat" if first.count(":") == 1 and seconds(first) > _LATEST_START_S else "meeting"


def _turn(match: re.Match[str], line: str) -> Turn:
    groups = match.groupdict()
    start, end = groups.get("start"), groups.get("end")
    name = (groups.get("name") or "").strip()
    text = line[match.start("text") :] if groups.get("text") is not None else ""
    return Turn(
        name=name or None,
        text=text,
        start=seconds(start) if start else None,
        end=seconds(end) if end else None,
        date=groups.get("date"),
        clock=groups.get("clock") or start,
    )


def _name_line(text: str) -> tuple[str | None, str]:
    """Older Teams exports put the name on the line between the times and the words."""
    first, _, rest = text.partition("\n")
    return (first.strip(), rest.strip()) if rest.strip() and len(first) <= 40 else (None, text)
