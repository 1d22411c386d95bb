"""Asking and searching over HTTP: a whole answer, an answer while it is made, or passages without one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant import desk, lookup, wire_models
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.chat.events import Done
from assistant.wire import answer_json, failed_event, passages_json, server_sent
from assistant.wire_requests import Question, SearchRequest
from vectorstore.errors import BatonError

SSE = "text/event-stream"
EVENTS = """The answer while it is made, with `Accept: text/event-stream`. Each event's data is one JSON object:

- `searching` `{"standalone": …}`: what is searched for
- `found` `{"sources": […]}`: titles of what was found, best first
- `delta` `{"text": …}`: the next piece of the text
- `notice` `{"error": {"en": …, "zh": …}}`: the model failed; forget the text so far, it begins anew
- `done`: the finished answer, as without streaming
- `failed` `{"error": {"en": …, "zh": …}}`: there will be no answer

A stream ends with `done` or `failed`."""
STREAMED = {"description": f"The answer. {EVENTS}", "content": {SSE: {"schema": {"type": "string"}}}}

routes = APIRouter(prefix="/api/v1", tags=["ask"])


@routes.post(
    "/ask",
    response_model=wire_models.Answer,
    response_model_exclude_unset=True,
    responses={200: STREAMED, **problems(404)},
)
def ask(wanted: Question, visit: Visiting, request: Request) -> Any:
    """Answer a question from the sources, with a citation for every claim; or say that they do not carry one."""
    conversation, events = desk.ask(visit, _asked(wanted))
    if SSE in request.headers.get("accept", ""):
        sent = map(partial(server_sent, visit.app.catalog, conversation), events)
        return StreamingResponse(_to_the_end(sent), media_type=SSE)
    answer = next(event.answer for event in events if isinstance(event, Done))
    return answer_json(visit.app.catalog, answer, conversation)


@routes.post(
    "/search",
    response_model=wire_models.Passages,
    response_model_exclude_unset=True,
    responses=problems(404),
)
def search(wanted: SearchRequest, visit: Visiting) -> Any:
    """The passages that have most to do with the query, best first, without an answer."""
    found = lookup.search(visit, wanted.query, tuple(wanted.spaces), wanted.filters(), wanted.limit)
    return {"passages": passages_json(visit.app.catalog, found)}


def _asked(wanted: Question) -> desk.Asked:
    return desk.Asked(wanted.question, tuple(wanted.spaces), wanted.filters(), wanted.conversation, wanted.lang)


def _to_the_end(sent: Iterator[str]) -> Iterator[str]:
    """The events; an error that comes when the status is long sent is said as the last of them."""
    try:
        yield from sent
    except BatonError as error:
        yield failed_event(error)
