"""The audit log at its door: who reads what of it, its filters and pages, and its table."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from assistant.people.audit import Action, Trace
from assistant.people.roles import Grant

if TYPE_CHECKING:
    from shelves import Team


@pytest.fixture
def team(team: Team) -> Team:
    """The team, after something happened at each client and at none."""
    note = team.shelf.audit.note
    note(team.ids["lin"], Action.UPLOADED, "source-a", space=team.ids["own"], outcome="new")
    note(team.ids["wu"], Action.ASKED, "talk-a", space=team.ids["own"], sources=["source-a"])
    note(team.ids["zhao"], Action.VIEWED, "source-b", space=team.ids["foreign"])
    note("", Action.SIGN_IN_FAILED, trace=Trace("203.0.113.9", "abc"))
    return team


def read(team: Team, name: str, query: str = "") -> list[dict[str, Any]]:
    reply = team.call(name, "GET", f"/audit{query}")
    assert reply.status_code == 200, reply.text
    entries: list[dict[str, Any]] = reply.json()
    return entries


def test_an_administrator_reads_all_a_manager_their_clients(team: Team) -> None:
    assert [e["action"] for e in read(team, "chen")] == ["sign-in failed", "viewed", "asked", "uploaded"]
    own = read(team, "mandy")
    assert [(e["action"], e["person_shown"], e["space_name"]) for e in own] == [
        ("asked", "wu", "穗岚坊"),
        ("uploaded", "lin", "穗岚坊"),
    ]
    assert [e["target"] for e in read(team, "zhao")] == ["source-b"]
    for name in ("lin", "wu"):
        assert team.call(name, "GET", "/audit").status_code == 403
        assert team.call(name, "GET", "/audit.csv").status_code == 403
        assert team.call(name, "GET", f"/audit?space={team.ids['own']}").status_code == 403


@pytest.mark.parametrize("key", ["foreign", "nowhere"])
def test_a_foreign_client_does_not_exist(team: Team, key: str) -> None:
    for path in ("/audit", "/audit.csv"):
        assert team.call("mandy", "GET", f"{path}?space={team.ids.get(key, key)}").status_code == 404
    assert read(team, "mandy", f"?person={team.ids['zhao']}") == []


def test_a_token_must_be_one_that_manages(team: Team) -> None:
    _, secret = team.shelf.identity.tokens.make(team.ids["chen"], "x", [Grant.READ, Grant.WRITE], 1)
    assert team.open(token=secret).get("/api/v1/audit").status_code == 403


def test_filters(team: Team) -> None:
    assert [e["target"] for e in read(team, "chen", "?space=穗岚坊")] == ["talk-a", "source-a"]
    assert [e["target"] for e in read(team, "chen", "?action=asked&action=viewed")] == ["source-b", "talk-a"]
    assert [e["target"] for e in read(team, "chen", f"?person={team.ids['lin']}")] == ["source-a"]
    assert read(team, "chen", "?until=2020-01-01") == []
    assert len(read(team, "chen", "?since=2020-01-01T08:00:00%2B08:00")) == 4
    at = datetime.fromisoformat(read(team, "chen")[-1]["at"])
    assert read(team, "chen", f"?until={quote(at.isoformat())}") == []


def test_pages_follow_each_other(team: Team) -> None:
    first = read(team, "chen", "?limit=3")
    rest = read(team, "chen", f"?limit=3&before={first[-1]['id']}")
    assert [e["action"] for e in (*first, *rest)] == ["sign-in failed", "viewed", "asked", "uploaded"]


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=0001-01-01T00:00:00%2B14:00",
        "until=9999-12-31T23:59:59-14:00",
        "before=-1",
        f"before={2**63}",
        "limit=0",
        "limit=501",
        "action=everything",
        f"person={'x' * 65}",
    ],
)
def test_impossible_filters_are_refused(team: Team, query: str) -> None:
    for path in ("/audit", "/audit.csv"):
        if path == "/audit.csv" and query.startswith("limit"):
            continue
        assert team.call("chen", "GET", f"{path}?{query}").status_code == 422


def test_the_table_opens_in_a_spreadsheet_and_is_noted(team: Team) -> None:
    team.shelf.identity.users.rename(team.ids["lin"], '=HYPERLINK("http://evil")', "")
    reply = team.call("mandy", "GET", "/audit.csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="baton-audit.csv"'
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["asked", "uploaded"]
    assert rows[1]["person_shown"] == '\'=HYPERLINK("http://evil")'
    assert "source-a" in rows[0]["details"]
    assert read(team, "mandy")[0]["action"] == "asked"
    assert read(team, "chen")[0]["action"] == "exported"
    team.call("mandy", "GET", "/audit.csv?space=穗岚坊")
    assert read(team, "mandy")[0]["action"] == "exported"
