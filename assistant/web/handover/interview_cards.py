"""The cards of an interview: looked at one by one, agreed to, and what is left to say afterwards."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover import consent
from assistant.handover.card_text import PARTS
from assistant.handover.interviews import Sitting
from assistant.handover.records.interviews import Draft, Progress
from assistant.web.handover.interview_acts import acts_html
from assistant.web.handover.interview_talk import referrals_html
from assistant.web.places import place
from assistant.web.text import say
from vectorstore.models import Space

BACK = Markup('<p><button type="button" class="plain" data-act="interview-list">‹ {}</button></p>')


def review_html(visit: Visit, space: Space, sitting: Sitting, lang: str) -> Markup:
    """Every card with its words to change, then the consent."""
    drafts = consent.drafts(visit, sitting.interview.id)
    cards = Markup("").join(_card(visit, draft, sitting, lang) for draft in drafts)
    nothing = Markup('<p class="nothing">{}</p>').format(say("interview.no_cards", lang))
    return Markup(
        '<div class="review" data-interview="{id}">{back}<h1>{title}</h1><p class="hint">{what}</p>{cards}'
        '{referrals}{consent}<p class="links"><button type="button" data-act="interview-more">{more}</button>'
        '<button type="button" data-act="interview-discard" data-interview="{id}">{discard}</button></p></div>'
    ).format(
        id=sitting.interview.id,
        back=BACK.format(say("interview.back", lang)),
        title=say("interview.review", lang),
        what=say("interview.review_what", lang) if drafts else "",
        cards=cards if drafts else nothing,
        referrals=referrals_html(visit, space, sitting.referrals, lang),
        consent=_consent(space, lang) if drafts else "",
        more=say("interview.back_to_questions", lang),
        discard=say("interview.discard", lang),
    )


def done_html(visit: Visit, space: Space, sitting: Sitting, lang: str) -> Markup:
    """What came of it, once it is consented or withdrawn."""
    found = sitting.interview
    count = sum(found.told.values())
    if found.state is Progress.WITHDRAWN:
        title, what = say("interview.withdrawn", lang), ""
    else:
        title = say("interview.done", lang, count=count) if count else say("interview.done_none", lang)
        what = say("interview.done_what", lang) if count else ""
    return Markup('<div class="finished">{}<h1>{}</h1><p class="hint">{}</p><p class="links">{}</p>{}</div>').format(
        BACK.format(say("interview.back", lang)),
        title,
        what,
        acts_html(visit, found, lang),
        referrals_html(visit, space, sitting.referrals, lang),
    )


def _card(visit: Visit, draft: Draft, sitting: Sitting, lang: str) -> Markup:
    told = [part for part in PARTS if getattr(draft.card, part)]
    empty = [part for part in PARTS if part not in told]
    more = Markup("")
    if empty:
        fields = Markup("").join(_part(draft, part, lang) for part in empty)
        more = Markup('<details class="more"><summary>{}</summary>{}</details>').format(
            say("interview.add_parts", lang), fields
        )
    return Markup(
        '<article class="told-card" id="card-{interview}-{at}" data-position="{at}" data-withheld="{withheld}">'
        '<label class="name"><span>{title_word}</span><input name="title" maxlength="200" value="{title}"></label>'
        '{parts}{more}{cited}<div class="choices"><label class="check"><input type="checkbox" name="withheld"{out}>'
        '{withhold}</label><label class="check"><input type="checkbox" name="restricted"{restricted}>{restrict}</label>'
        '<span class="saved hint" role="status"></span></div></article>'
    ).format(
        interview=sitting.interview.id,
        at=draft.position,
        withheld=str(draft.withheld).lower(),
        title_word=say("interview.card_title", lang),
        title=draft.card.title,
        parts=Markup("").join(_part(draft, part, lang) for part in told),
        more=more,
        cited=_cited(visit, draft, sitting, lang),
        out=Markup(" checked") if draft.withheld else "",
        withhold=say("interview.withhold", lang),
        restricted=Markup(" checked") if draft.restricted else "",
        restrict=say("interview.restrict", lang),
    )


def _part(draft: Draft, part: str, lang: str) -> Markup:
    return Markup('<label><span>{}</span><textarea name="{}" rows="1" maxlength="4000">{}</textarea></label>').format(
        say(f"interview.part_{part}", lang), part, getattr(draft.card, part)
    )


def _cited(visit: Visit, draft: Draft, sitting: Sitting, lang: str) -> Markup:
    """What prompted the card."""
    said = sitting.exchanges
    cited = (said[n].prompt.citation for n in draft.card.exchanges if n < len(said))
    citation = next((one for one in cited if one), None)
    if citation is None or not _is_seen(visit, citation):
        return Markup("")
    where = f"{visit.source(citation.source).title} {place(citation.locator, lang)}".strip()
    return Markup(
        '<p class="meta"><button type="button" class="plain" data-open="{}" data-first="{}" data-last="{}">{}'
        "</button></p>"
    ).format(citation.source, citation.first_block, citation.last_block, say("interview.card_from", lang, place=where))


def _is_seen(visit: Visit, citation: Citation) -> bool:
    try:
        visit.source(citation.source)
    except UnknownSource:
        return False
    return True


def _consent(space: Space, lang: str) -> Markup:
    lines = (
        say("interview.consent_kept", lang, client=space.name),
        say("interview.consent_gone", lang),
        say("interview.consent_later", lang),
    )
    return Markup(
        '<form class="consent" data-form="interview-consent" novalidate><h2>{}</h2><ul>{}</ul>'
        '<label class="check"><input type="checkbox" name="agreed">{}</label><p class="note" role="alert"></p>'
        '<p class="submit"><button type="submit" class="primary">{}</button></p></form>'
    ).format(
        say("interview.consent", lang),
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines),
        say("interview.agree", lang),
        say("interview.do_consent", lang),
    )
