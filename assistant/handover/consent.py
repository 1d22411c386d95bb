"""Cards looked at by whose words they are: changed, withheld, limited to managers, agreed to, taken back.

With consent the kept cards become a source of the library, verified by the person, and a second one where some are for
managers only. Everything else of the interview, withheld words and all answers, is deleted at that moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import card_text
from assistant.handover.capturing import Told
from assistant.handover.card_text import Headed, markdown, title_of
from assistant.handover.errors import NoSuchThing
from assistant.handover.interviewing.model import Card, Exchange, Referral
from assistant.handover.interviewing.referrals import referrals
from assistant.handover.interviews import own
from assistant.handover.records.interviews import Draft, Interview, Kept, Progress
from assistant.people.audit import Action
from assistant.people.roles import Act
from vectorstore.models import Kind

RESTRICTED = {"zh": "（仅负责人）", "en": " (managers only)"}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about a card; None leaves it as it is."""

    texts: dict[str, str] | None = None  # by part: title, situation, …
    withheld: bool | None = None
    restricted: bool | None = None


def drafts(visit: Visit, interview: str) -> list[Draft]:
    """The cards of the caller's interview that wait for consent. Raises NoSuchThing."""
    return visit.app.handover.interviews.drafts(_under_review(visit, interview).id)


def change(visit: Visit, interview: str, position: int, wanted: Change) -> Draft:
    """Change a card. Raises NoSuchThing."""
    found = next((draft for draft in drafts(visit, interview) if draft.position == position), None)
    if found is None:
        raise NoSuchThing()
    given = {part: text.strip() for part, text in (wanted.texts or {}).items()}
    if not given.get("title", "title"):
        del given["title"]  # a card keeps its heading
    texts: dict[str, Any] = {part: given[part] for part in ("title", *card_text.PARTS) if part in given}
    changed = replace(
        found,
        card=replace(found.card, **texts),
        withheld=found.withheld if wanted.withheld is None else wanted.withheld,
        restricted=found.restricted if wanted.restricted is None else wanted.restricted,
    )
    visit.app.handover.interviews.change(interview, changed)
    return changed


def consent(visit: Visit, interview: str, day: date | None = None) -> Interview:
    """Let the kept cards enter the library and delete all else. Raises NoSuchThing.

    The sources come first: stopped half-way, nothing is lost, and consenting again takes in the same.
    """
    found = _under_review(visit, interview)
    said = visit.app.handover.interviews.exchanges(found)
    kept = [draft for draft in drafts(visit, interview) if not draft.withheld]
    headed = Headed("", found.name, day or datetime.now(UTC).date(), found.ground.lang)
    open_, restricted = (
        _captured(visit, found, headed, [(draft.card, _cited(visit, draft, said)) for draft in some], for_managers)
        if (some := [draft for draft in kept if draft.restricted is for_managers])
        else None
        for for_managers in (False, True)
    )
    told = Counter(_section(draft.card, said) for draft in kept)
    visit.app.handover.interviews.consent(interview, Kept(open_, restricted, told, _referrals(kept, said)))
    visit.note(Action.TOLD, interview, space=found.space, what="interview consented", cards=len(kept))
    return own(visit, interview)


def withdraw(visit: Visit, interview: str) -> None:
    """Take back what one consented to: gone from everywhere. For members only. Raises NoSuchThing."""
    found = own(visit, interview, Act.WONDER)
    if found.state is not Progress.CONSENTED:
        raise NoSuchThing()
    for source in found.sources:
        visit.app.withdraw(source)
    visit.app.handover.interviews.withdraw(interview)
    visit.note(Action.TOLD, interview, space=found.space, what="interview withdrawn")


def _under_review(visit: Visit, interview: str) -> Interview:
    found = own(visit, interview)
    if found.state is not Progress.REVIEW:
        raise NoSuchThing()
    return found


def _captured(
    visit: Visit, found: Interview, headed: Headed, cards: Sequence[tuple[Card, Citation | None]], restricted: bool
) -> str:
    """The id of the source that the cards became."""
    title = _free_title(visit, found, title_of(found.name, headed.day, headed.lang), headed.lang, restricted)
    facts: dict[str, Any] = {"verified_by": found.person, "verified_name": found.name, "interview": found.id}
    told = Told(
        *(found.space, title, markdown(replace(headed, title=title), cards), Kind.INTERVIEW, found.person),
        occurred_on=headed.day,
        restricted=restricted,
        facts={**facts, "verified_on": headed.day.isoformat()},
    )
    return visit.app.capture(told).id


def _free_title(visit: Visit, found: Interview, title: str, lang: str, restricted: bool) -> str:
    """A title that no other interview has: the same one again would be its next version."""
    number, wanted = 1, title
    while True:
        named = f"{wanted}{RESTRICTED[lang]}" if restricted else wanted
        there = visit.app.catalog.source_with_name(found.space, Kind.INTERVIEW.value, f"{named}.md")
        if there is None or there.facts.get("interview") == found.id:
            return named
        number += 1
        wanted = f"{title} · {number}"


def _cited(visit: Visit, draft: Draft, said: Sequence[Exchange]) -> Citation | None:
    """What prompted the card, unless those who may read the card may not see it."""
    for n in draft.card.exchanges:
        cited = said[n].prompt.citation if n < len(said) else None
        if cited and visit.app.catalog.has(cited.source):
            hidden = visit.app.catalog.source(cited.source).restricted and not draft.restricted
            return None if hidden else cited
    return None


def _section(card: Card, said: Sequence[Exchange]) -> str:
    return next((said[n].prompt.section for n in card.exchanges if n < len(said) and said[n].prompt.section), "")


def _referrals(kept: Sequence[Draft], said: Sequence[Exchange]) -> list[Referral]:
    """Of the answers that the kept cards were written from; about what by the cards' titles, which stay."""
    used = {n for draft in kept for n in draft.card.exchanges if n < len(said)}
    titles = {draft.card.subject: draft.card.title for draft in kept}
    found = referrals([said[n] for n in sorted(used)])
    return [replace(one, about=titles.get(one.about, one.about)) for one in found]
