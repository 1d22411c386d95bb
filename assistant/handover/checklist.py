"""The checklist of a handover: read by everybody there, done by each item's owner, planned by managers.

What of an item's evidence the caller may not see is not there for them. Whether the library holds enough
of an item is coverage's business; an item is done when a person says so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from assistant.desk import Visit
from assistant.handover import handovers, teams
from assistant.handover.errors import NoSuchSection, NoSuchThing, NotTheReceiver, ReasonWanted, SignedOff
from assistant.handover.records.checklists import Item, ItemChange, Link, Priority, State
from assistant.handover.records.handovers import Handover, Phase, Verdict
from assistant.handover.records.notices import About
from assistant.people.access import may, require, scope_for, space_of
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.errors import NotAllowed
from assistant.people.roles import Act
from vectorstore.catalog import new_id

HISTORY = 50
PLANNED = ("owner", "due_on", "title", "evidence")  # what about an item is for managers to say

__all__ = ["Change", "Item", "Link", "NewItem", "Priority", "State"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about an item; None leaves it."""

    state: State | None = None
    reason: str | None = None  # why it is not needed
    note: str | None = None
    priority: Priority | str | None = None  # "" for none
    owner: str | None = None  # id or name; "" for nobody
    due_on: date | None = None
    title: str | None = None  # of an item that people added, as is its evidence
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that people add, in their own words."""

    section: str
    title: str
    due_on: date
    evidence: str = ""
    owner: str = ""
    phase: Phase = Phase.CAPTURE


def items(visit: Visit, space: str) -> list[Item]:
    """The items of the space with this name or id, section by section; none where there is no handover.

    Raises UnknownSpace.
    """
    found = space_of(visit.app.catalog, visit.caller, space)
    hidden = set(scope_for(visit.app.catalog, visit.caller, [found.id]).hidden)
    return [_without(item, hidden) for item in visit.app.handover.checklists.of(found.id)]


def item(visit: Visit, item_id: str) -> Item:
    """The item, if the caller may see it. Raises NoSuchThing."""
    found = visit.app.handover.checklists.item(item_id)
    if found is None or not may(visit.caller, Act.READ, found.space):
        raise NoSuchThing()
    return _without(found, set(scope_for(visit.app.catalog, visit.caller, [found.space]).hidden))


def does(visit: Visit, found: Item) -> bool:
    """Whether the caller may say how far the item is: its owner, or a manager."""
    own = found.owner == visit.caller.id and may(visit.caller, Act.TELL, found.space)
    return own or may(visit.caller, Act.PLAN, found.space)


def change(visit: Visit, item_id: str, wanted: Change) -> Item:
    """Make the item so. Raises NoSuchThing, NotAllowed, NotTheReceiver, ReasonWanted, SignedOff."""
    before = item(visit, item_id)
    handover = _open_handover(visit, before)
    given = {one.name: getattr(wanted, one.name) for one in fields(wanted) if getattr(wanted, one.name) is not None}
    _require(visit, handover, before, given)
    values = _values(visit, before, given)
    if not values:
        return before
    visit.app.handover.checklists.change([item_id], visit.caller.id, **values)
    visit.note(Action.HANDED_OVER, item_id, space=before.space, what="item", changed=sorted(values))
    after = item(visit, item_id)
    _follow(visit, before, after)
    return after


def assign(visit: Visit, space: str, section: str, owner: str) -> list[Item]:
    """Give somebody every item of the section that is not settled. Raises NoSuchSection, NotAllowed, SignedOff."""
    handover = handovers.under_way(visit, space, Act.PLAN)
    here = [one for one in items(visit, handover.space) if one.section == section]
    if not here:
        raise NoSuchSection(section=section)
    who = teams.kept(visit, handover.space, owner)
    passed = [one for one in here if not one.state.is_settled and one.owner != who]
    visit.app.handover.checklists.change([one.id for one in passed], visit.caller.id, owner=who)
    visit.note(Action.HANDED_OVER, handover.id, space=handover.space, what="owner", section=section, count=len(passed))
    for one in passed:
        visit.app.handover.notices.settle(About.ITEM, one.id)
    if passed and who != visit.caller.id and teams.sees(visit, handover.space, who):
        tell(visit, who, passed[0], "section" if len(passed) > 1 else "yours", count=len(passed))
    return [one for one in items(visit, handover.space) if one.section == section]


def add(visit: Visit, space: str, wanted: NewItem) -> Item:
    """Another item, at the end of its section. Raises NoSuchSection, NotAllowed, SignedOff."""
    handover = handovers.under_way(visit, space, Act.PLAN)
    here = [one for one in items(visit, handover.space) if one.section == wanted.section]
    if not here:
        raise NoSuchSection(section=wanted.section)
    title, evidence = " ".join(wanted.title.split()), wanted.evidence.strip()
    both = {"zh": (title,), "en": (title,)}
    made = Item(
        id=(made_id := new_id()),
        space=handover.space,
        handover=handover.id,
        position=here[-1].position + 1,
        key=made_id,
        section=wanted.section,
        section_title=here[0].section_title,
        title={"zh": title, "en": title},
        evidence={"zh": evidence, "en": evidence},
        needs=("what",),
        queries=both,
        phase=wanted.phase,
        owner=teams.kept(visit, handover.space, wanted.owner),
        due_on=wanted.due_on,
        state=State.OPEN,
        reason="",
        note="",
        priority=None,
        reminded_on=None,
        updated_by=visit.caller.id,
        updated_at=utc_now(),
    )
    visit.app.handover.checklists.add(made)
    visit.note(Action.HANDED_OVER, made.id, space=made.space, what="item", changed=["made"])
    _follow(visit, replace(made, owner=""), made)
    return made


def remove(visit: Visit, item_id: str) -> None:
    """Take an item off the list. Raises NoSuchThing, NotAllowed, SignedOff."""
    found = item(visit, item_id)
    require(visit.caller, Act.PLAN, found.space)
    _open_handover(visit, found)
    visit.app.handover.checklists.remove(item_id)
    visit.app.handover.notices.settle(About.ITEM, item_id)
    visit.note(Action.HANDED_OVER, item_id, space=found.space, what="item", changed=["removed"])


def link(visit: Visit, item_id: str, source_id: str, block: int | None = None) -> Item:
    """Choose a source, or a place in it, as evidence. Raises NoSuchThing, UnknownSource, NotAllowed, SignedOff."""
    found = _to_do(visit, item_id)
    source = visit.source(source_id)
    if source.space != found.space:
        raise NoSuchThing()
    visit.app.handover.checklists.link(item_id, source.id, block, visit.caller.id)
    visit.note(Action.HANDED_OVER, item_id, space=found.space, what="evidence", source=source.id)
    return item(visit, item_id)


def unlink(visit: Visit, item_id: str, source_id: str) -> Item:
    """The source is evidence no more. Raises NoSuchThing, NotAllowed, SignedOff."""
    found = _to_do(visit, item_id)
    if source_id not in {one.source for one in found.links}:
        raise NoSuchThing()
    visit.app.handover.checklists.unlink(item_id, source_id)
    visit.note(Action.HANDED_OVER, item_id, space=found.space, what="evidence", source="")
    return item(visit, item_id)


def history(visit: Visit, item_id: str) -> list[ItemChange]:
    """What was changed about the item, newest first; of evidence only that, not which. Raises NoSuchThing."""
    found = item(visit, item_id)
    changes = visit.app.handover.checklists.changes([found.id], HISTORY)
    return [replace(one, value="") if one.what == "evidence" else one for one in changes]


def _without(found: Item, hidden: set[str]) -> Item:
    return replace(found, links=tuple(one for one in found.links if one.source not in hidden)) if hidden else found


def _open_handover(visit: Visit, found: Item) -> Handover:
    handover = handovers.required(visit, found.space)
    if handover.is_signed_off:
        raise SignedOff()
    return handover


def _to_do(visit: Visit, item_id: str) -> Item:
    found = item(visit, item_id)
    if not does(visit, found):
        raise NotAllowed()
    _open_handover(visit, found)
    return found


def _require(visit: Visit, handover: Handover, before: Item, given: dict[str, Any]) -> None:
    """Each part of an item has its people: the plan is the managers', priorities are the receiver's."""
    if given.keys() & set(PLANNED):
        require(visit.caller, Act.PLAN, before.space)
    if "priority" in given and not handovers.receives(visit, handover):
        raise NotTheReceiver()
    if given.keys() - {"priority"} and not does(visit, before):
        raise NotAllowed()
    if given.get("state") is State.NOT_NEEDED and not (given.get("reason") or before.reason).strip():
        raise ReasonWanted()


def _values(visit: Visit, before: Item, given: dict[str, Any]) -> dict[str, Any]:
    """What changes, as it is kept. Words of the template stay its own."""
    values: dict[str, Any] = {
        name: given[name] for name in ("state", "reason", "note", "priority", "due_on") if name in given
    }
    if "owner" in given:
        values["owner"] = teams.kept(visit, before.space, given["owner"])
    if given.get("state", State.NOT_NEEDED) is not State.NOT_NEEDED:
        values["reason"] = ""
    for name in ("title", "evidence") if before.is_own else ():
        if (said := " ".join(given.get(name, "").split())) or (name == "evidence" and name in given):
            values[name] = {"zh": said, "en": said}
            values |= {"queries": {"zh": [said], "en": [said]}} if name == "title" else {}
    kept = {name: getattr(before, name) for name in values}
    return {name: value for name, value in values.items() if value != (kept[name] or "")}


def _follow(visit: Visit, before: Item, after: Item) -> None:
    """Tell a new owner; a section that was confirmed is not any more once something in it is open again."""
    if after.state.is_settled or after.owner != before.owner:
        visit.app.handover.notices.settle(About.ITEM, after.id)
    if after.owner not in (before.owner, visit.caller.id) and teams.sees(visit, after.space, after.owner):
        tell(visit, after.owner, after, "yours")
    if before.state.is_settled and not after.state.is_settled:
        said = visit.app.handover.handovers.reviews(after.handover).get(after.section)
        if said and said.verdict is Verdict.CONFIRMED:
            visit.app.handover.handovers.withdraw_review(after.handover, after.section)


def tell(visit: Visit, who: str, found: Item, what: str, **more: Any) -> None:
    """Let somebody know of an item: "yours", "section" (several, `count`), "sent back" (`word`)."""
    details = {"what": what, "by": visit.caller.shown, **details_of(found), **more}
    visit.app.handover.notices.tell(who, found.space, About.ITEM, found.id, **details)


def details_of(found: Item) -> dict[str, str]:
    """What the words of a notice about the item need, in both languages."""
    titles = {f"title_{lang}": words for lang, words in found.title.items()}
    sections = {f"section_{lang}": words for lang, words in found.section_title.items()}
    return {"title": found.title["zh"], **titles, **sections, "due_on": found.due_on.isoformat()}
