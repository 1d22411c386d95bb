"""A client's files to the page: originals, playable copies and page pictures, to members only.

Streams with HTTP ranges and never holds a file in memory. Only sound, video and plain pictures
are shown in the page; anything else (an HTML file might hold scripts) is handed over as a download.
"""

from __future__ import annotations

import mimetypes
from contextlib import ExitStack
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from assistant.callers import Visiting
from assistant.desk import Visit
from assistant.errors import UnknownSource
from ingest.scans import render_page
from vectorstore.models import Source

SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
MEDIA_TYPES = {
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".amr": "audio/amr",
    ".wma": "audio/x-ms-wma",
}
INLINE = ("audio/", "video/", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")

routes = APIRouter(prefix="/media")


@routes.api_route("/{source_id}", methods=["GET", "HEAD"])
def media(source_id: str, visit: Visiting, download: bool = False) -> Response:
    """What a player plays; with `download`, the original under its own name."""
    app, source = visit.app, _opened(visit, source_id)
    if not download:
        source = _heard(visit, source)
    opened = ExitStack()
    playable = None if download else source.facts.get("playable")
    path = opened.enter_context(app.originals.local_derived(source.sha256, playable)) if playable else None
    suffix = f".{playable.rpartition('.')[2]}" if path and playable else source.suffix
    path = path or opened.enter_context(app.originals.local(source.sha256))
    if not path.is_file():
        opened.close()
        raise HTTPException(404)
    kind = _media_type(suffix)
    inline = not download and kind.startswith(INLINE)
    return FileResponse(
        path,
        media_type=kind if inline else "application/octet-stream",
        filename=source.title,
        content_disposition_type="inline" if inline else "attachment",
        headers={**SAFE, "Cache-Control": "private, max-age=3600"},
        background=BackgroundTask(opened.close),
    )


@routes.get("/{source_id}/pages/{page}.png")
def page(source_id: str, page: int, visit: Visiting, width: Annotated[int, Query(ge=100, le=2400)] = 1100) -> Response:
    """One page of a PDF or a picture, drawn `width` pixels wide."""
    app, source = visit.app, _opened(visit, source_id)
    if not source.kind.is_paged or not 1 <= page <= int(source.facts.get("pages", 1)):
        raise HTTPException(404)
    with app.originals.local(source.sha256) as path:
        drawn = render_page(path, page, width)
    return Response(drawn, media_type="image/png", headers={**SAFE, "Cache-Control": "private, max-age=3600"})


def _opened(visit: Visit, source_id: str) -> Source:
    try:
        source = visit.source(source_id)
    except UnknownSource:
        raise HTTPException(404) from None
    if not source.sha256:
        raise HTTPException(404)
    return source


def _heard(visit: Visit, source: Source) -> Source:
    """The recording that a transcript belongs to; any other source itself."""
    return _opened(visit, source.companion) if source.companion and not source.kind.is_heard else source


def _media_type(suffix: str) -> str:
    guessed: Any = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}")[0]
    return guessed or "application/octet-stream"
