"""Everything that a report tells, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.desk import Visit
from assistant.handover.report.facts import Facts, Held
from assistant.handover.report.gathering.decided import crises_of, decisions_of
from assistant.handover.report.gathering.desk import Desk, desk
from assistant.handover.report.gathering.items import chapters_of, course_of
from assistant.handover.report.gathering.people import knowers_of
from assistant.handover.report.gathering.questions import unanswered, verified
from assistant.people.access import require, space_of
from assistant.people.roles import Act
from vectorstore.models import Source


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report is to be like."""

    lang: str  # "zh" or "en"
    for_managers: bool = False


def gather(visit: Visit, space: str, wish: Wish, today: date) -> Facts:
    """The facts of the client with this name or id. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    if wish.for_managers:
        require(visit.caller, Act.RESTRICTED, found.id)
    at = desk(visit, found, wish.lang, today, for_managers=wish.for_managers)
    held = _held(at)
    course = course_of(at)
    chapters = chapters_of(at)
    return Facts(
        client=found.name,
        made_on=today,
        made_by=visit.caller.shown,
        for_managers=wish.for_managers,
        left_out=len(at.scope.hidden),
        held=held,
        course=course,
        chapters=chapters,
        decisions=decisions_of(at),
        crises=crises_of(at),
        knowers=knowers_of(at, held, course, chapters),
        unanswered=unanswered(at),
        verified=verified(at),
        terms=found.terms,
    )


def _held(at: Desk) -> dict[str, Held]:
    reviews = at.visit.app.handover.reviews.of(list(at.sources))
    return {
        source.id: Held(
            title=source.title,
            kind=source.kind,
            occurred_on=source.occurred_on,
            verified_by=_verified_by(at, source),
            verified_on=str(source.facts.get("verified_on", "")) if source.kind.is_told else "",
            review_by=review.review_by if (review := reviews.get(source.id)) and review.is_due(at.today) else None,
            restricted=source.restricted,
        )
        for source in at.sources.values()
    }


def _verified_by(at: Desk, source: Source) -> str:
    """By the name they have today; by that of then where they have no account (any more)."""
    if not source.kind.is_told:
        return ""
    who, then = str(source.facts.get("verified_by", "")), str(source.facts.get("verified_name", ""))
    name = at.name(who)
    return then if name in ("", who) else name
