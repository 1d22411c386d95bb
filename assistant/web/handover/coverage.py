"""The part "coverage" of the Handover tab: the map, and one item of it opened down to the sentences.

Says what there is; static/coverage.js changes it through the API. Opening it has a library gone through that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import coverage
from assistant.handover.coverage import Cell, Day, Standing, Summary
from assistant.handover.covering.model import Verdict
from assistant.handover.missing import section_title
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.coverage_item import UNSEEN, item_html, seen
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.errors import say_record
from vectorstore.models import Space

MARKS = {Verdict.ENOUGH: "✓", Verdict.THIN: "~", Verdict.NONE: "✕"}  # beside the colour, for those who do not see it
UNSEEN_MARK = "·"
MOST_MISSING = 3  # sections named in the summary
SHOWN_DAYS = 30


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part: the wanted item, or the map."""
    standing = coverage.opened(visit, space.id)
    cells = coverage.cells(visit, space.id)
    wanted = next((cell for cell in cells if cell.key == asked.get("item")), None)
    if wanted is not None:
        return item_html(visit, space, wanted, lang)
    return Markup("<h1>{}</h1>{}{}{}{}{}{}").format(
        say("coverage.title", lang),
        _summary(cells, standing, lang),
        _state(visit, space, standing, lang),
        _trend(coverage.trend(visit, space.id), lang),
        _map(cells, lang),
        _topics(cells, lang),
        _clients(visit, lang),
    )


def _summary(cells: Sequence[Cell], standing: Standing, lang: str) -> Markup:
    """What a manager reads in five seconds: one sentence and one bar."""
    if standing.judged_at is None and not any(cell.overruled for cell in cells):
        return Markup("")
    summary = Summary.of(cells)
    counts = {Verdict.ENOUGH: summary.enough, Verdict.THIN: summary.thin, Verdict.NONE: summary.none}
    worst = [section_title(key, lang) for key in _worst(cells)]
    most = Markup('<p class="worst">{}</p>').format(
        say("coverage.most_missing", lang, sections=say("coverage.and", lang).join(worst))
    )
    parts = Markup("").join(
        Markup('<i data-verdict="{}" style="flex-grow:{}"></i>').format(verdict.value, count)
        for verdict, count in counts.items()
        if count
    )
    return Markup('<p class="sum">{}</p><div class="share" aria-hidden="true">{}</div>{}').format(
        say("coverage.summary", lang, total=summary.total, enough=summary.enough, thin=summary.thin, none=summary.none),
        parts,
        most if worst else "",
    )


def _worst(cells: Sequence[Cell]) -> list[str]:
    """The sections in which most is missing, by their share of what is not there."""
    shares = {}
    for key, own in _by_section(cells).items():
        missing = sum(cell.verdict is Verdict.NONE for cell in own)
        if missing:
            shares[key] = (missing / len(own), missing)
    return sorted(shares, key=lambda key: shares[key], reverse=True)[:MOST_MISSING]


def _state(visit: Visit, space: Space, standing: Standing, lang: str) -> Markup:
    """Of when it is, what has changed since, and the way to look again."""
    tells = may(visit.caller, Act.TELL, space.id)
    if standing.progress:
        share = standing.progress.done / max(1, standing.progress.total)
        return Markup(
            '<div class="looking" data-busy role="status"><p class="meta">{}</p>'
            '<div class="bar"><i style="width:{:.0f}%"></i></div></div>'
        ).format(say("coverage.busy", lang, percent=f"{share:.0%}".rstrip("%")), share * 100)
    said = say("coverage.never" if tells else "coverage.never_reader", lang)
    if standing.judged_at:
        said = say("coverage.judged_at", lang, time=day_and_time(standing.judged_at))
    changed = say("coverage.changed", lang) if standing.changed else ""
    failed = ""
    if standing.failure:
        why = say_record(standing.failure, lang)
        failed = Markup('<p class="notice">{}</p>').format(say("coverage.failed", lang, why=why))
    again = Markup('<button type="button" data-act="coverage-again">{}</button>').format(say("coverage.again", lang))
    return Markup('<div class="state"><p class="meta">{} {}</p>{}</div>{}').format(
        said, changed, again if tells else "", failed
    )


def _trend(days: Sequence[Day], lang: str) -> Markup:
    """A column a day, the newest at the right; nothing before there are two."""
    shown = days[-SHOWN_DAYS:]
    if len(shown) < 2:
        return Markup("")
    columns = Markup("").join(_day(day, lang) for day in shown)
    return Markup('<figure class="days"><figcaption class="meta">{}</figcaption><ol>{}</ol></figure>').format(
        say("coverage.trend", lang), columns
    )


