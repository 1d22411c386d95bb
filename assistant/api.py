"""The core calls over HTTP, under /api/v1, for the page's own scripts, the CLI and other programs.

Loopback only for now, so whoever reaches it is the person at this machine, with two guards:
a foreign web page must not get through (Host and Origin are checked), and reading files by
their path wants the secret that lies in the data folder. Errors are
`{"error": {"en": …, "zh": …}}`.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import uuid4

import anyio
from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant import sample
from assistant.build import App
from assistant.chat.events import Answer, Delta, Done, Event, Found, Notice, Searching
from assistant.errors import Forbidden, NothingToDo, UnknownSource, UnknownSpace
from assistant.people.access import scope_for, spaces_of
from ingest.errors import TooLarge
from ingest.intake import Submission, Upload
from vectorstore.errors import BatonError, say_record
from vectorstore.models import Kind, Source

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
MIB = 1 << 20
LANGS = ("en", "zh")
BLOCKS_PER_PAGE = 500
STATUS = {UnknownSource: 404, UnknownSpace: 404, Forbidden: 403, TooLarge: 413}  # any other: 422, or 503 if it may pass


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
    api.middleware("http")(_refuse_foreign_pages)
    api.add_exception_handler(BatonError, _in_words)
    api.state.app = app
    api.state.token = token
    api.include_router(routes)
    return api


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app


def _local_caller(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    if not secrets.compare_digest(authorization, f"Bearer {request.app.state.token}"):
        raise Forbidden()


Core = Annotated[App, Depends(_app)]
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
        _local_caller(request, authorization)
        uploads += [found for path in wanted.paths for found in _found_under(path, said)]
    if not uploads:
        raise NothingToDo(what=", ".join(map(str, wanted.paths)) or "-")
    space = app.catalog.space_named(wanted.space)
    try:
        submissions = app.pipeline.submit(space.id, uploads)
    finally:
        for file in wanted.uploads:
            (_incoming(app) / file.upload).unlink(missing_ok=True)
    return {"submissions": [_submission(app, submission) for submission in submissions]}


@routes.post("/sample")
def load_sample(app: Core) -> Any:
    """Load the sample handover."""
    return {"submissions": [_submission(app, s) for s in sample.load(app.catalog, app.pipeline)]}


@routes.get("/sources")
def sources(app: Core, space: str | None = None) -> list[dict[str, Any]]:
    """Every source the person may open, newest first."""
    scope = scope_for(app.catalog, [space] if space else [])
    return [_source(app, source) for source in app.catalog.sources(scope.spaces)]


@routes.get("/sources/{source_id}")
def source(source_id: str, app: Core) -> dict[str, Any]:
    """One source, with its versions."""
    found = _opened(app, source_id)
    return {**_source(app, found), "versions": app.catalog.versions(source_id)}


@routes.get("/sources/{source_id}/blocks")
def blocks(source_id: str, app: Core, first: int = 0, last: int | None = None) -> list[dict[str, Any]]:
    """Its blocks from position `first` to `last`, at most 500 at a time."""
    found = _opened(app, source_id)
    end = min(last if last is not None else first + BLOCKS_PER_PAGE - 1, first + BLOCKS_PER_PAGE - 1)
    return [
        {
            "position": first + i,
            "text": block.text,
            "kind": block.kind,
            "speaker": block.speaker,
            "headings": list(block.headings),
            **block.locator.to_json(),
        }
        for i, block in enumerate(app.catalog.blocks(source_id, found.version, first, end))
    ]


@routes.post("/sources/{source_id}/cancel")
def cancel(source_id: str, app: Core) -> dict[str, Any]:
    """Stop working on it."""
    _opened(app, source_id)
    return _source(app, app.pipeline.cancel(source_id))


@routes.post("/sources/{source_id}/retry")
def retry(source_id: str, app: Core) -> dict[str, Any]:
    """Work on it again, from the step that did not finish."""
    _opened(app, source_id)
    return _source(app, app.pipeline.retry(source_id))


@routes.delete("/sources/{source_id}")
def forget(source_id: str, app: Core) -> dict[str, Any]:
    """Remove it from everywhere, and say what was removed."""
    _opened(app, source_id)
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
        return StreamingResponse(map(partial(_server_sent, conversation), events), media_type="text/event-stream")
    answer = next(event.answer for event in events if isinstance(event, Done))
    return JSONResponse(_answer(answer, conversation))


@routes.post("/reindex", dependencies=[Depends(_local_caller)])
def reindex(app: Core) -> dict[str, int]:
    """Make both indexes anew, with the embedder that is set now."""
    return {"chunks": app.pipeline.reindex()}


def _kept(app: App, conversation: str, events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, Done):
            app.history.append(conversation, event.answer)
        yield event


def _answer(answer: Answer, conversation: str) -> dict[str, Any]:
    notice = {lang: say_record(answer.notice, lang) for lang in LANGS} if answer.notice else None
    return {**answer.to_json(), "notice": notice, "conversation": conversation}


def _server_sent(conversation: str, event: Event) -> str:
    name: str
    data: dict[str, Any]
    match event:
        case Searching(standalone):
            name, data = "searching", {"standalone": standalone}
        case Found(evidence):
            name, data = "found", {"sources": [item.title for item in evidence]}
        case Delta(text):
            name, data = "delta", {"text": text}
        case Notice(error):
            name, data = "notice", {"error": _words(error)}
        case Done(Answer() as answer):
            name, data = "done", _answer(answer, conversation)
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _opened(app: App, source_id: str) -> Source:
    """The source, if it is in one of the person's spaces; UnknownSource otherwise."""
    try:
        found = app.catalog.source(source_id)
    except KeyError:
        raise UnknownSource(source=source_id) from None
    if found.space not in scope_for(app.catalog).spaces:
        raise UnknownSource(source=source_id)
    return found


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


def _submission(app: App, submission: Submission) -> dict[str, Any]:
    source = app.catalog.source(submission.source.id)
    return {"outcome": submission.outcome, "source": _source(app, source), "error": _stored_error(source)}


def _source(app: App, source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "space": source.space,
        "space_name": app.catalog.space(source.space).name,
        "title": source.title,
        "kind": source.kind,
        "status": source.status,
        "progress": source.progress,
        "topic": source.topic,
        "date": source.occurred_on,
        "context": source.context,
        "parent": source.parent,
        "size": source.size,
        "version": source.version,
        "facts": source.facts,
        "error": _stored_error(source),
    }


def _stored_error(source: Source) -> dict[str, str] | None:
    return {lang: say_record(source.error, lang) for lang in LANGS} if source.error else None


def _words(error: BatonError) -> dict[str, str]:
    return {lang: error.say(lang) for lang in LANGS}


async def _in_words(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BatonError)
    status = 503 if error.retryable else STATUS.get(type(error), 422)
    return JSONResponse({"error": _words(error)}, status_code=status)


async def _refuse_foreign_pages(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Keep other web sites out: a name that merely resolves to loopback, and posts from their pages."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    named = urlsplit(f"//{host}").hostname in LOOPBACK
    same = origin is None or urlsplit(origin).netloc == host
    if not named or (request.method not in ("GET", "HEAD", "OPTIONS") and not same):
        return JSONResponse({"error": _words(Forbidden())}, status_code=403)
    return await call_next(request)
