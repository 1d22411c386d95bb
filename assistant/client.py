"""A terminal's line to Baton: one elsewhere if one is named, else the one that owns the data folder, or one
started for as long as a command runs."""

from __future__ import annotations

import json
import locale
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

import click
import httpx

from assistant.errors import DataFolderBusy, NoBatonThere, OlderServer, TokenRefused, Unreachable
from assistant.owner import Owner, owned, owner_of
from assistant.settings import Settings, locale_named

POLL_S = 0.5
LEVEL = 2  # of the API that is called here; see api.py
LARGEST_PAGE = 500
CONNECTS_WITHIN_S, PATIENCE_S = 10, 600  # a Baton elsewhere; an answer of a chat model can take minutes
OWNER_STARTS_WITHIN_S = 30  # opening a large index and importing Gradio can take this long


class Baton:
    """The API of one running Baton: on this machine, or `elsewhere`, where paths of this machine mean nothing."""

    def __init__(self, owner: Owner, *, elsewhere: bool = False) -> None:
        self.owner = owner
        self.elsewhere = elsewhere
        self.headers = {"Authorization": f"Bearer {owner.token}"} if owner.token else {}
        patience = httpx.Timeout(PATIENCE_S, connect=CONNECTS_WITHIN_S) if elsewhere else None
        base = f"{owner.url}/api/v1"
        self.http = httpx.Client(base_url=base, headers=self.headers, timeout=patience, trust_env=False)

    def __enter__(self) -> Baton:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The reply's JSON, None for a reply without. An error's sentence is raised in the terminal's language."""
        reply = self._reply(method, path, **options)
        return reply.json() if reply.content else None

    def file(self, path: str, **options: Any) -> tuple[str, bytes]:
        """A file that the API makes: the name it has there, without any folder, and its bytes."""
        reply = self._reply("GET", path, **options)
        _, _, named = reply.headers.get("content-disposition", "").partition("filename*=UTF-8''")
        return PurePath(unquote(named).replace("\\", "/")).name or "baton", reply.content

    def listed(self, path: str, **params: Any) -> list[Any]:
        """Everything of a list, page by page."""
        items: list[Any] = []
        reply = self._reply("GET", path, params={"limit": LARGEST_PAGE, **params})
        while True:
            items += reply.json()
            if "next" not in reply.links:
                return items
            reply = self._reply("GET", f"{self.owner.url}{reply.links['next']['url']}")

    def stream(self, method: str, path: str, **options: Any) -> Iterator[Any]:
        """The reply's JSON lines, one by one as they come."""
        with self._reached(), self.http.stream(method, path, **options) as reply:
            if not reply.is_success:
                reply.read()
                raise self._refusal(reply)
            yield from map(json.loads, reply.iter_lines())

    def check(self) -> None:
        """Raises Unreachable, NoBatonThere or OlderServer unless a Baton answers that offers what is called here."""
        with self._reached():
            reply = self.http.get("/health")
        try:
            card = reply.raise_for_status().json()
        except (httpx.HTTPStatusError, ValueError):
            card = None
        if not isinstance(card, dict) or card.get("service") != "baton":
            raise NoBatonThere(url=self.owner.url, reason=f"HTTP {reply.status_code}")
        if card.get("api", 1) < LEVEL:
            raise OlderServer(url=self.owner.url)

    def _reply(self, method: str, path: str, **options: Any) -> httpx.Response:
        with self._reached():
            reply = self.http.request(method, path, **options)
        if reply.is_success:
            return reply
        raise self._refusal(reply)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            raise Unreachable(url=self.owner.url, reason=str(error) or type(error).__name__) from error

    def _refusal(self, reply: httpx.Response) -> Exception:
        if self.elsewhere and reply.status_code == 401:
            return TokenRefused(url=self.owner.url)
        if self.elsewhere and reply.status_code in (404, 405) and _code(reply) in ("", "UnknownAddress", "WrongMethod"):
            return OlderServer(url=self.owner.url)
        return click.ClickException(_said(reply))


@contextmanager
def reached() -> Iterator[Baton]:
    """A Baton to talk to: the one that is named in the settings or on the command line, or the data folder's."""
    given = click.get_current_context().find_root().params
    settings = Settings.load(**{name: given[name] for name in ("server", "token") if given.get(name)})
    if settings.server:
        with _elsewhere(settings) as baton:
            baton.check()
            yield baton
        return
    with owned(settings.folder) as token:
        if token is None:
            with Baton(_reachable_owner(settings.folder)) as baton:
                yield baton
            return
        from assistant.serve import running

        with running(settings, token, pages=False) as (url, _server), Baton(Owner(url, token, 0)) as baton:
            yield baton


def _elsewhere(settings: Settings) -> Baton:
    try:
        return Baton(Owner(settings.server, settings.token.get_secret_value(), 0), elsewhere=True)
    except httpx.InvalidURL as error:
        raise Unreachable(url=settings.server, reason=str(error)) from error


def _reachable_owner(folder: Path) -> Owner:
    """The owner once it answers; it may just be starting."""
    deadline = time.monotonic() + OWNER_STARTS_WITHIN_S
    while True:
        owner = owner_of(folder)
        try:
            if owner is not None:
                httpx.get(f"{owner.url}/api/v1/health", timeout=5, trust_env=False).raise_for_status()
                return owner
        except httpx.HTTPError as error:
            if time.monotonic() > deadline:
                raise DataFolderBusy(folder=folder, pid=owner.pid if owner else "?") from error
        if time.monotonic() > deadline:
            raise DataFolderBusy(folder=folder, pid="?")
        time.sleep(POLL_S)


def _code(reply: httpx.Response) -> str:
    """The error's stable name; empty when something else than Baton's API answered."""
    try:
        return str(reply.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _said(reply: httpx.Response) -> str:
    try:
        words = reply.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {reply.status_code}: {reply.text[:300]}"
    return str(words[terminal_lang()])


def terminal_lang() -> str:
    """ "zh" or "en", by the terminal's locale, also one that this machine does not have."""
    name = locale_named() or locale.setlocale(locale.LC_CTYPE)
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
