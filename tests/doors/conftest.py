"""An office: one started Baton with two clients, a file each, and people with tokens. For doors of other programs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.people.members import Members
from assistant.people.roles import Grant, Role
from assistant.people.tokens import Tokens
from assistant.people.users import Account, Users
from vectorstore import db

HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n"
BUDGET = "# 投放预算\n\n漪珀三月的投放预算是四十二万元，由周敏审批。\n"


@dataclass(frozen=True, slots=True)
class Office:
    """Where it answers, the data folder's secret, what is in it (source ids by client), who is in it."""

    url: str
    secret: str
    folder: Path
    sources: dict[str, str]
    people: dict[str, str]
    tokens: Tokens

    def token(self, name: str, grants: Iterable[Grant] = Grant) -> str:
        """A new token of this person."""
        return self.tokens.make(self.people[name], "test", grants, 1)[1]

    def as_(self, token: str) -> httpx.Client:
        """The API for whoever holds the token."""
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=60, trust_env=False)


def hand_in(api: httpx.Client, space: str, name: str, text: str) -> str:
    """Upload a text; its source's id once it is read."""
    upload = api.put("/uploads", params={"name": name}, content=text.encode()).json()["upload"]
    body = {"space": space, "uploads": [{"upload": upload, "name": name}]}
    source: dict[str, Any] = api.post("/submissions", json=body).json()["submissions"][0]["source"]
    deadline = time.monotonic() + 120
    while api.get(f"/sources/{source['id']}").json()["status"] != "done":
        assert time.monotonic() < deadline, api.get(f"/sources/{source['id']}").json()
        time.sleep(0.2)
    return str(source["id"])


@pytest.fixture(scope="package")  # a process runs one Baton at a time
def office(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Office]:
    from assistant.serve import running
    from assistant.settings import Settings

    folder = tmp_path_factory.mktemp("office")
    (folder / "cache").symlink_to(model_cache)
    secret = "the secret of the office's data folder"
    with running(Settings.load(data=folder, port=0), secret, pages=False) as (url, _):
        engine = db.connect(f"sqlite:///{folder / 'records.sqlite'}")
        sources: dict[str, str] = {}
        people: dict[str, str] = {}
        made = Office(url, secret, folder, sources, people, Tokens(engine))
        with made.as_(secret) as api:
            sources["穗岚坊"] = hand_in(api, "穗岚坊", "危机手册.md", HANDBOOK)
            sources["漪珀"] = hand_in(api, "漪珀", "投放预算.md", BUDGET)
            spaces = {space["name"]: space["id"] for space in api.get("/spaces").json()}
        users, members = Users(engine), Members(engine)
        for name in ("chen", "lin", "wu"):
            people[name] = users.add(Account(name, admin=name == "chen")).id
        members.put(spaces["穗岚坊"], people["lin"], Role.CONTRIBUTOR)
        members.put(spaces["漪珀"], people["wu"], Role.NEWCOMER)
        yield made
        engine.dispose()
