"""Conversations over HTTP, on the gate, the router and a catalog: no model, no worker."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from docx import Document
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import talks as talk_routes
from assistant.api.errors import answer_in_problems
from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.guard import COOKIE, Gate
from assistant.people.roles import Role
from assistant.people.users import Account
from vectorstore.models import Kind, Locator, Source

if TYPE_CHECKING:
    from httpx import Response
    from shelves import Shelf

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Team:
    """A site, a client with a source, and people: ann and bob read there, boss manages it, eve is of elsewhere."""

    shelf: Shelf
    site: FastAPI
    ids: dict[str, str]
    handbook: Source

    def call(self, name: str, method: str, path: str, body: object = None) -> Response:
        """What `name` gets for this request, from a page of Baton's."""
        client = TestClient(self.site, base_url="http://127.0.0.1", headers={"origin": "http://127.0.0.1"})
        client.cookies.set(COOKIE, self.shelf.identity.sessions.open(self.ids[name]))
        return client.request(method, f"/api/v1{path}", json=body)

    def asked(self, name: str, question: str) -> str:
        """The id of a conversation of `name`'s with one answer out of the source."""
        citation = Citation(1, self.handbook.id, "危机手册.md", Kind.DOCUMENT, "先停投放。", Locator(page=3), 1, 1)
        made = self.shelf.history.create(self.ids[name], question)
        answer = Answer(question, question, "先停投放 [1]。", "zh", citations=(citation,))
        self.shelf.history.append(made.id, answer, [self.handbook.space])
        return str(made.id)


@pytest.fixture
def team(shelf: Shelf) -> Team:
    site = FastAPI()
    site.state.app = shelf
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="the secret in the data folder")
    site.include_router(talk_routes.routes)
    answer_in_problems(site, (talk_routes.routes,))
    users = shelf.identity.users
    admin = users.add(Account("root", password=PASSWORD, admin=True))
    ids = {name: users.add(Account(name, password=PASSWORD)).id for name in ("ann", "bob", "boss", "eve")}
    handbook = shelf.add("危机手册.md")
    roles = {"ann": Role.NEWCOMER, "bob": Role.NEWCOMER, "boss": Role.MANAGER}
    for name, role in roles.items():
        shelf.identity.members.put(handbook.space, ids[name], role)
    elsewhere = shelf.catalog.space_named("漪珀")
    shelf.identity.members.put(elsewhere.id, ids["eve"], Role.MANAGER)
    return Team(shelf, site, {**ids, "root": admin.id}, handbook)


def test_listing_in_pages_searching_and_reading(team: Team) -> None:
    made = [team.asked("ann", f"问题{mark}") for mark in "甲乙丙"]
    page = team.call("ann", "GET", "/conversations?limit=2")
    assert [talk["id"] for talk in page.json()] == [made[2], made[1]]
    following = page.headers["link"].split(";")[0].strip("<>").removeprefix("/api/v1")
    last = team.call("ann", "GET", following)
    assert [talk["title"] for talk in last.json()] == ["问题甲"]
    assert "link" not in last.headers
    assert [talk["id"] for talk in team.call("ann", "GET", "/conversations?words=投放 乙").json()] == [made[1]]
    whole = team.call("ann", "GET", f"/conversations/{made[0]}").json()
    assert whole["own"]
    (turn,) = whole["turns"]
    assert (turn["position"], turn["feedback"], turn["answer"]["answer"]) == (0, None, "先停投放 [1]。")
    assert turn["answer"]["citations"][0]["space_name"] == "穗岚坊"


def test_what_is_another_s_is_not_there(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    requests: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("PATCH", "", {"title": "x"}),
        ("DELETE", "", None),
        ("POST", "/share", None),
        ("DELETE", "/share", None),
        ("POST", "/copy", None),
        ("GET", "/export", None),
        ("PUT", "/turns/0/feedback", {"verdict": "right"}),
        ("DELETE", "/turns/0/feedback", None),
        ("POST", "/turns/0/control", {"person": "x", "answer": ""}),
    ]
    for name in ("bob", "boss", "eve", "root"):
        for method, path, body in requests:
            there = team.call(name, method, f"/conversations/{made}{path}", body)
            nowhere = team.call(name, method, f"/conversations/{'0' * 32}{path}", body)
            assert there.status_code == nowhere.status_code == 404, (name, method, path)
            assert there.json()["code"] == nowhere.json()["code"]
    assert team.call("ann", "GET", f"/conversations/{made}").status_code == 200


