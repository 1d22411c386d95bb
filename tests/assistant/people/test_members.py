"""Who belongs where: given by people, given by groups, and taken back."""

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from assistant.people.members import Members
from assistant.people.roles import Role
from assistant.people.users import Account, Users
from vectorstore.catalog import Catalog

if TYPE_CHECKING:
    from conftest import Clock  # type: ignore[import-not-found]


@pytest.fixture
def members(engine: sa.Engine, clock: "Clock") -> Members:
    return Members(engine, clock)


@pytest.fixture
def people(engine: sa.Engine) -> dict[str, str]:
    users = Users(engine)
    return {
        name: users.add(Account(name, shown=name.title(), admin=name == "chen")).id for name in ("chen", "lin", "wu")
    }


@pytest.fixture
def spaces(engine: sa.Engine) -> list[str]:
    return [Catalog(engine).space_named(name).id for name in ("穗岚坊", "漪珀", "第三家")]


def test_a_role_is_given_changed_and_taken(
    members: Members, people: dict[str, str], spaces: list[str], clock: "Clock"
) -> None:
    here, lin = spaces[0], people["lin"]
    assert members.roles_of(lin) == {}
    members.put(here, lin, Role.NEWCOMER)
    members.put(here, people["wu"], Role.MANAGER)
    clock.later(days=1)
    members.put(here, lin, Role.CONTRIBUTOR)
    assert members.roles_of(lin) == {here: Role.CONTRIBUTOR}
    listed = members.of(here)
    assert [(one.person, one.shown, one.role, one.by_group, one.active) for one in listed] == [
        (lin, "Lin", Role.CONTRIBUTOR, False, True),
        (people["wu"], "Wu", Role.MANAGER, False, True),
    ]
    assert listed[0].since == clock.now
    members.remove(here, lin)
    members.remove(here, lin)
    assert members.roles_of(lin) == {}
    assert [one.person for one in members.of(here)] == [people["wu"]]
    assert members.of(spaces[1]) == []


def test_groups_give_and_take_only_what_they_gave(members: Members, people: dict[str, str], spaces: list[str]) -> None:
    lin, (own, given, later) = people["lin"], spaces
    members.put(own, lin, Role.NEWCOMER)
    members.follow_groups(lin, {own: Role.MANAGER, given: Role.CONTRIBUTOR})
    assert members.roles_of(lin) == {own: Role.NEWCOMER, given: Role.CONTRIBUTOR}, "what people gave wins"
    assert [one.by_group for one in members.of(given)] == [True]
    members.follow_groups(lin, {given: Role.MANAGER, later: Role.NEWCOMER})
    assert members.roles_of(lin) == {own: Role.NEWCOMER, given: Role.MANAGER, later: Role.NEWCOMER}
    members.put(given, lin, Role.NEWCOMER)
    members.follow_groups(lin, {})
    assert members.roles_of(lin) == {own: Role.NEWCOMER, given: Role.NEWCOMER}
    assert members.roles_of(people["wu"]) == {}


def test_who_left_is_listed_as_such(
    members: Members, people: dict[str, str], spaces: list[str], engine: sa.Engine
) -> None:
    members.put(spaces[0], people["wu"], Role.MANAGER)
    Users(engine).deactivate(people["wu"], None)
    assert [(one.person, one.active) for one in members.of(spaces[0])] == [(people["wu"], False)]


def test_membership_ends_with_the_account_and_with_the_client(
    members: Members, people: dict[str, str], spaces: list[str], engine: sa.Engine
) -> None:
    for space in spaces[:2]:
        members.put(space, people["wu"], Role.MANAGER)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM spaces WHERE id = :id"), {"id": spaces[0]})
    assert members.roles_of(people["wu"]) == {spaces[1]: Role.MANAGER}
    Users(engine).erase(people["wu"])
    assert members.of(spaces[1]) == []


def test_nobody_and_nowhere_cannot_be_members(members: Members, people: dict[str, str], spaces: list[str]) -> None:
    for space, person in ((spaces[0], "nobody"), ("nowhere", people["lin"])):
        with pytest.raises(sa.exc.IntegrityError):
            members.put(space, person, Role.NEWCOMER)
