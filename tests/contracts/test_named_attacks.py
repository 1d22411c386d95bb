"""Attacks that have a name, on a Baton that is really served with its pages: what gets through, and that it is nothing.

One client each for two newcomers. Random attempts at every documented endpoint are in test_walls.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.guard import COOKIE
from assistant.owner import owner_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("named attacks")]
ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse 电池 staple"
SECRET = "zq9secret"
FORMS = (
    "/gradio_api/file={}",
    "/file={}",
    "/gradio_api/file%3D{}",
    "/gradio_api/stream/{}",
    "/static/{}",
    "/assets/{}",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A served Baton: its folder, its owner, ids of two clients and two newcomers, a source of the second client."""

    data: Path
    url: str
    owner: httpx.Client
    spaces: tuple[str, str]
    people: tuple[str, str]
    source: str

    def browser(self, session: str = "") -> httpx.Client:
        """As a browser sends: with the session's cookie and its own Origin."""
        cookies = {COOKIE: session} if session else {}
        return httpx.Client(
            base_url=self.url, headers={"Origin": self.url}, cookies=cookies, trust_env=False, timeout=60
        )

    def signed_in(self, name: str) -> httpx.Client:
        with self.browser() as fresh:
            reply = fresh.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert reply.status_code == 303, reply.text
            return self.browser(reply.cookies[COOKIE])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Town]:
    data = tmp_path_factory.mktemp("attacked") / "data"
    data.mkdir()
    (data / "cache").symlink_to(model_cache)
    environment = {**os.environ, "BATON_DATA": str(data), "BATON_PORT": "0"}
    with subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            while (owner := owner_of(data)) is None:
                assert server.poll() is None
                time.sleep(0.2)
            headers = {"Authorization": f"Bearer {owner.token}"}
            with httpx.Client(base_url=owner.url, headers=headers, trust_env=False, timeout=120) as http:
                yield _peopled(data, owner.url, http)
        finally:
            server.terminate()
            server.wait(60)


def _peopled(data: Path, url: str, http: httpx.Client) -> Town:
    def made(path: str, **body: Any) -> str:
        return str(http.post(f"/api/v1{path}", json=body).raise_for_status().json()["id"])

    made("/people", name="chief", password=PASSWORD, admin=True)
    spaces = made("/spaces", name="穗岚坊"), made("/spaces", name="漪珀")
    people = made("/people", name="first", password=PASSWORD), made("/people", name="second", password=PASSWORD)
    for space, person in zip(spaces, people, strict=True):
        http.put(f"/api/v1/spaces/{space}/members/{person}", json={"role": "newcomer"}).raise_for_status()
    file = http.put("/api/v1/uploads", params={"name": f"{SECRET}.md"}, content=f"预算是 {SECRET} 万。".encode())
    uploads = [{"upload": file.raise_for_status().json()["upload"], "name": f"{SECRET}.md"}]
    taken = http.post("/api/v1/submissions", json={"space": spaces[1], "uploads": uploads}).raise_for_status()
    source = str(taken.json()["submissions"][0]["source"]["id"])
    while http.get(f"/api/v1/sources/{source}").json()["status"] != "done":
        time.sleep(0.2)
    return Town(data, url, http, spaces, people, source)


@pytest.fixture
def first(town: Town) -> Iterator[httpx.Client]:
    with town.signed_in("first") as http:
        yield http


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/config",
        "/info",
        "/gradio_api/info",
        "/gradio_api/startup-events",
        "/gradio_api/queue/data?session_hash=x",
        "/gradio_api/file=/etc/passwd",
        "/api/openapi.json",
        "/api/docs",
        "/api/v1/spaces",
        "/mcp",
        "//api/v1/spaces",
        "/sign-in/../api/v1/spaces",
        "/look/../../records.sqlite",
        "/look/%2e%2e/%2e%2e/records.sqlite",
    ],
)
def test_nobody_gets_anything_without_signing_in(town: Town, path: str) -> None:
    with town.browser() as nobody:
        reply = nobody.get(path)
    assert reply.status_code in (303, 401, 404), reply.text
    assert "穗岚坊" not in reply.text
    assert "SQLite" not in reply.text


def test_grown_up_endpoints_of_gradio_want_a_session_too(town: Town) -> None:
    with town.browser() as nobody:
        for path in (
            "/gradio_api/queue/join",
            "/gradio_api/component_server",
            "/gradio_api/upload",
            "/gradio_api/run/predict",
        ):
            assert nobody.post(path, json={"data": [], "fn_index": 0, "session_hash": "x"}).status_code == 401


def test_gradios_file_endpoints_serve_nothing_of_a_clients(town: Town, first: httpx.Client) -> None:
    files = [
        path for path in town.data.rglob("*") if path.is_file() and "cache" not in path.relative_to(town.data).parts
    ]
    assert files
    for path in files:
        for form in FORMS:
            reply = first.get(form.format(path))
            assert reply.status_code in (400, 403, 404, 405), (form, path)
            assert SECRET not in reply.text


