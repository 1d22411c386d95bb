"""A client's files to the page: originals, playable copies and page pictures, to members only.

A page's addresses carry a link that was made for its caller and this source (links.py); programs send their token.
Streams with HTTP ranges and never holds a file in memory. Only sound, video and plain pictures
are shown in the page; anything else (an HTML file might hold scripts) is handed over as a download.
"""

from __future__ import annotations

import mimetypes
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from assistant.build import App
from assistant.callers import Visiting
from assistant.desk import Visit
from assistant.errors import LinkExpired, OriginalGone
from assistant.masks import may_have_original, may_see_page
from assistant.people.audit import Action
from assistant.people.errors import NotAllowed
from ingest.scans import render_page
from vectorstore.models import Source

# Nothing of a client's stays in a browser's cache: whether somebody may see it is asked each time.
PRIVATE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
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

routes = APIRouter(prefix="/media", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that the caller may see, by a link made for them or with a token in the header."""

    visit: Visit
    source: Source

    def sits_down(self, action: Action) -> None:
        """Note the first request of a sitting, and none of the hundreds that a player makes after it."""
        if self.visit.app.links.sits_down(self.visit.caller.id, self.source.id, action):
            self.visit.note(action, self.source.id, space=self.source.space)


def _opened(source_id: str, visit: Visiting, request: Request, until: int = 0, sig: str = "") -> Opened:
    """Raises UnknownSource, LinkExpired. Membership first: a link tells nothing to who may not see the source."""
    source = visit.source(source_id)
    if "authorization" not in request.headers and not visit.app.links.holds(visit.caller.id, source_id, until, sig):
        raise LinkExpired()
    return Opened(visit, source)


Asked = Annotated[Opened, Depends(_opened)]


@routes.api_route("/{source_id}", methods=["GET", "HEAD"])
def media(opened: Asked, request: Request, download: bool = False) -> Response:
    """What a player plays; with `download`, the original under its own name.

    Raises NotAllowed where the file shows what is masked in its text. Sound and video play for every member all
    the same: an answer that cannot be heard where it was said is worth little, and what must not be heard can be
    limited to managers as a whole.
    """
    visit, source = opened.visit, opened.source
    if not download:
        source = _heard(visit, source)
    if (download or not source.kind.is_heard) and not may_have_original(visit, source):
        raise NotAllowed()
    if not source.sha256:
        raise HTTPException(404)
    response = _file(visit.app, source, download=download)
    if request.method == "GET":
        opened.sits_down(Action.DOWNLOADED if download else Action.PLAYED)
    return response


@routes.get("/{source_id}/pages/{page}.png")
def page(opened: Asked, page: int, width: Annotated[int, Query(ge=100, le=2400)] = 1100) -> Response:
    """One page of a PDF or a picture, drawn `width` pixels wide. NotAllowed where something on it is masked."""
    source = opened.source
    if not source.kind.is_paged or not source.sha256 or not 1 <= page <= int(source.facts.get("pages", 1)):
        raise HTTPException(404)
    if not may_see_page(opened.visit, source, page):
        raise NotAllowed()
    if source.facts.get("original_removed"):
        raise OriginalGone()
    with opened.visit.app.originals.local(source.sha256) as path:
        if not path.is_file():
            raise OriginalGone()
        drawn = render_page(path, page, width)
    return Response(drawn, media_type="image/png", headers=PRIVATE)


def _file(app: App, source: Source, *, download: bool) -> Response:
    if source.facts.get("original_removed"):
        raise OriginalGone()
    held = ExitStack()
    playable = None if download else source.facts.get("playable")
    path = held.enter_context(app.originals.local_derived(source.sha256, playable)) if playable else None
    suffix = f".{playable.rpartition('.')[2]}" if path and playable else source.suffix
    path = path or held.enter_context(app.originals.local(source.sha256))
    if not path.is_file():
        held.close()
        raise OriginalGone()
    kind = _media_type(suffix)
    inline = not download and kind.startswith(INLINE)
    return FileResponse(
        path,
        media_type=kind if inline else "application/octet-stream",
        filename=source.title,
        content_disposition_type="inline" if inline else "attachment",
        headers=PRIVATE,
        background=BackgroundTask(held.close),
    )


def _heard(visit: Visit, source: Source) -> Source:
    """The recording that a transcript belongs to; any other source itself."""
    return visit.source(source.companion) if source.companion and not source.kind.is_heard else source


def _media_type(suffix: str) -> str:
    guessed: Any = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}")[0]
    return guessed or "application/octet-stream"
