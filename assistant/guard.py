"""The one gate in front of everything that is served: who is calling, and whether another site made them call.

Every request gets an id, a Caller (or is sent to sign in) and the headers that keep browsers careful.
What a caller may do is not decided here, but by people/access.py at each door.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from anyio import to_thread
from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.addresses import LOOPBACK, host_in
from assistant.errors import Forbidden
from assistant.people.audit import Trace
from assistant.people.errors import PasswordMustChange, SignInNeeded
from assistant.people.identity import Identity
from assistant.people.roles import Caller
from assistant.problems import problem

READING = ("GET", "HEAD", "OPTIONS")
COOKIE = "baton_session"
SIGN_IN, SIGN_OUT, PASSWORD, SETUP = "/sign-in", "/sign-out", "/account/password", "/setup"
OIDC_START, OIDC_CALLBACK = "/oidc/start", "/oidc/callback"
LOOK = "/look/"  # style sheets and scripts, nothing of a client's
# What nobody need sign in for, by its whole path: what only begins like one of these is something else.
OPEN = (SIGN_IN, SIGN_OUT, SETUP, OIDC_START, OIDC_CALLBACK, "/api/v1/health")
# The tightest that Gradio 6 works with: its page has scripts of its own in it and makes functions of texts, hence the
# two exceptions. Markup that gets into a page all the same runs nothing (no handler in an attribute), loads nothing
# from elsewhere and sends nothing anywhere.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    )
)
SAFE = {
    "Content-Security-Policy": POLICY,
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
    public_url: str = ""  # what people type, when a proxy in front changes the Host

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
        trace, path = scope["state"]["trace"], scope["path"]
        if not needed and host_in(headers.get("host", "")) not in LOOPBACK:
            return problem(Forbidden(), trace)  # any name can be made to resolve to 127.0.0.1
        if scope.get("method") not in READING and not self._is_own(headers):
            return problem(Forbidden(), trace)
        if path in OPEN or path.startswith(LOOK):
            return None
        if caller is None:
            return _turned(scope, headers, SIGN_IN) or problem(SignInNeeded(), trace)
        if caller.must_change and path != PASSWORD:
            return _turned(scope, headers, PASSWORD) or problem(PasswordMustChange(), trace)
        return None

    def _is_own(self, headers: Headers) -> bool:
        """Whether what changes something (a websocket may) comes from Baton's own pages or from no page at all:
        not from a foreign Origin, and with a cookie it must name its Origin."""
        origin = headers.get("origin")
        if origin is None:
            return COOKIE not in cookie_parser(headers.get("cookie", "")) or "authorization" in headers
        host = headers.get("host", "")
        return bool(origin) and origin in (f"http://{host}", f"https://{host}", self.public_url)


def _turned(scope: Scope, headers: Headers, to: str) -> Response | None:
    """To a page of its own, for a person who opens a page; None for everything else."""
    if scope.get("method") != "GET" or "text/html" not in headers.get("accept", ""):
        return None
    url = URL(scope=scope)
    return RedirectResponse(f"{to}?next={quote(url.path + ('?' + url.query if url.query else ''), safe='')}", 303)


def _with_headers(send: Send, trace: Trace) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = trace.request
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
