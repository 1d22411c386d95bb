from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from vectorstore.catalog import Catalog, new_id
from vectorstore.masks import MaskChanges, Said, hidden_passage, shown_place
from vectorstore.models import Kind, Source, Status

NOW = datetime(2026, 5, 4, 9)
SAID = Said("s1", 3, "p1", NOW)


@pytest.fixture
def catalog(catalog: Catalog) -> Catalog:
    space = catalog.space_named("穗岚坊").id
    catalog.add(Source("s1", space, "a.txt", Kind.DOCUMENT, "", ".txt", 1, Status.DONE))
    return catalog


def test_what_was_said_is_read_back_and_taken_back(catalog: Catalog) -> None:
    changes = MaskChanges(catalog.engine)
    first, second = shown_place(SAID, "电话：[电话已隐藏]", 0), hidden_passage(SAID, "蓝鲸计划")
    changes.add(first)
    changes.add(second)
    assert set(changes.of("s1")) == {first, second}
    assert changes.of("s2") == []
    assert not changes.remove("s2", first.id)
    assert changes.remove("s1", first.id)
    assert not changes.remove("s1", first.id)
    assert changes.of("s1") == [second]


def test_it_goes_with_its_source(catalog: Catalog) -> None:
    changes = MaskChanges(catalog.engine)
    changes.add(hidden_passage(SAID, "蓝鲸计划"))
    catalog.delete("s1")
    assert changes.of("s1") == []


def test_a_place_is_known_by_what_stands_around_it() -> None:
    change = shown_place(SAID, "甲 [电话已隐藏] 乙 [电话已隐藏]", 1)
    assert change.shows("甲 [电话已隐藏] 乙 [电话已隐藏]", 1)
    assert not change.shows("甲 [电话已隐藏] 乙 [电话已隐藏]", 0)
    assert not change.shows("甲 [电话已隐藏] 丙 [电话已隐藏]", 1)
    assert list(change.hidden_in("甲 乙")) == []


def test_a_passage_is_known_wherever_it_stands() -> None:
    change = hidden_passage(SAID, "aa")
    assert list(change.hidden_in("aaa b aa")) == [(0, 2), (6, 8)]
    assert list(change.hidden_in("a")) == []
    assert not change.shows("aa", 0)


def test_nothing_secret_is_kept(catalog: Catalog, tmp_path: Path) -> None:
    changes = MaskChanges(catalog.engine)
    changes.add(hidden_passage(SAID, "BlueWhaleProject"))
    changes.add(shown_place(SAID, "CallMeMaybe [phone number hidden]", 0))
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"BlueWhaleProject" not in kept
    assert b"CallMeMaybe" not in kept


def test_the_same_passage_has_another_digest_each_time() -> None:
    one, two = hidden_passage(SAID, "1234", new_id), hidden_passage(SAID, "1234", new_id)
    assert one.digest != two.digest
