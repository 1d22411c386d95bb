"""What programs may send: a question, a search, files to take in, MCP tools' arguments. Answers: wire_models.py."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from assistant.people.access import Filters
from assistant.wire_models import LARGEST, NAMED, PRINTED, TYPED, Id, Lang, Line, Name
from vectorstore.models import Kind

MOST_PASSAGES = 50
FileName = Annotated[str, Field(min_length=1, max_length=400, pattern=NAMED)]
Text = Annotated[str, Field(min_length=1, max_length=4000, pattern=TYPED)]


class Where(BaseModel):
    """Where to look. What is left out filters nothing; without `spaces`, all clients the caller may open."""

    spaces: list[Name] = Field([], max_length=100, description="Clients, by name or id")
    kinds: list[Kind] = Field([], max_length=20)
    topics: list[Line] = Field([], max_length=100)
    speakers: list[Line] = Field([], max_length=100)
    since: dt.date | None = Field(None, description="Sources of this day or later")
    until: dt.date | None = Field(None, description="Sources of this day or earlier")

    def filters(self) -> Filters:
        """The same for the desk, without the clients."""
        return Filters(tuple(self.kinds), tuple(self.topics), tuple(self.speakers), self.since, self.until)


class Question(Where):
    """A question, where to look, and the conversation it follows up on."""

    question: Text
    conversation: Id | None = Field(None, description="The one to follow up on; `latest` for the caller's last")
    lang: Lang | None = Field(None, description="Of what Baton says itself; the question's own when left out")


class SearchRequest(Where):
    """What to look for, and where."""

    query: Text
    limit: int = Field(10, ge=1, le=MOST_PASSAGES, description="Passages at most")


class ListSources(BaseModel):
    """Which sources to list."""

    space: Line | None = Field(None, description="Only this client's, by name or id")
    limit: int = Field(100, ge=1, le=500)
    cursor: str = Field("", max_length=2000, description="`next` of the page before")


class GetSource(BaseModel):
    """Which source, and which part of its text."""

    source: Id = Field(description="Its id")
    first: int = Field(0, ge=0, le=LARGEST, description="Position of the first block wanted")
    limit: int = Field(100, ge=1, le=500, description="Blocks at most")


class FindDecisions(BaseModel):
    """Which of a client's decisions and crises. What is left out filters nothing."""

    space: Name = Field(description="The client, by name or id")
    words: Line = Field("", description="All of them, in what is said of it")
    since: dt.date | None = Field(None, description="Decided on this day or later")
    until: dt.date | None = Field(None, description="Decided on this day or earlier")
    state: Literal["in force", "superseded", "contradicted", "to confirm"] | None = Field(
        None, description="The first three are of decisions; nobody has looked yet at what is to confirm"
    )
    limit: int = Field(50, ge=1, le=500)
    cursor: str = Field("", max_length=2000, description="`next` of the page before")


class UploadedFile(BaseModel):
    """One file that was PUT to /uploads before."""

    upload: str = Field(pattern="^[0-9a-f]{32}$")
    name: FileName
    folder: str = Field("", max_length=900, pattern=PRINTED, description="Where it lay: 2026/crisis/")


class SubmissionRequest(BaseModel):
    """Files to take in: uploaded ones, or (with the data folder's secret only) paths on this machine."""

    space: Name
    topic: Line = ""
    date: dt.date | None = Field(None, description="When it was held or written")
    uploads: list[UploadedFile] = Field([], max_length=10_000)
    paths: list[Annotated[str, Field(min_length=1, max_length=4000, pattern=PRINTED)]] = Field([], max_length=1000)
