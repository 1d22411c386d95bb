"""What the tests of assistant/ read from: a catalog and originals as ingest leaves them, and a team that uses it.
No worker, no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.chat.history import History
from assistant.chat.language import terms
from assistant.chat.llm import Chat
from assistant.chat.verdicts import Verdicts
from assistant.desk import Visit
from assistant.handover.capturing import Told
from assistant.handover.likeness import Likeness
from assistant.handover.post import Office, Post
from assistant.handover.records.shelf import Records
from assistant.handover.surveying import Surveyor
from assistant.links import Links
from assistant.people.audit import Audit, Wanted
from assistant.people.identity import Identity
from assistant.people.limits import RateLimit
from assistant.people.roles import EVERYTHING, LOCAL, Caller
from vectorstore.catalog import Catalog, new_id
from vectorstore.e5_weights import Floats
from vectorstore.glossary import Glossary
from vectorstore.lines import Lines
from vectorstore.models import Block, Chunk, Hit, Kind, Locator, Scope, Source, Status, Term
from vectorstore.names import SpeakerNames
from vectorstore.originals import Originals

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from httpx import Response


@dataclass(frozen=True, slots=True)
class Revised:
    """Where a shelf has no worker: what one would be asked to index anew, as (source, positions)."""

    asked: list[tuple[str, list[int]]] = field(default_factory=list)

    def revise(self, source_id: str, positions: Sequence[int]) -> None:
        self.asked.append((source_id, list(positions)))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where there is no index: a search that counts the words of the question."""

    catalog: Catalog

    def search(self, scope: Scope, question: str, limit: int = 10) -> list[Hit]:
        asked, hits = terms(question), []
        for source in self.catalog.sources_in(scope):
            for at, block in enumerate(self.catalog.blocks(source.id, source.version)):
                if shared := len(asked & terms(block.text)):
                    speakers = (block.speaker,) if block.speaker else ()
                    place = (block.text, block.locator, at, at, source.kind)
                    chunk = Chunk(f"{source.id}-{at}", source.id, source.space, *place, speakers=speakers)
                    hits.append(Hit(chunk, float(shared), None, None))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


