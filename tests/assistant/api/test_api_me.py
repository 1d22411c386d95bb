"""Whoever calls: who they are, their sessions and their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.people.roles import Grant
from assistant.people.users import Account

if TYPE_CHECKING:
    from shelves import Team


def test_without_accounts_everybody_is_this_machines_own_person(site: FastAPI) -> None:
    alone = TestClient(site, base_url="http://127.0.0.1")
    me = alone.get("/api/v1/me").json()
    assert (me["id"], me["admin"], me["sign_in"], me["spaces"]) == ("local", True, False, [])
    for path in ("/me/sessions", "/me/tokens"):
        assert alone.get(f"/api/v1{path}").json()["code"] == "NoAccount"
    made = alone.post("/api/v1/me/tokens", json={"name": "x"}, headers={"origin": "http://127.0.0.1"})
    assert (made.status_code, made.json()["code"]) == (422, "NoAccount")


def test_people_learn_who_they_are_and_only_their_own_clients(team: Team) -> None:
    me = team.call("lin", "GET", "/me").json()
    assert (me["shown"], me["admin"], me["sign_in"]) == ("lin", False, True)
    assert me["spaces"] == [{"id": team.ids["own"], "name": "穗岚坊", "role": "contributor"}]
    everywhere = team.call("chen", "GET", "/me").json()
    assert [space["role"] for space in everywhere["spaces"]] == ["manager", "manager"]
    assert team.open().get("/api/v1/me").status_code == 401


def test_the_owner_of_the_data_folder_is_known_without_an_account(team: Team) -> None:
    owner = team.open(token="the owner's")
    me = owner.get("/api/v1/me").json()
    assert (me["id"], me["admin"], me["sign_in"]) == ("local", True, True)
    assert owner.post("/api/v1/people", json={"name": "sun"}).status_code == 200
    assert owner.patch("/api/v1/me", json={"shown": "x"}).json()["code"] == "NoAccount"


def test_people_change_their_own_name_and_nothing_else_about_themselves(team: Team) -> None:
    wanted = {"shown": "林\u202e晓曼", "email": "lin@example.com", "admin": True, "must_change": False, "id": "x"}
    me = team.call("lin", "PATCH", "/me", wanted).json()
    assert (me["shown"], me["email"], me["admin"], me["id"]) == ("林 晓曼", "lin@example.com", False, team.ids["lin"])
    assert team.call("lin", "PATCH", "/me", {"email": ""}).json()["email"] == ""
    assert team.call("lin", "PATCH", "/me", {"shown": " "}).status_code == 422
    assert team.noted()[0] == (team.ids["lin"], "person changed", {"what": "renamed"})


def test_sessions_are_listed_and_ended_by_their_owner_only(team: Team) -> None:
    here, elsewhere, foreign = team.open("lin"), team.open("lin"), team.open("wu")
    listed = here.get("/api/v1/me/sessions").json()
    assert [session["current"] for session in listed].count(True) == 1
    (other,) = [session["id"] for session in listed if not session["current"]]
    assert foreign.delete(f"/api/v1/me/sessions/{other}").status_code == 204
    assert elsewhere.get("/api/v1/me").status_code == 200
    assert here.delete(f"/api/v1/me/sessions/{other}").status_code == 204
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert [(who, action) for who, action, _ in team.noted()] == [(team.ids["lin"], "signed out")]


def test_what_is_listed_of_a_session_opens_nothing(team: Team) -> None:
    (listed,) = team.open("lin").get("/api/v1/me/sessions").json()
    thief = team.open()
    thief.cookies.set("baton_session", listed["id"])
    assert thief.get("/api/v1/me").status_code == 401


def test_a_token_works_until_it_is_revoked(team: Team) -> None:
    lin = team.open("lin")
    made = lin.post("/api/v1/me/tokens", json={"name": "周报", "grants": ["read", "write"], "days": 7}).json()
    assert made["secret"].startswith("baton_")
    assert (made["name"], sorted(made["grants"])) == ("周报", ["read", "write"])
    program = team.open(token=made["secret"])
    assert program.get("/api/v1/me").json()["grants"] == ["read", "write"]
    (listed,) = lin.get("/api/v1/me/tokens").json()
    assert "secret" not in listed
    assert listed["used_at"]
    assert team.open("wu").delete(f"/api/v1/me/tokens/{made['id']}").json()["code"] == "UnknownToken"
    assert lin.delete(f"/api/v1/me/tokens/{made['id']}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401
    assert lin.delete(f"/api/v1/me/tokens/{made['id']}").status_code == 404
    assert [details.get("what") for *_, details in team.noted()] == ["made", "revoked"]
    assert made["secret"] not in str(team.noted())


@pytest.mark.parametrize("held", [[Grant.READ], [Grant.READ, Grant.WRITE]])
def test_a_lesser_token_makes_no_greater_one(team: Team, held: list[Grant]) -> None:
    _, secret = team.shelf.identity.tokens.make(team.ids["chen"], "report", held, 1)
    program = team.open(token=secret)
    for method, path, body in (
        ("POST", "/me/tokens", {"name": "more", "grants": ["manage"]}),
        ("POST", "/me/tokens", {"name": "same", "grants": ["read"]}),
        ("GET", "/me/tokens", None),
        ("GET", "/me/sessions", None),
        ("PATCH", "/me", {"shown": "x"}),
    ):
        assert program.request(method, f"/api/v1{path}", json=body).status_code == 403
    assert len(team.shelf.identity.tokens.of(team.ids["chen"])) == 1


def test_a_managing_token_gives_no_more_than_it_has(team: Team) -> None:
    _, secret = team.shelf.identity.tokens.make(team.ids["chen"], "tool", [Grant.MANAGE], 1)
    program = team.open(token=secret)
    assert program.post("/api/v1/me/tokens", json={"name": "x", "grants": ["read"]}).status_code == 403
    assert program.post("/api/v1/me/tokens", json={"name": "x", "grants": ["manage"]}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "grants": []},
        {"name": "x", "grants": ["everything"]},
        {"name": "x", "days": 0},
        {"name": "x", "days": 367},
        {"name": "x", "days": 10**30},
        {"name": " "},
        {},
    ],
)
def test_impossible_tokens_are_refused(team: Team, body: dict[str, object]) -> None:
    assert team.call("lin", "POST", "/me/tokens", body).status_code == 422
    assert team.shelf.identity.tokens.of(team.ids["lin"]) == []


def test_whoever_must_change_their_password_does_nothing_before(team: Team) -> None:
    team.ids["sun"] = team.shelf.identity.users.add(Account("sun", "correct horse battery", must_change=True)).id
    for method, path in (("GET", "/me/sessions"), ("GET", "/me/tokens"), ("PATCH", "/me")):
        assert team.call("sun", method, path, {}).json()["code"] == "PasswordMustChange"
