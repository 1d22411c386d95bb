"""The core calls over HTTP, under /api/v1, for the page's own scripts, the CLI and other programs.

Loopback only for now, so whoever reaches it is the person at this machine, with two guards:
a foreign web page must not get through (Host and Origin are checked), and reading files by
their path wants the secret that lies in the data folder. Errors are
`{"error": {"en": …, "zh": …}}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated, Any
from uuid import uuid4

import anyio
from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant import api_eval, sample
from assistant.build import App
from assistant.callers import Core, local_caller
from assistant.chat.events import Done, Event
from assistant.errors import Forbidden, NothingToDo, UnknownSource, UnknownSpace
from assistant.evaluation.errors import AlreadyRunning, TooManyQuestions
from assistant.guard import OwnPagesOnly
from assistant.people.access import scope_for, source_of, spaces_of
from assistant.wire import answer_json, block_json, error_json, server_sent, source_json, submission_json
from ingest.errors import TooLarge
from ingest.intake import Upload, disk_full_named
from vectorstore.errors import BatonError
from vectorstore.models import Kind

MIB = 1 << 20
BLOCKS_PER_PAGE = 500
# Any other: 422, or 503 if it may pass.
STATUS = {
    UnknownSource: 404,
    UnknownSpace: 404,
    Forbidden: 403,
    TooLarge: 413,
    TooManyQuestions: 413,
    AlreadyRunning: 409,
}


class UploadedFile(BaseModel):
    """One file that was PUT to /uploads before."""

    upload: str = Field(pattern="^[0-9a-f]{32}$")
    name: str = Field(min_length=1, max_length=400)
    folder: str = Field("", max_length=900)


class SubmissionRequest(BaseModel):
    """Files to take in: uploaded ones, or (local callers only) paths on this machine."""

    space: str = Field(min_length=1, max_length=200)
    topic: str = Field("", max_length=200)
    date: dt.date | None = None
    uploads: list[UploadedFile] = []
    paths: list[Path] = []


class Question(BaseModel):
    """A question, where to look, and the conversation it follows up on ("latest" for the last one)."""

    question: str = Field(min_length=1, max_length=4000)
    spaces: list[str] = []
    kinds: list[Kind] = []
    topics: list[str] = []
    speakers: list[str] = []
    since: dt.date | None = None
    until: dt.date | None = None
    conversation: str | None = None
    lang: str | None = None


def build_api(app: App, token: str) -> FastAPI:
    """The ASGI application; pages are mounted onto it by serve.py."""
    api = FastAPI(title="Baton 接棒", docs_url="/api/docs", openapi_url="/api/openapi.json", redoc_url=None)
    api.add_middleware(OwnPagesOnly)
    api.add_exception_handler(BatonError, _in_words)
    api.state.app = app
    api.state.token = token
    api.include_router(routes)
    api.include_router(api_eval.routes)
    return api


routes = APIRouter(prefix="/api/v1")


@routes.get("/health")
def health() -> dict[str, str]:
    """That this is a Baton, and alive."""
    return {"service": "baton"}


@routes.get("/spaces")
def spaces(app: Core) -> list[dict[str, Any]]:
    """The clients the person may open."""
    return [{"id": space.id, "name": space.name, "glossary": list(space.glossary)} for space in spaces_of(app.catalog)]


@routes.put("/uploads")
async def upload(request: Request, name: str, app: Core) -> dict[str, str]:
    """Take the raw body as a file that a submission may name. Refused at once when it is too large."""
    limit = app.settings.max_upload_mb * MIB
    upload_id = uuid4().hex
    path = _incoming(app) / upload_id
    size = 0
    try:
        with disk_full_named(name):
            async with await anyio.open_file(path, "wb") as file:
                async for data in request.stream():
                    size += len(data)
                    if size > limit:
                        raise TooLarge(file=name, size=f"> {limit // MIB} MiB", limit=f"{limit // MIB} MiB")
                    await file.write(data)
    except BaseException:  # a caller who went away must leave nothing behind either
        path.unlink(missing_ok=True)
        raise
    return {"upload": upload_id}


@routes.post("/submissions")
def submit(wanted: SubmissionRequest, request: Request, app: Core, authorization: Annotated[str, Header()] = "") -> Any:
    """Store files, record them and put them in the queue."""
    said = Upload(Path(), "", topic=wanted.topic, occurred_on=wanted.date)
    uploads = [_uploaded(app, file, said) for file in wanted.uploads]
    if wanted.paths:
        local_caller(request, authorization)
        uploads += [found for path in wanted.paths for found in _found_under(path, said)]
    if not uploads:
        raise NothingToDo(what=", ".join(map(str, wanted.paths)) or "-")
    space = app.catalog.space_named(wanted.space)
    try:
        submissions = app.pipeline.submit(space.id, uploads)
    finally:
        for file in wanted.uploads:
            (_incoming(app) / file.upload).unlink(missing_ok=True)
    return {"submissions": [submission_json(app.catalog, submission) for submission in submissions]}


@routes.post("/sample")
def load_sample(app: Core) -> Any:
    """Load the sample handover."""
    return {"submissions": [submission_json(app.catalog, s) for s in sample.load(app.catalog, app.pipeline)]}


@routes.get("/sources")
def sources(app: Core, space: str | None = None) -> list[dict[str, Any]]:
    """Every source the person may open, newest first."""
    scope = scope_for(app.catalog, [space] if space else [])
    return [source_json(app.catalog, source) for source in app.catalog.sources(scope.spaces)]


@routes.get("/sources/{source_id}")
def source(source_id: str, app: Core) -> dict[str, Any]:
    """One source, with its versions."""
    found = source_of(app.catalog, source_id)
    return {**source_json(app.catalog, found), "versions": app.catalog.versions(source_id)}


@routes.get("/sources/{source_id}/blocks")
def blocks(source_id: str, app: Core, first: int = 0, last: int | None = None) -> list[dict[str, Any]]:
    """Its blocks from position `first` to `last`, at most 500 at a time."""
    found = source_of(app.catalog, source_id)
    end = min(last if last is not None else first + BLOCKS_PER_PAGE - 1, first + BLOCKS_PER_PAGE - 1)
    found_blocks = app.catalog.blocks(source_id, found.version, first, end)
    return [block_json(first + i, block) for i, block in enumerate(found_blocks)]


@routes.post("/sources/{source_id}/cancel")
def cancel(source_id: str, app: Core) -> dict[str, Any]:
    """Stop working on it."""
    source_of(app.catalog, source_id)
    return source_json(app.catalog, app.pipeline.cancel(source_id))


@routes.post("/sources/{source_id}/retry")
def retry(source_id: str, app: Core) -> dict[str, Any]:
    """Work on it again, from the step that did not finish."""
    source_of(app.catalog, source_id)
    return source_json(app.catalog, app.pipeline.retry(source_id))


@routes.delete("/sources/{source_id}")
def forget(source_id: str, app: Core) -> dict[str, Any]:
    """Remove it from everywhere, and say what was removed."""
    source_of(app.catalog, source_id)
    removal = app.pipeline.forget(source_id)
    return {"titles": list(removal.titles), "chunks": removal.chunks, "bytes": removal.bytes}


@routes.post("/ask")
def ask(wanted: Question, app: Core, accept: Annotated[str, Header()] = "") -> Response:
    """The answer as one object, or as server-sent events while it is made (Accept: text/event-stream)."""
    dates = (wanted.since, wanted.until)
    scope = scope_for(
        app.catalog, wanted.spaces, kinds=wanted.kinds, topics=wanted.topics, speakers=wanted.speakers, dates=dates
    )
    if wanted.conversation == "latest":
        latest = app.history.conversations(limit=1)
        wanted.conversation = latest[0].id if latest else None
    conversation = wanted.conversation or app.history.create(wanted.question).id
    before = app.history.answers(conversation)
    events = _kept(app, conversation, app.answerer.answer(wanted.question, scope, before, wanted.lang))
    if "text/event-stream" in accept:
        return StreamingResponse(map(partial(server_sent, conversation), events), media_type="text/event-stream")
    answer = next(event.answer for event in events if isinstance(event, Done))
    return JSONResponse(answer_json(answer, conversation))


@routes.post("/reindex", dependencies=[Depends(local_caller)])
def reindex(app: Core) -> dict[str, int]:
    """Make both indexes anew, with the embedder that is set now."""
    return {"chunks": app.pipeline.reindex()}


def _kept(app: App, conversation: str, events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, Done):
            app.history.append(conversation, event.answer)
        yield event


def _incoming(app: App) -> Path:
    folder = app.settings.folder / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _uploaded(app: App, file: UploadedFile, said: Upload) -> Upload:
    path = _incoming(app) / file.upload
    if not path.is_file():
        raise NothingToDo(what=file.name)
    folder = f"{file.folder.strip('/')}/" if file.folder.strip("/") else ""
    return Upload(path, PurePath(file.name).name, folder, said.topic, said.occurred_on)


def _found_under(path: Path, said: Upload) -> list[Upload]:
    """A file, or every file below a folder that is not hidden; the folders become its context."""
    if path.is_file():
        return [Upload(path, path.name, "", said.topic, said.occurred_on)]
    inside = sorted(file for file in path.rglob("*") if file.is_file())
    visible = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not visible:
        raise NothingToDo(what=str(path))
    return [
        Upload(file, file.name, f"{file.parent.relative_to(path.parent).as_posix()}/", said.topic, said.occurred_on)
        for file in visible
    ]


async def _in_words(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BatonError)
    status = 503 if error.retryable else STATUS.get(type(error), 422)
    return JSONResponse({"error": error_json(error)}, status_code=status)
