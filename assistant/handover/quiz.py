"""Practice: past situations put to a newcomer, their answer laid beside what was done and why.

No marks are given. What somebody answered is theirs alone, and gone when they like. What was never practised comes
first, then what was missed most; what was asked of whom in the end is routed like any question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.handover import firstday, ledger, questions, routing
from assistant.handover.comparing import compared, of_each
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.practices import Practised
from assistant.handover.records.questions import Asking, Question, Why
from assistant.handover.situations import Point, Situation, situations
from assistant.people.access import may, require, space_of
from assistant.people.audit import Action
from assistant.people.roles import Act

WHAT_CHARS = 120  # of what was done, in a question about it
ASK = {
    "zh": "关于“{what}”：当时为什么这样决定？换成现在还会这样做吗？",
    "en": "About “{what}”: why was it decided like that then, and would you do the same today?",
}


@dataclass(frozen=True, slots=True)
class Course:
    """The situation to practise now, and how far the caller is."""

    situation: Situation | None
    practised: int  # different situations
    of: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer beside what was done."""

    practised: Practised
    situation: Situation
    points: tuple[tuple[Point, bool], ...]  # and whether it was named


def course(visit: Visit, space: str, after: str = "") -> Course:
    """What to practise now; another than `after` where there is one. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    ledger.look_at_new(visit, found.id)
    every = situations(visit, found.id)
    mine = visit.app.handover.practices.of(found.id, visit.caller.id)
    begun = visit.app.handover.firstdays.of(found.id, visit.caller.id)
    weights = next((dict(part.sections) for part in firstday.parts() if begun and part.key == begun.role), {})
    ordered = in_turn(every, mine, weights)
    others = [one for one in ordered if one.id != after] or ordered
    done = {one.situation for one in mine} & {one.id for one in every}
    return Course(others[0] if others else None, len(done), len(every))


def in_turn(every: Sequence[Situation], mine: Sequence[Practised], weights: dict[str, float]) -> list[Situation]:
    """Those never practised, what the role wants most first; then those of which most was missed, longest ago first."""
    last = {one.situation: one for one in reversed(mine)}  # newest first, so that the newest stays
    never = sorted((one for one in every if one.id not in last), key=lambda one: -weights.get(one.section, 1.0))
    again = sorted(
        (one for one in every if one.id in last), key=lambda one: (-last[one.id].missed, last[one.id].made_at)
    )
    return [*never, *again]


def answer(visit: Visit, space: str, situation: str, text: str) -> Outcome:
    """Lay the caller's answer beside what was done, and keep it for them.

    Raises UnknownSpace, NotAllowed, NoSuchThing.
    """
    found = space_of(visit.app.catalog, visit.caller, space, Act.WONDER)
    one = _situation(visit, found.id, situation)
    named = compared(one, text, visit.app.likeness.similarity, visit.app.chat)
    points = of_each(one.points, named)
    kept = visit.app.handover.practices.add(found.id, visit.caller.id, (one.id, one.section), text, points)
    visit.note(Action.PRACTISED, one.id, space=found.id)
    return Outcome(kept, one, tuple(zip(one.points, named, strict=True)))


def outcome(visit: Visit, practice_id: str) -> Outcome:
    """One of the caller's answers beside what was done. Raises NoSuchThing."""
    kept = _own(visit, practice_id)
    return _outcome(kept, _situation(visit, kept.space, kept.situation))


def own(visit: Visit, space: str) -> list[Outcome]:
    """The caller's answers whose situations are still there, newest first. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    known = {one.id: one for one in situations(visit, found.id)}
    mine = visit.app.handover.practices.of(found.id, visit.caller.id)
    return [_outcome(one, known[one.situation]) for one in mine if one.situation in known]


def remove(visit: Visit, practice_id: str) -> None:
    """Remove an answer of the caller's. Raises NoSuchThing, NotAllowed."""
    kept = _own(visit, practice_id)
    require(visit.caller, Act.WONDER, kept.space)
    visit.app.handover.practices.remove(visit.caller.id, practice_id=kept.id)


def remove_all(visit: Visit, space: str) -> int:
    """Remove all of the caller's answers in a client; how many those were. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.WONDER)
    return visit.app.handover.practices.remove(visit.caller.id, space=found.id)


def ask(visit: Visit, practice_id: str, lang: str) -> Question:
    """Ask whoever decided it, or whoever is likeliest to know. Raises NoSuchThing, NotAllowed."""
    kept = _own(visit, practice_id)
    one = _situation(visit, kept.space, kept.situation)
    what = " ".join(one.what.split())
    short = what if len(what) <= WHAT_CHARS else what[: WHAT_CHARS - 1] + "…"
    asking = Asking(ASK[lang].format(what=short), lang, Why.OTHER)
    return questions.send_on(visit, kept.space, asking, _decider(visit, kept.space, one.people))


def _own(visit: Visit, practice_id: str) -> Practised:
    kept = visit.app.handover.practices.own(practice_id, visit.caller.id)
    if kept is None or not may(visit.caller, Act.READ, kept.space):
        raise NoSuchThing()
    return kept


def _situation(visit: Visit, space: str, key: str) -> Situation:
    found = next((one for one in situations(visit, space) if one.id == key), None)
    if found is None:
        raise NoSuchThing()
    return found


def _decider(visit: Visit, space: str, names: Sequence[str]) -> str:
    """The account of one of these who may answer; "" to let routing find somebody."""
    able = [person for person in routing.able(visit, space) if person.id != visit.caller.id]
    found = (person.id for name in names for person in able if routing.is_called(person, name))
    return next(found, "")


def _outcome(kept: Practised, situation: Situation) -> Outcome:
    """The points by what they ask; those of an entry that was corrected since count as not named."""
    left = list(kept.points)
    points = []
    for point in situation.points:
        same = next((one for one in left if one[0] is point.asks), None)
        if same:
            left.remove(same)
        points.append((point, bool(same and same[1])))
    return Outcome(kept, situation, tuple(points))
