"""The one gate in front of everything that is served: who is calling, and whether another site made them call.

Every request gets an id, a Caller (or is sent to sign in) and the headers that keep browsers careful.
What a caller may do is not decided here, but by people/access.py at each door.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import uuid4

from anyio import to_thread
from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import Forbidden
from assistant.people.audit import Trace
from assistant.people.errors import SignInNeeded
from assistant.people.identity import Identity
from assistant.people.roles import Caller
from assistant.problems import problem

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READING = ("GET", "HEAD", "OPTIONS")
COOKIE = "baton_session"
SIGN_IN, PASSWORD = "/sign-in", "/account/password"
OPEN = (SIGN_IN, "/setup", "/oidc/", "/look/", "/api/v1/health")  # what nobody need sign in for
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), display-capture=(self)",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """ASGI middleware. Puts `caller` and `trace` into the request's state."""

    app: ASGIApp
    identity: Identity
    owner_secret: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as somebody's, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace = Trace((scope.get("client") or ("", 0))[0], uuid4().hex[:16])
        carried = (cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), headers.get("authorization", ""))
        caller, needed = await to_thread.run_sync(self._who, *carried)
        scope.setdefault("state", {}).update(caller=caller, trace=trace, sign_in=needed)
        refusal = self._refusal(scope, headers, caller, needed)
        if refusal is not None and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await (refusal or self.app)(scope, receive, _with_headers(send, trace))

    def _who(self, session: str, authorization: str) -> tuple[Caller | None, bool]:
        return self.identity.caller(session, authorization, self.owner_secret), self.identity.needed()

    def _refusal(self, scope: Scope, headers: Headers, caller: Caller | None, needed: bool) -> Response | None:
        trace, path, method = scope["state"]["trace"], scope["path"], scope.get("method", "GET")
        if not _is_own(headers, method, any_host=needed):
            return problem(Forbidden(), trace)
        if path.startswith(OPEN):
            return None
        if caller is None:
            return _turned(scope, headers, SIGN_IN) or problem(SignInNeeded(), trace)
        if caller.must_change and not path.startswith(PASSWORD):
            return _turned(scope, headers, PASSWORD)
        return None


def _turned(scope: Scope, headers: Headers, to: str) -> Response | None:
    """To a page of its own, for a person who opens a page; None for everything else."""
    if scope.get("method") != "GET" or "text/html" not in headers.get("accept", ""):
        return None
    url = URL(scope=scope)
    return RedirectResponse(f"{to}?next={quote(url.path + ('?' + url.query if url.query else ''), safe='')}", 303)


def _is_own(headers: Headers, method: str, *, any_host: bool) -> bool:
    """Whether the request comes from Baton's own pages or from no page at all.

    Without accounts the Host must be a loopback name, since any name can be made to resolve to 127.0.0.1.
    What changes something must not come from a foreign Origin, and with a cookie it must name its Origin.
    """
    host, origin = headers.get("host", ""), headers.get("origin")
    if not any_host and urlsplit(f"//{host}").hostname not in LOOPBACK:
        return False
    if method in READING:
        return True
    if origin is None:
        return COOKIE not in cookie_parser(headers.get("cookie", "")) or "authorization" in headers
    return urlsplit(origin).netloc == host


def _with_headers(send: Send, trace: Trace) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = trace.request
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
