"""Who a request is from. The database is asked each time, so whatever changed counts at once."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from assistant.people.identity import Identity
from assistant.people.members import Members
from assistant.people.roles import EVERYTHING, LOCAL, Caller, Grant, Role
from assistant.people.sessions import Sessions, digest
from assistant.people.tokens import Tokens
from assistant.people.users import Account, Users
from vectorstore.catalog import Catalog

OWNER = "the secret in the data folder"


@pytest.fixture
def identity(engine: sa.Engine) -> Identity:
    return Identity(Users(engine), Members(engine), Sessions(engine), Tokens(engine))


@pytest.fixture
def lin(identity: Identity) -> str:
    identity.users.add(Account("chen", admin=True))
    return identity.users.add(Account("lin", shown="林晓曼")).id


def test_without_accounts_everybody_here_is_the_one_person(identity: Identity) -> None:
    assert not identity.needed()
    assert identity.caller("", "", OWNER) is LOCAL
    assert identity.caller("an old cookie", "", OWNER) is LOCAL
    assert identity.caller("", "Bearer baton_made-up", OWNER) is None, "who names a token means somebody"


def test_where_others_can_reach_it_nobody_is_without_an_account(identity: Identity) -> None:
    office = replace(identity, open_to_others=True)
    assert office.needed()
    assert office.caller("", "", OWNER) is None
    assert office.caller("an old cookie", "", OWNER) is None
    assert office.caller("", f"Bearer {OWNER}", OWNER) is LOCAL


def test_the_first_account_turns_sign_in_on_for_all(identity: Identity, lin: str) -> None:
    assert identity.needed()
    assert identity.caller("", "", OWNER) is None
    assert identity.caller("made up", "", OWNER) is None
    assert identity.caller("", f"Bearer {OWNER}", OWNER) is LOCAL


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Basic bGluOng=",
        "Bearer wrong",
        OWNER[:-1],
        f"Bearer {OWNER}x",
        f"bearer  {OWNER}",
        "é",
        "\x00",
    ],
)
def test_a_wrong_header_is_nobody_whatever_the_cookie_says(identity: Identity, lin: str, header: str) -> None:
    session = identity.sessions.open(lin)
    assert identity.caller(session, "", OWNER) is not None
    assert identity.caller(session, header, OWNER) is None


def test_a_session_is_its_person_with_todays_roles(identity: Identity, lin: str, engine: sa.Engine) -> None:
    session, space = identity.sessions.open(lin), Catalog(engine).space_named("穗岚坊").id
    assert identity.caller(session, "", OWNER) == Caller(lin, "林晓曼", False, {}, EVERYTHING)
    identity.members.put(space, lin, Role.MANAGER)
    assert identity.caller(session, "", OWNER) == Caller(lin, "林晓曼", False, {space: Role.MANAGER}, EVERYTHING)
    identity.members.remove(space, lin)
    identity.users.set_admin(lin, True)
    assert identity.caller(session, "", OWNER) == Caller(lin, "林晓曼", True, {}, EVERYTHING)
    assert identity.caller(digest(session), "", OWNER) is None, "what is kept of a session opens nothing"


def test_a_token_is_its_person_and_never_more_than_its_grants(identity: Identity, lin: str) -> None:
    token, secret = identity.tokens.make(lin, "x", [Grant.READ], 1)
    assert identity.caller("", f"Bearer {secret}", OWNER) == Caller(lin, "林晓曼", grants=frozenset({Grant.READ}))
    identity.tokens.revoke(lin, token.id)
    assert identity.caller("", f"Bearer {secret}", OWNER) is None
    session = identity.sessions.open(lin)
    assert identity.caller("", f"Bearer {session}", OWNER) is None, "a session's secret is no token"
    assert identity.caller(secret, "", OWNER) is None, "and a token no session"


def test_leaving_counts_at_once_on_every_way_in(identity: Identity, lin: str) -> None:
    session = identity.sessions.open(lin)
    _, token = identity.tokens.make(lin, "x", EVERYTHING, 1)
    identity.users.deactivate(lin, None)
    left = identity.sessions.open(lin)
    for carried in ((session, ""), (left, ""), ("", f"Bearer {token}")):
        assert identity.caller(*carried, OWNER) is None
    assert identity.as_caller(lin, EVERYTHING) is None
    assert identity.as_caller("nobody", EVERYTHING) is None
    identity.users.erase(lin)
    assert identity.caller(left, "", OWNER) is None


def test_who_must_change_their_password_is_known_as_such(identity: Identity, lin: str) -> None:
    identity.users.set_password(lin, "staple battery horse", must_change=True)
    _, token = identity.tokens.make(lin, "x", EVERYTHING, 1)
    for carried in ((identity.sessions.open(lin), ""), ("", f"Bearer {token}")):
        caller = identity.caller(*carried, OWNER)
        assert caller is not None
        assert caller.must_change
