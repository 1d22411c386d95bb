"""A space's handover: made from a template, its teams and dates, and who its receiver is. Phases are in phases.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.desk import Visit
from assistant.handover import teams as people
from assistant.handover import templates
from assistant.handover.errors import DatesTurned, HandoverExists, NoHandover, SignedOff, UnknownTemplate
from assistant.handover.records.checklists import Item, State
from assistant.handover.records.handovers import Handover, Phase
from assistant.handover.templates import Template
from assistant.people.access import may, space_of
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.roles import Act
from vectorstore.catalog import new_id

TEMPLATES = "templates"  # in the data folder: people's own
LONGEST = timedelta(days=731)
SPREAD = 1000  # places between two items of a template, for those that people add at the end of a section


@dataclass(frozen=True, slots=True)
class Wish:
    """What a handover is to be like. People are ids or names, as typed."""

    outgoing: Sequence[str]
    incoming: Sequence[str]
    starts_on: date
    ends_on: date
    template: str = "agency"  # looked at when it is made


def of(visit: Visit, space: str) -> Handover | None:
    """The handover of the space with this name or id, if there is one. Raises UnknownSpace."""
    return visit.app.handover.handovers.of(space_of(visit.app.catalog, visit.caller, space).id)


def required(visit: Visit, space: str, act: Act = Act.READ) -> Handover:
    """The same, for whoever may do this there. Raises UnknownSpace, NotAllowed, NoHandover."""
    found = visit.app.handover.handovers.of(space_of(visit.app.catalog, visit.caller, space, act).id)
    if found is None:
        raise NoHandover()
    return found


def under_way(visit: Visit, space: str, act: Act) -> Handover:
    """The same, to be changed. Raises SignedOff too."""
    found = required(visit, space, act)
    if found.is_signed_off:
        raise SignedOff()
    return found


def teams(visit: Visit, space: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who leaves and who takes over: ids or typed names; nobody where there is no handover."""
    found = of(visit, space)
    return (found.outgoing, found.incoming) if found else ((), ())


def receives(visit: Visit, handover: Handover) -> bool:
    """Whether the caller speaks for the receiving team: one of it, or its manager while none of it has an account."""
    if not may(visit.caller, Act.WONDER, handover.space):
        return False
    if any(people.has_account(visit, person) for person in handover.incoming):
        return visit.caller.id in handover.incoming
    return may(visit.caller, Act.PLAN, handover.space)


def make(visit: Visit, space: str, wish: Wish) -> Handover:
    """Begin a handover with the template's items.

    Raises UnknownSpace, NotAllowed, HandoverExists, DatesTurned, UnknownTemplate, TemplateWrong.
    """
    found = space_of(visit.app.catalog, visit.caller, space, Act.PLAN)
    _require_dates(wish)
    known = offered(visit)
    if wish.template not in known:
        raise UnknownTemplate(template=wish.template, known=", ".join(known))
    template = known[wish.template]
    handover = Handover(
        id=new_id(),
        space=found.id,
        template=template.key,
        version=template.version,
        outgoing=people.kept_all(visit, found.id, wish.outgoing),
        incoming=people.kept_all(visit, found.id, wish.incoming),
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        phase=Phase.PREPARE,
        made_by=visit.caller.id,
        made_at=utc_now(),
    )
    if not visit.app.handover.checklists.begin(handover, list(_items(handover, template))):
        raise HandoverExists()
    visit.note(Action.HANDED_OVER, handover.id, space=found.id, what="made", template=template.key)
    return handover


def change(visit: Visit, space: str, wish: Wish) -> Handover:
    """Other teams or dates. Items not yet settled keep their distance from the end.

    Raises UnknownSpace, NotAllowed, NoHandover, SignedOff, DatesTurned.
    """
    before = under_way(visit, space, Act.PLAN)
    _require_dates(wish)
    after = replace(
        before,
        outgoing=people.kept_all(visit, before.space, wish.outgoing),
        incoming=people.kept_all(visit, before.space, wish.incoming),
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
    )
    visit.app.handover.handovers.change(after)
    _move_dates(visit, before, after)
    visit.note(Action.HANDED_OVER, after.id, space=after.space, what="changed")
    return after


def delete(visit: Visit, space: str) -> None:
    """Forget the handover with its items, steps and reviews. Raises UnknownSpace, NotAllowed, NoHandover."""
    found = required(visit, space, Act.PLAN)
    visit.app.handover.handovers.remove(found)
    visit.note(Action.HANDED_OVER, found.id, space=found.space, what="deleted")


def offered(visit: Visit) -> dict[str, Template]:
    """Every template that a handover can be made from. Raises TemplateWrong."""
    return templates.load(visit.app.settings.folder / TEMPLATES)


def due(handover: Handover, days: int) -> date:
    """The day so many days before its end, but never before its beginning."""
    return max(handover.starts_on, handover.ends_on - timedelta(days=days))


def _items(handover: Handover, template: Template) -> Iterator[Item]:
    for position, (section, item) in enumerate(template.items):
        yield Item(
            id=new_id(),
            space=handover.space,
            handover=handover.id,
            position=position * SPREAD,
            key=item.key,
            section=section.key,
            section_title=section.title,
            title=item.title,
            evidence=item.evidence,
            needs=tuple(need.value for need in item.needs),
            queries=item.queries,
            phase=item.phase,
            owner="",
            due_on=due(handover, item.days),
            state=State.OPEN,
            reason="",
            note="",
            priority=None,
            reminded_on=None,
            updated_by=handover.made_by,
            updated_at=handover.made_at,
        )


def _move_dates(visit: Visit, before: Handover, after: Handover) -> None:
    """A handover that ends a week later has its open items due a week later."""
    later = after.ends_on - before.ends_on
    by_day: dict[date, list[str]] = {}
    for item in visit.app.handover.checklists.of(before.space) if later else []:
        if not item.state.is_settled:
            by_day.setdefault(max(after.starts_on, item.due_on + later), []).append(item.id)
    for day, items in by_day.items():
        visit.app.handover.checklists.change(items, visit.caller.id, due_on=day)


def _require_dates(wish: Wish) -> None:
    if not timedelta() < wish.ends_on - wish.starts_on <= LONGEST:
        raise DatesTurned(starts_on=wish.starts_on.isoformat(), ends_on=wish.ends_on.isoformat())
