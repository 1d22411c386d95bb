"""The pages people come in by: sign in, sign out, a password of one's own, and the first administrator's setup.

They work without scripts, in the browser's language, and say in words what went wrong. Which names
there are they never say.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from markupsafe import Markup

from assistant.guard import COOKIE, LOOK, OIDC_START, PASSWORD, SETUP, SIGN_IN, SIGN_OUT
from assistant.people.audit import Action
from assistant.people.errors import PeopleError, SetupOver, SignInNeeded, SignInRefused, TooManyRequests, UnknownPerson
from assistant.people.setup import Setup
from assistant.people.users import Account, Person
from assistant.web.entrance import (
    Entrance,
    Fields,
    Knock,
    Knocking,
    after,
    failure,
    form,
    hidden,
    new_password_fields,
    password_field,
    text_field,
)
from assistant.web.oidc import routes as oidc_routes

STATIC = Path(__file__).parent / "static"

routes = APIRouter(include_in_schema=False)


def mount(site: FastAPI, entrance: Entrance) -> None:
    """Add the pages to a FastAPI application behind the gate, before whatever takes all other paths."""
    site.state.entrance = entrance
    site.include_router(routes)
    site.include_router(oidc_routes)
    site.mount(LOOK, StaticFiles(directory=STATIC))


@routes.get(SIGN_IN)
def sign_in_page(knock: Knocking, next: str = "/", out: bool = False) -> Response:
    """The page with name and password; straight on for whoever is signed in."""
    if not knock.door.identity.needed() or knock.holder():
        return RedirectResponse(after(next), 303)
    note = Markup('<p class="done" role="status">{}</p>').format(knock.say("door.signed_out")) if out else Markup("")
    return _sign_in(knock, after(next), note)


@routes.post(SIGN_IN)
def sign_in(knock: Knocking, fields: Fields) -> Response:
    """Begin a session, or say why not."""
    name, wanted = fields.get("name", "")[:200], after(fields.get("next", "/"))
    try:
        knock.count()
        person = knock.door.identity.users.signed_in(name, fields.get("password", ""))
    except PeopleError as error:
        _note_failure(knock, name, error)
        status = 401 if isinstance(error, SignInRefused) else 429
        return _sign_in(knock, wanted, failure(error.say(knock.lang)), name, status)
    knock.note(person.id, Action.SIGNED_IN, how="password")
    return knock.let_in(person, wanted)


@routes.post(SIGN_OUT)
def sign_out(knock: Knocking) -> Response:
    """End the session."""
    person = knock.holder()
    if person:
        knock.door.identity.sessions.close(knock.request.cookies[COOKIE])
        knock.note(person.id, Action.SIGNED_OUT)
    response = RedirectResponse(f"{SIGN_IN}?out=1", 303)
    knock.remember(response, COOKIE, "", 0, "/")
    return response


@routes.get(PASSWORD)
def password_page(knock: Knocking, next: str = "/", done: bool = False, linked: bool = False) -> Response:
    """Where somebody changes their own password, and must after a one-time one."""
    person = knock.holder()
    if person is None:
        return RedirectResponse("/", 303)
    if done or linked:
        words = Markup('<p class="done" role="status">{}</p>').format(
            knock.say("door.changed" if done else "door.linked")
        )
        return knock.page(knock.say("door.change"), words + _back(knock, after(next)))
    return _password(knock, person, after(next))


@routes.post(PASSWORD)
def change_password(knock: Knocking, fields: Fields) -> Response:
    """Set it. Every other session of theirs ends; this one goes on under a new secret."""
    person, wanted = knock.holder(), after(fields.get("next", "/"))
    if person is None:
        raise SignInNeeded()
    chosen = fields.get("password", "")
    if chosen != fields.get("again"):
        return _password(knock, person, wanted, knock.say("door.differ"))
    try:
        knock.count()
        knock.door.identity.users.choose_password(person.id, fields.get("current", ""), chosen)
    except PeopleError as error:
        return _password(knock, person, wanted, error.say(knock.lang))
    knock.note(person.id, Action.PERSON_CHANGED, person.id, what="own password")
    return knock.let_in(person, wanted if person.must_change else f"{PASSWORD}?done=1&next={quote(wanted, safe='')}")


@routes.get(SETUP)
def setup_page(knock: Knocking, code: str = "") -> Response:
    """Where the first administrator makes their account, by the link that the server printed."""
    try:
        _checked(knock, code)
    except SetupOver as error:
        return knock.page(knock.say("door.setup"), failure(error.say(knock.lang)), 403)
    return _setup(knock, code)


@routes.post(SETUP)
def set_up(knock: Knocking, fields: Fields) -> Response:
    """Make that account and sign its person in."""
    code, name, chosen = fields.get("code", ""), fields.get("name", "")[:200], fields.get("password", "")
    try:
        setup = _checked(knock, code)
        if chosen != fields.get("again"):
            return _setup(knock, code, name, knock.say("door.differ"))
        person = setup.use(code, Account(name, chosen))
    except SetupOver as error:
        return knock.page(knock.say("door.setup"), failure(error.say(knock.lang)), 403)
    except PeopleError as error:
        return _setup(knock, code, name, error.say(knock.lang))
    knock.note(person.id, Action.PERSON_CHANGED, person.id, what="added", admin=True)
    knock.note(person.id, Action.SIGNED_IN, how="setup")
    return knock.let_in(person, "/")


def _checked(knock: Knock, code: str) -> Setup:
    if knock.door.setup is None:
        raise SetupOver()
    knock.door.setup.check(code)
    return knock.door.setup


def _note_failure(knock: Knock, name: str, error: PeopleError) -> None:
    """Whose account was tried, if it is anybody's: people type passwords where names go. What the rate limit
    turned away is not noted, so that nobody can fill the log from outside."""
    if isinstance(error, TooManyRequests):
        return
    try:
        target = knock.door.identity.users.named(name).id
    except UnknownPerson:
        target = ""
    knock.note("", Action.SIGN_IN_FAILED, target, how="password", why=type(error).__name__)


def _sign_in(knock: Knock, wanted: str, above: Markup, name: str = "", status: int = 200) -> Response:
    title = knock.say("door.sign_in")
    if not knock.door.identity.users.any():
        return knock.page(title, _hint(knock, "door.not_set_up"), 503)
    fields = form(
        SIGN_IN,
        title,
        text_field("name", knock.say("door.name"), name),
        password_field("password", knock.say("door.password"), begin=bool(name)),
        hidden("next", wanted),
    )
    body = Markup("{}{}{}{}").format(above, fields, _hint(knock, "door.forgotten"), _elsewhere(knock, wanted))
    return knock.page(title, body, status)


def _password(knock: Knock, person: Person, wanted: str, wrong: str = "") -> Response:
    title, back = knock.say("door.change"), _back(knock, wanted)
    if not person.has_password:
        return knock.page(title, _hint(knock, "door.no_password") + back)
    again = Markup('<input hidden name="name" autocomplete="username" value="{}">').format(person.name)
    if person.must_change:
        before, beside = _lead(knock, "door.must_change"), Markup("")
    else:
        before, beside = Markup(""), back + (Markup("") if person.linked else _elsewhere(knock, wanted, link=True))
        again += password_field("current", knock.say("door.current"), begin=True)
    chosen = new_password_fields(knock, begin=person.must_change)
    body = form(PASSWORD, knock.say("door.save"), again, chosen, hidden("next", wanted))
    return knock.page(title, before + failure(wrong) + body + beside, 422 if wrong else 200)


def _setup(knock: Knock, code: str, name: str = "", wrong: str = "") -> Response:
    body = form(
        SETUP,
        knock.say("door.make"),
        text_field("name", knock.say("door.name"), name),
        new_password_fields(knock, begin=bool(name)),
        hidden("code", code),
    )
    lead = _lead(knock, "door.setup_what")
    return knock.page(knock.say("door.setup"), lead + failure(wrong) + body, 422 if wrong else 200)


def _elsewhere(knock: Knock, wanted: str, *, link: bool = False) -> Markup:
    """The way by the sign-in provider, if one is set."""
    if knock.door.provider is None:
        return Markup("")
    words = knock.say("door.link" if link else "door.with", provider=knock.door.provider.name)
    where = f"{OIDC_START}?next={quote(wanted, safe='')}{'&link=1' if link else ''}"
    way = Markup('<p class="or">{}</p><p><a class="button" href="{}">{}</a></p>')
    return way.format(knock.say("door.or"), where, words)


def _back(knock: Knock, wanted: str) -> Markup:
    return Markup('<p class="hint"><a href="{}">{}</a></p>').format(wanted, knock.say("door.back"))


def _hint(knock: Knock, key: str) -> Markup:
    return Markup('<p class="hint">{}</p>').format(knock.say(key))


def _lead(knock: Knock, key: str) -> Markup:
    return Markup("<p>{}</p>").format(knock.say(key))
