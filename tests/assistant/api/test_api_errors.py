"""Whatever goes wrong at the API comes back as a problem with words, a code and the request's id."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from assistant.api import sources
from assistant.api.errors import answer_in_problems, problems
from assistant.guard import SAFE, Gate
from assistant.people.errors import TooManyRequests
from assistant.people.users import Account
from assistant.wire_requests import Question, SubmissionRequest
from ingest.errors import DiskFull

if TYPE_CHECKING:
    from shelves import Shelf

SECRET_IN_A_BUG = "token=baton_123 at /srv/baton/records.sqlite"


@pytest.fixture
def site(shelf: Shelf) -> FastAPI:
    """The sources' endpoints, and some that fail; a page is mounted behind them, as Gradio's is."""
    site = FastAPI()
    site.state.app = shelf
    site.include_router(sources.routes)
    failing: dict[str, Exception] = {
        "bug": KeyError(SECRET_IN_A_BUG),
        "often": TooManyRequests(seconds=7),
        "full": DiskFull(file="大会.mp4"),
        "http": HTTPException(418, "short and stout", headers={"X-Pot": "yes"}),
    }
    for name, error in failing.items():
        site.add_api_route(f"/api/v1/failing/{name}", _raising(error), methods=["GET"])
    site.post("/api/v1/question")(_question)
    site.post("/api/v1/submission")(_submission)
    answer_in_problems(site, [sources.routes])
    site.mount("/", PlainTextResponse("the page"))
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="the owner's")
    return site


def _raising(error: Exception) -> Any:
    def endpoint() -> None:
        raise error

    return endpoint


def _question(wanted: Question) -> str:
    return wanted.question


def _submission(wanted: SubmissionRequest) -> str:
    return wanted.space


@pytest.fixture
def client(site: FastAPI) -> Iterator[TestClient]:
    with TestClient(site, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def checked(reply: Response, status: int, code: str) -> dict[str, Any]:
    """The problem, after a look at what every one of them has."""
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = reply.json()
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"urn:baton:{code}")
    assert problem["detail"] == problem["error"]["en"]
    assert problem["error"]["zh"]
    assert problem["request"] == reply.headers["x-request-id"]
    return problem


def test_a_bug_says_nothing_but_where_to_look(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = client.get("/api/v1/failing/bug")
    problem = checked(reply, 500, "Unexpected")
    assert SECRET_IN_A_BUG not in reply.text
    assert "Traceback" not in reply.text
    assert problem["request"] in problem["detail"]
    assert all(reply.headers[name] == value for name, value in SAFE.items())
    (record,) = [record for record in caplog.records if record.name == "assistant.api.errors"]
    assert problem["request"] in record.getMessage()
    assert record.exc_info is not None
    assert SECRET_IN_A_BUG in str(record.exc_info[1])


def test_what_may_pass_says_when_to_come_back(client: TestClient) -> None:
    often = client.get("/api/v1/failing/often")
    checked(often, 429, "TooManyRequests")
    assert often.headers["retry-after"] == "7"
    full = client.get("/api/v1/failing/full")
    checked(full, 503, "DiskFull")
    assert int(full.headers["retry-after"]) > 0


def test_a_bare_status_keeps_its_headers(client: TestClient) -> None:
    reply = client.get("/api/v1/failing/http")
    assert "short and stout" in checked(reply, 418, "InvalidRequest")["detail"]
    assert reply.headers["x-pot"] == "yes"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/sources/a/b/c", "/api/v2/sources", "/api/%00"])
def test_an_unknown_address_is_not_the_pages(client: TestClient, path: str) -> None:
    checked(client.get(path), 404, "UnknownAddress")
    assert client.get("/anything").text == "the page"


def test_another_method_says_which_there_are(client: TestClient) -> None:
    for method, path, allowed in (
        ("POST", "/api/v1/sources", "GET"),
        ("PATCH", "/api/v1/sources/x", "DELETE, GET"),
        ("HEAD", "/api/v1/question", "POST"),
    ):
        reply = client.request(method, path)
        assert (reply.status_code, allowed in reply.headers["allow"]) == (405, True)
    checked(client.put("/api/v1/spaces"), 405, "WrongMethod")


def test_without_a_token_one_is_asked_for(client: TestClient, shelf: Shelf) -> None:
    shelf.identity.users.add(Account("chen", admin=True))
    reply = client.get("/api/v1/sources")
    checked(reply, 401, "SignInNeeded")
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "body"),
        (b"[]", "body"),
        (b"null", "body"),
        (b'{"question": }', "body.13"),
        (b"\xff\xfe", "body.0"),
        (b'{"question": ""}', "body.question"),
        (b'{"question": "\\u0000"}', "body.question"),
        (b'{"question": "a\\u0007b"}', "body.question"),
        (b'{"question": "\\ud800"}', "body.question"),
        (b'{"question": 7}', "body.question"),
        (b'{"question": "%b"}' % (b"x" * 4001), "body.question"),
        (b'{"question": "?", "since": "yesterday"}', "body.since"),
        (b'{"question": "?", "spaces": [" "]}', "body.spaces.0"),
        (b'{"question": "?", "spaces": ["\\u3000"]}', "body.spaces.0"),
        (b'{"question": "?", "kinds": ["gossip"]}', "body.kinds.0"),
        (b'{"question": "?", "conversation": "../x"}', "body.conversation"),
        (b'{"question": "?", "lang": "fr"}', "body.lang"),
        (b'{"question": "?", "topics": [%b "x"]}' % (b'"x",' * 100), "body.topics"),
    ],
)
def test_a_question_that_is_none_names_the_part(client: TestClient, body: bytes, where: str) -> None:
    reply = client.post("/api/v1/question", content=body, headers={"Content-Type": "application/json"})
    problem = checked(reply, reply.status_code, "InvalidRequest")
    assert reply.status_code in (400, 422)
    if reply.status_code == 422:
        assert where in [wrong["where"] for wrong in problem["errors"]]
        assert where in problem["detail"]


def test_what_was_sent_is_not_sent_back(client: TestClient) -> None:
    reply = client.post("/api/v1/question", json={"question": {"password": "correct horse"}})
    assert "correct horse" not in reply.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_another_content_type_is_refused(client: TestClient, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    reply = client.post("/api/v1/question", content=b'{"question": "?"}', headers=headers)
    checked(reply, 422, "InvalidRequest")


def test_lines_and_tabs_are_something_people_type(client: TestClient) -> None:
    question = "第一行\n\t第二行\r\n👩‍👩‍👧 مرحبا"
    assert client.post("/api/v1/question", json={"question": question}).json() == question


@pytest.mark.parametrize(
    "fields",
    [
        {"space": "a\x00b"},
        {"space": "a\nb"},
        {"space": "x" * 201},
        {"space": "x", "date": "0000-01-01"},
        {"space": "x", "paths": ["/tmp/\x00"]},
        {"space": "x", "paths": ["a"] * 1001},
        {"space": "x", "uploads": [{"upload": "../../records.sqlite", "name": "a"}]},
        {"space": "x", "uploads": [{"upload": "0" * 32, "name": "\x1b[2J.md"}]},
        {"space": "x", "uploads": [{"upload": "0" * 32, "name": "a", "folder": "\x00"}]},
    ],
)
def test_a_submission_with_impossible_parts_is_refused(client: TestClient, fields: dict[str, Any]) -> None:
    checked(client.post("/api/v1/submission", json=fields), 422, "InvalidRequest")


@pytest.mark.parametrize("source", ["x" * 65, "a%00", "a b", "%F0%9F%92%A9", "a;b", "..%5c"])
def test_an_id_that_cannot_be_one_is_refused_or_unknown(client: TestClient, source: str) -> None:
    for path in (f"/api/v1/sources/{source}", f"/api/v1/sources/{source}/blocks"):
        reply = client.get(path)
        assert reply.status_code in (404, 422), reply.text
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("position", ["-1", str(2**31), "9" * 5000, "1e3", "NaN", "%00"])
def test_a_position_that_cannot_be_one_is_refused(client: TestClient, position: str) -> None:
    for name in ("first", "last"):
        assert client.get(f"/api/v1/sources/x/blocks?{name}={position}").status_code == 422


def test_documented_errors_are_problems() -> None:
    for status, said in problems(401, 404, 500).items():
        assert said["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert said["description"], status
