"""Serving a data folder: the API and the pages on one loopback address, with the worker inside."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from fastapi import FastAPI

from assistant.api import build_api
from assistant.build import App, build
from assistant.errors import DataFolderBusy, SettingsError
from assistant.guard import LOOPBACK
from assistant.owner import announce, owned, owner_of
from assistant.settings import Settings

PORTS_TRIED = 20  # when the default port is taken, the next free one


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` gets the address once it answers.

    Raises DataFolderBusy if another process owns the folder, SettingsError for an impossible address.
    """
    check_address(settings)
    with owned(settings.folder) as token:
        if token is None:
            owner = owner_of(settings.folder)
            raise DataFolderBusy(folder=settings.folder, pid=owner.pid if owner else "?")
        with running(settings, token, pages=True, at=(settings.host, settings.port)) as (url, server):
            tell(url)
            server.join()


@contextmanager
def running(
    settings: Settings, token: str, *, pages: bool, at: tuple[str, int] = ("127.0.0.1", 0)
) -> Iterator[tuple[str, Thread]]:
    """A Baton at work on the folder, answering at the yielded address; without `pages` only its API."""
    app = build(settings)
    try:
        listener = _listen(*at)
        url = f"http://{at[0]}:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(_asgi(app, token, pages), log_level="warning", lifespan="on"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="baton-http")
        thread.start()
        announce(settings.folder, url, token)
        try:
            yield url, thread
        finally:
            server.should_exit = True
            thread.join()
    finally:
        app.close()


def check_address(settings: Settings) -> None:
    """Refuse to be reachable from other machines: without sign-in everyone there could read everything."""
    if settings.host not in LOOPBACK:
        reason = "Baton has no sign-in yet, so it serves this machine only; use 127.0.0.1"
        raise SettingsError(name="BATON_HOST", reason=reason)


def _asgi(app: App, token: str, pages: bool) -> FastAPI:
    api = build_api(app, token)
    if pages:
        from assistant.web.page import mount  # Gradio takes seconds to import; the CLI does without

        mount(api, app)
    return api


def _listen(host: str, port: int) -> socket.socket:
    for candidate in range(port, port + PORTS_TRIED) if port else [0]:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen()  # from here on callers wait for the server instead of being turned away
        return listener
    raise SettingsError(name="BATON_PORT", reason=f"ports {port} to {port + PORTS_TRIED - 1} are all taken")
