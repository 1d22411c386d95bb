"""A town of clients for the tests of the walls: everything that is a client's carries a word that nobody else's does.

A word says whose it is and what it stands in ("zq2title" stands in a title of client 2), so a reply that
holds a word tells what leaked.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import town_coverage
import town_decisions
import town_firstdays
import town_handover
import town_interviews
import town_questions

from assistant.build import App
from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.people.roles import Grant, Role
from assistant.people.users import Account
from vectorstore.catalog import new_id
from vectorstore.models import Block, Chunk, Kind, Locator, Source, Space, Status

CLIENTS, PEOPLE = 4, 6
PLANTS: tuple[Callable[[Town, Client], None], ...] = (  # what the nouns of the handover add to a client
    town_coverage.plant,
    town_decisions.plant,
    town_firstdays.plant,
    town_handover.plant,
    town_interviews.plant,
    town_questions.plant,
)
WORDS = re.compile(r"zq(\d)([a-z]+)", re.IGNORECASE)
PASSWORD = "correct horse 电池 staple"


@dataclass(slots=True)
class Client:
    """A space and what is in it."""

    number: int
    space: Space
    open: list[Source] = field(default_factory=list)
    hidden: list[Source] = field(default_factory=list)  # for managers only
    conversations: dict[str, str] = field(default_factory=dict)  # person id -> a conversation of theirs about it
    things: dict[str, list[str]] = field(default_factory=dict)  # path parameter -> ids of this client's such things


@dataclass(slots=True)
class Town:
    """Clients, people (the first is the administrator) and a token of each."""

    app: App
    clients: list[Client]
    people: list[str]
    tokens: dict[str, str]
    typed: dict[str, set[str]] = field(default_factory=dict)  # person id -> whatever they sent so far

    @property
    def sources(self) -> list[Source]:
        return [source for client in self.clients for source in (*client.open, *client.hidden)]

    def move_in(self, roles: dict[str, dict[int, Role]]) -> None:
        """Make these the memberships: person id -> client number -> role."""
        members = self.app.identity.members
        for person in self.people:
            for client in self.clients:
                role = roles.get(person, {}).get(client.number)
                if role is None:
                    members.remove(client.space.id, person)
                else:
                    members.put(client.space.id, person, role)

    def leaks(self, reply: str, roles: dict[int, Role], sent: Iterable[str], person: str = "") -> set[str]:
        """The words of `reply` that somebody with these roles may not read. What they sent may come back.

        "zq1draftc" stands in what the person with the letter c alone may read, whoever else manages or administers.
        """
        for own in sorted(sent, key=len, reverse=True):
            reply = reply.replace(own, "")
        found = {(int(number), place.lower()) for number, place in WORDS.findall(reply)}
        return {
            f"zq{number}{place}"
            for number, place in found
            if number not in roles
            or (place.startswith("secret") and roles[number] is not Role.MANAGER)
            or (place.startswith("draft") and place != f"draft{self.letter(person)}")
        }

    def letter(self, person: str) -> str:
        """What stands for the person in the words of what is theirs alone."""
        return chr(ord("a") + self.people.index(person)) if person in self.people else "-"

    def things(self, name: str) -> list[str]:
        """Ids of every client's things that a path parameter of this name means."""
        return [thing for client in self.clients for thing in client.things.get(name, ())]

    def foreign_ids(self, roles: dict[int, Role]) -> set[str]:
        """Ids of clients and sources that somebody with these roles may not see."""
        ids = set()
        for client in self.clients:
            role = roles.get(client.number)
            if role is None:
                ids |= {client.space.id, *(source.id for source in client.open)}
                ids |= {thing for things in client.things.values() for thing in things}
            if role is not Role.MANAGER:
                ids |= {source.id for source in client.hidden}
        return ids


def build_town(app: App) -> Town:
    """Fill an empty App."""
    users, tokens = app.identity.users, app.identity.tokens
    people = [users.add(Account(f"person{n}", PASSWORD, admin=n == 0)).id for n in range(PEOPLE)]
    secrets = {person: tokens.make(person, "test", list(Grant), 1)[1] for person in people}
    town = Town(app, [_client(app, n) for n in range(CLIENTS)], people, secrets)
    for client in town.clients:
        for person in people:
            client.conversations[person] = _conversation(app, person, client)
        for plant in PLANTS:
            plant(town, client)
    return town


def _client(app: App, n: int) -> Client:
    space = app.catalog.space_named(f"zq{n}name 客户", [f"zq{n}term"])
    client = Client(n, space)
    for kind, title in ((Kind.DOCUMENT, f"zq{n}title 手册.md"), (Kind.TRANSCRIPT, f"zq{n}title 会议.srt")):
        text = f"危机第一小时先停掉全部投放，预算 {n}0 万，zq{n}text 负责。The launch budget: {n}0 thousand, zq{n}text."
        client.open.append(_source(app, space, title, (kind, text, f"zq{n}speaker", f"zq{n}topic")))
    text = f"只给负责人看的合同条款：zq{n}secrettext 服务费 {n}9 万。Fee of the contract: zq{n}secrettext."
    hidden = _source(
        app, space, f"zq{n}secrettitle.md", (Kind.DOCUMENT, text, f"zq{n}secretspeaker", f"zq{n}secrettopic")
    )
    app.catalog.update(hidden.id, restricted=True)
    client.hidden.append(replace(hidden, restricted=True))
    app.controls.store.put(
        space, "q.jsonl", f'{{"question": "zq{n}control 预算是多少？", "answers": ["{n}0"]}}'.encode(), [space]
    )
    return client


def _source(app: App, space: Space, title: str, said: tuple[Kind, str, str, str]) -> Source:
    kind, text, speaker, topic = said
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_text(f"{text} ({title})", encoding="utf-8")
        sha256 = app.originals.put(Path(file.name))
        size = Path(file.name).stat().st_size
    source = Source(
        *(new_id(), space.id, title, kind, sha256, Path(title).suffix, size, Status.DONE),
        topic=topic,
        occurred_on=date(2026, 3, 14),
        progress=1.0,
    )
    app.catalog.add(source)
    app.catalog.put_blocks(source.id, 1, 0, [Block(text, Locator(paragraph=1), speaker=speaker, lang="zh")])
    chunk = Chunk(
        *(f"{source.id}-v1-0", source.id, space.id, text, Locator(paragraph=1), 0, 0, kind),
        speakers=(speaker,),
        lang="zh",
        topic=topic,
        title=title,
    )
    app.catalog.put_chunks([chunk])
    app.pipeline.shelves.index(space.id, [chunk.id])
    return source


def _conversation(app: App, person: str, client: Client) -> str:
    """Somebody once asked about the client; what they asked is their own, what was answered is the client's."""
    source = client.open[0]
    place = Locator(paragraph=1)
    cited = Citation(1, source.id, source.title, source.kind, f"zq{client.number}text", place, 0, 0)
    text = f"zq{client.number}text 负责 [1]。"
    made = app.history.create(person, "预算是多少？")
    app.history.append(
        made.id, Answer("预算是多少？", "预算是多少？", text, "zh", citations=(cited,)), [client.space.id]
    )
    return made.id
