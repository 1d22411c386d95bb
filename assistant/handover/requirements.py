"""What each phase of a handover requires before it goes on, as plain rules over plain facts.

Each rule says what is missing, how much of it, and which part of the page mends it. A manager may go on all the
same, with a reason (phases.py). Reads nothing itself: whoever asks gathers the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.handover.records.checklists import Item, State
from assistant.handover.records.handovers import Handover, Phase, Verdict


class Code(StrEnum):
    """What may be missing."""

    OUTGOING = "outgoing"  # nobody is named who leaves
    INCOMING = "incoming"  # nobody is named who takes over
    OWNERS = "owners"  # sections with items that nobody has
    ACCESS = "access"  # people who take over and cannot open the client
    ITEMS = "items"  # items that are to be settled by now
    QUESTIONS = "questions"  # questions that were sent on and wait for an answer
    CONFIRMED = "confirmed"  # sections of which the receiver has said nothing
    SENT_BACK = "sent back"  # sections that the receiver has sent back


PART = {  # of the page, that mends it
    Code.OUTGOING: "overview",
    Code.INCOMING: "overview",
    Code.OWNERS: "checklist",
    Code.ACCESS: "people",
    Code.ITEMS: "checklist",
    Code.QUESTIONS: "questions",
    Code.CONFIRMED: "checklist",
    Code.SENT_BACK: "checklist",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at."""

    handover: Handover
    items: Sequence[Item]
    reviews: dict[str, Verdict]  # by section
    strangers: Sequence[str] = ()  # ids of people who take over and do not belong to the client
    questions: int = 0  # that wait for an answer


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be mended first. `what` has keys of sections, ids of items or people, as its code says."""

    code: Code
    count: int
    what: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """Which part of the page mends it."""
        return PART[self.code]


Rule = Callable[[Facts], Missing | None]


def missing(facts: Facts, phase: Phase | None = None) -> list[Missing]:
    """What the phase (the handover's own when left out) still requires before the next one."""
    found = (rule(facts) for rule in RULES[phase or facts.handover.phase])
    return [one for one in found if one is not None]


def _outgoing(facts: Facts) -> Missing | None:
    return None if facts.handover.outgoing else Missing(Code.OUTGOING, 1)


def _incoming(facts: Facts) -> Missing | None:
    return None if facts.handover.incoming else Missing(Code.INCOMING, 1)


def _owners(facts: Facts) -> Missing | None:
    free = (item.section for item in facts.items if not item.owner and item.state is not State.NOT_NEEDED)
    return _missing(Code.OWNERS, free)


def _access(facts: Facts) -> Missing | None:
    return _missing(Code.ACCESS, facts.strangers)


def _items(by: Phase) -> Rule:
    def rule(facts: Facts) -> Missing | None:
        due = (item for item in facts.items if item.phase.number <= by.number)
        return _missing(Code.ITEMS, (item.id for item in due if not item.state.is_settled))

    return rule


def _questions(facts: Facts) -> Missing | None:
    return Missing(Code.QUESTIONS, facts.questions) if facts.questions else None


def _confirmed(facts: Facts) -> Missing | None:
    return _missing(Code.CONFIRMED, (item.section for item in facts.items if item.section not in facts.reviews))


def _sent_back(facts: Facts) -> Missing | None:
    here = {item.section for item in facts.items}  # a section whose items are all gone wants nothing
    sent = (key for key, verdict in facts.reviews.items() if verdict is Verdict.SENT_BACK and key in here)
    return _missing(Code.SENT_BACK, sent)


def _missing(code: Code, what: Iterable[str]) -> Missing | None:
    found = tuple(dict.fromkeys(what))
    return Missing(code, len(found), found) if found else None


RULES: dict[Phase, tuple[Rule, ...]] = {
    Phase.PREPARE: (_outgoing, _incoming, _access, _owners),
    Phase.CAPTURE: (_items(Phase.CAPTURE),),
    Phase.OVERLAP: (_items(Phase.OVERLAP), _questions),
    Phase.REVIEW: (_items(Phase.REVIEW), _questions, _sent_back, _confirmed),
    Phase.SIGNED_OFF: (),
}
