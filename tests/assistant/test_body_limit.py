from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.api.errors import answer_in_problems
from assistant.body_limit import UPLOADS, BodyLimit

LIMIT = 1000


@pytest.fixture
def read() -> list[int]:
    """How many bytes endpoints got to read."""
    return []


@pytest.fixture
def client(read: list[int]) -> Iterator[TestClient]:
    site = FastAPI()

    @site.post("/things")
    @site.put(UPLOADS)
    async def things(request: Request) -> int:
        async for piece in request.stream():
            read.append(len(piece))
        return sum(read)

    answer_in_problems(site, ())
    site.add_middleware(BodyLimit, limit=LIMIT)
    with TestClient(site, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_what_is_small_enough_passes(client: TestClient, size: int) -> None:
    assert client.post("/things", content=b"x" * size).json() == size


def test_what_says_it_is_too_large_is_not_read(client: TestClient, read: list[int]) -> None:
    reply = client.post("/things", content=b"x" * (LIMIT + 1))
    assert reply.status_code == 413
    assert reply.json()["code"] == "BodyTooLarge"
    assert read == []


def test_what_grows_too_large_is_cut_off(client: TestClient, read: list[int]) -> None:
    pieces = (b"x" * 300 for _ in range(100))
    reply = client.post("/things", content=pieces)  # chunked: no length is declared
    assert reply.status_code == 413
    assert sum(read) <= LIMIT


@pytest.mark.parametrize("declared", ["abc", "-5", "1" * 4000])
def test_an_odd_length_helps_nobody(client: TestClient, read: list[int], declared: str) -> None:
    reply = client.post("/things", content=b"x" * (LIMIT + 1), headers={"Content-Length": declared})
    assert reply.status_code == 413
    assert sum(read) <= LIMIT


def test_uploads_have_their_own_limit(client: TestClient) -> None:
    assert client.put(UPLOADS, content=b"x" * (LIMIT + 1)).json() == LIMIT + 1
