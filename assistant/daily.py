"""What Baton does once a day for as long as its server runs: lets go of what is due, and reminds people.

A chore may run at any time and any number of times. One that fails does not keep the others from running.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from assistant.build import App
from assistant.ledgers import fill_ledgers
from assistant.people.clock import utc_now
from assistant.reminders import remind_of_late_items, remind_of_reviews, remind_of_selfchecks
from assistant.retention import sweep
from assistant.surveys import survey_what_changed

DAY_S = 24 * 3600
FIRST_S = 600  # after the start: people come first
Chore = Callable[[App, datetime], object]
CHORES: tuple[Chore, ...] = (
    sweep,
    fill_ledgers,
    remind_of_reviews,
    remind_of_selfchecks,
    remind_of_late_items,
    survey_what_changed,
)

log = logging.getLogger(__name__)


class Daily:
    """Does the chores once a day."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="baton-daily", daemon=True)

    def __enter__(self) -> Daily:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        wait = FIRST_S
        while not self._stopped.wait(wait):
            wait = DAY_S
            do_chores(self._app, utc_now())


def do_chores(app: App, now: datetime, chores: Sequence[Chore] = CHORES) -> None:
    """Do all of them, each whatever became of the others."""
    for chore in chores:
        try:
            log.info("%s: %s", chore.__name__, chore(app, now))
        except (OSError, sa.exc.SQLAlchemyError):
            log.exception("%s did not finish; tomorrow's goes on", chore.__name__)