def test_gradios_queue_and_servers_answer_only_for_ones_own(town: Town, first: httpx.Client) -> None:
    talk = town.owner.post("/api/v1/ask", json={"question": "预算是多少？", "spaces": [town.spaces[1]]}).json()
    assert SECRET in talk["answer"]
    named = {"source": town.source, "space": town.spaces[1], "person": town.people[1], "words": SECRET}
    named |= dict.fromkeys(("talk", "conversation"), talk["conversation"])
    asked = {**named, **dict.fromkeys(("first", "last", "block", "seconds", "position", "ordinal", "turn"), 0)}
    config = first.get("/config").raise_for_status().json()
    said = []
    for component in config["components"]:
        for name in component["props"].get("server_fns", []):
            body = {"session_hash": "x", "component_id": component["id"], "fn_name": name, "data": asked}
            said.append(first.post("/gradio_api/component_server", json=body).text)
    assert len(said) > 5
    for dependency in config["dependencies"]:
        if dependency["backend_fn"] and dependency["inputs"]:
            data = ["预算是多少？", talk["conversation"], town.spaces[1], "", ""][: len(dependency["inputs"])]
            said.append(_queued(first, dependency["id"], data))
    shown = " ".join(said).replace(f'value=\\"{SECRET}', "")
    assert f"{SECRET} 万" not in shown
    assert f"{SECRET}.md" not in shown
    assert "漪珀" not in shown


def _queued(http: httpx.Client, function: int, data: list[str]) -> str:
    """Everything Gradio's queue says of one call until it is done."""
    session = f"session{function}"
    body = {"data": data, "fn_index": function, "session_hash": session}
    http.post("/gradio_api/queue/join", json=body).raise_for_status()
    heard = []
    with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as reply:
        for line in reply.iter_lines():
            if line.startswith("data:"):
                event = json.loads(line[5:])
                heard.append(json.dumps(event, ensure_ascii=False))
                if event["msg"] in ("process_completed", "close_stream", "unexpected_error"):
                    break
    return "\n".join(heard)


@pytest.mark.parametrize(
    "path",
    [
        "/media/../records.sqlite",
        "/media/%2e%2e/records.sqlite",
        "/media/{}/../../records.sqlite",
        "/media/",
        "/media/{}/pages/..%2f1.png",
    ],
)
def test_no_path_leads_out_of_the_media(town: Town, first: httpx.Client, path: str) -> None:
    assert first.get(path.format(town.source)).status_code == 404


def test_another_clients_source_is_as_unknown_as_one_that_never_was(town: Town, first: httpx.Client) -> None:
    for path in (
        "/api/v1/sources/{}",
        "/api/v1/sources/{}/blocks",
        "/media/{}",
        "/media/{}?download=1",
        "/media/{}/pages/1.png",
    ):
        there, never = first.get(path.format(town.source)), first.get(path.format("f" * 32))
        assert there.status_code == never.status_code == 404, path
        assert (
            there.text.replace(town.source, "").split('"request"')[0]
            == never.text.replace("f" * 32, "").split('"request"')[0]
        )


def _sentence(reply: httpx.Response, asked: str) -> str:
    return reply.text.partition('"request"')[0].replace(asked, "")


def test_another_site_cannot_act_for_somebody_signed_in(town: Town, first: httpx.Client) -> None:
    question = {"question": "预算是多少？"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"{town.url}.evil.example"}):
        assert first.post("/api/v1/ask", json=question, headers=headers).status_code == 403
    session = first.cookies[COOKIE]
    with httpx.Client(base_url=town.url, cookies={COOKIE: session}, trust_env=False) as unnamed:
        assert unnamed.post("/api/v1/ask", json=question).status_code == 403


@pytest.mark.parametrize("extra", [{}, {"admin": True}, {"by_group": True}])
def test_nobody_raises_their_own_role(town: Town, first: httpx.Client, extra: dict[str, Any]) -> None:
    me = town.people[0]
    for space in town.spaces:
        assert first.put(f"/api/v1/spaces/{space}/members/{me}", json={"role": "manager", **extra}).status_code in (
            403,
            404,
            422,
        )
    assert first.patch(f"/api/v1/people/{me}", json={"admin": True}).status_code in (403, 404)
    assert first.patch("/api/v1/me", json={"admin": True, "role": "manager"}).status_code in (200, 422)
    known = first.get("/api/v1/me").json()
    assert not known["admin"]
    assert [space["role"] for space in first.get("/api/v1/spaces").json()] == ["newcomer"]


def test_a_removed_members_token_opens_nothing_more(town: Town) -> None:
    with town.signed_in("second") as second:
        token = second.post("/api/v1/me/tokens", json={"name": "t", "grants": ["read"], "days": 1}).json()["secret"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=town.url, headers=headers, trust_env=False, timeout=60) as program:
        assert program.get(f"/api/v1/sources/{town.source}").status_code == 200
        member = f"/api/v1/spaces/{town.spaces[1]}/members/{town.people[1]}"
        town.owner.delete(member).raise_for_status()
        assert program.get(f"/api/v1/sources/{town.source}").status_code == 404
        assert program.get("/api/v1/sources").json() == []
        assert SECRET not in program.post("/api/v1/ask", json={"question": "预算是多少？"}).text
        town.owner.put(member, json={"role": "newcomer"}).raise_for_status()


def test_a_session_ends_with_its_persons_access(town: Town) -> None:
    made = (
        town.owner.post("/api/v1/people", json={"name": "third", "password": PASSWORD}).raise_for_status().json()["id"]
    )
    with town.signed_in("third") as third:
        assert third.get("/api/v1/me").status_code == 200
        town.owner.patch(f"/api/v1/people/{made}", json={"active": False}).raise_for_status()
        assert third.get("/api/v1/me").status_code == 401
        assert third.get("/", headers={"Accept": "text/html"}).status_code == 303


def test_what_was_tried_is_in_the_log_without_a_word_of_it(town: Town, first: httpx.Client) -> None:
    first.post("/api/v1/ask", json={"question": "这句话不该进日志 zqquestion"}).raise_for_status()
    log = town.owner.get("/api/v1/audit.csv").text
    assert "asked" in log
    assert "zqquestion" not in log
    assert PASSWORD not in log
