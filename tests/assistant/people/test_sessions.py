"""How long a sign-in lasts, and what ends it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from assistant.people.sessions import IDLE, LONGEST, SEEN_EVERY, Sessions, digest
from assistant.people.users import Account, Users
from vectorstore.people_tables import sessions as table

if TYPE_CHECKING:
    from conftest import Clock  # type: ignore[import-not-found]

SECOND = timedelta(seconds=1)


@pytest.fixture
def sessions(engine: sa.Engine, clock: "Clock") -> Sessions:
    return Sessions(engine, clock)


@pytest.fixture
def lin(engine: sa.Engine) -> str:
    return Users(engine).add(Account("lin", admin=True)).id


def test_the_secret_opens_and_is_kept_nowhere(sessions: Sessions, lin: str, engine: sa.Engine) -> None:
    secret = sessions.open(lin, "Firefox" + "x" * 1000)
    assert sessions.person_of(secret) == lin
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
    assert secret not in str(dict(row))
    assert row["digest"] == digest(secret)
    assert len(row["agent"]) == 300
    for wrong in ("", secret[:-1], secret + "x", row["digest"], "' OR 1=1 --", "\x00", "错"):
        assert sessions.person_of(wrong) is None
    assert sessions.open(lin) != secret


def test_it_ends_when_it_is_not_used(sessions: Sessions, lin: str, clock: "Clock") -> None:
    secret = sessions.open(lin)
    for _ in range(3):
        clock.now += IDLE
        assert sessions.person_of(secret) == lin, "used in time, it goes on"
    clock.now += IDLE + SECOND
    assert sessions.person_of(secret) is None
    assert sessions.of(lin) == []


def test_it_ends_in_any_case(sessions: Sessions, lin: str, clock: "Clock") -> None:
    secret = sessions.open(lin)
    for _ in range(LONGEST.days):
        clock.later(days=1)
        assert sessions.person_of(secret) == lin
    clock.now += SECOND
    assert sessions.person_of(secret) is None


def test_being_seen_is_written_once_a_minute(sessions: Sessions, lin: str, clock: "Clock") -> None:
    secret, began = sessions.open(lin), clock.now
    clock.now += SEEN_EVERY
    sessions.person_of(secret)
    assert sessions.of(lin)[0].seen_at == began
    clock.now += SECOND
    sessions.person_of(secret)
    assert sessions.of(lin)[0].seen_at == clock.now


def test_what_is_over_is_swept_when_another_begins(
    sessions: Sessions, lin: str, clock: "Clock", engine: sa.Engine
) -> None:
    sessions.open(lin)
    clock.now += LONGEST + SECOND
    sessions.open(lin)
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1


def test_the_last_used_is_listed_first_and_its_id_opens_nothing(sessions: Sessions, lin: str, clock: "Clock") -> None:
    first = sessions.open(lin, "first")
    clock.later(hours=1)
    sessions.open(lin, "second")
    clock.later(hours=1)
    sessions.person_of(first)
    listed = sessions.of(lin)
    assert [session.agent for session in listed] == ["first", "second"]
    assert sessions.person_of(listed[0].id) is None


def test_one_is_ended_by_its_id_and_never_anothers(sessions: Sessions, lin: str, engine: sa.Engine) -> None:
    wu = Users(engine).add(Account("wu")).id
    mine, theirs = sessions.open(lin), sessions.open(wu)
    sessions.end(digest(theirs), lin)
    assert sessions.person_of(theirs) == wu
    sessions.end(digest(theirs), wu)
    assert sessions.person_of(theirs) is None
    sessions.end(digest(mine))
    assert sessions.person_of(mine) is None
    sessions.end("no such")


def test_all_but_one_end(sessions: Sessions, lin: str, engine: sa.Engine) -> None:
    wu = Users(engine).add(Account("wu")).id
    one, two, other = sessions.open(lin), sessions.open(lin), sessions.open(wu)
    sessions.end_all(lin, except_secret=two)
    assert [sessions.person_of(secret) for secret in (one, two, other)] == [None, lin, wu]
    sessions.end_all(lin)
    assert sessions.person_of(two) is None


def test_whoever_leaves_is_out_even_where_a_session_was_left(sessions: Sessions, lin: str, engine: sa.Engine) -> None:
    users = Users(engine)
    wu = users.add(Account("wu")).id
    users.deactivate(wu, None)
    assert sessions.person_of(sessions.open(wu)) is None
