"""Walls: whoever asks whatever at whichever door, nothing of a client that is not theirs comes back.

Random people with random roles try every endpoint that the API documents, the page's handlers, media and
the MCP tools, with every id and name there is, their own and others'. 1,200 reading visits and 60 attempts
at every change make a run; `pytest tests/contracts/test_walls.py --hypothesis-profile=thorough` makes 10,000 and 500.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from town import Client, Town, build_town

from assistant.build import build
from assistant.desk import Visit
from assistant.people.audit import Trace
from assistant.people.roles import EVERYTHING, Role
from assistant.serve import build_site
from assistant.settings import Settings
from assistant.web.media import routes as media_routes
from vectorstore.errors import BatonError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("walls"),
]
EXAMPLES = 500 if settings.get_current_profile_name() == "thorough" else 60
VISITS = 20  # of an example
# An example is one number that all else follows from, and is not made smaller: each leaves conversations
# behind, so that a second run of it is another.
TRIES = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
OWN_THINGS = ("/api/v1/me", "/api/v1/conversations", "/api/v1/feedback")  # what needs no role in a client
QUESTIONS = (
    "预算是多少？",
    "谁负责投放？",
    "有哪些资料？",
    "What is the launch budget?",
    "服务费多少",
    "zq{n}text 是谁",
    "zq{n}secrettext fee",
)


@dataclass(frozen=True, slots=True, repr=False)
class Door:
    """The whole site, called as one of the town's people."""

    town: Town
    http: TestClient
    document: dict[str, Any]

    def call(self, person: str, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.town.tokens[person]}", **options.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **options)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("town")
    (folder / "cache").symlink_to(model_cache)
    app = build(Settings.load(data=folder, port=0))
    town = build_town(app)
    site = build_site(app, "the folder's secret", pages=False)  # Gradio's own endpoints: test_named_attacks.py
    site.include_router(media_routes)
    with TestClient(site, base_url="http://127.0.0.1:7860", follow_redirects=False) as http:
        yield Door(town, http, site.openapi())
    app.close()


def operations(document: dict[str, Any], methods: tuple[str, ...]) -> list[tuple[str, str, list[str], list[str]]]:
    """(method, path, names of path parameters, names of query parameters) of all that the API documents."""
    found = []
    for path, at in document["paths"].items():
        for method, operation in at.items():
            if method in methods:
                named = [(p["in"], p["name"]) for p in operation.get("parameters", [])]
                found.append(
                    (method.upper(), path, [n for i, n in named if i == "path"], [n for i, n in named if i == "query"])
                )
    return found


def pool(town: Town, name: str) -> list[str]:
    """Whatever a parameter of this name could hold."""
    spaces = [key for client in town.clients for key in (client.space.id, client.space.name)]
    conversations = [talk for client in town.clients for talk in client.conversations.values()]
    known = {
        "space": spaces,
        "source_id": [source.id for source in town.sources],
        "source": [source.id for source in town.sources],
        "conversation": conversations,
        "conversation_id": conversations,
        "talk": conversations,
        "person": town.people,
        "first": ["0", "1"],
        "position": ["0"],
        "turn": ["0"],
        "limit": ["1", "200"],
        "words": ["zq1text", "预算"],
        "q": ["zq1text", "预算"],
    }
    return known.get(name) or town.things(name) or ["0", "x"]


def roles_of_town(town: Town, chance: Random) -> dict[str, dict[int, Role]]:
    """Up to two clients for everybody but the administrator."""
    numbers = [client.number for client in town.clients]
    return {
        person: {number: chance.choice(list(Role)) for number in chance.sample(numbers, chance.randrange(3))}
        for person in town.people[1:]
    }


