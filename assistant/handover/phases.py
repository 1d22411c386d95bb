"""Where a handover stands, going on and back, and what its receiver says of each section.

Going on with something missing wants a manager's reason, and so does going back; both are kept with what was missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk import Visit
from assistant.handover import checklist, handovers, teams
from assistant.handover.errors import (
    NoSuchSection,
    NotTheReceiver,
    PhaseMoved,
    ReasonWanted,
    StillOpen,
)
from assistant.handover.records.checklists import Item, State
from assistant.handover.records.handovers import Handover, Phase, SectionReview, Step, Verdict
from assistant.handover.records.notices import About
from assistant.handover.records.questions import WAITING
from assistant.handover.requirements import Facts, Missing, missing
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.roles import LOCAL, Act


@dataclass(frozen=True, slots=True)
class Held:
    """What one person has of the checklist."""

    person: str  # id or typed name; "" for what nobody has
    open: int
    done: int  # settled, whichever way
    late: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A handover at a glance, as the caller may see it."""

    handover: Handover
    items: Sequence[Item]
    steps: Sequence[Step]
    reviews: dict[str, SectionReview]
    missing: Sequence[Missing]  # before the next phase
    today: date

    @property
    def settled(self) -> int:
        """How many items nothing is left to do about."""
        return sum(item.state.is_settled for item in self.items)

    @property
    def percent(self) -> int:
        """How much of the checklist is settled, rounded down: 100 means all of it."""
        return 100 * self.settled // len(self.items) if self.items else 0

    @property
    def late(self) -> list[Item]:
        """Items past their day, the longest first."""
        return sorted((item for item in self.items if item.is_late(self.today)), key=lambda item: item.due_on)

    @property
    def days_left(self) -> int:
        """Days until it is to be signed off; below zero when that has passed."""
        return (self.handover.ends_on - self.today).days

    def held(self) -> list[Held]:
        """Who has what, whoever has most to do first; what nobody has comes last."""
        tally: dict[str, Counter[str]] = {}
        for item in self.items:
            mine = tally.setdefault(item.owner, Counter())
            mine["done" if item.state.is_settled else "open"] += 1
            mine["late"] += item.is_late(self.today)
        held = [Held(person, count["open"], count["done"], count["late"]) for person, count in tally.items()]
        return sorted(held, key=lambda one: (not one.person, -one.late, -one.open, one.person))


def standing(visit: Visit, space: str, today: date | None = None) -> Standing:
    """Where the handover of the space stands. Raises UnknownSpace, NoHandover."""
    handover = handovers.required(visit, space)
    items, records = checklist.items(visit, handover.space), visit.app.handover.handovers
    reviews = records.reviews(handover.id)
    wanted = missing(_facts(visit, handover, items, reviews))
    return Standing(handover, items, records.steps(handover.id), reviews, wanted, today or date.today())


def move(visit: Visit, space: str, to: Phase, reason: str = "", now: datetime | None = None) -> Step:
    """Go on to the next phase, or back to an earlier one.

    Raises UnknownSpace, NotAllowed, NoHandover, PhaseMoved, StillOpen, ReasonWanted.
    """
    handover = handovers.required(visit, space, Act.PLAN)
    reason, back = reason.strip(), to.number < handover.phase.number
    if not back and to is not handover.phase.next:
        raise PhaseMoved()
    records = visit.app.handover.handovers
    items = checklist.items(visit, handover.space)
    lacking = [] if back else missing(_facts(visit, handover, items, records.reviews(handover.id)))
    if lacking and not reason:
        raise StillOpen(count=sum(one.count for one in lacking))
    if back and not reason:
        raise ReasonWanted()
    counts = {one.code.value: one.count for one in lacking}
    step = Step(handover.phase, to, visit.caller.id, now or utc_now(), reason, counts)
    if not records.step(handover, step):
        raise PhaseMoved()
    visit.note(Action.HANDED_OVER, handover.id, space=handover.space, what="phase", phase=to.value, open=counts)
    _tell_teams(visit, handover, step)
    return step


def review(visit: Visit, space: str, section: str, verdict: Verdict | None, word: str = "") -> SectionReview | None:
    """What the receiver says of a section; None takes it back. Sending back wants a word.

    Raises UnknownSpace, NoHandover, NotTheReceiver, NoSuchSection, ReasonWanted, SignedOff.
    """
    handover = handovers.under_way(visit, space, Act.READ)
    if not handovers.receives(visit, handover):
        raise NotTheReceiver()
    here = [item for item in checklist.items(visit, handover.space) if item.section == section]
    if not here:
        raise NoSuchSection(section=section)
    word = word.strip()
    if verdict is Verdict.SENT_BACK and not word:
        raise ReasonWanted()
    records = visit.app.handover.handovers
    said = verdict.value.replace(" ", "_") if verdict else "withdrawn"
    visit.note(Action.HANDED_OVER, handover.id, space=handover.space, what="section", section=section, verdict=said)
    if verdict is None:
        records.withdraw_review(handover.id, section)
        return None
    if verdict is Verdict.SENT_BACK:
        _tell_owners(visit, here, word)
    return records.review(handover.id, section, verdict, word, visit.caller.id)


def _facts(visit: Visit, handover: Handover, items: Sequence[Item], reviews: dict[str, SectionReview]) -> Facts:
    """What the rules look at. Questions are counted, not read: everybody may know that some are open."""
    waiting = visit.app.handover.questions.of_space(handover.space, WAITING)
    verdicts = {section: review.verdict for section, review in reviews.items()}
    return Facts(handover, items, verdicts, _strangers(visit, handover), len(waiting))


def _strangers(visit: Visit, handover: Handover) -> list[str]:
    """Who takes over, has an account, and does not belong to the client."""
    members = {member.person for member in visit.app.identity.members.of(handover.space)}
    users = visit.app.identity.users
    accounts = [who for who in handover.incoming if who != LOCAL.id and teams.has_account(visit, who)]
    return [who for who in accounts if who not in members and not users.person(who).admin]


def _tell_teams(visit: Visit, handover: Handover, step: Step) -> None:
    """Everybody of both teams who may see it learns that the handover went on, or back."""
    details = {"before": step.before.value, "after": step.after.value, "by": visit.caller.shown}
    visit.app.handover.notices.settle(About.PHASE, handover.id)
    for who in dict.fromkeys((*handover.outgoing, *handover.incoming)):
        if who != visit.caller.id and teams.sees(visit, handover.space, who):
            visit.app.handover.notices.tell(who, handover.space, About.PHASE, handover.id, **details)


def _tell_owners(visit: Visit, items: Sequence[Item], word: str) -> None:
    """Each owner of the section learns once, with the first of their items, that it was sent back."""
    first: dict[str, Item] = {}
    for item in items:
        if item.state is not State.NOT_NEEDED:
            first.setdefault(item.owner, item)
    for who, item in first.items():
        if who != visit.caller.id and teams.sees(visit, item.space, who):
            checklist.tell(visit, who, item, "sent back", word=word[:200])
