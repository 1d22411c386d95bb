"""What endpoints ask of a request: the App it is for, who calls, and where from. The gate has found out already."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Request

from assistant.build import App
from assistant.desk import Visit
from assistant.errors import Forbidden
from assistant.people.errors import SignInNeeded
from assistant.people.roles import Caller


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app


def _caller(request: Request) -> Caller:
    caller: Caller | None = request.state.caller
    if caller is None:
        raise SignInNeeded()
    return caller


def _visit(request: Request) -> Visit:
    return Visit(_app(request), _caller(request), request.state.trace)


def local_caller(request: Request) -> None:
    """Forbidden unless the caller knows the secret that lies in the data folder."""
    authorization = request.headers.get("authorization", "")
    if not secrets.compare_digest(authorization.encode(), f"Bearer {request.app.state.token}".encode()):
        raise Forbidden()


Core = Annotated[App, Depends(_app)]
Who = Annotated[Caller, Depends(_caller)]
Visiting = Annotated[Visit, Depends(_visit)]
