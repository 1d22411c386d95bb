"""What the pages in front of Baton share: sign-in, setup and password pages need no script and no Gradio.

Knows the look of these pages, what their forms may send, and how a session's cookie is set. What a
sign-in is worth is decided in people/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from assistant.addresses import network_of, own_path
from assistant.errors import Forbidden
from assistant.guard import COOKIE
from assistant.people.audit import Action, Audit, Trace
from assistant.people.identity import Identity
from assistant.people.limits import RateLimit
from assistant.people.passwords import LEAST
from assistant.people.provider import Provider
from assistant.people.sessions import LONGEST
from assistant.people.setup import Setup
from assistant.people.users import Person
from assistant.web.text import Lang, lang_of, say
from vectorstore.catalog import Catalog

FORM_BYTES = 16 << 10  # a name, two passwords and a path fit many times over
# A whole office may sit behind one address: thirty people at nine o'clock pass, a guesser gets twenty a minute.
BURST, PER_MINUTE = 40, 20
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
FOCUS = Markup(" autofocus")
MARK = Markup(
    '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M4.6 15.6 15.6 4.6a2.7 2.7 0 0 1 3.8 3.8'
    'L8.4 19.4a2.7 2.7 0 0 1-3.8-3.8Z"/><path d="m12.2 8 3.8 3.8"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """The parts that let people in."""

    identity: Identity
    audit: Audit
    catalog: Catalog
    tries: RateLimit  # per address
    public_url: str = ""
    setup: Setup | None = None
    provider: Provider | None = None


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the entrance: their request, the language they read, and what is noted of it."""

    door: Entrance
    request: Request
    lang: Lang
    trace: Trace

    @property
    def base(self) -> str:
        """The address of this Baton as its people type it, without a slash at the end."""
        return self.door.public_url or str(self.request.base_url).rstrip("/")

    @property
    def is_encrypted(self) -> bool:
        """Whether cookies need only travel encrypted."""
        return self.base.startswith("https:")

    def say(self, key: str, **values: object) -> str:
        """The words in their language."""
        return say(key, self.lang, **values)

    def count(self) -> None:
        """One more try from this address; TooManyRequests when it was one too many."""
        self.door.tries.take(network_of(self.trace.address))

    def note(self, person: str, action: Action, target: str = "", *, space: str = "", **details: Any) -> None:
        """Add to the audit log."""
        self.door.audit.note(person, action, target, space=space, trace=self.trace, **details)

    def holder(self) -> Person | None:
        """Whose session the browser shows, whatever else it carries."""
        person = self.door.identity.sessions.person_of(self.request.cookies.get(COOKIE, ""))
        return self.door.identity.users.person(person) if person else None

    def let_in(self, person: Person, path: str) -> Response:
        """On to `path`, with a session in place of any that the browser had."""
        sessions = self.door.identity.sessions
        sessions.close(self.request.cookies.get(COOKIE, ""))
        secret = sessions.open(person.id, self.request.headers.get("user-agent", ""))
        response = RedirectResponse(path, 303)
        self.remember(response, COOKIE, secret, int(LONGEST.total_seconds()), "/")
        return response

    def remember(self, response: Response, name: str, value: str, seconds: int, path: str) -> None:
        """Set a cookie that no script reads and no other site sends; with no value it is taken away."""
        response.set_cookie(name, value, seconds, path=path, secure=self.is_encrypted, httponly=True, samesite="lax")

    def page(self, title: str, body: Markup, status: int = 200) -> HTMLResponse:
        """A page of its own: the mark, a heading and what is to be filled in."""
        html = Markup(
            '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} · 接棒 Baton</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/look/login.css"></head>'
            '<body><main><p class="brand">{mark}<strong lang="zh">接棒</strong><span>Baton</span></p>'
            "<h1>{title}</h1>{body}</main></body></html>"
        ).format(lang="zh-CN" if self.lang == "zh" else "en", title=title, mark=MARK, body=body)
        return HTMLResponse(html, status, HEADERS)


def _knock(request: Request) -> Knock:
    lang = lang_of(request.headers.get("accept-language"))
    return Knock(request.app.state.entrance, request, lang, request.state.trace)


async def _fields(request: Request) -> dict[str, str]:
    """What a form sent. A page of ours names its Origin, which the gate has looked at; whatever names none may
    be another site signing somebody in as somebody else."""
    if "origin" not in request.headers:
        raise Forbidden()
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


Knocking = Annotated[Knock, Depends(_knock)]
Fields = Annotated[dict[str, str], Depends(_fields)]


def after(wanted: str) -> str:
    """Where to go on: a path of this Baton, never out of it and never back out of the door."""
    path = own_path(wanted)
    return "/" if path.partition("?")[0] in ("/sign-in", "/sign-out", "/setup") else path


def failure(words: str) -> Markup:
    """A line that says what went wrong, read out at once; nothing for no words."""
    return Markup('<p class="failure" role="alert">{}</p>').format(words) if words else Markup("")


def form(action: str, button: str, *inside: Markup) -> Markup:
    """A form with one button."""
    return Markup('<form method="post" action="{}">{}<button class="primary">{}</button></form>').format(
        action, Markup("").join(inside), button
    )


def text_field(name: str, label: str, value: str = "") -> Markup:
    """A line to type a name into, where one begins unless it is filled in."""
    return Markup(
        '<label>{}<input name="{}" value="{}" autocomplete="username" autocapitalize="none" spellcheck="false" '
        'maxlength="200" required{}></label>'
    ).format(label, name, value, FOCUS if not value else "")


def password_field(name: str, label: str, kind: str = "current-password", *, begin: bool = False) -> Markup:
    """A line to type a password into; `kind` is what browsers call a known one, or "new-password"."""
    return Markup(
        '<label>{}<input type="password" name="{}" autocomplete="{}" maxlength="200" required{}></label>'
    ).format(label, name, kind, FOCUS if begin else "")


def new_password_fields(knock: Knock, *, begin: bool = False) -> Markup:
    """A new password, twice, and what is asked of it."""
    return Markup('{}{}<p class="hint">{}</p>').format(
        password_field("password", knock.say("door.new_password"), "new-password", begin=begin),
        password_field("again", knock.say("door.again"), "new-password"),
        knock.say("door.rules", least=LEAST),
    )


def hidden(name: str, value: str) -> Markup:
    """What a form carries on."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
