"""The part "interview" of the Handover tab: one's interviews, requests, the form that begins one; for managers, counts.

The conversation is interview_talk.py's, the cards are interview_cards.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import interviews, invitations
from assistant.handover.errors import NoSuchThing
from assistant.handover.grounds import Topic, speakers_of
from assistant.handover.interviewing.model import Gap
from assistant.handover.missing import missing_in, section_title
from assistant.handover.records.interviews import Interview, Progress
from assistant.handover.teams import shown
from assistant.people.access import may
from assistant.people.roles import LOCAL, Act
from assistant.web.handover.interview_acts import acts_html
from assistant.web.handover.interview_cards import done_html, review_html
from assistant.web.handover.interview_talk import talk_html
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.models import Space

MINUTES = (10, 15, 20)
NOTE = Markup('<p class="note" role="alert"></p>')


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The wanted interview, or the list."""
    try:
        sitting = interviews.sitting(visit, str(asked.get("interview") or ""))
    except NoSuchThing:
        return _home(visit, space, str(asked.get("item") or ""), lang)
    if sitting.interview.space != space.id:
        return _home(visit, space, "", lang)
    draw = {Progress.OPEN: talk_html, Progress.REVIEW: review_html}.get(sitting.interview.state, done_html)
    return draw(visit, space, sitting, lang)


def _home(visit: Visit, space: Space, item: str, lang: str) -> Markup:
    gaps = [one.gap for one in missing_in(visit, space, lang)]
    return Markup('<h1>{title}</h1><p class="hint">{what}</p>{requests}{mine}{form}{manager}').format(
        title=say("handover.part_interview", lang),
        what=say("interview.what", lang),
        requests=_requests(visit, space, gaps, lang),
        mine=_mine(visit, space, lang),
        form=_form(visit, space, gaps, item, lang),
        manager=_manager(visit, space, gaps, lang) if may(visit.caller, Act.PLAN, space.id) else "",
    )


def _requests(visit: Visit, space: Space, gaps: list[Gap], lang: str) -> Markup:
    titles = {gap.key: gap.title for gap in gaps}
    return Markup("").join(
        Markup(
            '<section class="invitation" id="request-{id}"><div><p class="title">{who}</p><p class="meta">{what}</p>'
            '</div><div class="acts"><button type="button" class="primary" data-act="interview-begin-asked" '
            'data-request="{id}" data-items="{items}">{begin}</button><button type="button" '
            'data-act="interview-decline" data-request="{id}">{decline}</button></div></section>'
        ).format(
            id=request.id,
            who=say("interview.asked_by", lang, name=shown(visit, request.asked_by)),
            what=_asked_about([titles[key] for key in request.items if key in titles], lang),
            items=",".join(key for key in request.items if key in titles),
            begin=say("interview.begin_asked", lang),
            decline=say("interview.decline", lang),
        )
        for request in invitations.asked(visit, space)
    )


def _asked_about(titles: list[str], lang: str) -> str:
    if not titles:
        return say("interview.asked_anything", lang)
    return say("interview.asked_about", lang, items=(" · ").join(titles))


def _mine(visit: Visit, space: Space, lang: str) -> Markup:
    rows = [_row(visit, one, lang) for one in interviews.mine(visit, space)]
    if not rows:
        return Markup("")
    return Markup('<h2>{}</h2><ul class="rows">{}</ul>').format(say("interview.mine", lang), Markup("").join(rows))


def _row(visit: Visit, one: Interview, lang: str) -> Markup:
    state = say(f"interview.state_{one.state.value}", lang)
    known = [say("interview.cards_in", lang, count=sum(one.told.values()))] if one.state is Progress.CONSENTED else []
    if one.is_draft:
        known = [say("interview.spent", lang, minutes=round(one.minutes), wanted=round(one.ground.minutes))]
    if one.state is Progress.CONSENTED and one.told and not one.sources:
        known.append(say("interview.source_gone", lang))
    return Markup(
        '<li id="interview-{}"><div class="what"><p class="title"><span class="state" data-state="{}">{}</span>{}</p>'
        '<p class="meta">{}</p></div><div class="acts">{}</div></li>'
    ).format(one.id, one.state.value, state, day_and_time(one.made_at), " · ".join(known), acts_html(visit, one, lang))


def _form(visit: Visit, space: Space, gaps: list[Gap], item: str, lang: str) -> Markup:
    local = visit.caller.id == LOCAL.id
    called = Markup(
        '<label>{}<input name="speaker" maxlength="200" list="interview-speakers" autocomplete="off"{}>{}</label>'
        '<datalist id="interview-speakers">{}</datalist>'
    ).format(
        say("interview.name" if local else "interview.called", lang),
        Markup(" required") if local else "",
        "" if local else Markup('<small class="hint">{}</small>').format(say("interview.called_what", lang)),
        Markup("").join(Markup('<option value="{}">').format(name) for name in speakers_of(visit, space)),
    )
    minutes = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            count, Markup(" selected") if count == 15 else "", say("interview.minutes_option", lang, minutes=count)
        )
        for count in MINUTES
    )
    return Markup(
        '<h2>{new}</h2><form class="begin" data-form="interview-begin" data-space="{space}" novalidate>'
        '<fieldset class="topics"><legend>{about}</legend>{topics}</fieldset>{choose}'
        '<div class="two"><label>{long}<select name="minutes">{minutes}</select></label>{called}</div>{note}'
        '<p class="submit"><button type="submit" class="primary">{start}</button></p></form>'
    ).format(
        new=say("interview.new", lang),
        space=space.id,
        about=say("interview.about", lang),
        topics=_topics(lang),
        choose=_choose(gaps, item, lang),
        long=say("interview.minutes", lang),
        minutes=minutes,
        called=called,
        note=NOTE,
        start=say("interview.start", lang),
    )


