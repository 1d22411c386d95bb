"""One item or topic of the map: the verdict, why so, what is lacking, the passages, and a manager's word over it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import coverage
from assistant.handover.coverage import Cell, Overrule
from assistant.handover.covering.model import RULE, Verdict
from assistant.handover.missing import section_title
from assistant.handover.routing import shown
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.places import day_and_time, place
from assistant.web.text import say
from vectorstore.models import Space

UNSEEN = "unseen"  # where a verdict would stand


def item_html(visit: Visit, space: Space, cell: Cell, lang: str) -> Markup:
    """The item, opened."""
    title = cell.title.get(lang) or cell.key
    section = say("coverage.topics", lang) if not cell.is_item else section_title(cell.section, lang)
    return Markup(
        '<p><button type="button" class="back" data-act="coverage-map">← {back}</button></p>'
        '<header><div><p class="meta">{section}</p><h1>{title}</h1></div>'
        '<span class="verdict" data-verdict="{verdict}">{said}</span></header>'
        "{wanted}{overruled}{why}{lacking}{passages}{acts}{form}"
    ).format(
        back=say("coverage.back", lang),
        section=section,
        title=title,
        verdict=seen(cell),
        said=say(f"coverage.verdict_{seen(cell)}", lang),
        wanted=_wanted(visit, space, cell, lang),
        overruled=_overruled(visit, cell, lang),
        why=_why(cell, lang),
        lacking=_lacking(cell, lang),
        passages=_passages(cell.passages, lang),
        acts=_acts(visit, space, cell, lang),
        form=_form(visit, space, cell, lang) if may(visit.caller, Act.PLAN, space.id) else "",
    )


def _wanted(visit: Visit, space: Space, cell: Cell, lang: str) -> Markup:
    """What counts as evidence, as the checklist has it."""
    if not cell.is_item:
        return Markup('<p class="hint">{}</p>').format(say("coverage.topics_what", lang))
    words = coverage.wanted(visit, space.id, cell.key, lang)
    return Markup('<p class="hint">{}: {}</p>').format(say("coverage.wanted", lang), words) if words else Markup("")


def _why(cell: Cell, lang: str) -> Markup:
    key = "coverage.why_unseen" if cell.judged_at is None else f"coverage.why_{cell.judged.value}"
    numbers = {
        "count": len(cell.passages),
        "sources": len({citation.source for citation in cell.passages}),
        "day": cell.newest or say("coverage.no_day", lang),
    }
    plain = cell.judged_at is None or cell.judged is Verdict.NONE
    lines = [say(key, lang) if plain else say(key, lang, **numbers)]
    lines += [say(f"coverage.flaw_{flaw.value}", lang) for flaw in cell.flaws]
    if cell.by not in ("", RULE) and cell.note:
        lines.append(say("coverage.by_model", lang, model=cell.by, note=cell.note))
    said = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup('<h2>{}</h2><ul class="why">{}</ul>').format(say("coverage.why", lang), said)


def _lacking(cell: Cell, lang: str) -> Markup:
    if not cell.lacking or cell.judged is Verdict.ENOUGH:
        return Markup("")
    items = Markup("").join(
        Markup("<li>{}</li>").format(say(f"coverage.aspect_{aspect.value}", lang)) for aspect in cell.lacking
    )
    return Markup('<h2>{}</h2><ul class="lacking">{}</ul>').format(say("coverage.lacking", lang), items)


def _passages(passages: Sequence[Citation], lang: str) -> Markup:
    if not passages:
        return Markup("")
    rows = Markup("").join(
        Markup(
            '<li><button type="button" class="quote" data-open="{}" data-first="{}" data-last="{}">{}</button>'
            '<span class="meta">{} · {}</span></li>'
        ).format(
            citation.source,
            citation.first_block,
            citation.last_block,
            citation.text,
            citation.title,
            place(citation.locator, lang),
        )
        for citation in passages
    )
    return Markup('<h2>{}</h2><ol class="passages">{}</ol>').format(say("coverage.passages", lang), rows)


def _acts(visit: Visit, space: Space, cell: Cell, lang: str) -> Markup:
    """What to do about it: have it told."""
    if not cell.is_item or not may(visit.caller, Act.TELL, space.id):
        return Markup("")
    return Markup(
        '<p class="links">'
        '<button type="button" class="primary" data-act="coverage-interview" data-key="{0}">{1}</button>'
        '<button type="button" data-act="coverage-ask" data-key="{0}">{2}</button></p>'
    ).format(cell.key, say("coverage.interview", lang), say("coverage.ask", lang))


def _overruled(visit: Visit, cell: Cell, lang: str) -> Markup:
    if cell.overruled is None:
        return Markup("")
    words = say(
        "coverage.overruled",
        lang,
        who=_who(visit, cell.overruled, lang),
        day=day_and_time(cell.overruled.at)[:10],
        verdict=say(f"coverage.verdict_{cell.overruled.verdict}", lang),
        reason=cell.overruled.reason,
        judged=say(f"coverage.verdict_{cell.judged.value}", lang),
    )
    return Markup('<p class="overruled">{}</p>').format(words)


def _form(visit: Visit, space: Space, cell: Cell, lang: str) -> Markup:
    """For managers: their word over the judgement, and those that were."""
    choices = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            verdict.value,
            Markup(" selected") if verdict is _other(cell) else "",
            say(f"coverage.verdict_{verdict.value}", lang),
        )
        for verdict in Verdict
    )
    withdraw = Markup('<button type="button" data-act="coverage-withdraw" data-key="{}">{}</button>').format(
        cell.key, say("coverage.withdraw", lang)
    )
    return Markup(
        '<form class="overrule" data-form="overrule" data-key="{key}" novalidate>'
        '<h2>{title}</h2><p class="hint">{what}</p>'
        '<label>{verdict}<select name="verdict">{choices}</select></label>'
        '<label>{reason}<textarea name="reason" rows="2" maxlength="2000" required></textarea></label>'
        '<p class="note" role="alert"></p>'
        '<p class="submit">{withdraw}<button type="submit">{do}</button></p></form>{before}'
    ).format(
        key=cell.key,
        title=say("coverage.overrule", lang),
        what=say("coverage.overrule_what", lang),
        verdict=say("coverage.verdict", lang),
        choices=choices,
        reason=say("coverage.reason", lang),
        withdraw=withdraw if cell.overruled else "",
        do=say("coverage.overrule_do", lang),
        before=_before(visit, coverage.history(visit, space.id, cell.key), lang),
    )


def _other(cell: Cell) -> Verdict:
    """What a manager most likely wants to say instead."""
    return Verdict.THIN if cell.verdict is Verdict.ENOUGH else Verdict.ENOUGH


def _before(visit: Visit, history: Sequence[Overrule], lang: str) -> Markup:
    ended = [one for one in history if one.ended_at]
    if not ended:
        return Markup("")
    rows = Markup("").join(
        Markup("<li>{}</li>").format(
            say(
                "coverage.before_line",
                lang,
                day=day_and_time(one.at)[:10],
                who=_who(visit, one, lang),
                verdict=say(f"coverage.verdict_{one.verdict}", lang),
                reason=one.reason,
            )
        )
        for one in ended
    )
    return Markup('<details class="before"><summary>{}</summary><ul>{}</ul></details>').format(
        say("coverage.before", lang), rows
    )


def _who(visit: Visit, one: Overrule, lang: str) -> str:
    return shown(visit, one.by) or say("coverage.somebody", lang)


def seen(cell: Cell) -> str:
    """The verdict's name, or that there is none yet: nothing is missing before somebody has looked."""
    return cell.verdict.value if cell.judged_at or cell.overruled else UNSEEN
