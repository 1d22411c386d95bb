"""No request's body is larger than Baton has a use for: refused by its declared length before it is read, and
cut off where it grows past that. Uploads have a limit of their own (api/uploads.py), which the settings say."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import BodyTooLarge
from assistant.people.audit import Trace
from assistant.problems import problem

MIB = 1 << 20
LIMIT = 32 * MIB  # a file of 10,000 control questions has 3 MiB
UPLOADS = "/api/v1/uploads"


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """ASGI middleware, inside the gate."""

    app: ASGIApp
    limit: int = LIMIT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with no more of its body than the limit."""
        if scope["type"] != "http" or scope["path"] == UPLOADS:
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        trace: Trace = scope.get("state", {}).get("trace", Trace())
        if declared.isdecimal() and int(declared[:20]) > self.limit:
            await problem(BodyTooLarge(limit=self.limit // MIB), trace)(scope, receive, send)
            return
        size = 0

        async def receiving() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.limit:
                raise BodyTooLarge(limit=self.limit // MIB)
            return message

        await self.app(scope, receiving, send)
