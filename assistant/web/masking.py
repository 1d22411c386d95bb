"""What is masked in an opened source, for its owner and managers: the places, and what they may say of each.

Stands in the viewer's facts. Shows the text around a mask, never what it hides; what is done is masks.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant import masks
from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.places import day_and_time, place
from assistant.web.text import say
from vectorstore.masks import MaskChange
from vectorstore.models import Source

KINDS = {
    "password": "trust.kind_password",
    "code": "trust.kind_code",
    "key": "trust.kind_key",
    "id": "trust.kind_id",
    "phone": "trust.kind_phone",
    "card": "trust.kind_card",
    "said": "trust.kind_said",
}
BY_HAND = "said"
SAID = {"show": "trust.said_show", "hide": "trust.said_hide"}
SHOWN = 200  # places: beyond that, somebody should rather limit the source to managers


def masked_html(visit: Visit, source: Source, lang: str) -> Markup:
    """The part for those who may correct the masking; nothing for the others."""
    if not may(visit.caller, Act.EDIT, source.space, source):
        return Markup("")
    if not source.status.ended:
        return _part(source, Markup('<p class="hint">{}</p>').format(say("trust.at_work", lang)), lang)
    places, said = masks.places(visit, source.id), masks.changes(visit, source.id)
    rows = Markup("").join(_place_row(found, source, lang) for found in places[:SHOWN])
    listed = Markup("<ol>{}</ol>").format(rows) if places else _hint(say("trust.none_masked", lang))
    more = _hint(say("trust.more", lang, count=len(places) - SHOWN)) if len(places) > SHOWN else Markup("")
    form = Markup(
        '<form class="mask-too"><label>{0}<input name="passage" required minlength="{1}" maxlength="400" '
        'autocomplete="off"></label><button type="submit">{2}</button></form><p class="hint">{3}</p>'
    ).format(say("trust.mask_too", lang), masks.SHORTEST, say("trust.mask_it", lang), say("trust.mask_hint", lang))
    return _part(source, listed + more + form + _said(said, lang), lang)


def show_place(visit: Visit, asked: dict[str, Any], lang: str) -> str:
    """This is no secret."""
    masks.show(visit, str(asked["source"]), int(asked["position"]), int(asked["ordinal"]))
    return masked_html(visit, visit.source(str(asked["source"])), lang)


def hide_passage(visit: Visit, asked: dict[str, Any], lang: str) -> str:
    """Mask this too."""
    masks.hide(visit, str(asked["source"]), str(asked["passage"])[:400])
    return masked_html(visit, visit.source(str(asked["source"])), lang)


def take_back_mask(visit: Visit, asked: dict[str, Any], lang: str) -> str:
    """Forget what was said of a place or a passage."""
    masks.take_back(visit, str(asked["source"]), str(asked["change"]))
    return masked_html(visit, visit.source(str(asked["source"])), lang)


def _part(source: Source, inside: Markup, lang: str) -> Markup:
    return Markup('<section class="masking" data-source="{}" aria-label="{}"><h3>{}</h3>{}</section>').format(
        source.id, say("trust.masked", lang), say("trust.masked", lang), inside
    )


def _place_row(found: masks.MaskedPlace, source: Source, lang: str) -> Markup:
    kind = say(KINDS[found.kind], lang)
    button = Markup("")
    if found.kind != BY_HAND and not source.facts.get("original_removed"):  # what was said is taken back below
        button = Markup('<button type="button" data-mask-show data-position="{}" data-ordinal="{}">{}</button>').format(
            found.position, found.ordinal, say("trust.no_secret", lang)
        )
    before = f"…{found.before}" if len(found.before) == masks.AROUND else found.before
    after = f"{found.after}…" if len(found.after) == masks.AROUND else found.after
    return Markup(
        '<li><p><span class="kind">{}</span> <span class="place">{}</span></p>'
        '<p class="around">{}<mark>■■■</mark>{}</p>{}</li>'
    ).format(kind, place(found.locator, lang), before, after, button)


def _said(said: Sequence[MaskChange], lang: str) -> Markup:
    if not said:
        return Markup("")
    rows = Markup("").join(
        Markup('<li><span>{}</span> <button type="button" data-mask-back="{}">{}</button></li>').format(
            say(SAID[change.does], lang, day=day_and_time(change.made_at)),
            change.id,
            say("trust.take_back", lang),
        )
        for change in said
    )
    return Markup('<ul class="said">{}</ul>').format(rows)


def _hint(words: str) -> Markup:
    return Markup('<p class="hint">{}</p>').format(words)
