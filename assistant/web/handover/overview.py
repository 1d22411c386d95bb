"""The part "overview" of the Handover tab: where the handover stands, what the next phase wants, who holds what.

Without a handover, the form that begins one. static/checklist.js does what its buttons say through the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import handovers, phases
from assistant.handover import teams as people
from assistant.handover.phases import Standing
from assistant.handover.records.handovers import Handover, Phase
from assistant.handover.requirements import Missing
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.events import events_html
from assistant.web.handover.names import name_of, names_of
from assistant.web.text import say
from vectorstore.errors import BatonError
from vectorstore.models import Space

USUAL = timedelta(days=30)  # how long agencies' contracts commonly give
LATE_SHOWN = 5
NOTE = Markup('<p class="note" role="alert"></p>')


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    plans = may(visit.caller, Act.PLAN, space.id)
    handover = handovers.of(visit, space.id)
    if handover is None:
        return _beginning(visit, space, lang) if plans else _not_yet(lang)
    if plans and asked.get("change"):
        return _changing(visit, space, handover, lang)
    stands = phases.standing(visit, space.id)
    return Markup("").join(
        (
            _head(visit, space, handover, lang, plans=plans),
            strip_html(handover.phase, lang),
            _figures(stands, lang),
            _next(visit, stands, lang, plans=plans),
            _held(visit, stands, lang),
            _late(visit, stands, lang),
            events_html(visit, stands, lang),
        )
    )


def strip_html(phase: Phase, lang: str) -> Markup:
    """The five phases, those passed and the one it stands in marked."""
    steps = (
        Markup('<li data-at="{}"{}>{}</li>').format(
            _at(one, phase), Markup(' aria-current="step"') if one is phase else "", say(phase_key(one), lang)
        )
        for one in Phase
    )
    return Markup('<ol class="phases">{}</ol>').format(Markup("").join(steps))


def phase_key(phase: Phase) -> str:
    """The key of its name."""
    return f"overview.phase_{phase.name.lower()}"


def _at(one: Phase, phase: Phase) -> str:
    if one is phase and phase is not Phase.SIGNED_OFF:
        return "now"
    return "passed" if one.number <= phase.number else "ahead"


def _not_yet(lang: str) -> Markup:
    return Markup('<h1>{}</h1><p class="nothing">{}</p>').format(
        say("overview.title", lang), say("overview.not_yet", lang)
    )


def _beginning(visit: Visit, space: Space, lang: str) -> Markup:
    """The form that begins a handover."""
    try:
        templates = handovers.offered(visit).values()
    except BatonError as error:  # somebody's own template: whoever reads this can have it mended
        return Markup('<h1>{}</h1><p class="failure" role="alert">{}</p>').format(
            say("overview.begin", lang), error.say(lang)
        )
    options = Markup("").join(
        Markup('<option value="{}">{}</option>').format(
            one.key, say("overview.template_of", lang, title=one.title[lang], count=len(list(one.items)))
        )
        for one in templates
    )
    template = Markup('<label>{}<select name="template">{}</select></label>').format(
        say("overview.template", lang), options
    )
    today = date.today()
    return Markup(
        '<h1>{title}</h1><p class="hint">{what}</p><form class="card wide" data-form="handover" data-space="{space}" '
        'novalidate>{template}{fields}{note}<p class="submit"><button type="submit" class="primary">{begin}</button>'
        "</p></form>"
    ).format(
        title=say("overview.begin", lang),
        what=say("overview.begin_what", lang),
        space=space.id,
        template=template,
        fields=_fields(visit, space, ("", "", today, today + USUAL), lang),
        note=NOTE,
        begin=say("overview.begin_do", lang),
    )


def _changing(visit: Visit, space: Space, handover: Handover, lang: str) -> Markup:
    """The form for other teams and dates."""
    teams = (
        "\n".join(people.typed(visit, space.id, who) for who in team) for team in (handover.outgoing, handover.incoming)
    )
    outgoing, incoming = teams
    return Markup(
        '<h1>{title}</h1><p class="hint">{what}</p><form class="card wide" data-form="handover" data-space="{space}" '
        'novalidate>{fields}{note}<p class="submit"><button type="button" data-act="overview">{cancel}</button>'
        '<button type="submit" class="primary">{save}</button></p></form>'
        '<p class="away"><button type="button" data-act="delete-handover" data-space="{space}" data-title="{name}">'
        "{delete}</button></p>"
    ).format(
        title=say("overview.change", lang),
        what=say("overview.change_what", lang),
        space=space.id,
        name=space.name,
        fields=_fields(visit, space, (outgoing, incoming, handover.starts_on, handover.ends_on), lang),
        note=NOTE,
        cancel=say("overview.cancel", lang),
        save=say("overview.save", lang),
        delete=say("overview.delete", lang),
    )


def _fields(visit: Visit, space: Space, given: tuple[str, str, date, date], lang: str) -> Markup:
    """Teams, a person a line, and dates. Members can be put in by a click."""
    outgoing, incoming, starts_on, ends_on = given
    return Markup("{}{}<div class='pair'>{}{}</div>").format(
        _team(visit, space, "outgoing", outgoing, lang),
        _team(visit, space, "incoming", incoming, lang),
        _day("starts_on", starts_on, lang),
        _day("ends_on", ends_on, lang),
    )


def _team(visit: Visit, space: Space, name: str, given: str, lang: str) -> Markup:
    members = (member for member in visit.app.identity.members.of(space.id) if member.active)
    picks = Markup("").join(
        Markup(
            '<button type="button" class="chip" data-act="put-name" data-into="{}" data-name="{}">{}</button>'
        ).format(name, member.shown, member.shown)
        for member in members
    )
    return Markup(
        '<label>{}<textarea name="{}" rows="2" maxlength="4000" placeholder="{}">{}</textarea></label>{}'
    ).format(
        say(f"overview.{name}", lang),
        name,
        say("overview.team_like", lang),
        given,
        Markup('<p class="chips">{}</p>').format(picks) if picks else "",
    )


def _day(name: str, given: date, lang: str) -> Markup:
    return Markup('<label>{}<input type="date" name="{}" value="{}" required></label>').format(
        say(f"overview.{name}", lang), name, given
    )


def _head(visit: Visit, space: Space, handover: Handover, lang: str, *, plans: bool) -> Markup:
    change = Markup("")
    if plans and not handover.is_signed_off:
        change = Markup('<button type="button" data-act="change-handover">{}</button>').format(
            say("overview.change", lang)
        )
    teams = say(
        "overview.from_to",
        lang,
        outgoing=names_of(visit, handover.outgoing, lang) or say("overview.nobody_named", lang),
        incoming=names_of(visit, handover.incoming, lang) or say("overview.nobody_named", lang),
    )
    days = say("overview.days", lang, starts_on=handover.starts_on, ends_on=handover.ends_on)
    return Markup('<header><div><h1>{}</h1><p class="hint">{} · {}</p></div>{}</header>').format(
        say("overview.of", lang, name=space.name), teams, days, change
    )


def _figures(stands: Standing, lang: str) -> Markup:
    """Three numbers and a bar."""
    left = stands.days_left
    when = ("overview.days_over", -left) if left < 0 else ("overview.days_left", left)
    figures: list[tuple[str, object, str]] = [
        ("", f"{stands.percent}%", say("overview.settled", lang, done=stands.settled, all=len(stands.items))),
        ("warn" if stands.late else "", len(stands.late), say("overview.late", lang)),
    ]
    if not stands.handover.is_signed_off:
        figures.append(("warn" if left < 0 else "", when[1], say(when[0], lang)))
    cells = Markup("").join(
        Markup('<li class="{}"><b>{}</b><span>{}</span></li>').format(tone, number, words)
        for tone, number, words in figures
    )
    return Markup(
        '<ul class="figures">{0}</ul><div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
        'aria-valuenow="{1}" aria-label="{2}"><i style="width:{1}%"></i></div>'
    ).format(cells, stands.percent, say("overview.progress", lang))


def _next(visit: Visit, stands: Standing, lang: str, *, plans: bool) -> Markup:
    """What is missing before the next phase, each with the way to where it is mended; and going on or back."""
    phase = stands.handover.phase
    if phase.next is None:
        words = Markup('<p class="hint ended">{}</p>').format(say("overview.over", lang))
        return Markup("<h2>{}</h2>{}{}").format(
            say("overview.phase_signed_off", lang), words, _moves(stands, lang) if plans else ""
        )
    rows = Markup("").join(
        Markup("<li><span>{}</span>{}</li>").format(
            _missing_words(visit, stands, one, lang), _way(one.part, one.code, lang)
        )
        for one in stands.missing
    )
    title = say("overview.before_next", lang, next=say(phase_key(phase.next), lang))
    ready = Markup('<p class="hint ended">{}</p>').format(say("overview.ready", lang))
    body = Markup('<ul class="missing">{}</ul>').format(rows) if stands.missing else ready
    return Markup("<h2>{}</h2>{}{}").format(title, body, _moves(stands, lang) if plans else "")


def _missing_words(visit: Visit, stands: Standing, one: Missing, lang: str) -> str:
    """The sentence, with names of the first few it is about."""
    titles = {item.section: item.section_title[lang] for item in stands.items}
    items = {item.id: item.title[lang] for item in stands.items}
    named = [titles.get(key) or items.get(key) or name_of(visit, key, lang) for key in one.what[:3]]
    words = say(f"overview.missing_{one.code.name.lower()}", lang, count=one.count)
    if not named:
        return words
    more = say("overview.and_more", lang) if one.count > len(named) else ""
    return say("overview.missing_named", lang, words=words, names=say("activity.and", lang).join(named) + more)


def _way(part: str, code: str, lang: str) -> Markup:
    """The button that leads to where it is mended."""
    if part == "overview":
        return Markup('<button type="button" data-act="change-handover">{}</button>').format(say("overview.mend", lang))
    return Markup('<button type="button" data-act="mend" data-part="{}" data-code="{}">{}</button>').format(
        part, code, say("overview.mend", lang)
    )


def _moves(stands: Standing, lang: str) -> Markup:
    phase = stands.handover.phase
    buttons = []
    if phase.number:
        before = list(Phase)[phase.number - 1]
        buttons.append(("back", before, "overview.back", ""))
    if phase.next:
        key = "overview.sign_off" if phase.next is Phase.SIGNED_OFF else "overview.go_on"
        buttons.append(("on", phase.next, key, "primary"))
    made = Markup("").join(
        Markup(
            '<button type="button" class="{}" data-act="move" data-way="{}" data-to="{}" data-name="{}" '
            'data-missing="{}">{}</button>'
        ).format(
            tone,
            way,
            to.value,
            say(phase_key(to), lang),
            len(stands.missing) if way == "on" else 0,
            say(key, lang, next=say(phase_key(to), lang)),
        )
        for way, to, key, tone in buttons
    )
    return Markup('<p class="moves">{}</p>').format(made)


def _held(visit: Visit, stands: Standing, lang: str) -> Markup:
    rows: Iterable[Markup] = (
        Markup(
            '<tr><th scope="row"><button type="button" class="name" data-act="whose" data-owner="{}">{}</button></th>'
            '<td>{}</td><td class="{}">{}</td><td>{}</td></tr>'
        ).format(
            one.person or "-",
            name_of(visit, one.person, lang),
            one.open,
            "warn" if one.late else "",
            one.late,
            one.done,
        )
        for one in stands.held()
    )
    heads = ("overview.who", "overview.open", "overview.late_title", "overview.done")
    return Markup('<h2>{}</h2><table class="held"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        say("overview.who_holds", lang),
        Markup("").join(Markup('<th scope="col">{}</th>').format(say(key, lang)) for key in heads),
        Markup("").join(rows),
    )


def _late(visit: Visit, stands: Standing, lang: str) -> Markup:
    if not stands.late:
        return Markup("")
    rows = Markup("").join(
        Markup(
            '<li><div class="what"><button type="button" class="title" data-act="show-item" data-item="{}">{}</button>'
            '<p class="meta">{}</p></div></li>'
        ).format(
            item.id,
            item.title[lang],
            say(
                "overview.late_by",
                lang,
                owner=name_of(visit, item.owner, lang),
                due=item.due_on,
                days=(stands.today - item.due_on).days,
            ),
        )
        for item in stands.late[:LATE_SHOWN]
    )
    more = Markup("")
    if len(stands.late) > LATE_SHOWN:
        more = Markup('<p class="more-rows"><button type="button" data-act="all-late">{}</button></p>').format(
            say("overview.all_late", lang, count=len(stands.late))
        )
    return Markup('<h2>{}</h2><ul class="rows">{}</ul>{}').format(say("overview.late_title", lang), rows, more)
