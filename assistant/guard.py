"""Keeps other web sites away from a Baton on loopback.

A page anywhere can make a browser send requests to 127.0.0.1, and a name of its own can resolve
there. So the Host must be a loopback name, and what changes something must not come from a foreign
Origin. Who may see what is not decided here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import Forbidden
from assistant.wire import error_json

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READING = ("GET", "HEAD", "OPTIONS")


class OwnPagesOnly:
    """ASGI middleware: 403 for requests that other sites caused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in ("http", "websocket") and not _is_own(Headers(scope=scope), scope.get("method", "GET")):
            await JSONResponse({"error": error_json(Forbidden())}, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_own(headers: Headers, method: str) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    named = urlsplit(f"//{host}").hostname in LOOPBACK
    return named and (method in READING or origin is None or urlsplit(origin).netloc == host)
