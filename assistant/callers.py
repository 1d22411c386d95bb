"""What endpoints ask of a request: the App it is for, and whether it comes from this machine's own programs."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Header, Request

from assistant.build import App
from assistant.errors import Forbidden


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app


def local_caller(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    """Forbidden unless the caller knows the secret that lies in the data folder."""
    if not secrets.compare_digest(authorization, f"Bearer {request.app.state.token}"):
        raise Forbidden()


Core = Annotated[App, Depends(_app)]
