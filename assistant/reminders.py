"""Daily reminders: what is due for review, self-checks and late items. Each person is told of each thing once, of
what stays late once a week.

Tells only those who may do something about it. Sending notices elsewhere is not done here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.build import App
from assistant.handover.checklist import details_of
from assistant.handover.records.notices import About
from assistant.handover.selfcheck import target
from assistant.people.access import may
from assistant.people.roles import EVERYTHING, LOCAL, Act, Caller, Role

WEEK = timedelta(days=7)
LATE = timedelta(days=3)  # after which managers are told too


def remind_of_reviews(app: App, now: datetime) -> int:
    """Let owners and managers know which sources are due. Returns how many notices that made."""
    told, sources = 0, {source.id: source for source in app.catalog.sources()}
    for review in app.handover.reviews.due(now.date()):
        if (source := sources.get(review.source)) is None:  # removed a moment ago
            continue
        details = {"title": source.title, "review_by": review.review_by.isoformat(), "cause": review.cause.value}
        for caller in _callers(app, [source.owner, *managers(app, source.space)]):
            if may(caller, Act.EDIT, source.space, source):
                told += _tell_once(app, caller.id, source.space, About.REVIEW, source.id, details)
    return told


def remind_of_selfchecks(app: App, now: datetime) -> int:
    """Let those who answer know that a self-check is due, and again once it is late. Returns how many notices."""
    told = 0
    for plan in app.handover.selfchecks.due(now.date()):
        late = now.date() >= plan.next_due + LATE
        day = plan.next_due.isoformat()
        details = {"title": day, "due": day, "late": "yes" if late else ""}
        people = [plan.who] if plan.who and not late else [plan.who, *managers(app, plan.space)]
        answering = [caller for caller in _callers(app, people) if may(caller, Act.TELL, plan.space)]
        for caller in answering or _callers(app, managers(app, plan.space)):
            told += _tell_once(app, caller.id, plan.space, About.SELFCHECK, target(plan, late), details)
    return told


def remind_of_late_items(app: App, now: datetime) -> int:
    """Let those who have a late item of a checklist know, of each at most once a week. Returns how many notices."""
    told, today = 0, now.date()
    for item in app.handover.checklists.late(today):
        handover = app.handover.handovers.of(item.space)
        lately = item.reminded_on is not None and today - item.reminded_on < WEEK
        if handover is None or handover.is_signed_off or lately:
            continue
        for caller in _callers(app, [item.owner]):
            if caller.id == item.owner and may(caller, Act.READ, item.space):
                app.handover.notices.tell(caller.id, item.space, About.ITEM, item.id, what="late", **details_of(item))
                app.handover.checklists.reminded(item.id, today)
                told += 1
    return told


def managers(app: App, space: str) -> list[str]:
    """Who looks after the client, by id: the one person there is where there are no accounts."""
    if not app.identity.users.any():
        return [LOCAL.id]
    members = app.identity.members.of(space)
    return [member.person for member in members if member.role is Role.MANAGER and member.active]


def _callers(app: App, people: list[str]) -> list[Caller]:
    """Those of these people who are there today."""
    if not app.identity.users.any():
        return [LOCAL]
    found = (app.identity.as_caller(person, EVERYTHING) for person in dict.fromkeys(people))
    return [caller for caller in found if caller is not None]


def _tell_once(app: App, person: str, space: str, about: About, target: str, details: dict[str, str]) -> bool:
    if app.handover.notices.has(person, about, target):
        return False
    app.handover.notices.tell(person, space, about, target, **details)
    return True
