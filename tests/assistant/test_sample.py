"""The sample's handovers: as far as its manifest says, in words that the templates and the files know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant import sample
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import State
from assistant.handover.records.handovers import Phase
from ingest.intake import Submission, Upload

if TYPE_CHECKING:
    from shelves import Shelf

TODAY = date(2026, 5, 4)
SPACES: list[dict[str, Any]] = json.loads((sample.FOLDER / "manifest.json").read_text(encoding="utf-8"))["spaces"]


@dataclass(frozen=True, slots=True)
class Intake:
    """Where a shelf has no worker: what one would be given."""

    given: list[Upload] = field(default_factory=list)

    def submit(self, _space: str, uploads: Sequence[Upload]) -> list[Submission]:
        self.given.extend(uploads)
        return []


@pytest.fixture
def loaded(shelf: Shelf) -> Shelf:
    with_intake = replace(shelf, pipeline=Intake())  # type: ignore[arg-type]
    sample.load(with_intake.visit, TODAY)
    return with_intake


def test_a_third_of_the_first_client_is_handed_over_and_somebody_holds_the_rest(loaded: Shelf) -> None:
    space = SPACES[0]["name"]
    items = checklist.items(loaded.visit, space)
    done = [item for item in items if item.state is State.DONE]
    assert {item.key for item in done} == set(SPACES[0]["handover"]["done"])
    assert 0.25 < len(done) / len(items) < 0.4
    assert all(item.owner for item in items)
    assert {item.owner for item in items if item.section == "ads"} == {"赵琪"}


def test_both_are_in_the_phase_of_capturing_with_their_dates_about_today(loaded: Shelf) -> None:
    for space in SPACES:
        standing = phases.standing(loaded.visit, space["name"], TODAY)
        assert standing.handover.phase is Phase.CAPTURE
        assert standing.handover.starts_on == TODAY - timedelta(days=space["handover"]["began_days_ago"])
        assert standing.handover.starts_on < TODAY < standing.handover.ends_on


def test_every_item_that_the_plan_names_is_in_its_template(loaded: Shelf) -> None:
    for space in SPACES:
        plan = space["handover"]
        known = {item.key for item in checklist.items(loaded.visit, space["name"])}
        sections = {item.section for item in checklist.items(loaded.visit, space["name"])}
        assert {*plan["done"], *plan["doing"]} <= known
        assert set(plan["owners"]) <= sections
        assert not set(plan["done"]) & set(plan["doing"])


def test_loading_it_again_changes_nothing_that_people_did_since(loaded: Shelf) -> None:
    space = SPACES[0]["name"]
    first = handovers.of(loaded.visit, space)
    (item, *_) = [one for one in checklist.items(loaded.visit, space) if one.state is State.OPEN]
    checklist.change(loaded.visit, item.id, checklist.Change(note="问过陈总"))
    sample.load(loaded.visit, TODAY + timedelta(days=3))
    assert handovers.of(loaded.visit, space) == first
    assert checklist.item(loaded.visit, item.id).note == "问过陈总"
