"""Who may see what, today: one person, every space, and never one that does not exist."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import UnknownSpace
from assistant.people.access import Filters, narrowed, scope_for, spaces_of
from assistant.people.roles import LOCAL
from vectorstore import db
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Scope


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    engine = db.connect(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Catalog(engine)
    engine.dispose()


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
