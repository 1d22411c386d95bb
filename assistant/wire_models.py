"""What the API's answers look like: the nouns of wire.py, typed, as OpenAPI shows them to other programs.

Fields may be added within /api/v1; none is taken away or changes its meaning. A field that says
where in a source something stands is there only where it applies.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from assistant.chat.standing import State
from assistant.people.roles import Role
from vectorstore.models import Kind, Status

# What callers may send. A control character is nothing that anybody types, and a NUL ends a name in other programs.
PRINTED = r"^[^\x00-\x1f\x7f]*$"
NAMED = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$"  # something to see in it
TYPED = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"  # lines and tabs too
LARGEST = 2**31 - 1
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$", examples=["0123456789abcdef"])]
Line = Annotated[str, Field(max_length=200, pattern=PRINTED)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=NAMED)]
Lang = Literal["en", "zh"]


def _with_zone(time: dt.datetime) -> dt.datetime:
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


Moment = Annotated[dt.datetime, AfterValidator(_with_zone)]  # kept as UTC without a zone, sent with it: RFC 3339


class Sentence(BaseModel):
    """A sentence for people, in both languages."""

    en: str
    zh: str


class Wrong(BaseModel):
    """One part of a request that is not as the API describes it."""

    where: str = Field(description="body.question, query.limit, …")
    what: str


class Problem(BaseModel):
    """Why something was not done (RFC 9457). Programs look at `code`, people read `detail` or `error`."""

    type: str = Field(examples=["urn:baton:UnknownSource"])
    title: str
    status: int
    detail: str = Field(description="The sentence in English")
    code: str = Field(description="Stable name of the error", examples=["UnknownSource"])
    error: Sentence
    request: str = Field(description="Names this request in the server's log")
    errors: list[Wrong] | None = Field(None, description="With 422: what is wrong with the request, part by part")


class Health(BaseModel):
    """That this is a Baton, and what its API can do."""

    service: Literal["baton"]
    api: int = Field(description="Grows with what /api/v1 offers")


class Space(BaseModel):
    """A client that the caller may open."""

    id: str
    name: str
    glossary: list[str]
    role: Role = Field(description="What the caller is there")


class Source(BaseModel):
    """A recording, document, transcript or chat, as it is now."""

    id: str
    space: str
    space_name: str
    title: str
    kind: Kind
    status: Status
    progress: float = Field(description="0 to 1, over all stages")
    topic: str
    date: dt.date | None = Field(description="When it was held or written")
    context: str = Field(description="Folders or archive that it came in")
    parent: str | None = Field(description="The archive it was unpacked from")
    size: int = Field(description="Bytes")
    version: int
    restricted: bool = Field(description="For the client's managers only")
    facts: dict[str, Any] = Field(description="What was found out about it: duration_s, pages, model, …")
    error: Sentence | None


class Version(BaseModel):
    """One content that a source has had."""

    version: int
    sha256: str
    size: int
    stored_at: Moment


class SourceWithVersions(Source):
    """A source, with its versions, oldest first."""

    versions: list[Version]


class Place(BaseModel):
    """Where in a source: seconds, or counts from 1. Only what applies is there."""

    start: float | None = None
    end: float | None = None
    page: int | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    row_end: int | None = None
    paragraph: int | None = None
    message: int | None = None


class Block(Place):
    """The smallest piece of a source that a citation opens: a line of speech, a paragraph, a row."""

    position: int = Field(description="From 0")
    text: str
    kind: str
    speaker: str | None
    headings: list[str]


class Citation(Place):
    """The passage that carries a sentence of an answer."""

    n: int = Field(description="As it stands in the answer: [1]; 0 for the nearest thing to a refused answer")
    source: str
    title: str
    space: str = Field(description="The client that it came from; empty when the source is gone")
    space_name: str
    kind: Kind
    text: str
    url: str = Field(description="Opens the place, relative to Baton's address")
    first_block: int
    last_block: int


class Standing(BaseModel):
    """What is to be said beside a citation: that somebody verified it, or why it may hold no longer."""

    n: int = Field(description="The citation's number")
    state: State
    by: str = Field(description="Who verified it")
    on: dt.date | None = Field(description="Since when, or until when it held")
    note: str
    instead: Citation | None = Field(description="Where the later word stands")


class Answer(BaseModel):
    """A finished answer. `[n]` in its text is `citations[n - 1]`."""

    question: str
    searched: str = Field(description="The question as it was understood")
    answer: str
    lang: Lang
    refused: bool = Field(description="True when the sources do not carry an answer")
    citations: list[Citation]
    nearest: Citation | None = Field(description="When refused: the closest thing that was found")
    notice: Sentence | None = Field(description="What the chat model could not do")
    mode: str = Field(description="extractive, verified, ledger, or the chat model's name")
    standings: list[Standing] = Field([], description="What is to be said beside its citations")
    conversation: str = Field(description="Send it along to follow up")


class Passage(Place):
    """A passage that a search found."""

    text: str
    source: str
    title: str
    space: str
    space_name: str
    kind: Kind
    speakers: list[str]
    headings: list[str]
    date: dt.date | None
    url: str = Field(description="Opens the place, relative to Baton's address")
    first_block: int
    last_block: int


class Passages(BaseModel):
    """What a search found, best first."""

    passages: list[Passage]


class Uploaded(BaseModel):
    """A file that was received, to be named in a submission."""

    upload: str = Field(pattern="^[0-9a-f]{32}$")


class Submission(BaseModel):
    """What became of a file. A duplicate's source is the one already there, its id empty if it is not the caller's."""

    outcome: Literal["new", "new_version", "duplicate", "refused"]
    source: Source
    error: Sentence | None


class Submissions(BaseModel):
    """What became of each file, in the order in which they were named."""

    submissions: list[Submission]


class Removal(BaseModel):
    """What was removed."""

    titles: list[str]
    chunks: int
    bytes: int
    places: dict[str, int]  # how much of what: blocks, vectors, keywords, files, answers that cited it, …


class Reindexed(BaseModel):
    """How many chunks were indexed anew."""

    chunks: int


class QuestionFile(BaseModel):
    """A client's control questions."""

    name: str
    asked: int = Field(description="Questions about this client")


class StoredQuestionFile(QuestionFile):
    """The same, with when it was stored."""

    stored_at: Moment


class Round(BaseModel):
    """One run over the control questions."""

    started_at: Moment
    asked: int
    passed: int


class Progress(BaseModel):
    """How far a round has come."""

    done: int
    total: int


class Controls(BaseModel):
    """How a client stands with its control questions."""

    file: StoredQuestionFile | None
    running: Progress | None
    rounds: list[Round] = Field(description="Newest first")
    latest: dict[str, Any] | None = Field(description="The last round in full, as `baton eval --json` writes it")


class Started(BaseModel):
    """A round that has begun."""

    total: int


class OfSpace(BaseModel):
    """The client for which something was done."""

    space: str
