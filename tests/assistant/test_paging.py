"""Lists in pages: what a program that follows the Link header sees while the list changes under it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import sources
from assistant.api.errors import answer_in_problems
from assistant.guard import Gate
from vectorstore.models import Source

if TYPE_CHECKING:
    from shelves import Shelf


@pytest.fixture
def client(shelf: Shelf) -> Iterator[TestClient]:
    """The sources' endpoints over a shelf, for the one person of a Baton without accounts."""
    site = FastAPI()
    site.state.app = shelf
    site.include_router(sources.routes)
    answer_in_problems(site, [sources.routes])
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="the owner's")
    with TestClient(site, base_url="http://127.0.0.1") as client:
        yield client


def followed(client: TestClient, path: str) -> Iterator[list[Any]]:
    """Page after page."""
    reply = client.get(path)
    while True:
        assert reply.status_code == 200, reply.text
        yield reply.json()
        if "next" not in reply.links:
            return
        reply = client.get(reply.links["next"]["url"])


def test_following_the_header_gives_everything_once(client: TestClient, shelf: Shelf) -> None:
    made = [shelf.add(f"{i}.md", space=("甲", "乙")[i % 2]) for i in range(7)]
    pages = list(followed(client, "/api/v1/sources?limit=3"))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [item["id"] for page in pages for item in page] == [source.id for source in reversed(made)]
    assert len(client.get("/api/v1/sources").json()) == 7


def test_filters_stay_in_the_next_address(client: TestClient, shelf: Shelf) -> None:
    for i in range(4):
        shelf.add(f"{i}.md", space=("甲", "乙 & 丙")[i % 2])
    pages = list(followed(client, "/api/v1/sources?limit=1&space=乙 %26 丙"))
    assert [[item["title"] for item in page] for page in pages] == [["3.md"], ["1.md"]]


def test_what_comes_and_goes_meanwhile_repeats_and_skips_nothing(client: TestClient, shelf: Shelf) -> None:
    made = [shelf.add(f"{i}.md") for i in range(6)]
    pages = followed(client, "/api/v1/sources?limit=2")
    seen = [item["title"] for item in next(pages)]
    shelf.add("newer.md")
    shelf.catalog.delete(made[4].id)  # the last one shown
    shelf.catalog.delete(made[2].id)  # one not yet shown
    seen += [item["title"] for page in pages for item in page]
    assert seen == ["5.md", "4.md", "3.md", "1.md", "0.md"]


def test_blocks_go_on_inside_the_range_that_was_asked_for(client: TestClient, meeting: Source) -> None:
    path = f"/api/v1/sources/{meeting.id}/blocks"
    pages = list(followed(client, f"{path}?first=10&last=14&limit=2"))
    assert [[block["position"] for block in page] for page in pages] == [[10, 11], [12, 13], [14]]
    assert set(pages[0][0]) == {"position", "text", "kind", "speaker", "headings", "start", "end"}
    assert [len(page) for page in followed(client, path)] == [200, 200, 200]
    assert client.get(path, params={"first": 600}).json() == []


def test_clients_are_listed_by_name(client: TestClient, shelf: Shelf) -> None:
    for name in ("c", "a", "b"):
        shelf.catalog.space_named(name)
    assert [[space["name"] for space in page] for page in followed(client, "/api/v1/spaces?limit=2")] == [
        ["a", "b"],
        ["c"],
    ]


def cursor(key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "____",
        "a b",
        "令",
        "A" * 2001,
        *map(cursor, ["text", {"a": 1}, [[]], [{}], [None], ["a", "b", "c"], 7]),
        cursor("[" * 900),
    ],
)
def test_a_cursor_that_no_page_gave_out_is_refused(client: TestClient, meeting: Source, forged: str) -> None:
    for path in ("/api/v1/sources", f"/api/v1/sources/{meeting.id}/blocks"):
        reply = client.get(path, params={"cursor": forged})
        assert (reply.status_code, reply.json()["code"]) == (422, "InvalidRequest")
        assert "query.cursor" in reply.json()["detail"]


@pytest.mark.parametrize("key", [[-1], [2**31], [10**30], [True, 1], [1.5], []])
def test_a_cursor_beyond_every_position_is_refused_for_blocks(
    client: TestClient, meeting: Source, key: list[Any]
) -> None:
    reply = client.get(f"/api/v1/sources/{meeting.id}/blocks", params={"cursor": cursor(key)})
    assert reply.status_code == 422


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x", "", "9" * 40])
def test_a_limit_out_of_bounds_is_refused(client: TestClient, limit: str) -> None:
    assert client.get("/api/v1/sources", params={"limit": limit}).status_code == 422
