"""Corrected lines, on a real SQLite file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from vectorstore.catalog import Catalog, new_id
from vectorstore.lines import Edit, Lines
from vectorstore.models import Block, Correction, Kind, Locator, Source, Status, Word

HEARD = Block(
    "投参比是1.6",
    Locator(start=1.0, end=2.0),
    speaker="陈总",
    kind="speech",
    words=(Word("投参比", 1.0, 1.5, 0.4), Word("是1.6", 1.5, 2.0, 0.9)),
    corrections=(Correction("投残", "投参"),),
)


@pytest.fixture
def lines(catalog: Catalog) -> Lines:
    return Lines(catalog.engine)


@pytest.fixture
def source(catalog: Catalog) -> Source:
    space = catalog.space_named("穗岚坊").id
    made = Source(new_id(), space, "复盘.m4a", Kind.RECORDING, "a" * 64, ".m4a", 10, Status.DONE)
    catalog.add(made)
    others = [Block(f"第{i}句", Locator(start=float(i + 2)), kind="speech") for i in range(4)]
    catalog.put_blocks(made.id, 1, 0, [HEARD, *others])
    return made


def edited(lines: Lines, source: Source, position: int, was: str, now: str) -> Edit:
    made = lines.edit(source, position, now, "p", was=was)
    assert made is not None
    return made


def test_a_line_keeps_its_place_its_times_and_its_speaker(catalog: Catalog, lines: Lines, source: Source) -> None:
    made = edited(lines, source, 0, HEARD.text, "投产比是1.6")
    (block,) = catalog.blocks(source.id, 1, 0, 0, words=True)
    assert block == replace(HEARD, text="投产比是1.6", words=(), corrections=())
    assert (made.was, made.now, made.person, made.undone) == (HEARD.text, "投产比是1.6", "p", False)
    assert lines.of(source.id) == lines.of(source.id, 1, (0, 0)) == [made]
    assert lines.of(source.id, 1, (1, 9)) == lines.of(source.id, 2) == []


def test_notes_of_corrections_that_still_hold_stay(catalog: Catalog, lines: Lines, source: Source) -> None:
    edited(lines, source, 0, HEARD.text, "投参比是2.6")
    assert catalog.blocks(source.id, 1, 0, 0)[0].corrections == HEARD.corrections


def test_taking_it_back_brings_everything_back(catalog: Catalog, lines: Lines, source: Source) -> None:
    made = edited(lines, source, 0, HEARD.text, "投产比是1.6")
    assert lines.undo(made)
    assert catalog.blocks(source.id, 1, 0, 0, words=True) == [HEARD]
    assert not lines.undo(made)
    assert lines.one(made.id) == replace(made, undone=True)
    assert lines.one(made.id + 1) is None


def test_of_two_people_the_second_changes_nothing(catalog: Catalog, lines: Lines, source: Source) -> None:
    edited(lines, source, 0, HEARD.text, "投产比是1.6")
    assert lines.edit(source, 0, "投产比是1.7", "q", was=HEARD.text) is None
    assert lines.edit(source, 99, "没有这句", "q", was="") is None
    assert catalog.blocks(source.id, 1, 0, 0)[0].text == "投产比是1.6"
    assert len(lines.of(source.id)) == 1


def test_at_the_same_moment_one_of_them_wins(catalog: Catalog, lines: Lines, source: Source) -> None:
    def write(text: str) -> Edit | None:
        return lines.edit(source, 1, text, "p", was="第0句")

    with ThreadPoolExecutor(8) as pool:
        done = [edit for edit in pool.map(write, [f"写法{i}" for i in range(16)]) if edit]
    assert len(done) == 1
    assert catalog.blocks(source.id, 1, 1, 1)[0].text == done[0].now


def test_only_the_last_change_of_a_line_can_be_taken_back(catalog: Catalog, lines: Lines, source: Source) -> None:
    first = edited(lines, source, 1, "第0句", "第零句")
    second = edited(lines, source, 1, "第零句", "头一句")
    assert not lines.undo(first)
    assert lines.undo(second)
    assert lines.undo(first)
    assert catalog.blocks(source.id, 1, 1, 1)[0].text == "第0句"


def test_what_is_read_again_is_corrected_again(catalog: Catalog, lines: Lines, source: Source) -> None:
    edited(lines, source, 0, HEARD.text, "投参比是一点六")
    edited(lines, source, 0, "投参比是一点六", "投参比是1.60")
    edited(lines, source, 2, "第1句", "没了")
    taken_back = edited(lines, source, 3, "第2句", "不要")
    lines.undo(taken_back)
    again = [HEARD, *(Block(f"第{i}句", Locator(start=float(i + 2)), kind="speech") for i in range(4))]
    kept = lines.kept(source, 0, again)
    assert [block.text for block in kept] == ["投参比是1.60", "第0句", "没了", "第2句", "第3句"]
    assert kept[0] == replace(HEARD, text="投参比是1.60", words=())


def test_a_correction_follows_its_line_and_waits_where_that_is_heard_otherwise(lines: Lines, source: Source) -> None:
    edited(lines, source, 3, "第2句", "第二句")
    edited(lines, source, 4, "第3句", "第三句")
    again = [
        HEARD,
        Block("新的", Locator()),
        Block("第1句", Locator()),
        Block("x", Locator()),
        Block("第2句", Locator()),
    ]
    assert [block.text for block in lines.kept(source, 0, again)][3:] == ["x", "第二句"]
    assert [(edit.position, edit.now) for edit in lines.of(source.id)] == [(4, "第二句"), (4, "第三句")]


def test_parts_are_corrected_at_their_own_positions(lines: Lines, source: Source) -> None:
    edited(lines, source, 3, "第2句", "第二句")
    assert [b.text for b in lines.kept(source, 3, [Block("第2句", Locator())])] == ["第二句"]
    assert [b.text for b in lines.kept(source, 0, [Block("第2句", Locator())])] == ["第2句"]
    assert lines.kept(source, 0, []) == []


def test_a_new_version_has_lines_of_its_own(catalog: Catalog, lines: Lines, source: Source) -> None:
    edited(lines, source, 1, "第0句", "第零句")
    newer = replace(source, version=2, sha256="c" * 64)
    catalog.add_version(newer)
    assert [b.text for b in lines.kept(newer, 0, [HEARD, Block("第0句", Locator())])] == [HEARD.text, "第0句"]
    catalog.delete(source.id)
    assert lines.of(source.id) == []


def test_what_is_to_be_hidden_is_hidden_on_record_too(catalog: Catalog, lines: Lines, source: Source) -> None:
    edited(lines, source, 0, HEARD.text, "投产比是1.6，底价九块九")
    hidden = lambda text: text.replace("九块九", "[内容已隐藏]").replace("1.6", "[内容已隐藏]")  # noqa: E731
    fresh = replace(HEARD, text="投参比是[内容已隐藏]")
    (kept,) = lines.kept(source, 0, [fresh], hidden)
    assert kept.text == "投产比是[内容已隐藏]，底价[内容已隐藏]"
    (edit,) = lines.of(source.id)
    assert (edit.was, edit.now) == (fresh.text, kept.text)
    catalog.put_blocks(source.id, 1, 0, [kept])
    assert lines.undo(edit)
    assert catalog.blocks(source.id, 1, 0, 0, words=True)[0].text == fresh.text
    assert catalog.blocks(source.id, 1, 0, 0, words=True)[0].words == ()