def overlapping(question: str, texts: Sequence[str]) -> Floats:
    """Where there is no embedder: the share of words that two texts have in common, between 0.8 and 1."""
    asked = terms(question)
    shares = [len(asked & terms(text)) / max(1, len(asked | terms(text))) for text in texts]
    return np.array([0.8 + share / 5 for share in shares], np.float32)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a page reads from. Named as App names them."""

    catalog: Catalog
    originals: Originals
    folder: Path
    audit: Audit
    identity: Identity
    history: History
    verdicts: Verdicts
    surveyor: Surveyor
    links: Links = field(default_factory=lambda: Links(b"key"))
    asking: RateLimit = field(default_factory=lambda: RateLimit(20, 30))
    pipeline: Revised = field(default_factory=Revised)
    public_url: str = ""
    likeness: Likeness = field(default_factory=lambda: Likeness(overlapping))
    post: Post = field(default_factory=lambda: Post(Office(address="http://127.0.0.1:7860")))
    chat: Chat | None = None

    @property
    def searcher(self) -> Overlap:
        return Overlap(self.catalog)

    @property
    def names(self) -> SpeakerNames:
        return SpeakerNames(self.catalog.engine)

    @property
    def lines(self) -> Lines:
        return Lines(self.catalog.engine)

    @property
    def glossary(self) -> Glossary:
        return Glossary(self.catalog.engine)

    @property
    def handover(self) -> Records:
        return Records.over(self.catalog.engine)

    def capture(self, told: Told) -> Source:
        """Where there is no worker: a finished source, each line of the text a block."""
        lines = [line.lstrip("# ") for line in told.text.splitlines() if line.strip()]
        blocks = [Block(line, Locator(paragraph=n)) for n, line in enumerate(lines, 1)]
        given: dict[str, Any] = {"topic": told.topic, "occurred_on": told.occurred_on, "facts": told.facts}
        name = self.catalog.space(told.space).name
        given |= {"kind": told.kind, "owner": told.owner, "restricted": told.restricted, "space": name}
        title = f"{told.title}.md"
        if known := self.catalog.source_with_name(told.space, told.kind.value, title):
            later = replace(known, version=known.version + 1, facts=told.facts)
            self.catalog.add_version(later)
            self.catalog.put_blocks(later.id, later.version, 0, blocks)
            return later
        return self.add(title, told.text.encode(), blocks, context=told.kind.value, **given)

    def withdraw(self, source_id: str) -> None:
        self.catalog.delete(source_id)

    def hear(self, path: Path, file: str, glossary: Sequence[Term] = ()) -> str:
        """Where there is no speech model: what stands in the file."""
        return path.read_text(encoding="utf-8")

    @property
    def settings(self) -> Shelf:
        """Where the data folder is; nothing else is asked of a shelf's settings."""
        return self

    @property
    def visit(self) -> Visit:
        """The one person of a Baton without accounts, at its page."""
        return self.visit_by(LOCAL)

    def visit_by(self, caller: Caller) -> Visit:
        """Somebody at its page."""
        return Visit(self, caller)  # type: ignore[arg-type]

    def add(self, title: str, content: bytes = b"x", blocks: Sequence[Block] = (), **fields: Any) -> Source:
        """Keep a file with its blocks as a finished source."""
        path = self.folder / f"{new_id()}.bin"
        path.write_bytes(content)
        space = self.catalog.space_named(fields.pop("space", "穗岚坊"))
        source = Source(
            id=new_id(),
            space=space.id,
            title=title,
            kind=Kind.DOCUMENT,
            sha256=self.originals.put(path),
            suffix=Path(title).suffix,
            size=len(content),
            status=Status.DONE,
            progress=1.0,
        )
        source = replace(source, **fields)
        self.catalog.add(source)
        self.catalog.put_blocks(source.id, source.version, 0, blocks)
        return source


def speech(count: int, seconds: float = 5.0) -> list[Block]:
    """`count` lines of speech, each `seconds` long, two speakers in turn."""
    return [
        Block(
            f"第{i}句",
            Locator(start=i * seconds, end=(i + 1) * seconds),
            speaker=("陈总", "Mandy")[i // 2 % 2],
            kind="speech",
        )
        for i in range(count)
    ]


@dataclass(frozen=True, slots=True)
class Team:
    """A site and its people: an administrator, a client with a manager, a contributor and a newcomer, and
    the manager of another client. `ids` has theirs by name, and the clients' as "own" and "foreign"."""

    shelf: Shelf
    site: FastAPI
    ids: dict[str, str]

    def open(self, name: str = "", token: str = "") -> TestClient:
        """A browser that `name` is signed in with, or a program with a token."""
        from fastapi.testclient import TestClient

        from assistant.guard import COOKIE

        client = TestClient(self.site, base_url="http://127.0.0.1", headers={"origin": "http://127.0.0.1"})
        if name:
            client.cookies.set(COOKIE, self.shelf.identity.sessions.open(self.ids[name]))
        if token:
            client.headers["authorization"] = f"Bearer {token}"
        return client

    def call(self, name: str, method: str, path: str, body: object = None) -> Response:
        """What `name` gets for this request."""
        return self.open(name).request(method, f"/api/v1{path}", json=body)

    def visit(self, name: str) -> Visit:
        """`name` at the page."""
        caller = self.shelf.identity.as_caller(self.ids[name], EVERYTHING)
        assert caller is not None
        return self.shelf.visit_by(caller)

    def noted(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Who did what, from the audit log, oldest first."""
        return [(entry.person, entry.action, entry.details) for entry in reversed(self.shelf.audit.entries(Wanted()))]
