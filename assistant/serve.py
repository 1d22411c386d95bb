"""Serving a data folder: the API and the pages at one address, with the worker inside."""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from assistant.addresses import EVERYWHERE, from_here, url_at
from assistant.api.site import build_api
from assistant.build import App, build
from assistant.daily import Daily
from assistant.errors import DataFolderBusy, SettingsError
from assistant.guard import SETUP
from assistant.owner import announce, owned, owner_of
from assistant.people.errors import AccountsExist, NobodyToSignIn
from assistant.people.limits import RateLimit
from assistant.people.provider import Provider, rules_of
from assistant.people.setup import Setup
from assistant.request_log import set_up, take_down
from assistant.settings import Settings
from assistant.web.entrance import BURST, PER_MINUTE, Entrance
from assistant.web.login import mount as mount_login

PORTS_TRIED = 20  # when the default port is taken, the next free one


def serve(settings: Settings, tell: Callable[[str], None], *, setup: bool = False) -> None:
    """Serve until interrupted; `tell` gets the address once it answers, or with `setup` the link that makes
    the first administrator, before whom nobody is let in.

    Raises DataFolderBusy if another process owns the folder, NobodyToSignIn where others could reach a Baton
    without accounts, AccountsExist for a setup too late, SettingsError for an impossible address.
    """
    code = secrets.token_urlsafe(32) if setup else ""
    with owned(settings.folder) as token:
        if token is None:
            owner = owner_of(settings.folder)
            raise DataFolderBusy(folder=settings.folder, pid=owner.pid if owner else "?")
        at = (settings.host, settings.port)
        with running(settings, token, pages=True, at=at, setup_code=code) as (url, server):
            shown = settings.public_url or _seen_by_others(settings.host, url)
            tell(f"{shown}{SETUP}?code={code}" if setup else shown)
            server.join()


@contextmanager
def running(
    settings: Settings, token: str, *, pages: bool, at: tuple[str, int] = ("127.0.0.1", 0), setup_code: str = ""
) -> Iterator[tuple[str, Thread]]:
    """A Baton at work on the folder; without `pages` only its API. Yields where it answers on this machine."""
    logging_to = set_up(settings.log, sys.stderr)
    app = build(settings)
    try:
        setup = Setup(app.identity.users, setup_code) if setup_code else None
        if pages:
            _check_accounts(app, setup)
        site = build_site(app, token, pages=pages, setup=setup)
        listener = _listen(*at)
        url = url_at(from_here(at[0]), listener.getsockname()[1])
        server = uvicorn.Server(_config(site, settings.trusted_proxies))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="baton-http")
        thread.start()
        announce(settings.folder, url, token)
        try:
            with Daily(app) if pages else nullcontext():
                yield url, thread
        finally:
            server.should_exit = True
            thread.join()
    finally:
        app.close()
        take_down(logging_to)


def build_site(app: App, token: str, *, pages: bool, setup: Setup | None = None) -> FastAPI:
    """Everything that is served: the API, the ways in, and the pages. During `setup` nobody is in yet."""
    if setup:
        app = replace(app, identity=replace(app.identity, open_to_others=True))
    site = build_api(app, token)
    public_url, provider = app.settings.public_url, provider_of(app.settings)
    tries = RateLimit(BURST, PER_MINUTE)
    mount_login(site, Entrance(app.identity, app.audit, app.catalog, tries, public_url, setup, provider))
    if pages:
        from assistant.web.page import mount  # Gradio takes seconds to import; the CLI does without

        mount(site, app)
    return site


def provider_of(settings: Settings) -> Provider | None:
    """The sign-in provider that is set, if one is. SettingsError for half of one."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise SettingsError(name="BATON_OIDC_CLIENT_ID", reason="BATON_OIDC_ISSUER is set, so this is wanted too")
    try:
        rules = rules_of(settings.oidc_groups)
    except ValueError as error:
        raise SettingsError(name="BATON_OIDC_GROUPS", reason=str(error)) from None
    secret = settings.oidc_client_secret.get_secret_value()
    named = (settings.oidc_name, settings.oidc_groups_claim)
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, *named, rules)


def _check_accounts(app: App, setup: Setup | None) -> None:
    """Where others can reach it, somebody must be able to sign in, or to make the first account."""
    exist = app.identity.users.any()
    if setup and exist:
        raise AccountsExist()
    if app.settings.open_to_others and not exist and not setup:
        raise NobodyToSignIn(address=app.settings.public_url or app.settings.host)


def _seen_by_others(host: str, url: str) -> str:
    """The address to give to others: this machine's name when it listens on all of its addresses."""
    return url_at(socket.gethostname(), urlsplit(url).port or 0) if host in EVERYWHERE else url


def _config(site: FastAPI, trusted_proxies: tuple[str, ...]) -> uvicorn.Config:
    return uvicorn.Config(
        site,
        log_level="warning",
        lifespan="on",
        proxy_headers=bool(trusted_proxies),  # anybody can send X-Forwarded-For
        forwarded_allow_ips=list(trusted_proxies),
        server_header=False,
    )


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
