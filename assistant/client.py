"""A terminal's line to Baton: the one that owns the data folder, or one started for as long as a command runs."""

from __future__ import annotations

import json
import locale
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx

from assistant.errors import DataFolderBusy
from assistant.owner import Owner, owned, owner_of
from assistant.settings import Settings

POLL_S = 0.5
OWNER_STARTS_WITHIN_S = 30  # opening a large index and importing Gradio can take this long


class Baton:
    """The API of one running Baton."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        headers = {"Authorization": f"Bearer {owner.token}"}
        self.http = httpx.Client(base_url=f"{owner.url}/api/v1", headers=headers, timeout=None, trust_env=False)

    def __enter__(self) -> Baton:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The reply's JSON, None for a reply without. An error's sentence is raised in the terminal's language."""
        reply = self.http.request(method, path, **options)
        if reply.is_success:
            return reply.json() if reply.content else None
        raise click.ClickException(_said(reply))

    def stream(self, method: str, path: str, **options: Any) -> Iterator[Any]:
        """The reply's JSON lines, one by one as they come."""
        with self.http.stream(method, path, **options) as reply:
            if not reply.is_success:
                reply.read()
                raise click.ClickException(_said(reply))
            yield from map(json.loads, reply.iter_lines())


@contextmanager
def reached() -> Iterator[Baton]:
    """A Baton to talk to."""
    settings = Settings.load()
    with owned(settings.folder) as token:
        if token is None:
            with Baton(_reachable_owner(settings.folder)) as baton:
                yield baton
            return
        from assistant.serve import running

        with running(settings, token, pages=False) as (url, _server), Baton(Owner(url, token, 0)) as baton:
            yield baton


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


def _said(reply: httpx.Response) -> str:
    try:
        words = reply.json()["error"]
    except (ValueError, KeyError):
        return f"HTTP {reply.status_code}: {reply.text[:300]}"
    return str(words[terminal_lang()])


def terminal_lang() -> str:
    """ "zh" or "en", by the terminal's locale."""
    name = locale.setlocale(locale.LC_CTYPE)
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