def read(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    """One visit that only reads, at a door that was drawn: the reply, and what was sent."""
    kind = chance.choice(["api", "api", "ask", "search", "page", "media", "mcp"])
    return {"api": _endpoint, "ask": _ask, "search": _search, "page": _page, "media": _media, "mcp": _mcp}[kind](
        door, chance, person
    )


def _endpoint(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    method, path, path_names, query_names = chance.choice(operations(door.document, ("get",)))
    filled = {name: chance.choice(pool(door.town, name)) for name in path_names}
    query = {
        name: chance.choice(pool(door.town, name))
        for name in query_names
        if name in ("space", "person", "words", "q", "limit", "first") and chance.random() < 0.5
    }
    reply = door.call(person, method, path.format_map(filled), params=query)
    assert reply.status_code < 500, (method, path, reply.text)
    return reply.text, [*filled.values(), *query.values()]


def _wanted(door: Door, chance: Random) -> dict[str, Any]:
    town = door.town
    n = chance.choice([client.number for client in town.clients])
    wanted: dict[str, Any] = {"spaces": chance.sample(pool(town, "space"), chance.randrange(3))}
    if chance.random() < 0.5:
        wanted["topics"] = [f"zq{n}topic"]
    if chance.random() < 0.5:
        wanted["speakers"] = [f"zq{n}speaker"]
    return wanted | {"question": chance.choice(QUESTIONS).format(n=n)}


def _sent(wanted: dict[str, Any]) -> list[str]:
    return [wanted["question"], *wanted["spaces"], *wanted.get("topics", []), *wanted.get("speakers", [])]


def _ask(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    wanted = _wanted(door, chance)
    talk = chance.choice([None, "latest", *pool(door.town, "conversation")])
    reply = door.call(person, "POST", "/api/v1/ask", json=wanted | {"conversation": talk})
    assert reply.status_code < 500, reply.text
    return reply.text, [*_sent(wanted), *filter(None, [talk])]


def _search(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    wanted = _wanted(door, chance)
    query = {"query": wanted["question"], **{name: value for name, value in wanted.items() if name != "question"}}
    reply = door.call(person, "POST", "/api/v1/search", json=query)
    assert reply.status_code < 500, reply.text
    return reply.text, _sent(wanted)


def _page(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    from assistant.web.page import HANDLERS

    handler = chance.choice(HANDLERS)
    keys = ("source", "space", "person", "conversation", "talk", "words")
    asked: dict[str, Any] = {key: chance.choice(pool(door.town, key)) for key in keys}
    asked |= {"first": 0, "last": 5, "block": 0, "seconds": 1, "edge": "later", "turn": 0, "position": 0}
    visit = Visit(door.town.app, caller_of(door, person), Trace("127.0.0.1", "test"))
    try:
        reply = handler(visit, asked, chance.choice(["zh", "en"]))
    except (BatonError, KeyError, ValueError) as error:
        return repr(error), list(map(str, asked.values()))
    return json.dumps(reply, ensure_ascii=False, default=str), list(map(str, asked.values()))


def _media(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    source = chance.choice(pool(door.town, "source"))
    query = chance.choice(["", "?download=1", "?download=true", "/pages/1.png", "/../..", "%2f..%2f"])
    reply = door.call(person, "GET", f"/media/{source}{query}")
    assert reply.status_code < 500
    return f"{reply.text} {reply.headers.get('content-disposition', '')}", [source]


def _mcp(door: Door, chance: Random, person: str) -> tuple[str, list[str]]:
    wanted = _wanted(door, chance)
    tool = chance.choice(["ask", "search", "list_sources", "get_source", "find_decisions"])
    source, space = chance.choice(pool(door.town, "source")), chance.choice(pool(door.town, "space"))
    arguments = {
        "ask": wanted,
        "search": {"query": wanted["question"], "spaces": wanted["spaces"]},
        "list_sources": {"space": space},
        "get_source": {"source": source},
        "find_decisions": {"space": space},
    }[tool]
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    reply = door.call(person, "POST", "/mcp", json=body, headers={"Accept": "application/json, text/event-stream"})
    assert reply.status_code == 200, reply.text
    return reply.text, [*_sent(wanted), source, space]


def caller_of(door: Door, person: str) -> Any:
    return door.town.app.identity.as_caller(person, EVERYTHING)


@seed(20261122)
@TRIES
@given(number=st.integers(0, 2**64 - 1))
def test_nothing_of_a_foreign_client_comes_through_any_door(door: Door, number: int) -> None:
    town, chance = door.town, Random(number)
    roles = roles_of_town(town, chance)
    town.move_in(roles)
    for _ in range(VISITS):
        person = chance.choice(town.people[1:])
        reply, sent = read(door, chance, person)
        town.typed.setdefault(person, set()).update(sent)  # their own questions are listed to them ever after
        assert town.leaks(reply, roles[person], town.typed[person], person) == set()
        assert [one for one in town.foreign_ids(roles[person]) - set(sent) if one in reply] == []


@seed(20261123)
@TRIES
@given(number=st.integers(0, 2**64 - 1))
def test_whoever_is_no_member_changes_nothing(door: Door, number: int) -> None:
    """Every endpoint that changes something, aimed at a client of somebody else's or at one where one only reads."""
    town, chance = door.town, Random(number)
    roles = roles_of_town(town, chance)
    town.move_in(roles)
    person = chance.choice(town.people[1:])
    target: Client = chance.choice([c for c in town.clients if roles[person].get(c.number) in (None, Role.NEWCOMER)])
    before = kept(town)
    for method, path, path_names, query_names in operations(door.document, ("post", "put", "patch", "delete")):
        if path.startswith(OWN_THINGS) or not set(path_names) & {"space", "source_id", "person"}:
            continue
        filled = {name: chance.choice(_aimed(town, target, name)) for name in path_names}
        query = {name: "q.jsonl" for name in query_names if name == "name"}
        body = {"role": "manager", "name": "x", "text": "x", "was": "x", "restricted": False, "admin": True,
                "active": False, "from": "x", "to": "y", "term": "x"}  # fmt: skip
        reply = door.call(person, method, path.format_map(filled), params=query, json=body)
        assert 400 <= reply.status_code < 500, (method, path, filled, reply.text)
        assert town.leaks(reply.text, roles[person], [*filled.values()], person) == set()
    assert kept(town) == before


def _aimed(town: Town, target: Client, name: str) -> list[str]:
    if name == "space":
        return [target.space.id, target.space.name]
    if name in ("source_id", "source"):
        return [source.id for source in (*target.open, *target.hidden)]
    return pool(town, name)


def kept(town: Town) -> dict[str, list[Any]]:
    """Everything in the database that no mere visit changes."""
    passing = ("audit", "tokens", "sessions", "conversations", "turns")
    inspector = sa.inspect(town.app.engine)
    names = [n for n in inspector.get_table_names() if n not in passing and not n.startswith("lexical_")]
    with town.app.engine.connect() as db:
        return {name: sorted(map(repr, db.execute(sa.text(f'SELECT * FROM "{name}"')))) for name in names}


def test_lists_count_what_is_ones_own_and_nothing_else(door: Door) -> None:
    town = door.town
    person = town.people[1]
    for role, seen in ((Role.NEWCOMER, 2), (Role.CONTRIBUTOR, 2), (Role.MANAGER, 3)):
        town.move_in({person: {0: role}})
        assert len(door.call(person, "GET", "/api/v1/sources").json()) == seen
        assert [space["name"] for space in door.call(person, "GET", "/api/v1/spaces").json()] == ["zq0name 客户"]


def test_a_person_of_no_client_sees_an_empty_baton(door: Door) -> None:
    town, person = door.town, door.town.people[2]
    town.move_in({})
    assert door.call(person, "GET", "/api/v1/sources").json() == []
    assert door.call(person, "POST", "/api/v1/ask", json={"question": "预算是多少？"}).json()["refused"]
    assert door.call(person, "POST", "/api/v1/search", json={"query": "预算是多少？"}).json()["passages"] == []


def test_a_word_of_ones_own_client_does_come_back(door: Door) -> None:
    """The same doors, opened: else the walls would hold because nothing answers at all."""
    town, person = door.town, door.town.people[1]
    town.move_in({person: {1: Role.NEWCOMER}})
    asked = door.call(person, "POST", "/api/v1/ask", json={"question": "危机第一小时先停掉什么？"}).text
    listed = door.call(person, "GET", "/api/v1/sources").text
    played = partial(door.call, person, "GET")
    assert "zq1text" in asked
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_sources", "arguments": {}}}
    told = door.call(person, "POST", "/mcp", json=body, headers={"Accept": "application/json, text/event-stream"})
    assert "zq1title" in told.text
    assert {"zq1title", "zq1topic"} <= {word for word in ("zq1title", "zq1topic", "zq1secrettitle") if word in listed}
    assert "zq1secrettitle" not in listed
    town.move_in({person: {1: Role.MANAGER}})
    assert "zq1secrettitle" in door.call(person, "GET", "/api/v1/sources").text
    assert played(f"/media/{town.clients[1].open[0].id}?download=1").status_code == 200
