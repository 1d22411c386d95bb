"""Evaluations over HTTP: a question file asked at once, its results streamed; a client's control questions.

A file comes as a raw body, so that its encoding is looked at in one place. Nothing asked here is
written to anybody's conversations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from assistant import wire_models
from assistant.api.errors import RAW, problems
from assistant.callers import Visiting, local_caller
from assistant.desk import Visit
from assistant.errors import NothingToDo
from assistant.evaluation.errors import TooManyQuestions
from assistant.evaluation.questions import MAX_BYTES, parse, within
from assistant.evaluation.run import Evaluation
from assistant.people.access import scope_for, space_of
from assistant.people.roles import Act
from assistant.wire import error_json
from assistant.wire_models import Line, Name
from assistant.wire_requests import FileName
from vectorstore.errors import BatonError
from vectorstore.models import Space

LINES = """One JSON object a line, as the questions are answered:

- `{"event": "started", "total": 24}`
- `{"event": "result", "id": …, "question": …, "verdict": …}` each
- `{"event": "run", "run": …}` at the end, or `{"event": "error", "error": {"en": …, "zh": …}}` when it cannot go on

Hanging up ends it."""
NDJSON = "application/x-ndjson"
QuestionFileName = Annotated[FileName, Query()]

routes = APIRouter(prefix="/api/v1", tags=["evaluation"])


@routes.post(
    "/evaluations",
    response_class=StreamingResponse,
    responses={200: {"description": LINES, "content": {NDJSON: {"schema": {"type": "string"}}}}, **problems(404, 413)},
    openapi_extra=RAW,
)
async def evaluate(
    request: Request,
    visit: Visiting,
    name: QuestionFileName = "questions.jsonl",
    space: Annotated[list[Name], Query(max_length=100)] = [],  # noqa: B006  (FastAPI copies it)
    judge: Line = "",
) -> StreamingResponse:
    """Ask the questions of the body (JSON lines, CSV or a spreadsheet; `name` says which)."""
    if judge:
        local_caller(request)  # a judge costs money, and a scripted one is read from a path
    data = await _body(request, name)
    evaluation = await to_thread.run_sync(_evaluation, visit, data, name, space, judge)
    return StreamingResponse(_told(evaluation), media_type=NDJSON)


@routes.get("/spaces/{space}/controls", response_model=wire_models.Controls, responses=problems(404))
def controls(space: Name, visit: Visiting) -> Any:
    """The client's control questions, the round under way, and the last rounds."""
    found = _space(visit, space)
    file, progress = visit.app.controls.store.file(found.id), visit.app.controls.progress(found.id)
    runs = visit.app.controls.store.runs(found.id, limit=1)
    return {
        "file": {"name": file.name, "asked": file.asked, "stored_at": file.stored_at} if file else None,
        "running": {"done": progress.done, "total": progress.total} if progress else None,
        "rounds": visit.app.controls.store.rounds(found.id),
        "latest": runs[0].to_json() if runs else None,
    }


@routes.put(
    "/spaces/{space}/controls",
    response_model=wire_models.QuestionFile,
    responses=problems(404, 413),
    openapi_extra=RAW,
)
async def put_controls(
    space: Name, request: Request, visit: Visiting, name: QuestionFileName = "questions.jsonl"
) -> Any:
    """Keep the body as the client's control questions, in place of those before."""
    data = await _body(request, name)
    found = _space(visit, space)
    file = await to_thread.run_sync(visit.app.controls.store.put, found, name, data, visit.spaces())
    return {"name": file.name, "asked": file.asked}


@routes.delete("/spaces/{space}/controls", response_model=wire_models.OfSpace, responses=problems(404))
def remove_controls(space: Name, visit: Visiting) -> Any:
    """Forget the client's control questions and their rounds."""
    found = _space(visit, space)
    visit.app.controls.stop(found.id)
    visit.app.controls.store.remove(found.id)
    return {"space": found.id}


@routes.post("/spaces/{space}/controls/start", response_model=wire_models.Started, responses=problems(404, 409))
def start_controls(space: Name, visit: Visiting) -> Any:
    """Ask them all, in the background."""
    found = _space(visit, space)
    file = visit.app.controls.store.file(found.id)
    if file is None:
        raise NothingToDo(what=found.name)
    questions = file.questions(visit.spaces())
    visit.app.controls.start(found, questions, scope_for(visit.app.catalog, visit.caller, [found.id]), file.name)
    return {"total": len(questions)}


@routes.post("/spaces/{space}/controls/stop", response_model=wire_models.OfSpace, responses=problems(404))
def stop_controls(space: Name, visit: Visiting) -> Any:
    """End the round under way after the question that is being asked."""
    found = _space(visit, space)
    visit.app.controls.stop(found.id)
    return {"space": found.id}


def _evaluation(visit: Visit, data: bytes, name: str, spaces: list[str], judge: str) -> Evaluation:
    wanted = scope_for(visit.app.catalog, visit.caller, spaces).spaces if spaces else ()
    questions = within(parse(data, name), wanted, visit.spaces(), name)
    scopes = {
        space: scope_for(visit.app.catalog, visit.caller, [space] if space else wanted)
        for space in {q.space for q in questions}
    }
    return Evaluation(visit.app.evaluation, questions, scopes.__getitem__, name, judge)


def _told(evaluation: Evaluation) -> Iterator[str]:
    yield _line({"event": "started", "total": len(evaluation.questions)})
    try:
        for result in evaluation.results():
            fields = {"id": result.id, "question": result.question, "verdict": result.verdict}
            yield _line({"event": "result", **fields})
    except BatonError as error:
        yield _line({"event": "error", "error": error_json(error)})
        return
    yield _line({"event": "run", "run": evaluation.run().to_json()})


def _line(event: dict[str, Any]) -> str:
    return json.dumps(event) + "\n"  # ASCII: some of what a text may hold counts as the end of a line elsewhere


def _space(visit: Visit, key: str) -> Space:
    """The client with this name or id whose questions the caller may look after; UnknownSpace, NotAllowed."""
    return space_of(visit.app.catalog, visit.caller, key, Act.CHECK)


async def _body(request: Request, name: str) -> bytes:
    """The body, refused as soon as it is larger than any question file."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_BYTES:
            raise TooManyQuestions(file=name, limit=f"{MAX_BYTES >> 20} MiB")
    return bytes(data)
