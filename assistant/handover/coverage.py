"""What a client's library covers: for each item of the checklist and each topic enough, thin or none, with proof.

Judged in the background (surveying.py), read here as the caller may read it: what was judged from sources for managers
only is for managers, and a passage whose source is gone, or no longer the caller's to see, is not shown and does not
count. A manager's word stands over any judgement until it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import templates
from assistant.handover.covering.hollow import names_of
from assistant.handover.covering.model import Flaw, Sought, Verdict
from assistant.handover.covering.places import Whose
from assistant.handover.covering.sought import of_items, of_template
from assistant.handover.errors import NoSuchThing, ReasonWanted
from assistant.handover.interviewing.model import Aspect, Gap
from assistant.handover.records.checklists import State
from assistant.handover.records.coverage import Audience, Day, Judged, Overrule
from assistant.handover.surveying import Progress, Task
from assistant.people.access import may, require, scope_for, space_of
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.roles import Act, Caller, Role
from vectorstore.models import Space, Status

USUAL = "agency"  # the template whose items are sought where there is no checklist yet
TOPIC = "topic"  # in place of a section: the cell of a topic
AGAIN_AFTER = timedelta(minutes=3)  # a library that changed is gone through again when the part is opened
TREND_DAYS = 60
METHOD = "1"  # raised with every change of the rule that changes judgements

__all__ = ["Cell", "Day", "Overrule", "Standing", "Summary", "Verdict"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One item or topic, and how well it is covered as far as the caller may know."""

    key: str
    section: str  # TOPIC for a topic's
    title: Mapping[str, str]  # by language
    verdict: Verdict  # what holds: somebody's word, or else the judgement
    judged: Verdict  # the judgement alone
    passages: tuple[Citation, ...] = ()
    lacking: tuple[Aspect, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    said: tuple[Aspect, ...] = ()
    newest: date | None = None
    overruled: Overrule | None = None
    judged_at: datetime | None = None  # None: not looked at yet
    by: str = ""  # "rule", or the model's name
    note: str = ""

    @property
    def is_item(self) -> bool:
        """Whether it is an item of the checklist."""
        return self.section != TOPIC


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items are covered how well."""

    enough: int = 0
    thin: int = 0
    none: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.enough + self.thin + self.none

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Summary:
        """Of the cells that are items."""
        held = [cell.verdict for cell in cells if cell.is_item]
        return cls(held.count(Verdict.ENOUGH), held.count(Verdict.THIN), held.count(Verdict.NONE))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the judgements are of today's library, and how far a survey is that is under way."""

    judged_at: datetime | None
    changed: bool  # the library is no longer what was judged
    progress: Progress | None
    failure: dict[str, Any] | None  # BatonError.record()


def cells(visit: Visit, space: str) -> list[Cell]:
    """Every item, section by section, then the topics by name. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    store = visit.app.handover.coverage
    judged = {one.key: one for one in store.of(found.id, _audience(visit, found.id))}
    overruled = store.overrules(found.id)
    sources = visit.app.catalog.sources_in(scope_for(visit.app.catalog, visit.caller, [found.id]))
    seen = {source.id for source in sources}
    made = [_cell(one.key, one.section, one.titles, judged.get(one.key), seen) for one in _sought(visit, found.id)]
    there = {source.topic for source in sources}
    topics = sorted((one for one in judged.values() if one.topic and one.topic in there), key=lambda one: one.topic)
    made += [_cell(one.key, TOPIC, {"zh": one.topic, "en": one.topic}, one, seen) for one in topics]
    return [_as_said(cell, overruled.get(cell.key)) for cell in made]


def verdicts(visit: Visit, space: str) -> dict[str, str]:
    """What holds, by item key, of the items that were judged or overruled. Raises UnknownSpace."""
    known = (cell for cell in cells(visit, space) if cell.is_item and (cell.judged_at or cell.overruled))
    return {cell.key: cell.verdict.value for cell in known}


def gaps(visit: Visit, space: str, lang: str) -> list[Gap]:
    """What the library lacks, what is not there at all first. Raises UnknownSpace."""
    open_ones = [cell for cell in cells(visit, space) if cell.is_item and cell.verdict is not Verdict.ENOUGH]
    open_ones.sort(key=lambda cell: cell.verdict is not Verdict.NONE)
    return [
        Gap(cell.key, cell.section, cell.title.get(lang) or cell.key, cell.verdict.value, cell.lacking)
        for cell in open_ones
    ]


def overrule(visit: Visit, space: str, key: str, verdict: Verdict, reason: str) -> Cell:
    """Put the caller's word over a judgement. Raises UnknownSpace, NotAllowed, NoSuchThing, ReasonWanted."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    _one(visit, found.id, key)
    if not reason.strip():
        raise ReasonWanted()
    visit.app.handover.coverage.overrule(found.id, key, verdict.value, reason.strip(), visit.caller.id)
    visit.note(Action.HANDED_OVER, key, space=found.id, what="overruled", verdict=verdict.value)
    count_today(visit, found.id)
    return _one(visit, found.id, key)


def withdraw(visit: Visit, space: str, key: str) -> Cell:
    """Let the judgement hold again. Raises UnknownSpace, NotAllowed, NoSuchThing when nothing stands over it."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    _one(visit, found.id, key)
    if not visit.app.handover.coverage.withdraw(found.id, key, visit.caller.id):
        raise NoSuchThing()
    visit.note(Action.HANDED_OVER, key, space=found.id, what="overrule withdrawn")
    count_today(visit, found.id)
    return _one(visit, found.id, key)


def wanted(visit: Visit, space: str, key: str, lang: str) -> str:
    """What counts as evidence for an item, in words; "" for what is none. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    return next((one.wanted(lang) for one in _sought(visit, found.id) if one.key == key), "")


def history(visit: Visit, space: str, key: str) -> list[Overrule]:
    """Every word there was over a cell, newest first. Raises UnknownSpace, NoSuchThing."""
    found = space_of(visit.app.catalog, visit.caller, space)
    _one(visit, found.id, key)
    return list(visit.app.handover.coverage.history(found.id, key))


def look_again(visit: Visit, space: str) -> Standing:
    """Go through the library now, in the background. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    visit.app.surveyor.start(task_of(visit, found))
    return standing(visit, found.id)


def opened(visit: Visit, space: str) -> Standing:
    """How the judgements stand, for somebody who looks at them: a library that changed is gone through again."""
    now = standing(visit, space)
    stale = now.judged_at is None or (now.changed and utc_now() - now.judged_at >= AGAIN_AFTER)
    if not stale or now.progress or now.failure:
        return now
    found = space_of(visit.app.catalog, visit.caller, space)
    return look_again(visit, space) if may(visit.caller, Act.TELL, found.id) else now


def standing(visit: Visit, space: str) -> Standing:
    """Whether the judgements are of today's library. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    last = visit.app.handover.coverage.survey(found.id)
    changed = last is not None and last.library != _library(visit, found.id)
    surveyor = visit.app.surveyor
    return Standing(
        last.finished_at if last else None, changed, surveyor.progress(found.id), surveyor.failure(found.id)
    )


def trend(visit: Visit, space: str) -> list[Day]:
    """How much was covered day by day, oldest first. Raises UnknownSpace."""
    found = space_of(visit.app.catalog, visit.caller, space)
    return visit.app.handover.coverage.days(found.id, _audience(visit, found.id), TREND_DAYS)


def matrix(visit: Visit) -> dict[Space, list[Cell]]:
    """The cells of every client whose handover the caller plans, by client."""
    return {space: cells(visit, space.id) for space in visit.spaces(Act.PLAN)}


def count_today(visit: Visit, space: str) -> None:
    """Keep how much is covered today, for each audience as it sees it."""
    for audience, role in _ROLES.items():
        summary = Summary.of(cells(replace(visit, caller=_somebody(space, role)), space))
        day = Day(utc_now().date(), summary.enough, summary.thin, summary.none)
        visit.app.handover.coverage.count(space, audience, day)


_ROLES = {Audience.OPEN: Role.NEWCOMER, Audience.ALL: Role.MANAGER}


def _somebody(space: str, role: Role) -> Caller:
    """Anybody with this role in the space: through whose eyes an audience's judgements are made."""
    return Caller("", roles={space: role})


def _audience(visit: Visit, space: str) -> Audience:
    return Audience.ALL if may(visit.caller, Act.RESTRICTED, space) else Audience.OPEN


def task_of(visit: Visit, space: Space) -> Task:
    """What a survey of the space goes through, for every audience. The caller's own rights do not matter."""
    catalog = visit.app.catalog
    scopes = {a: scope_for(catalog, _somebody(space.id, role), [space.id]) for a, role in _ROLES.items()}
    if not scopes[Audience.OPEN].hidden:
        del scopes[Audience.ALL]
    own = names_of(space.name)
    others = frozenset[str]().union(*(names_of(one.name) for one in catalog.spaces() if one.id != space.id)) - own
    return Task(
        space.id,
        tuple(_sought(visit, space.id)),
        scopes,
        Whose(own, others),
        _library(visit, space.id),
        lambda: count_today(visit, space.id),
    )


def _sought(visit: Visit, space: str) -> list[Sought]:
    """What the space's handover should hold: its checklist, or the usual one where there is none."""
    items = [one for one in visit.app.handover.checklists.of(space) if one.state is not State.NOT_NEEDED]
    return list(of_items(items) if items else _usual())


@cache
def _usual() -> tuple[Sought, ...]:
    return tuple(of_template(templates.load()[USUAL]))


def _library(visit: Visit, space: str) -> str:
    """A digest of everything that a survey reads."""
    read = sorted(
        f"{one.id} {one.version} {one.restricted} {one.topic} {one.occurred_on} {one.updated_at}"
        for one in visit.app.catalog.sources([space])
        if one.status is Status.DONE
    )
    keys = [f"{one.key} {'|'.join(one.queries)}" for one in _sought(visit, space)]
    return sha256("\n".join((METHOD, *read, *keys)).encode("utf-8", "surrogatepass")).hexdigest()


def _one(visit: Visit, space: str, key: str) -> Cell:
    cell = next((one for one in cells(visit, space) if one.key == key), None)
    if cell is None:
        raise NoSuchThing()
    require(visit.caller, Act.READ, space)
    return cell


def _cell(key: str, section: str, title: Mapping[str, str], judged: Judged | None, seen: set[str]) -> Cell:
    """The cell, without what the caller may not see: then it is covered less well than was judged."""
    if judged is None:
        return Cell(key, section, title, Verdict.NONE, Verdict.NONE)
    shown = tuple(citation for citation in judged.proof if citation.source in seen)
    verdict = Verdict(judged.verdict)
    if len(shown) < len(judged.proof):
        verdict = Verdict.THIN if shown and verdict is not Verdict.NONE else Verdict.NONE
    return Cell(
        *(key, section, title, verdict, verdict, shown),
        tuple(map(Aspect, judged.lacking)),
        tuple(map(Flaw, judged.flaws)),
        tuple(map(Aspect, judged.said)),
        judged.newest if shown else None,
        None,
        judged.judged_at,
        judged.by,
        judged.note if len(shown) == len(judged.proof) else "",
    )


def _as_said(cell: Cell, overruled: Overrule | None) -> Cell:
    return replace(cell, verdict=Verdict(overruled.verdict), overruled=overruled) if overruled else cell
