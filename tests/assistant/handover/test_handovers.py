from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from assistant.errors import UnknownSpace
from assistant.handover import checklist, handovers
from assistant.handover.errors import DatesTurned, HandoverExists, NoHandover, SignedOff, UnknownTemplate
from assistant.handover.handovers import Wish
from assistant.handover.records.checklists import State
from assistant.handover.records.handovers import Phase, Step
from assistant.people.clock import utc_now
from assistant.people.errors import NotAllowed

if TYPE_CHECKING:
    from conftest import Team  # type: ignore[import-not-found]

STARTS, ENDS = date(2026, 3, 1), date(2026, 3, 31)


def wish(**other: object) -> Wish:
    return Wish(**{"outgoing": ["lin"], "incoming": ["wu"], "starts_on": STARTS, "ends_on": ENDS, **other})  # type: ignore[arg-type]


def test_a_handover_has_the_items_of_its_template(team: Team) -> None:
    visit = team.visit("mandy")
    made = handovers.make(visit, "穗岚坊", wish())
    assert handovers.of(visit, team.ids["own"]) == made
    assert made.phase is Phase.PREPARE
    items = checklist.items(visit, "穗岚坊")
    template = handovers.offered(visit)["agency"]
    assert [item.key for item in items] == [item.key for _, item in template.items]
    assert {item.state for item in items} == {State.OPEN}
    assert all(STARTS <= item.due_on <= ENDS for item in items)
    assert items[0].title["zh"] == "账号归属清单：每个账号是谁的"
    assert ("handed over", {"what": "made", "template": "agency"}) in [(action, d) for _, action, d in team.noted()]


def test_people_are_kept_by_their_accounts_where_they_have_one(team: Team) -> None:
    made = handovers.make(team.visit("mandy"), "穗岚坊", wish(outgoing=["lin", "  老  周 ", "", "lin"], incoming=[team.ids["wu"]]))
    assert made.outgoing == (team.ids["lin"], "老 周")
    assert made.incoming == (team.ids["wu"],)
    assert handovers.teams(team.visit("wu"), "穗岚坊") == (made.outgoing, made.incoming)
    assert handovers.teams(team.visit("zhao"), "漪珀") == ((), ())
