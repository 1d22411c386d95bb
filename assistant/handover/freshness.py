"""Until when sources hold: setting, confirming and clearing review-by dates.

Whoever may edit a source says until when it holds. Suggestions (expiry.py) are only ever offered, never set; what is
past its date is marked in answers by staleness.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.desk import Visit
from assistant.handover.errors import NotLongerTrue
from assistant.handover.expiry import Expiry, expiry_of
from assistant.handover.records.notices import About
from assistant.handover.records.reviews import Cause, Review
from assistant.people.access import may, scope_for, space_of
from assistant.people.audit import Action
from assistant.people.roles import Act
from vectorstore.models import Kind, Source

SOON = timedelta(days=30)
LASTS = {  # how much longer what was confirmed is believed
    Cause.PLATFORM_RULE: timedelta(days=90),
    Cause.SEASON: timedelta(days=365),
    Cause.CONTRACT_END: timedelta(days=365),
    Cause.PRICE: timedelta(days=90),
    Cause.PEOPLE: timedelta(days=180),
    Cause.OTHER: timedelta(days=180),
}
UNDATED = (Kind.ARCHIVE, Kind.SHEET)  # what was counted stays true; an archive's files have dates of their own
READ = 400  # chunks of a source that are read for a suggestion: about 150,000 characters


@dataclass(frozen=True, slots=True)
class Dated:
    """A source with its review-by date."""

    source: Source
    review: Review
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """A source that should perhaps have one."""

    source: Source
    expiry: Expiry
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Board:
    """How a client's sources stand, soonest first."""

    due: tuple[Dated, ...]
    soon: tuple[Dated, ...]
    later: tuple[Dated, ...]
    suggested: tuple[Suggested, ...]


def board(visit: Visit, space: str, today: date) -> Board:
    """The client's review dates as the caller may see them. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    sources = visit.app.catalog.sources_in(scope_for(visit.app.catalog, visit.caller, [found.id]))
    reviews = visit.app.handover.reviews.of([source.id for source in sources])
    dated = [
        Dated(source, reviews[source.id], may(visit.caller, Act.EDIT, source.space, source))
        for source in sources
        if source.id in reviews
    ]
    dated.sort(key=lambda one: (one.review.review_by, one.source.title))
    return Board(
        due=tuple(one for one in dated if one.review.is_due(today)),
        soon=tuple(one for one in dated if today < one.review.review_by <= today + SOON),
        later=tuple(one for one in dated if one.review.review_by > today + SOON),
        suggested=_suggested(visit, [source for source in sources if source.id not in reviews], today),
    )


def extended(cause: Cause, today: date) -> date:
    """Until when what is confirmed today would hold."""
    return today + LASTS[cause]


def review_of(visit: Visit, source: Source) -> Review | None:
    """The source's date, if it has one."""
    return visit.app.handover.reviews.of([source.id]).get(source.id)


def set_review(visit: Visit, source_id: str, review_by: date, cause: Cause, today: date) -> Review:
    """Say until when the source holds; said again, it is confirmed. Raises UnknownSource, NotAllowed, NotLongerTrue."""
    source = visit.source(source_id, Act.EDIT)
    if review_by <= today:
        raise NotLongerTrue(day=review_by.isoformat())
    review = visit.app.handover.reviews.put(source.id, review_by, cause, visit.caller.id)
    visit.app.handover.notices.settle(About.REVIEW, source.id)
    visit.note(Action.EDITED, source.id, space=source.space, what="review", until=review_by.isoformat())
    return review


def clear_review(visit: Visit, source_id: str) -> None:
    """The source holds until somebody says otherwise. Raises UnknownSource, NotAllowed."""
    source = visit.source(source_id, Act.EDIT)
    visit.app.handover.reviews.remove(source.id)
    visit.app.handover.notices.settle(About.REVIEW, source.id)
    visit.note(Action.EDITED, source.id, space=source.space, what="review")


def _suggested(visit: Visit, sources: Sequence[Source], today: date) -> tuple[Suggested, ...]:
    found = []
    for source in sources:
        if source.kind in UNDATED:
            continue
        chunks = visit.app.catalog.chunks_of(source.id, source.version)[:READ]
        expiry = expiry_of([(chunk.text, chunk.first_block) for chunk in chunks], source.occurred_on, today)
        if expiry:
            found.append(Suggested(source, expiry, may(visit.caller, Act.EDIT, source.space, source)))
    return tuple(sorted(found, key=lambda one: (one.expiry.review_by, one.source.title)))
