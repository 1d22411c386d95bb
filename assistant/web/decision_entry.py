"""One entry of the ledger on the page: what it says, how it stands to others, a crisis's timeline, what was done."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import ledger
from assistant.handover.deciding.model import Bond, Change, Entry, Event, Relation, Sort, State
from assistant.handover.ledger import Recorded, Wanted
from assistant.handover.teams import shown
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.places import day_and_time, place
from assistant.web.text import say
from vectorstore.visible import visible

OFFERED = 80  # entries to merge with or to be superseded by
NOTE = Markup('<p class="note" role="alert"></p>')


def entry_html(visit: Visit, key: str, lang: str) -> Markup:
    """The entry with what may be done to it. Raises NoSuchThing."""
    one = ledger.one(visit, key)
    may_tell = may(visit.caller, Act.TELL, one.entry.space)
    steps = _timeline(one, lang, mend=may_tell) if one.entry.kind is Sort.CRISIS else ""
    return Markup(
        '<section data-space="{space}" data-entry="{id}"><p><button type="button" data-act="list">‹ {back}</button></p>'
        "<article>{badges}<h1>{what}</h1>{facts}{relations}{steps}{acts}{history}</article></section>"
    ).format(
        space=one.entry.space,
        id=one.entry.id,
        back=say("decisions.back", lang),
        badges=badges_html(one, lang),
        what=visible(one.entry.told.what),
        facts=_facts(visit, one, lang),
        relations=_relations(one, lang, settle=may_tell),
        steps=steps,
        acts=_acts(visit, one, lang) if may_tell else "",
        history=_history(visit, ledger.history(visit, key), lang),
    )


def badges_html(one: Recorded, lang: str) -> Markup:
    """What it is and how it stands, at a glance."""
    words = [(one.entry.kind.value, say(f"decisions.kind_{one.entry.kind.value}", lang))]
    if one.entry.against:
        words.append(("against", say("decisions.against", lang)))
    if one.entry.kind is Sort.DECISION and one.entry.state is not State.DISMISSED:
        held = one.holds.value.replace(" ", "_")
        words.append((held, say(f"decisions.standing_{held}", lang)))
    if one.entry.state is not State.CONFIRMED:
        state = "to_confirm" if one.entry.state is State.FOUND else "dismissed"
        words.append((state, say(f"decisions.standing_{state}", lang)))
    badges = [Markup('<span class="badge" data-is="{}">{}</span>').format(name, said) for name, said in words]
    return Markup('<p class="badges">{}</p>').format(Markup("").join(badges))


def moment_html(moment: Citation | None, lang: str) -> Markup:
    """The way to the second, page or message."""
    if moment is None:
        return Markup("")
    return Markup(
        '<p class="moment"><button type="button" class="opens" data-open="{}" data-first="{}" data-last="{}">'
        "{} · {}</button></p>"
    ).format(moment.source, moment.first_block, moment.last_block, visible(moment.title), place(moment.locator, lang))


def day_of(entry: Entry, lang: str) -> str:
    """When it was decided."""
    return entry.told.decided_on.isoformat() if entry.told.decided_on else say("decisions.undated", lang)


def names(people: Sequence[str], lang: str) -> str:
    """Several names on a line."""
    return ("、" if lang == "zh" else ", ").join(people)


def form_html(form: str, one: Recorded | None, lang: str) -> Markup:
    """The form that adds an entry, or corrects one."""
    told = one.entry.told if one else None
    kinds = Markup("").join(
        Markup('<option value="{}">{}</option>').format(sort.value, say(f"decisions.kind_{sort.value}", lang))
        for sort in Sort
    )
    kind = Markup('<label>{}<select name="kind">{}</select></label>').format(say("decisions.kind", lang), kinds)
    areas = (
        ("what", "what_field", told.what if told else "", Markup(" required")),
        ("why", "why", told.why if told else "", ""),
        ("options", "options_field", "\n".join(told.options) if told else "", ""),
        ("outcome", "outcome", told.outcome if told else "", ""),
    )
    lines = (
        ("people", "people_field", names(told.people, lang) if told else "", "text"),
        ("topic", "topic", told.topic if told else "", "text"),
        ("decided_on", "on", told.decided_on.isoformat() if told and told.decided_on else "", "date"),
    )
    return Markup(
        '<form class="entry-form" data-form="{}" novalidate>{}{}{}{}'
        '<p class="submit"><button type="submit" class="primary">{}</button></p></form>'
    ).format(
        form,
        kind if one is None else "",
        Markup("").join(
            Markup('<label>{}<textarea name="{}" rows="2" maxlength="2000"{}>{}</textarea></label>').format(
                say(f"decisions.{words}", lang), name, required, value
            )
            for name, words, value, required in areas
        ),
        Markup("").join(
            Markup('<label>{}<input type="{}" name="{}" value="{}" maxlength="200"></label>').format(
                say(f"decisions.{words}", lang), sort, name, value
            )
            for name, words, value, sort in lines
        ),
        NOTE,
        say("decisions.save", lang),
    )


def _facts(visit: Visit, one: Recorded, lang: str) -> Markup:
    told, crisis = one.entry.told, one.entry.kind is Sort.CRISIS
    why = told.why or ("" if crisis else say("decisions.no_why", lang))
    pairs = [
        ("why", visible(why)),
        ("options", Markup("<br>").join(visible(option) for option in told.options)),
        ("people", visible(names(told.people, lang))),
        ("on", day_of(one.entry, lang)),
        ("topic", visible(told.topic)),
        ("outcome", visible(told.outcome)),
        ("source", _source(one, lang)),
        ("also", Markup("").join(moment_html(cited, lang) for cited in one.also)),
    ]
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(say(f"decisions.{name}", lang), value) for name, value in pairs if value
    )
    quote = Markup("<blockquote>{}</blockquote>").format(visible(one.moment.text)) if one.moment else ""
    return Markup('<p class="meta">{}</p><dl class="facts">{}</dl>{}').format(_settled(visit, one, lang), rows, quote)


def _settled(visit: Visit, one: Recorded, lang: str) -> str:
    name = shown(visit, one.entry.settled_by)
    match one.entry.state:
        case State.FOUND:
            return say("decisions.unconfirmed", lang)
        case State.CONFIRMED:
            return say("decisions.confirmed_by", lang, name=name)
        case _:
            return say("decisions.dismissed_by", lang, name=name)


def _source(one: Recorded, lang: str) -> Markup | str:
    if one.moment is not None or not one.source_title:
        return moment_html(one.moment, lang)
    return say("decisions.lost", lang, title=visible(one.source_title))


def _relations(one: Recorded, lang: str, *, settle: bool) -> Markup:
    items = [_relation(one.entry, *pair, lang, settle=settle) for pair in one.later]
    items += [_relation(one.entry, *pair, lang, settle=settle, later=False) for pair in one.earlier]
    return Markup('<ul class="relations">{}</ul>').format(Markup("").join(items)) if items else Markup("")


def _relation(entry: Entry, relation: Relation, other: Entry, lang: str, *, settle: bool, later: bool = True) -> Markup:
    words = "contradicts" if relation.bond is Bond.CONTRADICTS else "superseded_by" if later else "supersedes"
    seems = relation.state is State.FOUND
    if seems:
        words = {"superseded_by": "seems_superseded"}.get(words, f"seems_{words}")
    what = say(f"decisions.{words}", lang, what=other.told.what)
    day = f" ({other.told.decided_on.isoformat()})" if other.told.decided_on else ""
    pair = (relation.earlier, relation.later)
    buttons = [("yes_relation", relation.bond.value)] if seems else []
    acts = [
        Markup(
            '<button type="button" data-act="relate" data-id="{}" data-later="{}" data-bond="{}">{}</button>'
        ).format(*pair, bond, say(f"decisions.{said}", lang))
        for said, bond in [*buttons, ("no_relation", "")]
    ]
    return Markup(
        '<li data-state="{}"><button type="button" class="opens" data-act="show" data-id="{}">{}</button>{}</li>'
    ).format(
        relation.state.value,
        other.id,
        visible(what + day),
        Markup('<span class="acts">{}</span>').format(Markup("").join(acts)) if settle else "",
    )


def _timeline(one: Recorded, lang: str, *, mend: bool) -> Markup:
    """The crisis as a line from top to bottom."""
    steps = Markup("").join(_step(event, cited, lang) for event, cited in one.events)
    drawn = (
        Markup('<ol class="timeline">{}</ol>').format(steps)
        if one.events
        else Markup('<p class="nothing">{}</p>').format(say("decisions.no_steps", lang))
    )
    return Markup("<h2>{}</h2>{}{}").format(say("decisions.steps", lang), drawn, _mend(one, lang) if mend else "")


def _step(event: Event, cited: Citation | None, lang: str) -> Markup:
    return Markup('<li data-step="{}"><p class="step"><b>{}</b> <span class="at">{}</span></p><p>{}</p>{}</li>').format(
        event.step.value,
        say(f"decisions.step_{event.step.value}", lang),
        visible(event.at),
        visible(event.text),
        moment_html(cited, lang),
    )


def _mend(one: Recorded, lang: str) -> Markup:
    """The steps as lines to be written over; a line that stays keeps its moment."""
    colon = "：" if lang == "zh" else ": "
    written = "\n".join(
        f"{say(f'decisions.step_{event.step.value}', lang)}{colon}{' '.join(event.text.split())}"
        for event, _ in one.events
    )
    return Markup(
        '<details class="adding"><summary>{}</summary><form data-form="steps" novalidate><label>{}'
        '<textarea name="steps" rows="10" maxlength="20000">{}</textarea></label>{}'
        '<p class="submit"><button type="submit" class="primary">{}</button></p></form></details>'
    ).format(
        say("decisions.mend_steps", lang), say("decisions.steps_hint", lang), written, NOTE, say("decisions.save", lang)
    )


def _acts(visit: Visit, one: Recorded, lang: str) -> Markup:
    """Confirm, correct, merge, supersede, dismiss."""
    state, buttons = one.entry.state, []
    if state is not State.CONFIRMED:
        words = "restore" if state is State.DISMISSED else "confirm"
        buttons.append(
            Markup('<button type="button" class="primary" data-act="confirm">{}</button>').format(
                say(f"decisions.{words}", lang)
            )
        )
    if state is not State.DISMISSED:
        buttons.append(
            Markup('<button type="button" data-act="dismiss">{}</button>').format(say("decisions.dismiss", lang))
        )
    forms = Markup('<details class="adding"><summary>{}</summary>{}</details>').format(
        say("decisions.correct", lang), form_html("correct", one, lang)
    )
    others = ledger.decisions(visit, one.entry.space, Wanted(kind=one.entry.kind))[: OFFERED + 1]
    options = Markup("").join(
        Markup('<option value="{}">{} {}</option>').format(
            other.entry.id, day_of(other.entry, lang), visible(other.entry.told.what)[:80]
        )
        for other in others
        if other.entry.id != one.entry.id
    )
    wanted = ["merge"] if one.entry.kind is Sort.CRISIS else ["merge", "supersede", "contradict"]
    choices = Markup("").join(_choice(name, options, lang) for name in wanted) if options else ""
    return Markup('<p class="links">{}</p>{}{}').format(Markup("").join(buttons), forms, choices)


def _choice(name: str, options: Markup, lang: str) -> Markup:
    return Markup(
        '<details class="adding"><summary>{}</summary><form data-form="{}"><label>{}<select name="other" required>{}'
        '</select></label>{}<p class="submit"><button type="submit" class="primary">{}</button></p></form></details>'
    ).format(
        say(f"decisions.{name}", lang), name, say("decisions.choose", lang), options, NOTE, say("decisions.save", lang)
    )


def _history(visit: Visit, done: Sequence[Change], lang: str) -> Markup:
    if not done:
        return Markup("")
    items = Markup("").join(
        Markup('<li><b>{}</b> {} <span class="meta">{}</span>{}</li>').format(
            shown(visit, change.person),
            say(f"decisions.did_{change.what}", lang),
            day_and_time(change.at),
            _before(change, lang),
        )
        for change in reversed(done)
    )
    return Markup('<h2>{}</h2><ul class="history">{}</ul>').format(say("decisions.history", lang), items)


def _before(change: Change, lang: str) -> Markup:
    """What it said before, where that is text."""
    texts = [
        str(value) for name, value in change.before.items() if value and name in ("what", "why", "outcome", "topic")
    ]
    if not texts:
        return Markup("")
    return Markup('<p class="meta">{}</p>').format(say("decisions.was", lang, before=visible(" / ".join(texts))))
