from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.guard import Gate
from assistant.request_log import RequestLog, set_up, take_down

if TYPE_CHECKING:
    from shelves import Shelf


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = set_up("json", stream)
    yield stream
    take_down(handler)


@pytest.fixture
def client(shelf: Shelf) -> Iterator[TestClient]:
    site, inside = FastAPI(), FastAPI()

    @site.get("/sources/{source_id}")
    def source(source_id: str) -> str:
        return source_id

    @site.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret words")

    @inside.get("/deep/{name}")
    def deep(name: str) -> str:
        return name

    site.mount("/inside", inside)
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="secret")
    site.add_middleware(RequestLog)
    with TestClient(site, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_for_each_request_and_nothing_that_was_asked(client: TestClient, stream: io.StringIO) -> None:
    replies = [
        client.get(path) for path in ("/sources/5uilan?question=Whom+to+call", "/inside/deep/Emma", "/made/up/Emma")
    ]
    found = lines(stream)
    assert [(line["route"], line["status"], line["method"]) for line in found] == [
        ("/sources/{source_id}", 200, "GET"),
        ("/deep/{name}", 200, "GET"),
        ("-", 404, "GET"),
    ]
    assert [line["request"] for line in found] == [reply.headers["x-request-id"] for reply in replies]
    assert all(line["caller"] == "local" and line["ms"] >= 0 and line["logger"] == "baton.requests" for line in found)
    assert all(line["time"].endswith("+00:00") for line in found)
    assert not any(word in stream.getvalue() for word in ("5uilan", "Whom", "Emma"))


def test_what_broke_has_its_line_too(client: TestClient, stream: io.StringIO) -> None:
    assert client.get("/broken").status_code == 500
    [line] = [line for line in lines(stream) if line["logger"] == "baton.requests"]
    assert (line["route"], line["status"]) == ("/broken", 500)


def test_somebody_turned_away_is_logged_as_nobody(client: TestClient, stream: io.StringIO) -> None:
    client.get("/sources/1", headers={"Authorization": "Bearer wrong"})
    assert [(line["status"], line["caller"]) for line in lines(stream)] == [(401, "")]


def test_other_loggers_speak_json_as_well(stream: io.StringIO) -> None:
    try:
        raise ValueError("nine\nlives")
    except ValueError:
        logging.getLogger("ingest.pipeline").exception("ingest of %s failed", "s1")
    [line] = lines(stream)
    assert (line["level"], line["logger"], line["message"]) == ("error", "ingest.pipeline", "ingest of s1 failed")
    assert "ValueError: nine" in line["exception"]


def test_with_text_requests_are_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    stream = io.StringIO()
    assert set_up("text", stream) is None
    take_down(None)
    assert client.get("/sources/42").status_code == 200
    assert stream.getvalue() == ""
    assert not [record for record in caplog.records if record.name == "baton.requests"]
