"""Whoever calls, over HTTP: who they are, their sessions and their tokens. Under /api/v1/me."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant import credentials
from assistant.api.errors import problems
from assistant.api.people import Email, Name
from assistant.callers import Visiting
from assistant.guard import COOKIE
from assistant.people.errors import UnknownPerson
from assistant.people.roles import Grant, Role
from assistant.people.sessions import digest
from assistant.people.tokens import LONGEST_DAYS, Token
from assistant.wire_models import Moment

routes = APIRouter(prefix="/api/v1/me", tags=["me"])


class OwnClient(BaseModel):
    """A client, and what the caller is there."""

    id: str
    name: str
    role: Role


class Me(BaseModel):
    """The caller. Without accounts everybody is the one person of this machine, an administrator called "local"."""

    id: str
    shown: str
    name: str
    email: str
    admin: bool
    must_change: bool
    grants: list[Grant]
    spaces: list[OwnClient]
    sign_in: bool = Field(description="Whether people sign in here")


class MeChange(BaseModel):
    """What is to be different about oneself."""

    shown: Name | None = None
    email: Email | None = None


class SessionOut(BaseModel):
    """A sign-in."""

    id: str
    agent: str = Field(description="What the browser called itself")
    created_at: Moment
    seen_at: Moment
    current: bool


class TokenOut(BaseModel):
    """A token for a program."""

    id: str
    name: str
    grants: list[Grant]
    created_at: Moment
    expires_at: Moment
    used_at: Moment | None


class NewToken(TokenOut):
    """A token just made. Its secret is shown this once."""

    secret: str


class TokenIn(BaseModel):
    """A token to be made."""

    name: Name
    grants: Annotated[list[Grant], Field(min_length=1, max_length=len(Grant))] = [Grant.READ]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 90


@routes.get("")
def me(visit: Visiting) -> Me:
    """Who the caller is, and their clients."""
    caller = visit.caller
    try:
        person = visit.app.identity.users.person(caller.id)
    except UnknownPerson:  # this machine's own person
        person = None
    return Me(
        id=caller.id,
        shown=person.shown if person else caller.shown,
        name=person.name if person else "",
        email=person.email if person else "",
        admin=caller.admin,
        must_change=caller.must_change,
        grants=sorted(caller.grants),
        spaces=[
            OwnClient(id=space.id, name=space.name, role=Role.MANAGER if caller.admin else caller.roles[space.id])
            for space in visit.spaces()
        ],
        sign_in=visit.app.identity.needed(),
    )


@routes.patch("")
def change_me(wanted: MeChange, visit: Visiting) -> Me:
    """Change one's own name or address."""
    credentials.rename(visit, wanted.shown, wanted.email)
    return me(visit)


@routes.get("/sessions")
def sessions(request: Request, visit: Visiting) -> list[SessionOut]:
    """Where the caller is signed in."""
    current = digest(request.cookies.get(COOKIE, ""))
    return [
        SessionOut(id=s.id, agent=s.agent, created_at=s.created_at, seen_at=s.seen_at, current=s.id == current)
        for s in credentials.sessions(visit)
    ]


@routes.delete("/sessions/{session}", status_code=204)
def end_session(session: str, visit: Visiting) -> None:
    """Sign out there."""
    credentials.end_session(visit, session)


@routes.get("/tokens")
def tokens(visit: Visiting) -> list[TokenOut]:
    """The caller's tokens, without their secrets."""
    return [TokenOut(**_fields(token)) for token in credentials.tokens(visit)]


@routes.post("/tokens")
def make_token(wanted: TokenIn, visit: Visiting) -> NewToken:
    """Make a token that lets a program do some of what the caller may."""
    token, secret = credentials.make_token(visit, wanted.name, wanted.grants, wanted.days)
    return NewToken(**_fields(token), secret=secret)


@routes.delete("/tokens/{token}", status_code=204, responses=problems(404))
def revoke_token(token: str, visit: Visiting) -> None:
    """End a token at once."""
    credentials.revoke_token(visit, token)


def _fields(token: Token) -> dict[str, Any]:
    return {name: getattr(token, name) for name in TokenOut.model_fields}
