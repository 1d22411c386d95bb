"""The ledger over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Team

BUDGET, LOWER = "广告预算每个月三十万，七成做短视频。", "四月开始，广告预算从三十万降到二十万。"


def meeting(team: Team, day: date, line: str) -> Source:
    blocks = [Block(line, Locator(start=5.0, end=9.0), speaker="林晓曼", kind="speech")]
    return team.shelf.add(f"{day}.srt", line.encode(), blocks, kind=Kind.TRANSCRIPT, occurred_on=day)


@pytest.fixture
def found(team: Team) -> list[dict[str, Any]]:
    """Two decisions, the later first, which supersedes the other."""
    for day, line in ((date(2025, 9, 8), BUDGET), (date(2026, 3, 14), LOWER)):
        meeting(team, day, line)
    assert team.call("lin", "POST", "/spaces/穗岚坊/decisions/look").json() == {"sources": 2, "entries": 2}
    listed: list[dict[str, Any]] = team.call("wu", "GET", "/spaces/穗岚坊/decisions").json()
    return listed


def test_what_is_found_is_listed_with_its_moment_and_relation(found: list[dict[str, Any]]) -> None:
    later, earlier = found
    assert (earlier["what"], earlier["holds"], later["holds"]) == (BUDGET, "superseded", "in force")
    assert (later["moment"]["start"], later["moment"]["first_block"], later["moment"]["space_name"]) == (
        5.0,
        0,
        "穗岚坊",
    )
    assert [(one["entry"], one["bond"], one["state"]) for one in earlier["later"]] == [
        (later["id"], "supersedes", "confirmed")
    ]


def test_pages_and_filters(team: Team, found: list[dict[str, Any]]) -> None:
    first = team.call("wu", "GET", "/spaces/穗岚坊/decisions?limit=1")
    assert [one["id"] for one in first.json()] == [found[0]["id"]]
    following = first.headers["Link"].partition(">")[0][1:].removeprefix("/api/v1")
    assert [one["id"] for one in team.call("wu", "GET", following).json()] == [found[1]["id"]]
    for query, count in (("standing=superseded", 1), ("words=二十万", 1), ("since=2026-01-01", 1), ("kind=crisis", 0)):
        assert len(team.call("wu", "GET", f"/spaces/穗岚坊/decisions?{query}").json()) == count
    assert team.call("wu", "GET", "/spaces/穗岚坊/decisions?standing=odd").status_code == 422


def test_settling(team: Team, found: list[dict[str, Any]]) -> None:
    key = found[1]["id"]
    assert team.call("lin", "POST", f"/decisions/{key}/confirm").json()["state"] == "confirmed"
    corrected = team.call(
        "lin", "PATCH", f"/decisions/{key}", {"outcome": "四月起降了", "people": ["陈总", " "]}
    ).json()
    assert (corrected["outcome"], corrected["people"], corrected["what"]) == ("四月起降了", ["陈总"], BUDGET)
    unrelated = team.call("lin", "POST", f"/decisions/{key}/relation", {"later": found[0]["id"], "bond": None}).json()
    assert (unrelated["holds"], unrelated["later"]) == ("in force", [])
    whole = team.call("wu", "GET", f"/decisions/{key}").json()
    assert [(one["person"], one["what"]) for one in whole["history"]] == [
        ("lin", "confirmed"),
        ("lin", "corrected"),
        ("lin", "unrelated"),
    ]
    assert team.call("lin", "POST", f"/decisions/{key}/dismiss").json()["state"] == "dismissed"
    assert len(team.call("wu", "GET", "/spaces/穗岚坊/decisions").json()) == 1


def test_adding_merging_and_telling_a_crisis(team: Team, found: list[dict[str, Any]]) -> None:
    source = found[0]["moment"]["source"]
    crisis = {"kind": "crisis", "what": "吃出塑料片", "moment": {"source": source, "block": 0}}
    made = team.call("lin", "POST", "/spaces/穗岚坊/decisions", crisis)
    assert (made.status_code, made.json()["state"], made.json()["moment"]["source"]) == (201, "confirmed", source)
    steps = {"steps": [{"step": "signal", "text": "视频", "at": "19:40"}, {"step": "lesson", "text": "快些"}]}
    told = team.call("lin", "PUT", f"/decisions/{made.json()['id']}/steps", steps).json()
    assert [one["step"] for one in told["steps"]] == ["signal", "lesson"]
    kept = team.call("lin", "POST", f"/decisions/{found[1]['id']}/merge", {"into": found[0]["id"]}).json()
    assert (kept["id"], len(kept["also"])) == (found[0]["id"], 1)
    lost = {"what": "x", "moment": {"source": source, "block": 99}}
    assert team.call("lin", "POST", "/spaces/穗岚坊/decisions", lost).status_code == 404


def test_files_are_noted(team: Team, found: list[dict[str, Any]]) -> None:
    csv = team.call("wu", "GET", "/spaces/穗岚坊/decisions/file?words=二十万")
    assert (csv.headers["content-type"], csv.text.count("\r\n")) == ("text/csv; charset=utf-8", 2)
    text = team.call("wu", "GET", "/spaces/穗岚坊/decisions/file?form=md&lang=zh").text
    assert text.startswith("# 决策与危机台账：穗岚坊")
    assert team.noted()[-1][1:] == ("exported", {"what": "decisions", "entries": 2})


def test_who_may_not(team: Team, found: list[dict[str, Any]]) -> None:
    key = found[0]["id"]
    for method, path, body in (
        ("POST", f"/decisions/{key}/confirm", None),
        ("POST", f"/decisions/{key}/dismiss", None),
        ("PATCH", f"/decisions/{key}", {"why": "x"}),
        ("POST", f"/decisions/{key}/merge", {"into": found[1]["id"]}),
        ("POST", f"/decisions/{key}/relation", {"later": found[1]["id"], "bond": "supersedes"}),
        ("PUT", f"/decisions/{key}/steps", {"steps": []}),
        ("POST", "/spaces/穗岚坊/decisions", {"what": "x"}),
        ("POST", "/spaces/穗岚坊/decisions/look", None),
    ):
        assert team.call("wu", method, path, body).status_code == 403, path
        assert team.call("zhao", method, path, body).status_code == 404, path
    assert team.call("zhao", "GET", f"/decisions/{key}").status_code == 404


def test_odd_bodies_are_refused(team: Team, found: list[dict[str, Any]]) -> None:
    key = found[0]["id"]
    for path, body in (
        (f"/decisions/{key}", {"what": "x" * 3000}),
        (f"/decisions/{key}", {"options": ["x"] * 11}),
        (f"/decisions/{key}", {"decided_on": "yesterday"}),
    ):
        assert team.call("lin", "PATCH", path, body).status_code == 422
    assert team.call("lin", "PATCH", f"/decisions/{key}", {"what": ""}).status_code in (200, 422)
    assert team.call("lin", "POST", "/spaces/穗岚坊/decisions", {"what": "  "}).status_code == 422
