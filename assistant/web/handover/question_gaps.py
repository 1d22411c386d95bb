"""The view "gaps" of the part "questions": what people ask in vain, and for managers the way onto the checklist."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import checklist, handovers, routing
from assistant.handover.questions import Gathered
from assistant.handover.records.checklists import Item
from assistant.handover.records.handovers import Handover
from assistant.handover.telling import shortened
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.question_card import card_html, option
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.models import Space

SHOWN = 100  # gaps


def gaps_html(visit: Visit, space: Space, found: list[Gathered], lang: str) -> Markup:
    """Each gap: how often it was asked, by whom, its questions, and whether the checklist asks for it."""
    handover, items = handovers.of(visit, space.id), checklist.items(visit, space.id)
    return Markup('<div class="questions gaps">{}</div>').format(
        Markup("").join(
            Markup('<details class="gap" id="gap-{}">{}{}{}</details>').format(
                gap.id,
                _summary(visit, gap, lang),
                _wanted(visit, handover, items, gap, lang) if handover else "",
                Markup("").join(card_html(visit, one, lang) for one in gap.questions),
            )
            for gap in found[:SHOWN]
        )
    )


def _summary(visit: Visit, gap: Gathered, lang: str) -> Markup:
    newest = day_and_time(gap.questions[0].made_at)[:10]
    who = "、".join if lang == "zh" else ", ".join
    people = [name for person in gap.people if (name := routing.shown(visit, person))]
    known = (
        say("question.gap_people", lang, who=who(people), day=newest)
        if people
        else say("question.gap_day", lang, day=newest)
    )
    return Markup(
        '<summary><span class="count">{}</span><span class="title">{}</span><span class="meta">{}</span></summary>'
    ).format(say("question.gap_count", lang, count=len(gap.questions)), gap.questions[0].text, known)


def _wanted(visit: Visit, handover: Handover, items: list[Item], gap: Gathered, lang: str) -> Markup:
    """The way to the item that asks for it, or for managers of a handover under way to make one."""
    title = shortened(gap.questions[0].text)
    for item in items:
        if item.title[lang] == title:
            return Markup(
                '<p class="wanted">{} '
                '<button type="button" class="quiet" data-act="show-item" data-item="{}">{}</button></p>'
            ).format(say("question.gap_wanted", lang), item.id, say("question.gap_look", lang))
    if handover.is_signed_off or not items or not may(visit.caller, Act.PLAN, handover.space):
        return Markup("")
    near = next((item.section for item in items if item.key == gap.questions[0].item), "")
    sections = {item.section: item.section_title[lang] for item in items}
    return Markup(
        '<form class="wanted" data-form="gap-item" novalidate><input type="hidden" name="title" value="{}">'
        '<input type="hidden" name="owner" value="{}"><label>{}<select name="section">{}</select></label>'
        '<label>{}<input type="date" name="due_on" value="{}" required></label>'
        '<button type="submit">{}</button><p class="note" role="alert"></p></form>'
    ).format(
        title,
        gap.questions[0].holder,
        say("question.gap_section", lang),
        Markup("").join(option(key, name, chosen=key == near) for key, name in sections.items()),
        say("checklist.due", lang),
        handover.ends_on,
        say("question.gap_want", lang),
    )
