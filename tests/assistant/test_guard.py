"""The gate, asked as browsers, programs and other sites ask it. Behind it stands a page that says who came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.guard import COOKIE, OPEN, SAFE, Gate
from assistant.people.roles import EVERYTHING, Grant
from assistant.people.users import Account

if TYPE_CHECKING:
    from shelves import Shelf

AT, OWNER = "http://127.0.0.1:7860", "the secret in the data folder"
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


async def behind(request: Request) -> JSONResponse:
    caller = request.state.caller
    return JSONResponse({"caller": caller and caller.id, "trace": request.state.trace.request})


async def talking(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.state.caller.id)


class House:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def visitor(self, at: str = AT, public_url: str = "", **headers: str) -> TestClient:
        site = Starlette(routes=[WebSocketRoute("/talk", talking), Route("/{path:path}", behind, methods=METHODS)])
        site.add_middleware(Gate, identity=self.shelf.identity, owner_secret=OWNER, public_url=public_url)
        return TestClient(site, base_url=at, headers=headers, follow_redirects=False)

    def browser(self, person: str, at: str = AT, **options: str) -> TestClient:
        visitor = self.visitor(at, **options)
        visitor.cookies.set(COOKIE, self.shelf.identity.sessions.open(person))
        return visitor


@pytest.fixture
def alone(shelf: Shelf) -> House:
    return House(shelf)


@pytest.fixture
def office(shelf: Shelf) -> House:
    shelf.identity.users.add(Account("chen", admin=True))
    return House(replace(shelf, identity=replace(shelf.identity, open_to_others=True)))


@pytest.fixture
def lin(office: House) -> str:
    return office.shelf.identity.users.add(Account("lin")).id


def code(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


def test_without_accounts_whoever_is_here_is_in(alone: House) -> None:
    for host in (AT, "http://localhost:7860", "http://[::1]:7860", "http://127.0.0.1", "http://LOCALHOST"):
        visitor = alone.visitor(host)
        assert visitor.get("/").json()["caller"] == "local", host
        assert visitor.post("/").json()["caller"] == "local"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "[",
        "[::1",
        "",
        "10.0.0.5",
    ],
)
def test_without_accounts_a_name_that_only_resolves_here_is_refused(alone: House, host: str) -> None:
    """DNS rebinding: a page of evil.example whose name has come to mean 127.0.0.1."""
    assert code(alone.visitor().get("/", headers={"host": host})) == (403, "Forbidden")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:7860", "http://[", ""]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_site_changes_nothing(office: House, lin: str, origin: str, method: str) -> None:
    assert code(office.browser(lin).request(method, "/", headers={"origin": origin})) == (403, "Forbidden")


def test_a_browser_names_its_origin_a_program_need_not(office: House, lin: str) -> None:
    assert office.browser(lin).post("/", headers={"origin": AT}).json()["caller"] == lin
    assert code(office.browser(lin).post("/")) == (403, "Forbidden")
    assert office.browser(lin).get("/").json()["caller"] == lin
    _, token = office.shelf.identity.tokens.make(lin, "x", [Grant.READ], 1)
    bearer = {"authorization": f"Bearer {token}"}
    assert office.visitor(**bearer).post("/").json()["caller"] == lin
    assert office.browser(lin, **bearer).post("/").json()["caller"] == lin
    assert code(office.visitor(**bearer).post("/", headers={"origin": "https://evil.example"})) == (403, "Forbidden")


def test_the_address_that_people_type_is_an_origin_of_ours(office: House, lin: str) -> None:
    inner, public = "http://10.0.0.5:7860", "https://baton.example"
    behind_proxy = office.browser(lin, inner, public_url=public)
    assert behind_proxy.post("/", headers={"origin": public}).json()["caller"] == lin
    for origin in ("http://baton.example", "https://baton.example:8443", "https://baton.example.evil.example"):
        assert code(behind_proxy.post("/", headers={"origin": origin})) == (403, "Forbidden")


def test_a_page_leads_to_the_sign_in_and_everything_else_gets_words(office: House) -> None:
    visitor = office.visitor()
    page = visitor.get("/?source=甲&x=1", headers={"accept": "text/html,*/*"})
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=%2F%3Fsource%3D%25E7%2594%25B2%26x%3D1"
    for method, headers in (("GET", {}), ("POST", {"accept": "text/html"}), ("GET", {"accept": "application/json"})):
        assert code(visitor.request(method, "/", headers=headers)) == (401, "SignInNeeded")
    wrong = visitor.get("/", headers={"authorization": "Bearer baton_wrong"})
    assert code(wrong) == (401, "SignInNeeded")
    assert set(wrong.json()["error"]) == {"en", "zh"}


def test_only_these_whole_paths_are_open(office: House) -> None:
    visitor = office.visitor()
    for path in (*OPEN, "/look/login.css"):
        assert visitor.get(path).json()["caller"] is None, path
    for path in (
        "/sign-inx",
        "/sign-in/",
        "/setup/x",
        "/oidc/",
        "/oidc/start/x",
        "/look",
        "/lookx",
        "/api/v1/health/",
        "//sign-in",
    ):
        assert visitor.get(path).status_code == 401, path


def test_an_ended_session_is_out_at_the_next_request(office: House, lin: str) -> None:
    browser = office.browser(lin)
    assert browser.get("/").status_code == 200
    office.shelf.identity.users.deactivate(lin, None)
    assert browser.get("/").status_code == 401


def test_a_one_time_password_opens_its_own_change_and_nothing_else(office: House, lin: str) -> None:
    office.shelf.identity.users.set_password(lin, "staple battery horse", must_change=True)
    _, token = office.shelf.identity.tokens.make(lin, "x", EVERYTHING, 1)
    browser, program = office.browser(lin), office.visitor(authorization=f"Bearer {token}")
    assert browser.get("/account/password").json()["caller"] == lin
    assert browser.post("/sign-out", headers={"origin": AT}).json()["caller"] == lin
    turned = browser.get("/", headers={"accept": "text/html"})
    assert (turned.status_code, turned.headers["location"]) == (303, "/account/password?next=%2F")
    for path in ("/api/v1/sources", "/gradio_api/queue/join", "/media/x", "/account/password/x"):
        for method in ("GET", "POST"):
            for client, headers in ((browser, {"origin": AT}), (program, {})):
                assert code(client.request(method, path, headers=headers)) == (403, "PasswordMustChange")


def test_the_owner_comes_in_from_this_machine(office: House) -> None:
    owner = office.visitor("http://127.0.0.1:7860", authorization=f"Bearer {OWNER}")
    assert owner.post("/").json()["caller"] == "local"


def test_a_websocket_is_opened_by_our_own_pages_only(office: House, lin: str) -> None:
    at = "http://testserver"  # where Starlette's client connects its websockets, whatever it was given
    with office.browser(lin, at).websocket_connect("/talk", headers={"origin": at}) as socket:
        assert socket.receive_text() == lin
    strangers: list[tuple[TestClient, dict[str, str]]] = [
        (office.browser(lin, at), {"origin": "https://evil.example"}),
        (office.browser(lin, at), {}),
        (office.visitor(at), {"origin": at}),
        (office.visitor(at), {}),
    ]
    for client, headers in strangers:
        with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/talk", headers=headers):
            pass
        assert closed.value.code == 1008


def test_every_answer_is_named_and_keeps_browsers_careful(office: House, lin: str) -> None:
    replies = [office.browser(lin).get("/"), office.visitor().get("/"), office.visitor().post("/sign-in")]
    for reply in replies:
        for name, value in SAFE.items():
            assert reply.headers[name] == value
    assert len({reply.headers["x-request-id"] for reply in replies}) == 3
    assert replies[0].headers["x-request-id"] == replies[0].json()["trace"]
    assert replies[1].headers["x-request-id"] == replies[1].json()["request"]
    assert office.visitor(**{"x-request-id": "mine"}).get("/").headers["x-request-id"] != "mine"


def test_odd_cookies_and_headers_are_nobody(office: House) -> None:
    for cookie in (f"{COOKIE}=", f"{COOKIE}=%00", f"{COOKIE}=a; {COOKIE}=b", "=;;=", "x" * 5000, f'{COOKIE}="'):
        assert office.visitor(cookie=cookie).get("/").status_code == 401
    for header in ("Bearer", "Negotiate x", "\u00e9"):
        assert office.visitor().get("/", headers={"authorization": header.encode("latin-1")}).status_code == 401
