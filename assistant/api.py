"""The core calls over HTTP, under /api/v1, for the page's own scripts, the CLI and other programs.

Who calls is the gate's finding (guard.py), what they may do access.py's. Reading files by their path
wants the secret that lies in the data folder. Errors are problem+json, with the sentence in both
languages under `error`.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated, Any
from uuid import uuid4

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant import api_eval, desk, sample
from assistant.build import App
from assistant.callers import Core, Visiting, Who, local_caller
from assistant.chat.events import Done
from assistant.errors import NothingToDo
from assistant.guard import Gate
from assistant.people.access import Filters, require_admin, scope_for, source_of, spaces_of
from assistant.people.audit import Action
from assistant.people.roles import Act, Role
from assistant.problems import problem
from assistant.wire import answer_json, block_json, server_sent, source_json, submission_json
from ingest.errors import TooLarge
from ingest.intake import Upload, disk_full_named
from vectorstore.errors import BatonError
from vectorstore.models import Kind

MIB = 1 << 20
BLOCKS_PER_PAGE = 500


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

    def asked(self) -> desk.Asked:
        """The same for the desk."""
        filters = Filters(tuple(self.kinds), tuple(self.topics), tuple(self.speakers), self.since, self.until)
        return desk.Asked(self.question, tuple(self.spaces), filters, self.conversation, self.lang)


def build_api(app: App, token: str) -> FastAPI:
    """The ASGI application; pages are mounted onto it by serve.py."""
    api = FastAPI(title="Baton 接棒", docs_url="/api/docs", openapi_url="/api/openapi.json", redoc_url=None)
    api.add_middleware(Gate, identity=app.identity, owner_secret=token)
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
def spaces(app: Core, caller: Who) -> list[dict[str, Any]]:
    """The clients the caller may open, and what they are there."""
    return [
        {
            "id": space.id,
            "name": space.name,
            "glossary": list(space.glossary),
            "role": Role.MANAGER if caller.admin else caller.roles[space.id],
        }
        for space in spaces_of(app.catalog, caller)
    ]


@routes.put("/uploads")
async def upload(request: Request, name: str, visit: Visiting) -> dict[str, str]:
    """Take the raw body as a file that a submission may name. Refused at once when it is too large."""
    limit = visit.app.settings.max_upload_mb * MIB
    await to_thread.run_sync(desk.require_a_place, visit)
    if int(request.headers.get("content-length", 0)) > limit:
        raise TooLarge(file=name, size=f"> {limit // MIB} MiB", limit=f"{limit // MIB} MiB")
    upload_id = uuid4().hex
    path = desk.incoming(visit) / upload_id
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
def submit(
    wanted: SubmissionRequest, request: Request, visit: Visiting, authorization: Annotated[str, Header()] = ""
) -> Any:
    """Store files, record them and put them in the queue."""
    said = Upload(Path(), "", topic=wanted.topic, occurred_on=wanted.date)
    waiting = desk.incoming(visit)
    uploads = [_uploaded(waiting, file, said) for file in wanted.uploads]
    if wanted.paths:
        local_caller(request, authorization)
        uploads += [found for path in wanted.paths for found in _found_under(path, said)]
    if not uploads:
        raise NothingToDo(what=", ".join(map(str, wanted.paths)) or "-")
    try:
        submissions = desk.take_in(visit, wanted.space, uploads)
    finally:
        for file in wanted.uploads:
            (waiting / file.upload).unlink(missing_ok=True)
    return {"submissions": [submission_json(visit.app.catalog, submission) for submission in submissions]}


@routes.post("/sample")
def load_sample(app: Core, caller: Who) -> Any:
    """Load the sample handover."""
    require_admin(caller)
    return {"submissions": [submission_json(app.catalog, s) for s in sample.load(app.catalog, app.pipeline)]}


@routes.get("/sources")
def sources(app: Core, caller: Who, space: str | None = None) -> list[dict[str, Any]]:
    """Every source the caller may open, newest first."""
    scope = scope_for(app.catalog, caller, [space] if space else [])
    return [source_json(app.catalog, source) for source in app.catalog.sources_in(scope)]


@routes.get("/sources/{source_id}")
def source(source_id: str, app: Core, caller: Who) -> dict[str, Any]:
    """One source, with its versions."""
    found = source_of(app.catalog, caller, source_id)
    return {**source_json(app.catalog, found), "versions": app.catalog.versions(source_id)}


@routes.get("/sources/{source_id}/blocks")
def blocks(source_id: str, visit: Visiting, first: int = 0, last: int | None = None) -> list[dict[str, Any]]:
    """Its blocks from position `first` to `last`, at most 500 at a time."""
    found = desk.opened(visit, source_id, Action.VIEWED)
    end = min(last if last is not None else first + BLOCKS_PER_PAGE - 1, first + BLOCKS_PER_PAGE - 1)
    found_blocks = visit.app.catalog.blocks(source_id, found.version, first, end)
    return [block_json(first + i, block) for i, block in enumerate(found_blocks)]


@routes.post("/sources/{source_id}/cancel")
def cancel(source_id: str, app: Core, caller: Who) -> dict[str, Any]:
    """Stop working on it."""
    source_of(app.catalog, caller, source_id, Act.EDIT)
    return source_json(app.catalog, app.pipeline.cancel(source_id))


@routes.post("/sources/{source_id}/retry")
def retry(source_id: str, app: Core, caller: Who) -> dict[str, Any]:
    """Work on it again, from the step that did not finish."""
    source_of(app.catalog, caller, source_id, Act.EDIT)
    return source_json(app.catalog, app.pipeline.retry(source_id))


@routes.delete("/sources/{source_id}")
def forget(source_id: str, visit: Visiting) -> dict[str, Any]:
    """Remove it from everywhere, and say what was removed."""
    removal = desk.forget(visit, source_id)
    return {"titles": list(removal.titles), "chunks": removal.chunks, "bytes": removal.bytes}


@routes.post("/ask")
def ask(wanted: Question, visit: Visiting, accept: Annotated[str, Header()] = "") -> Response:
    """The answer as one object, or as server-sent events while it is made (Accept: text/event-stream)."""
    conversation, events = desk.ask(visit, wanted.asked())
    if "text/event-stream" in accept:
        return StreamingResponse(map(partial(server_sent, conversation), events), media_type="text/event-stream")
    answer = next(event.answer for event in events if isinstance(event, Done))
    return JSONResponse(answer_json(answer, conversation))


@routes.post("/reindex", dependencies=[Depends(local_caller)])
def reindex(app: Core) -> dict[str, int]:
    """Make both indexes anew, with the embedder that is set now."""
    return {"chunks": app.pipeline.reindex()}


def _uploaded(waiting: Path, file: UploadedFile, said: Upload) -> Upload:
    path = waiting / file.upload
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


async def _in_words(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BatonError)
    return problem(error, request.state.trace)
