"""The daily survey of what libraries cover, so that a trend has a point for every day and a report is of today."""

from __future__ import annotations

from datetime import datetime

from assistant.build import App
from assistant.desk import Visit
from assistant.handover import coverage
from assistant.people.roles import LOCAL


def survey_what_changed(app: App, _now: datetime) -> int:
    """Go through every library that is no longer what was judged, one after the other; of the others, count today.

    Returns how many were gone through.
    """
    visit, surveyed = Visit(app, LOCAL), 0
    for space in app.catalog.spaces():
        now = coverage.standing(visit, space.id)
        if now.judged_at is not None and not now.changed:
            coverage.count_today(visit, space.id)
        elif app.catalog.sources([space.id]):
            app.surveyor.start(coverage.task_of(visit, space))
            app.surveyor.wait(space.id)
            surveyed += 1
    return surveyed
