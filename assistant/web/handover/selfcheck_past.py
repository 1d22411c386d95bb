"""What was answered in self-checks so far, as HTML: each round with what changed, each question's small trend."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover.checking import Answer, Answers, Change, Form, Question, Turn
from assistant.handover.routing import shown
from assistant.handover.selfcheck import Compared, Sheet
from assistant.web.places import day_and_time
from assistant.web.text import say

TREND = 12  # rounds of a trend: a quarter of weekly ones
WIDE, HIGH = 72, 18  # pixels of a line of numbers


def history_html(visit: Visit, sheet: Sheet, lang: str) -> Markup:
    """The rounds, newest first, the newest one open."""
    title = Markup("<h2>{}</h2>").format(say("selfcheck.history", lang))
    if not sheet.rounds:
        return title + Markup('<p class="hint">{}</p>').format(say("selfcheck.none", lang))
    known = {question.key: question for question in sheet.questions}
    rows = (_round(visit, one, known, first=i == 0, lang=lang) for i, one in enumerate(sheet.rounds))
    return title + Markup('<div class="past-checks">{}</div>').format(Markup("").join(rows))


def said(question: Question | None, answer: Answer, lang: str) -> str:
    """An answer on one line; a dash for none."""
    parts = []
    if answer.choice:
        parts.append(say(f"selfcheck.choice_{answer.choice.value}", lang))
    if answer.number is not None:
        unit = question.unit_in(lang) if question else ""
        parts.append(f"{answer.number:.12g}{'' if unit == '%' else ' '}{unit}".strip())
    if answer.words:
        parts.append(answer.words)
    return " · ".join(parts) or "—"


def trend(question: Question, past: Sequence[Answers], lang: str) -> Markup:
    """How the question was answered so far, oldest first; nothing before there are two."""
    answers = [answers[question.key] for answers in reversed(past[:TREND]) if question.key in answers]
    if len(answers) < 2 or question.form is Form.TEXT:
        return Markup("")
    words = say("selfcheck.trend", lang, answers=" → ".join(_short(question, answer, lang) for answer in answers))
    if question.form is Form.CHOICE:
        dots = Markup("").join(
            Markup('<i data-choice="{}"></i>').format(a.choice.value if a.choice else "") for a in answers
        )
        return Markup('<span class="trend" role="img" aria-label="{0}" title="{0}">{1}</span>').format(words, dots)
    numbers = [answer.number for answer in answers if answer.number is not None]
    return Markup(
        '<span class="trend" role="img" aria-label="{0}" title="{0}"><svg width="{1}" height="{2}" '
        'viewBox="0 0 {1} {2}" aria-hidden="true"><polyline points="{3}"/></svg></span>'
    ).format(words, WIDE, HIGH, line(numbers))


def line(numbers: Sequence[float]) -> str:
    """The numbers as points of a small line, the highest at the top; level when they are all the same."""
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    step = (WIDE - 4) / max(1, len(numbers) - 1)
    span = high - low
    heights = ((HIGH - 4) * (1 - (number - low) / span) if span else (HIGH - 4) / 2 for number in numbers)
    return " ".join(f"{2 + i * step:.1f},{2 + height:.1f}" for i, height in enumerate(heights))


def _short(question: Question, answer: Answer, lang: str) -> str:
    return said(question, Answer(answer.choice, answer.number), lang)


def _round(visit: Visit, compared: Compared, known: dict[str, Question], *, first: bool, lang: str) -> Markup:
    made = compared.round
    late = made.due is not None and made.handed_in_at.date() > made.due
    parts = [
        Markup("<b>{}</b>").format(day_and_time(made.handed_in_at)),
        Markup("{}").format(shown(visit, made.person)),
        Markup('<span class="shift" data-turn="worse">{}</span>').format(say("selfcheck.was_late", lang))
        if late
        else "",
        *(_count(compared, turn, lang) for turn in (Turn.BETTER, Turn.WORSE)),
        "" if compared.changes else Markup('<span class="meta">{}</span>').format(say("selfcheck.first", lang)),
    ]
    return Markup('<details id="round-{}"{}><summary>{}</summary>{}</details>').format(
        made.id,
        Markup(" open") if first else "",
        Markup(" · ").join(part for part in parts if part),
        _changes(compared, known, lang) if compared.changes else _answers(made.answers, known, lang),
    )


def _count(compared: Compared, turn: Turn, lang: str) -> Markup | str:
    count = sum(change.turn is turn for change in compared.changes)
    if not count:
        return ""
    words = say("selfcheck.better" if turn is Turn.BETTER else "selfcheck.worse", lang, count=count)
    return Markup('<span class="shift" data-turn="{}">{}</span>').format(turn.value, words)


def _changes(compared: Compared, known: dict[str, Question], lang: str) -> Markup:
    order = [Turn.WORSE, Turn.BETTER, Turn.NEW, Turn.OTHER, Turn.LEFT]
    changed = sorted((c for c in compared.changes if c.turn is not Turn.SAME), key=lambda c: order.index(c.turn))
    rows = Markup("").join(_change(change, known.get(change.key), lang) for change in changed)
    same = len(compared.changes) - len(changed)
    return Markup('<ul class="shifts">{}</ul>{}').format(
        rows, Markup('<p class="meta">{}</p>').format(say("selfcheck.unchanged", lang, count=same)) if same else ""
    )


def _change(change: Change, question: Question | None, lang: str) -> Markup:
    asked = question.text(lang) if question else change.now.asked or change.before.asked
    by = ""
    if change.difference:
        by = f" {change.difference:+.12g}"
    return Markup(
        '<li><span class="shift" data-turn="{}">{}{}</span>'
        '<div><p>{}</p><p class="meta"><del>{}</del> → {}</p></div></li>'
    ).format(
        change.turn.value,
        say(f"selfcheck.turn_{change.turn.value}", lang),
        by,
        asked,
        said(question, change.before, lang),
        said(question, change.now, lang),
    )


def _answers(answers: Answers, known: dict[str, Question], lang: str) -> Markup:
    ordered = [*(key for key in known if key in answers), *(key for key in answers if key not in known)]
    rows = (
        Markup('<li><div><p>{}</p><p class="meta">{}</p></div></li>').format(
            known[key].text(lang) if key in known else answers[key].asked, said(known.get(key), answers[key], lang)
        )
        for key in ordered
    )
    return Markup('<ul class="shifts">{}</ul>').format(Markup("").join(rows))
