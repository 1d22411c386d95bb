"""Places in sources, as people name them."""

from __future__ import annotations

import pytest
from shelves import Shelf, speech

from assistant.errors import UnknownSource
from assistant.handover.errors import PlaceNotThere
from assistant.handover.moments import cited
from vectorstore.models import Block, Kind, Locator


def heard(shelf: Shelf) -> str:
    return shelf.add("复盘会.m4a", blocks=speech(200), kind=Kind.RECORDING).id


@pytest.mark.parametrize(
    ("place", "first", "text"),
    [
        ("12:30", 150, "第150句"),
        ("12：30", 150, "第150句"),
        ("see 12:30 of it", 150, "第150句"),
        ("0:12:30", 150, "第150句"),
        ("0:02", 0, "第0句"),
        ("12", 144, "第144句"),
        ("第 12 分钟", 144, "第144句"),
    ],
)
def test_a_time_in_a_recording(shelf: Shelf, place: str, first: int, text: str) -> None:
    citation = cited(shelf.visit, heard(shelf), place)
    assert citation.first_block == first
    assert citation.text.splitlines()[0] == text
    assert citation.last_block - first in (3, 4)  # twenty seconds of it


@pytest.mark.parametrize("place", ["", "somewhere", "99:59:59", "-", "１"])
def test_no_place_in_a_recording(shelf: Shelf, place: str) -> None:
    if place == "１":
        assert cited(shelf.visit, heard(shelf), place).first_block == 12  # digits are digits
        return
    with pytest.raises(PlaceNotThere):
        cited(shelf.visit, heard(shelf), place)


@pytest.mark.parametrize(
    ("locator", "place", "there"),
    [
        (Locator(page=4), "第 4 页", True),
        (Locator(page=4), "page 5", False),
        (Locator(slide=2), "2", True),
        (Locator(sheet="预算", row=3, row_end=9), "row 7", True),
        (Locator(sheet="预算", row=3, row_end=9), "row 10", False),
        (Locator(message=12), "#12", True),
        (Locator(paragraph=1), "第 1 段", True),
        (Locator(), "1", False),
    ],
)
def test_a_page_row_or_paragraph(shelf: Shelf, locator: Locator, place: str, there: bool) -> None:
    source = shelf.add("手册", blocks=[Block("内容", locator)]).id
    if there:
        assert cited(shelf.visit, source, place).locator == locator
    else:
        with pytest.raises(PlaceNotThere):
            cited(shelf.visit, source, place)


def test_a_source_that_is_not_there(shelf: Shelf) -> None:
    with pytest.raises(UnknownSource):
        cited(shelf.visit, "nothing", "1")
