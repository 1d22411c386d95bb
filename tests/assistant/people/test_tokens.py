"""Tokens of programs: shown once, limited, and ended."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from assistant.people.errors import UnknownToken
from assistant.people.roles import EVERYTHING, Grant
from assistant.people.sessions import SEEN_EVERY
from assistant.people.tokens import LONGEST_DAYS, PREFIX, Tokens
from assistant.people.users import Account, Users
from vectorstore.people_tables import tokens as table

if TYPE_CHECKING:
    from conftest import Clock  # type: ignore[import-not-found]


@pytest.fixture
def tokens(engine: sa.Engine, clock: "Clock") -> Tokens:
    return Tokens(engine, clock)


@pytest.fixture
def lin(engine: sa.Engine) -> str:
    return Users(engine).add(Account("lin", admin=True)).id


def test_the_secret_is_shown_once_and_kept_as_a_digest(tokens: Tokens, lin: str, engine: sa.Engine) -> None:
    token, secret = tokens.make(lin, " reports ", [Grant.WRITE, Grant.READ, Grant.READ], 30)
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    assert tokens.holder_of(secret) == (lin, frozenset({Grant.READ, Grant.WRITE}))
    assert (token.name, token.grants) == ("reports", (Grant.READ, Grant.WRITE))
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
    assert secret not in str(dict(row))
    for wrong in ("", PREFIX, secret[:-1], token.id, row["digest"], secret.upper()):
        assert tokens.holder_of(wrong) is None
    assert tokens.make(lin, "", [], 1)[0].name == "-"


@pytest.mark.parametrize(("days", "lasts"), [(30, 30), (0, 1), (-5, 1), (10_000, LONGEST_DAYS)])
def test_every_token_expires(tokens: Tokens, lin: str, clock: "Clock", days: int, lasts: int) -> None:
    token, secret = tokens.make(lin, "x", EVERYTHING, days)
    assert token.expires_at - token.created_at == timedelta(days=lasts)
    clock.now = token.expires_at - timedelta(seconds=1)
    assert tokens.holder_of(secret)
    clock.now = token.expires_at
    assert tokens.holder_of(secret) is None
    assert [listed.id for listed in tokens.of(lin)] == [token.id], "it is still listed"


def test_when_it_was_used_is_written_once_a_minute(tokens: Tokens, lin: str, clock: "Clock") -> None:
    _, secret = tokens.make(lin, "x", EVERYTHING, 30)
    assert tokens.of(lin)[0].used_at is None
    tokens.holder_of(secret)
    used = clock.now
    clock.now += SEEN_EVERY
    tokens.holder_of(secret)
    assert tokens.of(lin)[0].used_at == used
    clock.later(seconds=1)
    tokens.holder_of(secret)
    assert tokens.of(lin)[0].used_at == clock.now


def test_one_revokes_ones_own_only(tokens: Tokens, lin: str, engine: sa.Engine, clock: "Clock") -> None:
    wu = Users(engine).add(Account("wu")).id
    token, secret = tokens.make(lin, "x", EVERYTHING, 30)
    clock.later(days=1)
    newer, _ = tokens.make(lin, "y", EVERYTHING, 30)
    for person, key in ((wu, token.id), (lin, "no such")):
        with pytest.raises(UnknownToken):
            tokens.revoke(person, key)
    assert tokens.holder_of(secret)
    assert [listed.name for listed in tokens.of(lin)] == ["y", "x"]
    tokens.revoke(lin, token.id)
    assert tokens.holder_of(secret) is None
    assert tokens.of(lin) == [newer]


def test_leaving_ends_tokens_and_coming_back_does_not_revive_them(tokens: Tokens, lin: str, engine: sa.Engine) -> None:
    users = Users(engine)
    wu = users.add(Account("wu")).id
    _, secret = tokens.make(wu, "x", EVERYTHING, 30)
    users.deactivate(wu, lin)
    assert tokens.holder_of(secret) is None
    _, made_since = tokens.make(wu, "x", EVERYTHING, 30)
    assert tokens.holder_of(made_since) is None
    users.reactivate(wu)
    assert tokens.holder_of(secret) is None
