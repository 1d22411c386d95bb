"""One line for each request, for machines to read: when, which, who and how long; never what was asked.

The route's template stands in for the address, since an address may hold a name, a link or a question.
With `text` requests are not logged, only what went wrong is.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Form = Literal["text", "json"]
REQUESTS = "baton.requests"
UNMATCHED = "-"  # no route took it: an address that somebody made up is not logged either

log = logging.getLogger(REQUESTS)


@dataclass(frozen=True, slots=True)
class RequestLog:
    """ASGI middleware, around everything else."""

    app: ASGIApp
    clock: Callable[[], float] = time.perf_counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log it once it is answered."""
        if scope["type"] != "http" or not log.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            return
        began, status = self.clock(), 500  # unless something is sent

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            log.info("request", extra={"request_line": _line(scope, status, 1000 * (self.clock() - began))})


class JsonLines(logging.Formatter):
    """A record as one JSON object: `time`, `level`, `logger`, and a request's fields or the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        request = getattr(record, "request_line", None)
        line |= request if request else {"message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(form: Form, stream: TextIO) -> logging.Handler | None:
    """Have everything logged in JSON lines to the stream; None, and nothing changed, for text."""
    if form == "text":
        return None
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    log.setLevel(logging.INFO)
    return handler


def take_down(handler: logging.Handler | None) -> None:
    """Undo `set_up`."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        log.setLevel(logging.NOTSET)


def _line(scope: Scope, status: int, milliseconds: float) -> dict[str, Any]:
    state = scope.get("state", {})
    caller, trace = state.get("caller"), state.get("trace")
    return {
        "request": trace.request if trace else "",
        "method": scope["method"],
        "route": getattr(scope.get("route"), "path", UNMATCHED),
        "status": status,
        "ms": round(milliseconds, 1),
        "caller": caller.id if caller else "",
    }