def _day(day: Day, lang: str) -> Markup:
    words = say("coverage.trend_day", lang, day=day.day, enough=day.enough, thin=day.thin, none=day.none)
    counts = (("enough", day.enough), ("thin", day.thin), ("none", day.none))
    parts = Markup("").join(
        Markup('<i data-verdict="{}" style="flex-grow:{}"></i>').format(verdict, count)
        for verdict, count in counts
        if count
    )
    return Markup('<li title="{0}"><span class="sr">{0}</span>{1}</li>').format(words, parts)


def _map(cells: Sequence[Cell], lang: str) -> Markup:
    rows = Markup("").join(_row(section_title(key, lang), own, lang) for key, own in _by_section(cells).items())
    return Markup('<h2>{}</h2>{}<ul class="map">{}</ul>').format(say("coverage.map", lang), _legend(lang), rows)


def _topics(cells: Sequence[Cell], lang: str) -> Markup:
    topics = [cell for cell in cells if not cell.is_item]
    if not topics:
        return Markup("")
    named = Markup("").join(
        Markup("<li>{}<span>{}</span></li>").format(square_html(cell, lang), cell.title[lang]) for cell in topics
    )
    return Markup('<h2>{}</h2><p class="hint">{}</p><ul class="topics">{}</ul>').format(
        say("coverage.topics", lang), say("coverage.topics_what", lang), named
    )


def _legend(lang: str) -> Markup:
    items = Markup("").join(
        Markup('<li><i class="sq" data-verdict="{}">{}</i>{}</li>').format(
            verdict.value, mark, say(f"coverage.verdict_{verdict.value}", lang)
        )
        for verdict, mark in MARKS.items()
    )
    return Markup('<ul class="legend meta" aria-hidden="true">{}</ul>').format(items)


def _row(title: str, cells: Sequence[Cell], lang: str) -> Markup:
    summary = Summary.of(cells)
    return Markup(
        '<li><span class="name">{}</span><span class="squares">{}</span><span class="meta">{}</span></li>'
    ).format(
        title,
        Markup("").join(square_html(cell, lang) for cell in cells),
        say("coverage.count", lang, enough=summary.enough, total=summary.total),
    )


def square_html(cell: Cell, lang: str) -> Markup:
    """A cell as a small square that opens it: coloured, marked, and told to those who hear it."""
    words = say(
        "coverage.square",
        lang,
        title=cell.title.get(lang) or cell.key,
        verdict=say(f"coverage.verdict_{seen(cell)}", lang),
    )
    if cell.overruled:
        words = f"{words} ({say('coverage.overruled_mark', lang)})"
    return Markup(
        '<button type="button" class="sq" data-act="coverage-item" data-key="{}" data-verdict="{}"{} title="{}" '
        'aria-label="{}">{}</button>'
    ).format(
        cell.key,
        seen(cell),
        Markup(" data-overruled") if cell.overruled else "",
        words,
        words,
        UNSEEN_MARK if seen(cell) == UNSEEN else MARKS[cell.verdict],
    )


def _clients(visit: Visit, lang: str) -> Markup:
    """A client a row and a section a column, for somebody who looks after several."""
    found = coverage.matrix(visit)
    if len(found) < 2:
        return Markup("")
    sections = list(dict.fromkeys(cell.section for cells in found.values() for cell in cells if cell.is_item))
    head = Markup("").join(
        Markup('<th scope="col"><span>{}</span></th>').format(section_title(key, lang)) for key in sections
    )
    rows = Markup("").join(_client(space, cells, sections, lang) for space, cells in found.items())
    return Markup(
        '<h2>{}</h2><div class="wide" tabindex="0"><table class="clients">'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(say("coverage.clients", lang), say("coverage.client", lang), head, rows)


def _client(space: Space, cells: Sequence[Cell], sections: Iterable[str], lang: str) -> Markup:
    own = _by_section(cells)
    columns = Markup("").join(_tally(Summary.of(own.get(key, ())), lang) for key in sections)
    name = Markup('<button type="button" class="title" data-act="coverage-client" data-space="{}">{}</button>').format(
        space.id, space.name
    )
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, columns)


def _tally(summary: Summary, lang: str) -> Markup:
    """How much of a section is covered: its shade is the share, its figures say it."""
    if not summary.total:
        return Markup("<td>–</td>")
    share = (summary.enough + summary.thin / 2) / summary.total
    return Markup('<td style="--share:{:.0f}%">{}</td>').format(
        share * 100, say("coverage.count", lang, enough=summary.enough, total=summary.total)
    )


def _by_section(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    sections: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.is_item:
            sections.setdefault(cell.section, []).append(cell)
    return sections
