"""The handover and its checklist over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shelves import Team

AT = "/spaces/穗岚坊/handover"
WANTED = {
    "outgoing": ["lin"],
    "incoming": ["wu"],
    "starts_on": "2026-03-01",
    "ends_on": "2026-03-31",
    "template": "project",
}


@pytest.fixture
def begun(team: Team) -> Team:
    assert team.call("mandy", "PUT", AT, WANTED).status_code == 201
    return team


def items(team: Team, name: str = "mandy") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = team.call(name, "GET", "/spaces/穗岚坊/items").json()
    return found


def test_it_is_begun_read_changed_and_deleted(team: Team) -> None:
    assert team.call("wu", "GET", AT).json()["code"] == "NoHandover"
    assert items(team) == []
    made = team.call("mandy", "PUT", AT, WANTED)
    assert made.status_code == 201
    body = made.json()
    assert body["outgoing"] == [{"id": team.ids["lin"], "shown": "lin"}]
    assert (body["phase"], body["next"], body["percent"], body["items"]) == ("prepare", "capture", 0, 18)
    assert [one["code"] for one in body["missing"]] == ["owners"]
    changed = team.call("mandy", "PUT", AT, {**WANTED, "incoming": ["wu", "新人"], "template": "agency"})
    assert changed.status_code == 200
    assert [person["shown"] for person in changed.json()["incoming"]] == ["wu", "新人"]
    assert changed.json()["template"] == "project"
    assert team.call("wu", "GET", AT).json()["id"] == body["id"]
    assert team.call("wu", "DELETE", AT).status_code == 403
    assert team.call("mandy", "DELETE", AT).status_code == 204
    assert team.call("mandy", "DELETE", AT).status_code == 404


def test_templates_are_listed(team: Team) -> None:
    found = {one["key"]: one for one in team.call("wu", "GET", "/templates").json()}
    assert found["agency"]["sections"] == 15
    assert found["project"]["title"]["zh"] == "单个项目交接"


def test_going_on_and_back(begun: Team) -> None:
    refused = begun.call("mandy", "POST", f"{AT}/phase", {"to": "capture"})
    assert (refused.status_code, refused.json()["code"]) == (409, "StillOpen")
    gone = begun.call("mandy", "POST", f"{AT}/phase", {"to": "capture", "reason": "先跑"}).json()
    assert gone["phase"] == "capture"
    (step,) = gone["steps"]
    assert (step["by_shown"], step["reason"], step["open"]["owners"]) == ("mandy", "先跑", 11)
    assert step["at"].endswith(("Z", "+00:00"))
    skipped = begun.call("mandy", "POST", f"{AT}/phase", {"to": "signed off", "reason": "快"})
    assert (skipped.status_code, skipped.json()["code"]) == (409, "PhaseMoved")
    assert begun.call("mandy", "POST", f"{AT}/phase", {"to": "prepare"}).json()["code"] == "ReasonWanted"
    assert begun.call("lin", "POST", f"{AT}/phase", {"to": "overlap", "reason": "x"}).status_code == 403
    assert begun.call("mandy", "POST", f"{AT}/phase", {"to": "nowhere"}).status_code == 422


def test_items_are_given_done_noted_and_proven(begun: Team) -> None:
    section = items(begun)[0]["section"]
    given = begun.call("mandy", "PUT", f"{AT}/sections/{section}/owner", {"owner": "lin"}).json()
    assert {one["owner_shown"] for one in given} == {"lin"}
    item = f"/items/{given[0]['id']}"
    done = begun.call("lin", "PATCH", item, {"state": "done", "note": "好了"}).json()
    assert (done["state"], done["note"], done["late"], done["own"]) == ("done", "好了", False, False)
    source = begun.shelf.add("账号清单.xlsx")
    linked = begun.call("lin", "PUT", f"{item}/evidence/{source.id}", {"block": 3}).json()
    assert [(link["title"], link["block"]) for link in linked["links"]] == [("账号清单.xlsx", 3)]
    assert begun.call("wu", "DELETE", f"{item}/evidence/{source.id}").status_code == 403
    assert begun.call("lin", "DELETE", f"{item}/evidence/{source.id}").json()["links"] == []
    told = [(one["by_shown"], one["what"]) for one in begun.call("wu", "GET", f"{item}/changes").json()]
    assert told == [("lin", "evidence"), ("lin", "state"), ("lin", "note"), ("mandy", "owner")] or told == [
        *(("lin", "evidence"), ("lin", "note"), ("lin", "state"), ("mandy", "owner")),
    ]
    assert begun.call("wu", "PATCH", item, {"priority": "must"}).json()["priority"] == "must"
    assert begun.call("wu", "PATCH", item, {"priority": ""}).json()["priority"] is None
    assert begun.call("mandy", "PATCH", item, {"priority": "must"}).json()["code"] == "NotTheReceiver"


def test_items_are_added_and_removed(begun: Team) -> None:
    wanted = {"section": items(begun)[0]["section"], "title": "直播账号", "due_on": "2026-03-09", "phase": "overlap"}
    made = begun.call("mandy", "POST", "/spaces/穗岚坊/items", wanted).json()
    assert (made["own"], made["phase"], made["title"]["en"]) == (True, "overlap", "直播账号")
    assert made["id"] in {one["id"] for one in items(begun, "wu")}
    assert begun.call("lin", "DELETE", f"/items/{made['id']}").status_code == 403
    assert begun.call("mandy", "DELETE", f"/items/{made['id']}").status_code == 204
    assert begun.call("mandy", "DELETE", f"/items/{made['id']}").status_code == 404


def test_the_receiver_judges_sections(begun: Team) -> None:
    review = f"{AT}/sections/{items(begun)[0]['section']}/review"
    assert begun.call("wu", "PUT", review, {"verdict": "sent back"}).json()["code"] == "ReasonWanted"
    sent = begun.call("wu", "PUT", review, {"verdict": "sent back", "word": "缺主体"}).json()
    assert [(one["verdict"], one["word"], one["by_shown"]) for one in sent["reviews"]] == [
        ("sent back", "缺主体", "wu")
    ]
    assert begun.call("wu", "DELETE", review).json()["reviews"] == []
    assert begun.call("mandy", "PUT", review, {"verdict": "confirmed"}).status_code == 403


@pytest.mark.parametrize(
    "odd",
    [
        {"ends_on": "2026-02-01"},
        {"ends_on": "0001-01-01", "starts_on": "0001-01-01"},
        {"ends_on": "9999-12-31"},
        {"incoming": [""]},
        {"incoming": ["x" * 300]},
        {"incoming": ["a"] * 31},
        {"outgoing": ["a\x00b"]},
        {"template": "../../etc/passwd"},
        {"template": "nothing"},
        {"starts_on": "soon"},
    ],
)
def test_what_makes_no_handover_is_refused(team: Team, odd: dict[str, Any]) -> None:
    assert team.call("mandy", "PUT", AT, {**WANTED, **odd}).status_code == 422
    assert team.call("mandy", "GET", AT).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", AT, None),
        ("PUT", AT, WANTED),
        ("DELETE", AT, None),
        ("POST", f"{AT}/phase", {"to": "capture", "reason": "x"}),
        ("PUT", f"{AT}/sections/accounts/owner", {"owner": "lin"}),
        ("PUT", f"{AT}/sections/accounts/review", {"verdict": "confirmed"}),
        ("DELETE", f"{AT}/sections/accounts/review", None),
        ("GET", "/spaces/穗岚坊/items", None),
        ("POST", "/spaces/穗岚坊/items", {"section": "accounts", "title": "x", "due_on": "2026-03-09"}),
        ("PATCH", "/items/{item}", {"note": "x"}),
        ("DELETE", "/items/{item}", None),
        ("GET", "/items/{item}/changes", None),
        ("PUT", "/items/{item}/evidence/{source}", {}),
        ("DELETE", "/items/{item}/evidence/{source}", None),
    ],
)
def test_for_others_it_does_not_exist(begun: Team, method: str, path: str, body: object) -> None:
    source = begun.shelf.add("账号清单.xlsx")
    known = path.format(item=items(begun)[0]["id"], source=source.id)
    unknown = path.replace("穗岚坊", "没有这家").format(item="0" * 32, source=source.id)
    theirs, none = (begun.call("zhao", method, wanted, body) for wanted in (known, unknown))
    assert (theirs.status_code, theirs.json()["code"]) == (none.status_code, none.json()["code"])
    assert theirs.status_code == 404