def _topics(lang: str) -> Markup:
    return Markup("").join(
        Markup(
            '<label class="topic"><input type="radio" name="topic" value="{}"{}><span><b>{}</b><small>{}</small></span>'
            "</label>"
        ).format(
            topic.value,
            Markup(" checked") if topic is Topic.GAPS else "",
            say(f"interview.topic_{topic.value}", lang),
            say(f"interview.topic_{topic.value}_what", lang),
        )
        for topic in Topic
    )


def _choose(gaps: list[Gap], item: str, lang: str) -> Markup:
    """The gaps, by section."""
    if not gaps:
        return Markup("")
    sections = Markup("").join(
        Markup("<details{}><summary>{} <small>{}</small></summary>{}</details>").format(
            Markup(" open") if any(gap.key == item for gap in some) else "",
            section_title(section, lang),
            say("interview.in_section", lang, count=len(some)),
            Markup("").join(_gap(gap, gap.key == item, lang) for gap in some),
        )
        for section, some in _by_section(gaps)
    )
    is_open = Markup(" open") if any(gap.key == item for gap in gaps) else ""
    return Markup('<details class="choose"{}><summary>{} <small class="count"></small></summary>{}</details>').format(
        is_open, say("interview.choose", lang), sections
    )


def _gap(gap: Gap, chosen: bool, lang: str) -> Markup:
    thin = Markup('<small class="thin">{}</small>').format(say("interview.thin", lang)) if gap.verdict == "thin" else ""
    return Markup(
        '<label class="gap"><input type="checkbox" name="items" value="{}"{}><span>{} {}</span></label>'
    ).format(gap.key, Markup(" checked") if chosen else "", gap.title, thin)


def _by_section(gaps: Iterable[Gap]) -> list[tuple[str, list[Gap]]]:
    """In the order in which a section is first wanted."""
    gaps = list(gaps)
    order = {section: n for n, section in enumerate(dict.fromkeys(gap.section for gap in gaps))}
    ordered = sorted(gaps, key=lambda gap: order[gap.section])
    return [(section, list(some)) for section, some in groupby(ordered, key=lambda gap: gap.section)]


def _manager(visit: Visit, space: Space, gaps: list[Gap], lang: str) -> Markup:
    others = [one for one in invitations.held(visit, space.id) if one.person != visit.caller.id]
    rows = [
        _held_row(
            one.name, [say(f"interview.state_{one.state.value}", lang), day_and_time(one.made_at)], one.told, lang
        )
        for one in others
    ]
    rows += [
        _held_row(shown(visit, one.person), [say("interview.invited", lang)], {}, lang, one.id)
        for one in invitations.waiting(visit, space.id)
        if one.person != visit.caller.id
    ]
    nothing = Markup('<p class="hint">{}</p>').format(say("interview.held_none", lang))
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}{}').format(
        say("interview.held", lang),
        say("interview.held_what", lang),
        Markup('<ul class="rows">{}</ul>').format(Markup("").join(rows)) if rows else nothing,
        _invite(visit, space, gaps, lang),
    )


def _held_row(name: str, known: list[str], told: Mapping[str, int], lang: str, request: str = "") -> Markup:
    counts = [f"{section_title(section, lang)} {count}" for section, count in told.items()]
    back = Markup('<button type="button" data-act="interview-decline" data-request="{}">{}</button>')
    return Markup(
        '<li><div class="what"><p class="title">{}</p><p class="meta">{}</p></div><div class="acts">{}</div></li>'
    ).format(
        name, " · ".join([*known, *counts]), back.format(request, say("interview.take_back", lang)) if request else ""
    )


def _invite(visit: Visit, space: Space, gaps: list[Gap], lang: str) -> Markup:
    people = [one for one in invitations.tellers(visit, space) if one.person != visit.caller.id]
    if not people:
        return Markup("")
    members = Markup("").join(Markup('<option value="{}">{}</option>').format(one.person, one.shown) for one in people)
    groups = Markup("").join(
        Markup('<optgroup label="{}">{}</optgroup>').format(
            section_title(section, lang),
            Markup("").join(Markup('<option value="{}">{}</option>').format(gap.key, gap.title) for gap in some),
        )
        for section, some in _by_section(gaps)
    )
    return Markup(
        '<h2>{}</h2><form class="add" data-form="interview-invite" data-space="{}" novalidate><label>{}'
        '<select name="person" required><option value="">{}</option>{}</select></label><label>{}'
        '<select name="item"><option value="">{}</option>{}</select></label>'
        '<button type="submit" class="primary">{}</button>{}</form>'
    ).format(
        say("interview.invite", lang),
        space.id,
        say("interview.invite_whom", lang),
        say("interview.choose_one", lang),
        members,
        say("interview.invite_what", lang),
        say("interview.invite_anything", lang),
        groups,
        say("interview.invite_send", lang),
        NOTE,
    )
