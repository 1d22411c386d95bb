"""Taking files in over HTTP: a raw body each, then a submission that says what they are.

Reading files by their path wants the secret that lies in the data folder.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Annotated, Any
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request

from assistant import desk, sample, wire_models
from assistant.api.bodies import MIB, receive
from assistant.api.errors import RAW, problems
from assistant.callers import Core, Visiting, local_caller
from assistant.errors import NothingToDo
from assistant.people.access import require_admin
from assistant.wire import submission_json
from assistant.wire_requests import FileName, SubmissionRequest, UploadedFile
from ingest.intake import Upload

routes = APIRouter(prefix="/api/v1", tags=["uploads"])


@routes.put("/uploads", response_model=wire_models.Uploaded, responses=problems(413), openapi_extra=RAW)
async def upload(request: Request, name: Annotated[FileName, Query()], visit: Visiting) -> Any:
    """Take the raw body as a file that a submission may name. Refused at once when it is too large."""
    await to_thread.run_sync(desk.require_a_place, visit)
    upload_id = uuid4().hex
    await receive(request, desk.incoming(visit) / upload_id, name, visit.app.settings.max_upload_mb * MIB)
    return {"upload": upload_id}


@routes.post("/submissions", response_model=wire_models.Submissions, responses=problems(404))
def submit(wanted: SubmissionRequest, request: Request, visit: Visiting) -> Any:
    """Store files, record them and put them in the queue."""
    said = Upload(Path(), "", topic=wanted.topic, occurred_on=wanted.date)
    waiting = desk.incoming(visit)
    uploads = [_uploaded(waiting, file, said) for file in wanted.uploads]
    if wanted.paths:
        local_caller(request)
        uploads += [found for path in wanted.paths for found in _found_under(Path(path), said)]
    if not uploads:
        raise NothingToDo(what=", ".join(wanted.paths) or "-")
    try:
        submissions = desk.take_in(visit, wanted.space, uploads)
    finally:
        for file in wanted.uploads:
            (waiting / file.upload).unlink(missing_ok=True)
    return {"submissions": [submission_json(visit.app.catalog, submission) for submission in submissions]}


@routes.post("/sample", response_model=wire_models.Submissions)
def load_sample(visit: Visiting) -> Any:
    """Load the sample handover (administrators)."""
    require_admin(visit.caller)
    return {"submissions": [submission_json(visit.app.catalog, submission) for submission in sample.load(visit)]}


@routes.post("/reindex", response_model=wire_models.Reindexed, dependencies=[Depends(local_caller)])
def reindex(app: Core) -> Any:
    """Make both indexes anew, with the embedder that is set now (with the data folder's secret only)."""
    return {"chunks": app.pipeline.reindex()}


def _uploaded(waiting: Path, file: UploadedFile, said: Upload) -> Upload:
    path, name = waiting / file.upload, PurePath(file.name).name
    if not name or not path.is_file():
        raise NothingToDo(what=file.name)
    folder = f"{file.folder.strip('/')}/" if file.folder.strip("/") else ""
    return Upload(path, name, folder, said.topic, said.occurred_on)


def _found_under(path: Path, said: Upload) -> list[Upload]:
    """A file, or every file below a folder that is not hidden; the folders become its context."""
    if os.path.isfile(path):  # unlike Path's, false for what no file can be called
        return [Upload(path, path.name, "", said.topic, said.occurred_on)]
    inside = sorted(file for file in path.rglob("*") if file.is_file()) if os.path.isdir(path) else []
    visible = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not visible:
        raise NothingToDo(what=str(path))
    return [
        Upload(file, file.name, f"{file.parent.relative_to(path.parent).as_posix()}/", said.topic, said.occurred_on)
        for file in visible
    ]
