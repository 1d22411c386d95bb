"""People, clients and members over HTTP, on the gate, the routers and a catalog: no model, no worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.accounts import one_time_password
from assistant.people.roles import Grant, Role

if TYPE_CHECKING:
    from shelves import Shelf, Team

PASSWORD = "correct horse battery"


@pytest.fixture
def alone(site: FastAPI) -> Iterator[TestClient]:
    """A browser at a Baton without accounts."""
    with TestClient(site, base_url="http://127.0.0.1", headers={"origin": "http://127.0.0.1"}) as client:
        yield client


def test_the_first_account_is_an_administrators_and_ends_the_open_door(alone: TestClient, shelf: Shelf) -> None:
    refused = alone.post("/api/v1/people", json={"name": "wu", "password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (422, "FirstAdministrator")
    made = alone.post("/api/v1/people", json={"name": " Chen ", "password": PASSWORD, "admin": True}).json()
    assert (made["name"], made["shown"], made["admin"], made["one_time_password"]) == ("chen", "Chen", True, None)
    assert not made["must_change"]
    assert alone.get("/api/v1/people").status_code == 401
    assert shelf.identity.users.signed_in("Chen", PASSWORD).id == made["id"]


def test_an_account_without_a_password_gets_one_for_its_first_sign_in(team: Team) -> None:
    made = team.call("chen", "POST", "/people", {"name": "孙悦", "email": "sun@example.com"}).json()
    assert made["must_change"]
    assert team.shelf.identity.users.signed_in("孙悦", made["one_time_password"]).email == "sun@example.com"
    assert "one_time_password" not in team.call("chen", "GET", "/people").json()[0]
    assert made["one_time_password"] not in json.dumps([d for *_, d in team.noted()])
    assert team.noted()[-1] == (team.ids["chen"], "person changed", {"what": "added", "admin": False})


@pytest.mark.parametrize("name", ["a", "2", "k7", "-", "xyz"])
def test_a_one_time_password_does_not_hold_the_name(name: str) -> None:
    assert all(name not in one_time_password(name) for _ in range(20))


def test_whoever_has_no_name_is_refused_in_words(team: Team) -> None:
    for name in ("", "   ", "\u202e\u200b", "\x00", "x" * 201):
        assert team.call("chen", "POST", "/people", {"name": name}).status_code == 422
    assert team.call("chen", "POST", "/people", {"name": "MANDY"}).json()["code"] == "NameTaken"
    assert team.call("chen", "POST", "/people", {"name": "sun", "password": "short"}).json()["code"] == "WeakPassword"
    assert team.call("chen", "POST", "/people", {"name": "sun", "email": "not an address"}).status_code == 422


def test_a_name_cannot_turn_the_writing_around(team: Team) -> None:
    made = team.call("chen", "POST", "/people", {"name": "sun\u202egnp\nx", "shown": "a\x00b"}).json()
    assert (made["name"], made["shown"]) == ("sun gnp x", "a b")


def test_an_administrator_sees_everybody_a_manager_their_people_and_names(team: Team) -> None:
    everybody = team.call("chen", "GET", "/people").json()
    assert {person["name"] for person in everybody} == {"chen", "mandy", "lin", "wu", "zhao"}
    seen = team.call("mandy", "GET", "/people").json()
    assert {person["name"] for person in seen if "name" in person} == {"mandy", "lin", "wu"}
    assert {(p["shown"], tuple(p)) for p in seen if "name" not in p} == {
        ("chen", ("id", "shown")),
        ("zhao", ("id", "shown")),
    }
    team.call("chen", "PATCH", f"/people/{team.ids['zhao']}", {"active": False})
    assert "zhao" not in {person["shown"] for person in team.call("mandy", "GET", "/people").json()}


def test_nobody_else_sees_people(team: Team) -> None:
    for name in ("lin", "wu"):
        assert team.call(name, "GET", "/people").status_code == 403
    assert team.open().get("/api/v1/people").status_code == 401
    assert team.open(token="wrong").get("/api/v1/people").status_code == 401


ADMINISTRATORS = [
    ("POST", "/people", {"name": "eve", "admin": True}),
    ("PATCH", "/people/{me}", {"admin": True}),
    ("PATCH", "/people/{me}", {"shown": "陈总"}),
    ("PATCH", "/people/{chen}", {"active": False}),
    ("POST", "/people/{chen}/password", {"password": "another horse battery"}),
    ("POST", "/spaces", {"name": "新客户"}),
    ("PATCH", "/spaces/{own}", {"name": "改名"}),
]


@pytest.mark.parametrize("name", ["mandy", "lin", "wu"])
@pytest.mark.parametrize(("method", "path", "body"), ADMINISTRATORS)
def test_what_is_for_administrators_is_refused_to_all_others(
    team: Team, name: str, method: str, path: str, body: object
) -> None:
    before = team.shelf.identity.users.everyone(), team.shelf.catalog.spaces()
    assert team.call(name, method, path.format(**team.ids, me=team.ids[name]), body).status_code == 403
    assert (team.shelf.identity.users.everyone(), team.shelf.catalog.spaces()) == before


def test_an_administrators_reading_token_changes_nothing(team: Team) -> None:
    for grants in ([Grant.READ], [Grant.READ, Grant.WRITE]):
        _, secret = team.shelf.identity.tokens.make(team.ids["chen"], "report", grants, 1)
        program = team.open(token=secret)
        for method, path, body in ADMINISTRATORS:
            asked = path.format(**team.ids, me=team.ids["chen"])
            assert program.request(method, f"/api/v1{asked}", json=body).status_code == 403
        assert program.get("/api/v1/people").status_code == 403
        assert program.get(f"/api/v1/spaces/{team.ids['own']}/members").status_code == 403


def test_members_are_their_managers_business(team: Team) -> None:
    own = f"/spaces/{team.ids['own']}/members"
    assert {(m["shown"], m["role"]) for m in team.call("mandy", "GET", own).json()} == {
        ("mandy", "manager"),
        ("lin", "contributor"),
        ("wu", "newcomer"),
    }
    given = team.call("mandy", "PUT", f"{own}/{team.ids['zhao']}", {"role": "newcomer"})
    assert (given.json()["shown"], given.json()["role"], given.json()["by_group"]) == ("zhao", "newcomer", False)
    assert team.call("mandy", "PUT", f"{own}/zhao", {"role": "contributor"}).json()["role"] == "contributor"
    assert team.noted()[-1] == (team.ids["mandy"], "member changed", {"role": "contributor"})
    assert team.call("mandy", "DELETE", f"{own}/zhao").status_code == 204
    assert team.call("mandy", "DELETE", f"{own}/zhao").json()["code"] == "UnknownPerson"
    assert team.ids["own"] not in team.shelf.identity.members.roles_of(team.ids["zhao"])
    for name in ("lin", "wu"):
        assert team.call(name, "GET", own).status_code == 403
        assert team.call(name, "PUT", f"{own}/{team.ids[name]}", {"role": "manager"}).status_code == 403
        assert team.call(name, "DELETE", f"{own}/mandy").status_code == 403


def test_a_foreign_client_does_not_exist(team: Team) -> None:
    for key in (team.ids["foreign"], "漪珀", "不存在", "%2e%2e"):
        for method, path, body in (
            ("GET", "", None),
            ("PUT", f"/{team.ids['mandy']}", {"role": "manager"}),
            ("DELETE", "/zhao", None),
        ):
            refused = team.call("mandy", method, f"/spaces/{key}/members{path}", body)
            assert (refused.status_code, refused.json()["code"]) == (404, "UnknownSpace")
            assert "漪珀" not in refused.json()["error"]["zh"].replace(key, "")
    assert team.shelf.identity.members.roles_of(team.ids["zhao"]) == {team.ids["foreign"]: Role.MANAGER}


def test_roles_that_do_not_exist_and_people_who_left_get_none(team: Team) -> None:
    own = f"/spaces/{team.ids['own']}/members"
    assert team.call("mandy", "PUT", f"{own}/wu", {"role": "administrator"}).status_code == 422
    assert (
        team.call("mandy", "PUT", f"{own}/wu", {"role": "contributor", "admin": True}).json()["role"] == "contributor"
    )
    assert not team.shelf.identity.users.named("wu").admin
    assert team.call("mandy", "PUT", f"{own}/nobody", {"role": "newcomer"}).json()["code"] == "UnknownPerson"
    team.call("chen", "PATCH", "/people/zhao", {"active": False})
    assert team.call("mandy", "PUT", f"{own}/zhao", {"role": "newcomer"}).json()["code"] == "UnknownPerson"


def test_the_last_administrator_stays(team: Team) -> None:
    for body in ({"admin": False}, {"active": False}):
        assert team.call("chen", "PATCH", "/people/chen", body).json()["code"] == "LastAdministrator"
    assert team.call("chen", "PATCH", "/people/mandy", {"admin": True}).json()["admin"]
    assert not team.call("mandy", "PATCH", "/people/chen", {"admin": False}).json()["admin"]
    assert team.call("chen", "GET", "/people").status_code == 403


def test_whoever_leaves_names_a_successor_and_is_out_at_once(team: Team) -> None:
    source = team.shelf.add("手册.md", owner=team.ids["lin"])
    lin = team.open("lin")
    assert team.call("chen", "PATCH", "/people/lin", {"active": False}).json()["code"] == "NoSuccessor"
    for wrong in ("lin", "nobody"):
        reply = team.call("chen", "PATCH", "/people/lin", {"active": False, "successor": wrong})
        assert reply.status_code in (404, 422)
    left = team.call("chen", "PATCH", "/people/lin", {"active": False, "successor": "wu"}).json()
    assert (left["active"], left["successor"]) == (False, team.ids["wu"])
    assert team.shelf.catalog.source(source.id).owner == team.ids["wu"]
    assert lin.get("/api/v1/people").status_code == 401
    assert team.noted()[-1][2] == {"what": "left", "successor": team.ids["wu"], "sources": 1}
    assert team.call("chen", "PATCH", "/people/lin", {"active": True}).json()["active"]


def test_a_reset_password_is_shown_once_and_must_be_changed(team: Team) -> None:
    wu = team.open("wu")
    given = team.call("chen", "POST", "/people/wu/password", {}).json()["one_time_password"]
    assert wu.get("/api/v1/people").status_code == 401
    assert team.shelf.identity.users.signed_in("wu", given).must_change
    told = team.call("chen", "POST", "/people/wu/password", {"password": "another horse battery"}).json()
    assert told == {"one_time_password": None}
    assert team.shelf.identity.users.signed_in("wu", "another horse battery").must_change
    assert team.call("chen", "POST", "/people/nobody/password", {}).status_code == 404


def test_names_and_addresses_change_alone(team: Team) -> None:
    assert team.call("chen", "PATCH", "/people/wu", {"shown": "吴一"}).json()["shown"] == "吴一"
    changed = team.call("chen", "PATCH", "/people/wu", {"email": "wu@example.com"}).json()
    assert (changed["shown"], changed["email"]) == ("吴一", "wu@example.com")
    assert team.call("chen", "PATCH", "/people/nobody", {"shown": "x"}).status_code == 404


def test_clients_are_added_and_renamed_once_each(team: Team) -> None:
    made = team.call("chen", "POST", "/spaces", {"name": "  云栖  茶 "}).json()
    assert made["name"] == "云栖 茶"
    for taken in ("云栖 茶", "穗岚坊", team.ids["own"]):
        assert team.call("chen", "POST", "/spaces", {"name": taken}).json()["code"] == "ClientNameTaken"
        other = team.call("chen", "PATCH", f"/spaces/{team.ids['foreign']}", {"name": taken})
        assert other.status_code == 409
    renamed = team.call("chen", "PATCH", f"/spaces/{made['id']}", {"name": "云栖"}).json()
    assert renamed == {"id": made["id"], "name": "云栖"}
    assert team.call("chen", "PATCH", f"/spaces/{made['id']}", {"name": "云栖"}).json() == renamed
    assert [d["what"] for *_, d in team.noted()][-2:] == ["client added", "client renamed"]
    assert team.call("chen", "PATCH", "/spaces/nothing", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_another_site_cannot_make_an_administrator_act(team: Team, origin: str | None) -> None:
    client = team.open("chen")
    client.headers.pop("origin")
    headers = {"origin": origin} if origin else {}
    made = client.post("/api/v1/people", json={"name": "eve", "admin": True}, headers=headers)
    assert made.status_code == 403
    assert len(team.shelf.identity.users.everyone()) == 5


def test_text_no_database_takes_is_refused(team: Team) -> None:
    client = team.open("chen")
    raw = {"content": b'{"name": "\\ud800"}', "headers": {"content-type": "application/json"}}
    assert client.post("/api/v1/people", **raw).status_code == 422
    assert client.post("/api/v1/spaces", **raw).status_code == 422
