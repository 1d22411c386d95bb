"""Signing in with the provider that is set: to it and back, and the account its people get here.

What must be remembered on the way is in a signed cookie that lives ten minutes and is sent to these
two addresses only. An account that exists already is never handed to somebody because of its name.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from assistant.guard import OIDC_CALLBACK, OIDC_START, PASSWORD, SIGN_IN
from assistant.people.audit import Action
from assistant.people.errors import (
    AccountClosed,
    LastAdministrator,
    NameOfAnother,
    NameTaken,
    PeopleError,
    ProviderFailed,
    SignInNeeded,
    TooManyRequests,
)
from assistant.people.provider import Begun, Known, Provider
from assistant.people.users import Account, Person
from assistant.web.entrance import Knock, Knocking, after, failure

COOKIE, PATH, GOOD_FOR_S = "baton_oidc", "/oidc", 600

routes = APIRouter(include_in_schema=False)


@cache
def _signer() -> Any:
    """Signs what a browser carries for the ten minutes of a sign-in; with another key after a restart."""
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(secrets.token_urlsafe(32), salt=COOKIE)


@routes.get(OIDC_START)
def start(knock: Knocking, next: str = "/", link: bool = False) -> Response:
    """To the provider. With `link`, whoever is signed in here wants to be let in by it from now on."""
    provider = knock.door.provider
    if provider is None or not knock.door.identity.users.any():
        return RedirectResponse(SIGN_IN, 303)
    begun, person = Begun.new(), _asking_to_link(knock) if link else None
    try:
        knock.count()
        url = provider.begin(begun, knock.base + OIDC_CALLBACK)
    except PeopleError as error:
        return _refused(knock, error)
    wanted = f"{PASSWORD}?linked=1" if person else after(next)
    kept = _signer().dumps({**asdict(begun), "next": wanted, "link": person.id if person else ""})
    response = RedirectResponse(url, 303)
    knock.remember(response, COOKIE, kept, GOOD_FOR_S, PATH)
    return response


@routes.get(OIDC_CALLBACK)
def callback(knock: Knocking, code: str = "", state: str = "", error: str = "") -> Response:
    """Back from the provider: a session for whoever it says this is, or why not."""
    provider = knock.door.provider
    if provider is None:
        return RedirectResponse(SIGN_IN, 303)
    try:
        knock.count()
        kept = _kept(provider, knock.request.cookies.get(COOKIE, ""), state)
        if error or not code:
            raise ProviderFailed(provider=provider.name, reason=error[:60] or "no code")
        begun = Begun(kept["state"], kept["nonce"], kept["verifier"])
        known = provider.finish(begun, knock.base + OIDC_CALLBACK, code)
        person = _linked(knock, known, kept["link"]) if kept["link"] else _arrived(knock, provider, known)
        _follow(knock, provider, known, person)
    except PeopleError as failed:
        if not isinstance(failed, TooManyRequests):
            knock.note("", Action.SIGN_IN_FAILED, how="provider", why=type(failed).__name__)
        response = _refused(knock, failed)
    else:
        knock.note(person.id, Action.SIGNED_IN, how="provider")
        response = knock.let_in(person, kept["next"])
    knock.remember(response, COOKIE, "", 0, PATH)
    return response


def _asking_to_link(knock: Knock) -> Person | None:
    """Whoever is signed in, if they come from a page of ours: another site that makes somebody link would have
    signed them in at the provider as itself before."""
    ours = knock.request.headers.get("referer", "").startswith(f"{knock.base}/")
    return knock.holder() if ours else None


def _kept(provider: Provider, cookie: str, state: str) -> dict[str, str]:
    """What the cookie remembers, if it is ours, fresh, and of the sign-in that is coming back."""
    from itsdangerous import BadSignature

    try:
        kept: dict[str, str] = _signer().loads(cookie, max_age=GOOD_FOR_S)
    except BadSignature:
        raise ProviderFailed(provider=provider.name, reason="it took too long, or began elsewhere") from None
    if not secrets.compare_digest(kept["state"].encode(), state.encode()):
        raise ProviderFailed(provider=provider.name, reason="it began elsewhere")
    return kept


def _arrived(knock: Knock, provider: Provider, known: Known) -> Person:
    """The account of whoever the provider knows, made at their first sign-in. Raises NameOfAnother, AccountClosed."""
    users = knock.door.identity.users
    person = users.external(known.subject)
    if person is None:
        try:
            person = users.add(Account(known.name, shown=known.shown, email=known.email, external=known.subject))
        except NameTaken:
            raise NameOfAnother(name=known.name, provider=provider.name) from None
        knock.note(person.id, Action.PERSON_CHANGED, person.id, what="added", admin=False)
    if not person.active:
        raise AccountClosed()
    return person


def _linked(knock: Knock, known: Known, asked: str) -> Person:
    """Whoever asked for it and is still signed in, from now on let in by the provider too."""
    holder = knock.holder()
    if holder is None or holder.id != asked:
        raise SignInNeeded()
    knock.door.identity.users.link(holder.id, known.subject)
    knock.note(holder.id, Action.PERSON_CHANGED, holder.id, what="linked")
    return holder


def _follow(knock: Knock, provider: Provider, known: Known, person: Person) -> None:
    """Give and take what groups decide, when any are mapped. A client that is not there (yet) gives nothing."""
    if not provider.rules:
        return
    identity = knock.door.identity
    admin, named = provider.given(known.groups)
    if provider.makes_administrators and admin is not person.admin:
        _administer(knock, person, admin)
    here = {key: space.id for space in knock.door.catalog.spaces() for key in (space.id, space.name)}
    before = identity.members.roles_of(person.id)
    identity.members.follow_groups(person.id, {here[name]: role for name, role in named.items() if name in here})
    now = identity.members.roles_of(person.id)
    for space in sorted(before.keys() | now.keys()):
        if before.get(space) is not now.get(space):
            role = now[space].value if space in now else ""
            knock.note(person.id, Action.MEMBER_CHANGED, person.id, space=space, role=role, by="group")


def _administer(knock: Knock, person: Person, admin: bool) -> None:
    try:
        knock.door.identity.users.set_admin(person.id, admin)
    except LastAdministrator:
        return  # somebody must be able to let others in
    knock.note(person.id, Action.PERSON_CHANGED, person.id, what="administrator", admin=admin, by="group")


def _refused(knock: Knock, error: PeopleError) -> Response:
    again = Markup('<p><a class="button" href="{}">{}</a></p>').format(SIGN_IN, knock.say("door.to_sign_in"))
    return knock.page(knock.say("door.sign_in"), failure(error.say(knock.lang)) + again, 403)
