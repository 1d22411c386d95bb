"""Who may do what: the whole table of roles, acts, tokens and sources, and what the Scope is made of."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from assistant.errors import UnknownSource, UnknownSpace
from assistant.people.access import (
    Filters,
    may,
    narrowed,
    require_admin,
    scope_for,
    source_of,
    sources_of,
    space_of,
    space_to_fill,
    spaces_of,
)
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL, NEEDS, Act, Caller, Grant, Role
from vectorstore.catalog import Catalog, new_id
from vectorstore.models import Kind, Scope, Source, Status


def test_nothing_named_means_every_space_of_the_person(catalog: Catalog) -> None:
    assert scope_for(catalog, LOCAL) == Scope(())
    made = [catalog.space_named(name).id for name in ("穗岚坊", "漪珀")]
    assert scope_for(catalog, LOCAL).spaces == tuple(made)
    assert [space.id for space in spaces_of(catalog, LOCAL)] == made


def test_a_space_goes_by_name_or_id_and_counts_once(catalog: Catalog) -> None:
    space = catalog.space_named("穗岚坊")
    catalog.space_named("漪珀")
    assert scope_for(catalog, LOCAL, ["穗岚坊", space.id]).spaces == (space.id,)


def test_an_unknown_space_is_an_error_and_not_everything(catalog: Catalog) -> None:
    catalog.space_named("穗岚坊")
    with pytest.raises(UnknownSpace, match="穗岚坊"):
        scope_for(catalog, LOCAL, ["别家客户"])


def test_filters_are_carried(catalog: Catalog) -> None:
    space = catalog.space_named("穗岚坊").id
    filters = Filters((Kind.SHEET,), ("投放",), ("陈总",), since=date(2026, 3, 1))
    scope = scope_for(catalog, LOCAL, filters=filters)
    assert scope == Scope((space,), (Kind.SHEET,), ("投放",), ("陈总",), (), date(2026, 3, 1), None)


def test_a_scope_is_narrowed_and_never_widened() -> None:
    scope = Scope(
        ("a", "b"), kinds=(Kind.SHEET, Kind.PDF), topics=("投放",), sources=("x", "y"), since=date(2026, 3, 1)
    )
    assert narrowed(scope) == scope
    inside = narrowed(scope, kinds=[Kind.PDF, Kind.VIDEO], sources=["y", "z"], speakers=["陈总"])
    assert inside == Scope(("a", "b"), (Kind.PDF,), ("投放",), ("陈总",), ("y",), date(2026, 3, 1))
    assert narrowed(inside, speakers=["陈总", "林晓曼"]).speakers == ("陈总",)


def test_filters_with_nothing_in_common_leave_nothing_to_search() -> None:
    scope = Scope(("a",), kinds=(Kind.SHEET,), speakers=("陈总",), sources=("x",))
    for nothing in (
        narrowed(scope, kinds=[Kind.PDF]),
        narrowed(scope, speakers=["王"]),
        narrowed(scope, sources=["z"]),
    ):
        assert nothing.spaces == ()


# What each role may do to an open source of somebody else's, written out as the issue says it.
MAY = {
    None: set(),
    Role.NEWCOMER: {Act.READ, Act.WONDER},
    Role.CONTRIBUTOR: {Act.READ, Act.WONDER, Act.UPLOAD, Act.GLOSSARY, Act.TELL},
    Role.MANAGER: set(Act),
}
OWNERS = {Act.EDIT, Act.ORIGINAL}  # what a contributor may besides, where the source is their own
GRANTED = {
    Grant.READ: {Act.READ, Act.RESTRICTED, Act.ORIGINAL},
    Grant.WRITE: {Act.WONDER, Act.UPLOAD, Act.EDIT, Act.GLOSSARY, Act.TELL},
    Grant.MANAGE: {Act.PLAN, Act.DELETE, Act.CHECK, Act.MEMBERS, Act.AUDIT, Act.SETTINGS},
}
TOKENS = [frozenset(grants) for size in range(4) for grants in combinations(Grant, size)]


def a_source(restricted: bool = False, owner: str = "somebody") -> Source:
    return Source("x", "s1", "a.md", Kind.DOCUMENT, "0", ".md", 1, Status.DONE, owner=owner, restricted=restricted)


def allowed(act: Act, role: Role | None, grants: frozenset[Grant], source: Source | None) -> bool:
    """The rule, said once more in other words."""
    if not any(act in GRANTED[grant] for grant in grants):
        return False
    if source and source.restricted and role is not Role.MANAGER:
        return False
    own = source is not None and source.owner == "lin" and role in (Role.CONTRIBUTOR, Role.MANAGER)
    return act in MAY[role] or (own and act in OWNERS)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", [None, *Role])
def test_the_whole_table(role: Role | None, act: Act) -> None:
    """Role x act x token x source (none, open or restricted, one's own or not), in one's space and in another."""
    for grants in TOKENS:
        caller = Caller("lin", roles={"s1": role} if role else {}, grants=grants)
        sources = [None, *(a_source(hidden, owner) for hidden in (False, True) for owner in ("lin", "wu"))]
        for source in sources:
            assert may(caller, act, "s1", source) is allowed(act, role, grants, source), (grants, source)
            assert not may(caller, act, "s2", source), "what one is in one client is nothing in another"
            assert not may(replace(caller, must_change=True), act, "s1", source)


@pytest.mark.parametrize("act", Act)
def test_an_administrator_may_everything_that_their_token_may(act: Act) -> None:
    for grants in TOKENS:
        chen = Caller("chen", admin=True, grants=grants)
        granted = any(act in GRANTED[grant] for grant in grants)
        for source in (None, a_source(), a_source(restricted=True)):
            assert may(chen, act, "s1", source) is granted
            assert not may(replace(chen, must_change=True), act, "s1", source)
    for source in (None, a_source(), a_source(restricted=True)):
        assert may(LOCAL, act, "anywhere", source)


def test_every_act_needs_a_role_and_exactly_one_grant() -> None:
    assert set(NEEDS) == set(Act)
    assert sorted(act for acts in GRANTED.values() for act in acts) == sorted(Act)


def test_administering_wants_the_administrator_in_full() -> None:
    require_admin(LOCAL)
    require_admin(Caller("chen", admin=True))
    for caller in (
        Caller("lin", roles={"s1": Role.MANAGER}),
        Caller("chen", admin=True, must_change=True),
        Caller("chen", admin=True, grants=frozenset({Grant.READ, Grant.WRITE})),
    ):
        with pytest.raises(NotAllowed):
            require_admin(caller)


@pytest.fixture
def two(catalog: Catalog) -> dict[str, str]:
    """Two clients and their sources by title; ids by name."""
    ids = {}
    for space in ("穗岚坊", "漪珀"):
        ids[space] = catalog.space_named(space).id
        for title, restricted in (("open", False), ("hidden", True)):
            source = replace(a_source(restricted), id=new_id(), space=ids[space], title=f"{space} {title}")
            catalog.add(source)
            ids[source.title] = source.id
    return ids


def test_what_one_may_not_see_does_not_exist(catalog: Catalog, two: dict[str, str]) -> None:
    newcomer = Caller("lin", roles={two["穗岚坊"]: Role.NEWCOMER})
    assert [source.title for source in sources_of(catalog, newcomer)] == ["穗岚坊 open"]
    assert source_of(catalog, newcomer, two["穗岚坊 open"]).title == "穗岚坊 open"
    said = set()
    for unseen in (two["穗岚坊 hidden"], two["漪珀 open"], two["漪珀 hidden"], new_id(), "../x", ""):
        for act in Act:
            with pytest.raises(UnknownSource) as refused:
                source_of(catalog, newcomer, unseen, act)
            said.add(str(refused.value).replace(unseen, "…") if unseen else "")
    assert len(said - {""}) == 1, "every one in the same words"
    with pytest.raises(NotAllowed):
        source_of(catalog, newcomer, two["穗岚坊 open"], Act.DELETE)


def test_another_client_is_as_unknown_as_none(catalog: Catalog, two: dict[str, str]) -> None:
    lin = Caller("lin", roles={two["穗岚坊"]: Role.CONTRIBUTOR})
    for key in ("漪珀", two["漪珀"], "没有", ""):
        for act in (Act.READ, Act.UPLOAD, Act.MEMBERS):
            with pytest.raises(UnknownSpace) as refused:
                space_of(catalog, lin, key, act)
            assert refused.value.details["known"] == "穗岚坊"
        with pytest.raises(UnknownSpace):
            scope_for(catalog, lin, ["穗岚坊", key])
    with pytest.raises(NotAllowed):
        space_of(catalog, lin, "穗岚坊", Act.MEMBERS)
    with pytest.raises(UnknownSpace):
        scope_for(catalog, Caller("nobody"), ["穗岚坊"])


def test_a_scope_holds_ones_own_clients_and_leaves_out_what_is_for_managers(
    catalog: Catalog, two: dict[str, str]
) -> None:
    both = Caller("lin", roles={two["穗岚坊"]: Role.MANAGER, two["漪珀"]: Role.NEWCOMER})
    scope = scope_for(catalog, both)
    assert set(scope.spaces) == {two["穗岚坊"], two["漪珀"]}
    assert scope.hidden == (two["漪珀 hidden"],)
    assert scope_for(catalog, both, ["穗岚坊"]).hidden == ()
    assert scope_for(catalog, Caller("nobody")).spaces == ()
    assert scope_for(catalog, replace(both, must_change=True)).spaces == ()
    assert scope_for(catalog, replace(both, grants=frozenset({Grant.WRITE}))).spaces == ()
    assert scope_for(catalog, LOCAL).hidden == ()


def test_uploads_go_where_one_may_and_only_an_administrator_makes_a_client(
    catalog: Catalog, two: dict[str, str]
) -> None:
    lin = Caller("lin", roles={two["穗岚坊"]: Role.CONTRIBUTOR, two["漪珀"]: Role.NEWCOMER})
    assert space_to_fill(catalog, lin, " 穗岚坊 ").id == two["穗岚坊"]
    with pytest.raises(NotAllowed):
        space_to_fill(catalog, lin, "漪珀")
    with pytest.raises(UnknownSpace):
        space_to_fill(catalog, lin, "新客户")
    with pytest.raises(NotAllowed):
        space_to_fill(catalog, Caller("chen", admin=True, grants=frozenset({Grant.READ})), "新客户")
    assert len(catalog.spaces()) == 2
    assert space_to_fill(catalog, LOCAL, "新  客户").name == "新 客户"


def test_a_role_covers_those_before_it() -> None:
    order = list(Role)
    for role in Role:
        assert [role.covers(other) for other in order] == [order.index(role) >= i for i in range(len(order))]