def test_shared_read_copied_and_taken_back(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    shared = team.call("ann", "POST", f"/conversations/{made}/share").json()
    assert shared == {"space": team.handbook.space, "space_name": "穗岚坊", "url": f"/?talk={made}"}
    read = team.call("bob", "GET", f"/conversations/{made}").json()
    assert (read["own"], read["shared"], len(read["turns"])) == (False, team.handbook.space, 1)
    assert team.call("eve", "GET", f"/conversations/{made}").status_code == 404
    copied = team.call("bob", "POST", f"/conversations/{made}/copy").json()
    assert (copied["own"], copied["shared"]) == (True, None)
    assert team.call("bob", "DELETE", f"/conversations/{made}/share").json()["code"] == "NotAllowed"
    assert team.call("boss", "DELETE", f"/conversations/{made}/share").status_code == 204
    assert team.call("bob", "GET", f"/conversations/{made}").status_code == 404
    team.shelf.identity.members.remove(team.handbook.space, team.ids["bob"])
    left = team.call("bob", "GET", f"/conversations/{copied['id']}").json()
    assert left["turns"][0]["answer"]["answer"] == ""
    assert left["turns"][0]["answer"]["citations"] == []


def test_why_it_is_not_shared_is_said_in_both_languages(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    team.shelf.catalog.update(team.handbook.id, restricted=True)
    refused = team.call("ann", "POST", f"/conversations/{made}/share")
    assert refused.status_code == 422
    assert "仅负责人可见" in refused.json()["error"]["zh"]
    assert "only managers of 穗岚坊" in refused.json()["detail"]


def test_renamed_and_deleted(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    assert team.call("ann", "PATCH", f"/conversations/{made}", {"title": "危机"}).json()["title"] == "危机"
    assert team.call("ann", "PATCH", f"/conversations/{made}", {"title": "a\x00"}).status_code == 422
    assert team.call("ann", "DELETE", f"/conversations/{made}").status_code == 204
    assert team.call("ann", "GET", "/conversations").json() == []


def test_exported_under_its_own_name(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    reply = team.call("ann", "GET", f"/conversations/{made}/export?format=md&lang=zh")
    assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
    assert unquote(reply.headers["content-disposition"]) == "attachment; filename*=UTF-8''出事先做什么？.md"
    assert f"(http://127.0.0.1/?source={team.handbook.id}&block=1)" in reply.text
    made_word = team.call("ann", "GET", f"/conversations/{made}/export?format=docx&lang=en")
    assert [p.text for p in Document(BytesIO(made_word.content)).paragraphs][:2] == ["出事先做什么？"] * 2
    assert team.call("ann", "GET", f"/conversations/{made}/export?format=pdf").status_code == 422


def test_feedback_reaches_the_client_s_managers_only(team: Team) -> None:
    made = team.asked("ann", "出事先做什么？")
    path = f"/conversations/{made}/turns/0/feedback"
    assert team.call("ann", "PUT", path, {"verdict": "wrong", "why": "漏了电话"}).status_code == 204
    assert team.call("ann", "GET", f"/conversations/{made}").json()["turns"][0]["feedback"] == {
        "verdict": "wrong",
        "why": "漏了电话",
    }
    (seen,) = team.call("boss", "GET", "/feedback?verdict=wrong&verdict=incomplete").json()
    assert (seen["person_shown"], seen["why"], seen["spaces"]) == ("ann", "漏了电话", [team.handbook.space])
    assert seen["answer"]["answer"] == "先停投放 [1]。"
    for name in ("ann", "bob", "eve"):
        assert team.call(name, "GET", "/feedback").json() == []
    assert len(team.call("root", "GET", "/feedback").json()) == 1
    assert team.call("ann", "PUT", path, {"verdict": "great"}).status_code == 422
    assert team.call("ann", "PUT", path, {"verdict": "wrong", "why": "x" * 1001}).status_code == 422
    assert team.call("ann", "PUT", path.replace("/0/", "/7/"), {"verdict": "wrong"}).json()["code"] == "NothingToJudge"
    assert team.call("ann", "DELETE", path).status_code == 204
    assert team.call("boss", "GET", "/feedback").json() == []
