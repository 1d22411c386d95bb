"""Speech in place of typing over HTTP: a short recording in, its text out, nothing kept."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from assistant import desk
from assistant.api.bodies import MIB, receive
from assistant.api.errors import RAW, problems
from assistant.callers import Visiting
from assistant.handover.dictation import dictate, place_to_dictate
from assistant.wire_models import PRINTED
from assistant.wire_requests import FileName

LIMIT = 30 * MIB  # fifteen minutes of uncompressed sound are 29; a browser sends seven

routes = APIRouter(tags=["interviews"])  # part of interviews.py's
Key = Annotated[str, Path(min_length=1, max_length=200, pattern=PRINTED)]


class Dictated(BaseModel):
    """What was said, to be looked over."""

    text: str = Field(description="A line for each thing said; empty when nothing was")


@routes.post("/spaces/{space}/dictation", response_model=Dictated, responses=problems(404, 413), openapi_extra=RAW)
async def hear(space: Key, request: Request, visit: Visiting, name: Annotated[FileName, Query()]) -> Any:
    """The raw body, a recording of fifteen minutes at most, as text. The recording is not kept."""
    found = await to_thread.run_sync(place_to_dictate, visit, space)
    path = desk.incoming(visit) / uuid4().hex
    await receive(request, path, name, LIMIT)
    return {"text": await to_thread.run_sync(partial(dictate, visit, found, path, name))}
