"""Accounts: how they begin, how passwords are tried and chosen, and how people leave."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from assistant.chat.history import History
from assistant.people.errors import (
    LastAdministrator,
    NameTaken,
    NoPassword,
    NoSuccessor,
    SamePassword,
    SignInLocked,
    SignInRefused,
    UnknownPerson,
    WeakPassword,
    WrongPassword,
)
from assistant.people.roles import LOCAL
from assistant.people.sessions import Sessions
from assistant.people.users import FREE_TRIES, LONGEST_LOCK, Account, Person, Users, folded
from vectorstore.catalog import Catalog, new_id
from vectorstore.models import Kind, Source, Status
from vectorstore.people_tables import people as table

if TYPE_CHECKING:
    from conftest import Clock  # type: ignore[import-not-found]

WORD, OTHER = "staple battery horse", "a ferry at noon"


@pytest.fixture
def users(engine: sa.Engine, clock: "Clock") -> Users:
    return Users(engine, clock)


@pytest.fixture
def chen(users: Users) -> Person:
    return users.add(Account("chen", admin=True))


@pytest.fixture
def lin(users: Users, chen: Person) -> Person:
    return users.add(Account("Lin", WORD, shown="林晓曼", email=" lin@agency.example "))


def source(engine: sa.Engine, owner: str) -> str:
    catalog = Catalog(engine)
    made = Source(
        new_id(), catalog.space_named("穗岚坊").id, f"{new_id()}.md", Kind.DOCUMENT, "0", ".md", 1, Status.DONE
    )
    catalog.add(replace(made, owner=owner))
    return made.id


def test_an_account_is_found_by_id_and_by_any_spelling_of_its_name(users: Users, lin: Person) -> None:
    assert (lin.name, lin.shown, lin.email) == ("lin", "林晓曼", "lin@agency.example")
    assert (lin.admin, lin.active, lin.must_change, lin.has_password, lin.linked) == (False, True, False, True, False)
    assert users.person(lin.id) == lin
    for spelt in ("lin", "LIN", "  Lin ", "ｌｉｎ", "li\u200bn".replace("\u200b", "")):
        assert users.named(spelt) == lin
    assert [person.shown for person in users.everyone()] == ["chen", "林晓曼"]
    for unknown in ("", "nobody", lin.id):
        with pytest.raises(UnknownPerson):
            users.named(unknown)
    with pytest.raises(UnknownPerson):
        users.person("lin")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Caf\u00e9", "caf\u00e9"),
        ("Cafe\u0301", "caf\u00e9"),
        (" A \t B ", "a b"),
        ("Straße", "strasse"),
        ("a\u202eb\x00", "a b"),
    ],
)
def test_one_name_typed_in_several_ways_is_one_name(typed: str, kept: str) -> None:
    assert folded(typed) == kept


def test_no_two_accounts_share_a_name_or_a_subject(users: Users, lin: Person) -> None:
    users.add(Account("wu", external="https://idp 7"))
    for account in (Account("LIN"), Account("ＬＩＮ"), Account("else", external="https://idp 7")):
        with pytest.raises(NameTaken):
            users.add(account)
    for nameless in ("", "  ", "\u200b\u202e"):
        with pytest.raises(UnknownPerson):
            users.add(Account(nameless))
    with pytest.raises(WeakPassword):
        users.add(Account("zhao", "zhao12345678"))
    assert len(users.everyone()) == 3
    assert users.external("https://idp 7") == users.named("wu")
    assert users.external("https://idp 8") is None


def test_the_first_account_inherits_what_was_made_without_accounts(users: Users, engine: sa.Engine) -> None:
    assert not users.any()
    ours = source(engine, LOCAL.id)
    talk = History(engine).create(LOCAL.id, "什么时候？").id
    chen = users.add(Account("chen", admin=True))
    assert users.any()
    assert Catalog(engine).source(ours).owner == chen.id
    found = History(engine).conversation(talk)
    assert found is not None
    assert found.person == chen.id
    later = source(engine, LOCAL.id)
    users.add(Account("lin"))
    assert Catalog(engine).source(later).owner == LOCAL.id


def test_the_right_password_opens_and_nothing_else_does(users: Users, lin: Person, engine: sa.Engine) -> None:
    assert users.signed_in(" LIN ", WORD) == lin
    users.add(Account("wu", external="https://idp 7"))
    for name, password in (("lin", "wrong"), ("lin", ""), ("nobody", WORD), ("", ""), ("wu", ""), ("wu", WORD)):
        with pytest.raises(SignInRefused) as refused:
            users.signed_in(name, password)
        assert type(refused.value) is SignInRefused
    with engine.connect() as connection:
        assert WORD not in str(connection.execute(sa.select(table)).all())


def test_wrong_passwords_lock_for_a_while_that_doubles(users: Users, lin: Person, clock: "Clock") -> None:
    def tries() -> int:
        """How many wrong passwords are looked at until the account locks."""
        looked_at = 0
        while True:
            try:
                users.signed_in("lin", "wrong")
            except SignInLocked:
                return looked_at
            except SignInRefused:
                looked_at += 1

    assert tries() == FREE_TRIES
    for seconds in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        clock.later(seconds=seconds - 1)
        with pytest.raises(SignInLocked) as locked:
            users.signed_in("lin", WORD)
        assert locked.value.details == {"minutes": 1}
        clock.later(seconds=1)
        assert tries() == 1
    clock.now += LONGEST_LOCK
    assert users.signed_in("lin", WORD) == lin
    assert tries() == FREE_TRIES, "the right one sets the count back"


def test_guesses_made_side_by_side_are_all_counted(users: Users, lin: Person) -> None:
    def looked_at(_: int) -> bool:
        try:
            users.signed_in("lin", "wrong")
        except SignInLocked:
            return False
        except SignInRefused:
            return True
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(looked_at, range(24))) == FREE_TRIES


def test_an_outdated_hash_is_renewed_at_the_next_sign_in(users: Users, lin: Person, engine: sa.Engine) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(WORD)
    with engine.begin() as connection:
        connection.execute(table.update().where(table.c.id == lin.id).values(password=weak))
    assert users.signed_in("lin", WORD).id == lin.id
    with engine.connect() as connection:
        kept = connection.execute(sa.select(table.c.password).where(table.c.id == lin.id)).scalar_one()
    assert kept != weak
    assert users.signed_in("lin", WORD).id == lin.id


def test_a_reset_lifts_the_lock_ends_sessions_and_wants_a_change(users: Users, lin: Person, engine: sa.Engine) -> None:
    sessions = Sessions(engine)
    secret = sessions.open(lin.id)
    for _ in range(FREE_TRIES):
        with pytest.raises(SignInRefused):
            users.signed_in("lin", "wrong")
    users.set_password(lin.id, OTHER, must_change=True)
    assert sessions.person_of(secret) is None
    assert users.signed_in("lin", OTHER).must_change
    with pytest.raises(SignInRefused):
        users.signed_in("lin", WORD)


def test_a_person_chooses_their_own_password(users: Users, lin: Person) -> None:
    for current, chosen, error in (
        ("wrong", OTHER, WrongPassword),
        ("", OTHER, WrongPassword),
        (WORD, WORD, SamePassword),
        (WORD, "short", WeakPassword),
    ):
        with pytest.raises(error):
            users.choose_password(lin.id, current, chosen)
    users.choose_password(lin.id, WORD, OTHER)
    assert users.signed_in("lin", OTHER) == lin
    users.set_password(lin.id, WORD, must_change=True)
    with pytest.raises(SamePassword):
        users.choose_password(lin.id, "", WORD)
    users.choose_password(lin.id, "", OTHER)
    assert not users.person(lin.id).must_change
    elsewhere = users.add(Account("wu", external="https://idp 7"))
    with pytest.raises(NoPassword):
        users.choose_password(elsewhere.id, "", OTHER)
    with pytest.raises(UnknownPerson):
        users.choose_password("nobody", "", OTHER)


def test_guessing_ones_current_password_counts_as_guessing(users: Users, lin: Person) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            users.choose_password(lin.id, "wrong", OTHER)
    with pytest.raises(SignInLocked):
        users.choose_password(lin.id, WORD, OTHER)


def test_a_subject_is_linked_to_one_account(users: Users, lin: Person, chen: Person) -> None:
    users.link(lin.id, "https://idp 7")
    assert users.person(lin.id).linked
    with pytest.raises(NameTaken):
        users.link(chen.id, "https://idp 7")
    assert users.signed_in("lin", WORD).id == lin.id, "the password stays"


def test_a_person_is_renamed_and_keeps_their_sign_in_name(users: Users, lin: Person) -> None:
    users.rename(lin.id, "  林   曼 ", " new@agency.example ")
    renamed = users.named("lin")
    assert (renamed.shown, renamed.email) == ("林 曼", "new@agency.example")
    users.rename(lin.id, " ", "")
    assert users.named("lin").shown == "lin"


def test_leaving_ends_access_and_passes_on_what_was_owned(
    users: Users, lin: Person, chen: Person, engine: sa.Engine
) -> None:
    owned, secret = [source(engine, lin.id) for _ in range(2)], Sessions(engine).open(lin.id)
    wu = users.add(Account("wu"))
    users.deactivate(wu.id, None)
    for nobody in (None, lin.id, wu.id):
        with pytest.raises(NoSuccessor) as refused:
            users.deactivate(lin.id, nobody)
        assert refused.value.details["count"] == 2
        assert users.person(lin.id).active, "nothing is half done"
        assert Sessions(engine).person_of(secret) == lin.id
    with pytest.raises(UnknownPerson):
        users.deactivate(lin.id, "nobody")
    assert users.deactivate(lin.id, chen.id) == 2
    assert {Catalog(engine).source(key).owner for key in owned} == {chen.id}
    left = users.person(lin.id)
    assert (left.active, left.successor) == (False, chen.id)
    with pytest.raises(SignInRefused):
        users.signed_in("lin", WORD)
    assert Sessions(engine).person_of(secret) is None
    users.reactivate(lin.id)
    back = users.signed_in("lin", WORD)
    assert (back.active, back.successor) == (True, None)
    assert Catalog(engine).source(owned[0]).owner == chen.id


def test_an_administrator_is_always_left(users: Users, chen: Person, lin: Person) -> None:
    for alone in (
        lambda: users.set_admin(chen.id, False),
        lambda: users.deactivate(chen.id, lin.id),
        lambda: users.erase(chen.id),
    ):
        with pytest.raises(LastAdministrator):
            alone()
    assert users.person(chen.id).admin
    assert users.person(chen.id).active
    users.set_admin(lin.id, True)
    users.deactivate(chen.id, None)
    with pytest.raises(LastAdministrator):
        users.set_admin(lin.id, False)
    users.reactivate(chen.id)
    users.set_admin(lin.id, False)
    assert [person.name for person in users.everyone() if person.admin] == ["chen"]


def test_two_administrators_who_end_each_other_at_once_leave_one(users: Users) -> None:
    for _ in range(5):
        for person in users.everyone():
            users.reactivate(person.id)
        two = [users.add(Account(new_id(), admin=True)).id for _ in range(2)]
        for person in users.everyone():
            if person.id not in two and person.active:
                users.deactivate(person.id, None)

        def end(person_id: str) -> None:
            try:
                users.deactivate(person_id, None)
            except LastAdministrator:
                return

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(end, two))
        assert sum(person.admin and person.active for person in users.everyone()) == 1


def test_erasing_leaves_nothing_of_the_account(users: Users, lin: Person, engine: sa.Engine) -> None:
    Sessions(engine).open(lin.id)
    users.erase(lin.id)
    with engine.connect() as connection:
        for name in ("people", "sessions", "tokens", "members"):
            rows = str(connection.execute(sa.text(f"SELECT * FROM {name}")).all())
            assert lin.id not in rows
            assert "林晓曼" not in rows
