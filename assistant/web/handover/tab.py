"""The Handover tab: one client's handover at a time, in parts. A part says whom it is for and draws itself.

Knows no part's content. Says what there is; static/handover.js and each part's own script change it through the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover import (
    checklist,
    coverage,
    firstday,
    freshness,
    interview,
    overview,
    questions,
    quiz,
    report,
    selfcheck,
)
from assistant.web.text import say
from vectorstore.models import Space

# The visit, the client, what was asked for beside the part, the language.
Draw = Callable[[Visit, Space, Mapping[str, object], str], Markup]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the tab: its name in addresses and keys, what its readers may do, and what draws it."""

    name: str
    act: Act
    draw: Draw


PARTS = (
    Part("overview", Act.READ, overview.part_html),
    Part("checklist", Act.READ, checklist.part_html),
    Part("coverage", Act.TELL, coverage.part_html),
    Part("interview", Act.TELL, interview.part_html),
    Part("questions", Act.READ, questions.part_html),
    Part("report", Act.PLAN, report.part_html),
    Part("firstday", Act.READ, firstday.part_html),
    Part("quiz", Act.READ, quiz.part_html),
    Part("selfcheck", Act.TELL, selfcheck.part_html),
    Part("freshness", Act.TELL, freshness.part_html),
)


def shell_html(lang: str) -> Markup:
    """The tab before it is shown; the scripts fill it in."""
    loading = Markup('<p class="nothing" role="status">{}</p>').format(say("handover.loading", lang))
    return Markup('<div class="paned" id="handover-part">{}</div>').format(loading)


def part_html(visit: Visit, asked: Mapping[str, object], lang: str) -> Markup:
    """The wanted part of the wanted client, or the first of each that the caller has, with the ways to the others."""
    spaces = visit.spaces()
    if not spaces:
        return Markup('<p class="nothing">{}</p>').format(say("handover.no_client", lang))
    space = next((one for one in spaces if one.id == asked.get("space")), spaces[0])
    parts = [part for part in PARTS if may(visit.caller, part.act, space.id)]
    part = next((one for one in parts if one.name == asked.get("part")), parts[0])
    return Markup('{nav}<section class="part" data-part="{part}" data-space="{space}">{body}</section>').format(
        nav=_nav(spaces, space, parts, part, lang),
        part=part.name,
        space=space.id,
        body=part.draw(visit, space, asked, lang),
    )


def _nav(spaces: list[Space], space: Space, parts: list[Part], part: Part, lang: str) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(one.id, Markup(" selected") if one is space else "", one.name)
        for one in spaces
    )
    links = Markup("").join(
        Markup('<button type="button" class="to" data-to="{}"{}>{}</button>').format(
            one.name, Markup(' aria-current="page"') if one is part else "", say(f"handover.part_{one.name}", lang)
        )
        for one in parts
    )
    return Markup(
        '<nav class="parts" aria-label="{}"><label class="client">{}<select name="space">{}</select></label>{}</nav>'
    ).format(say("tab.handover", lang), say("handover.client", lang), options, links)
