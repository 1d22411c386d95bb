"""What people keep of their own: their name and address, their sessions and their tokens.

All of it wants an account that may manage: a token that only reads can neither make one that does more
nor look at where its owner is signed in.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.desk import Visit
from assistant.people.audit import Action
from assistant.people.errors import NoAccount, NotAllowed, PasswordMustChange
from assistant.people.roles import LOCAL, Caller, Grant
from assistant.people.sessions import Session
from assistant.people.tokens import Token
from assistant.people.users import Person

SHORT_ID = 12  # of a session's id: enough to tell two apart in the log


def account(caller: Caller) -> str:
    """The caller's id, if they may look after their account. Raises NoAccount, PasswordMustChange, NotAllowed."""
    if caller.id == LOCAL.id:
        raise NoAccount()
    if caller.must_change:
        raise PasswordMustChange()
    if Grant.MANAGE not in caller.grants:
        raise NotAllowed()
    return caller.id


def rename(visit: Visit, shown: str | None, email: str | None) -> Person:
    """Give oneself another name to be read, or another address; None leaves it."""
    users = visit.app.identity.users
    person = users.person(account(visit.caller))
    users.rename(person.id, person.shown if shown is None else shown, person.email if email is None else email)
    visit.note(Action.PERSON_CHANGED, person.id, what="renamed")
    return users.person(person.id)


def sessions(visit: Visit) -> list[Session]:
    """The caller's sessions, the last used first."""
    return visit.app.identity.sessions.of(account(visit.caller))


def end_session(visit: Visit, session_id: str) -> None:
    """End one of the caller's sessions; nothing happens if they have no such."""
    mine = account(visit.caller)
    if session_id in {session.id for session in visit.app.identity.sessions.of(mine)}:
        visit.app.identity.sessions.end(session_id, mine)
        visit.note(Action.SIGNED_OUT, mine, session=session_id[:SHORT_ID])


def tokens(visit: Visit) -> list[Token]:
    """The caller's tokens, newest first, expired ones too."""
    return visit.app.identity.tokens.of(account(visit.caller))


def make_token(visit: Visit, name: str, grants: Collection[Grant], days: int) -> tuple[Token, str]:
    """A token of the caller's, and its secret, which is kept nowhere. NotAllowed for more than they may themselves."""
    mine = account(visit.caller)
    if not visit.caller.grants.issuperset(grants):
        raise NotAllowed()
    token, secret = visit.app.identity.tokens.make(mine, name, grants, days)
    visit.note(Action.TOKEN_CHANGED, token.id, what="made", grants=[grant.value for grant in token.grants], days=days)
    return token, secret


def revoke_token(visit: Visit, token_id: str) -> None:
    """End one of the caller's tokens. Raises UnknownToken."""
    visit.app.identity.tokens.revoke(account(visit.caller), token_id)
    visit.note(Action.TOKEN_CHANGED, token_id, what="revoked")
