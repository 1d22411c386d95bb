"""Keeping and removing over HTTP, by everybody who might try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.people.audit import Wanted

if TYPE_CHECKING:
    from shelves import Team

RULES = {"originals_days": 90, "chats_days": 30}


def test_managers_read_and_set_the_rules(team: Team) -> None:
    path = f"/spaces/{team.ids['own']}/retention"
    assert team.call("mandy", "GET", path).json() == {"originals_days": None, "chats_days": None, "signed_off_at": None}
    assert team.call("mandy", "PUT", path, RULES).json() == {**RULES, "signed_off_at": None}
    assert team.call("chen", "GET", path).json()["originals_days"] == 90
    assert team.call("mandy", "PUT", path, {}).json()["originals_days"] is None


@pytest.mark.parametrize(("name", "status"), [("lin", 403), ("wu", 403), ("zhao", 404)])
def test_others_do_neither(team: Team, name: str, status: int) -> None:
    path = f"/spaces/{team.ids['own']}/retention"
    assert team.call(name, "GET", path).status_code == status
    assert team.call(name, "PUT", path, RULES).status_code == status


@pytest.mark.parametrize("days", [0, -1, 36_501, 1.5, "x", True])
def test_impossible_times_are_refused(team: Team, days: object) -> None:
    path = f"/spaces/{team.ids['own']}/retention"
    assert team.call("mandy", "PUT", path, {"originals_days": days}).status_code == 422


def test_only_administrators_erase(team: Team) -> None:
    path = f"/people/{team.ids['wu']}/erase"
    for name in ("mandy", "lin", "wu", "zhao"):
        assert team.call(name, "POST", path, {}).status_code == 403
    assert team.call("chen", "POST", f"/people/{'f' * 32}/erase", {}).status_code == 404
    assert team.call("chen", "POST", f"/people/{team.ids['chen']}/erase", {}).status_code == 422
    reply = team.call("chen", "POST", path, {})
    assert reply.status_code == 200
    assert reply.json()["places"]["accounts"] == 1
    assert team.call("chen", "POST", path, {}).status_code == 404
    noted = team.shelf.audit.entries(Wanted(actions=["person changed"]))[0]
    assert (noted.target, noted.details["what"]) == (team.ids["wu"], "erased")


def test_a_sweep_is_for_whoever_sits_at_the_machine(team: Team) -> None:
    assert team.call("chen", "POST", "/retention/run").status_code == 403
