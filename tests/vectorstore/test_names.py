"""What speakers are called, on a real SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from vectorstore.catalog import Catalog, new_id
from vectorstore.models import Block, Kind, Locator, Source, Status
from vectorstore.names import SpeakerNames, is_anybody, named, told_apart

Make = Callable[..., Source]


@pytest.fixture
def names(catalog: Catalog) -> SpeakerNames:
    return SpeakerNames(catalog.engine)


@pytest.fixture
def make(catalog: Catalog) -> Make:
    def made(*speakers: str | None, space: str = "穗岚坊") -> Source:
        source = Source(
            *(new_id(), catalog.space_named(space).id, f"{new_id()}.vtt", Kind.TRANSCRIPT, new_id(), ".vtt", 1),
            Status.DONE,
        )
        catalog.add(source)
        blocks = [
            Block(f"第{i}句", Locator(start=float(i)), speaker=who, kind="speech") for i, who in enumerate(speakers)
        ]
        catalog.put_blocks(source.id, 1, 0, blocks)
        return source

    return made


def shown(catalog: Catalog, source: Source) -> list[str | None]:
    return [block.speaker for block in catalog.blocks(source.id, source.version)]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Speaker 1",
            "speaker_02",
            "SPEAKER_00",
            "Speaker A",
            "说话人 2",
            "说话人1",
            "发言人1",
            "发言人 十二",
            "参会人",
        ),
        *("未知", "未知说话人", "Unknown Speaker", "Guest", "Participant 3", "1", "A", "甲", "[电话已隐藏]"),
        *("[phone number hidden] 2", "匿名用户", "", " "),
    ],
)
def test_labels_that_say_nothing_of_who_it_is(label: str) -> None:
    assert is_anybody(label)


@pytest.mark.parametrize(
    "label",
    [
        "Mandy",
        "陈总",
        "Bo",
        "Li",
        "王五",
        "陈国栋（客户）",
        "Speaker Wang",
        "发言人王总",
        "iPhone de Ana",
        "Al 2",
        "说话人王",
    ],
)
def test_labels_that_do(label: str) -> None:
    assert not is_anybody(label)


def test_here_means_this_source_alone(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one, other = make("说话人 1", "说话人 2", None, "说话人 1"), make("说话人 1")
    names.rename(one, "说话人 1", "林晓曼", "p")
    assert names.bring_in_line(one) == [0, 3]
    assert names.bring_in_line(other) == []
    assert shown(catalog, one) == ["林晓曼", "说话人 2", None, "林晓曼"]
    assert catalog.blocks(one.id, 1)[0].label == "说话人 1"
    assert names.of(other) == {}
    assert names.bring_in_line(one) == []


def test_everywhere_means_what_is_there_and_what_comes_later(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one, other, foreign = make("Mandi", "陈总"), make("陈总", "Mandi"), make("Mandi", space="漪珀")
    names.rename(one, "Mandi", "Mandy Lin", "p", everywhere=[other])
    assert (names.bring_in_line(one), names.bring_in_line(other)) == ([0], [1])
    assert names.bring_in_line(foreign) == []
    later = make("Mandi", "Mandy")
    assert named(catalog.blocks(later.id, 1), names.of(later))[0] == replace(
        catalog.blocks(later.id, 1)[0], speaker="Mandy Lin", label="Mandi"
    )
    assert names.of(later) == {"Mandi": "Mandy Lin"}


def test_what_is_shown_can_be_renamed_again_and_each_step_taken_back(
    catalog: Catalog, names: SpeakerNames, make: Make
) -> None:
    one = make("Speaker 1", "Speaker 2")
    first = names.rename(one, "Speaker 1", "Lin", "p")
    names.bring_in_line(one)
    second = names.rename(one, "Lin", "Mandy Lin", "q")
    names.bring_in_line(one)
    assert shown(catalog, one) == ["Mandy Lin", "Speaker 2"]
    assert [(n.change, n.label, n.name, n.undone) for n in names.history(one)] == [
        (second, "Speaker 1", "Mandy Lin", False),
        (first, "Speaker 1", "Lin", False),
    ]
    names.undo(second)
    names.bring_in_line(one)
    assert shown(catalog, one) == ["Lin", "Speaker 2"]
    assert names.concerned(second) == ("", set())
    names.undo(first)
    assert names.bring_in_line(one) == [0]
    assert shown(catalog, one) == ["Speaker 1", "Speaker 2"]
    assert catalog.blocks(one.id, 1)[0].label is None


def test_two_labels_given_one_name_come_apart_again(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one = make("Speaker 1", "Speaker 2", "Speaker 1")
    names.rename(one, "Speaker 1", "Lin", "p")
    names.bring_in_line(one)
    wrong = names.rename(one, "Speaker 2", "Lin", "p")
    names.bring_in_line(one)
    assert names.heard_as(one, "Lin") == ["Speaker 1", "Speaker 2"]
    names.undo(wrong)
    names.bring_in_line(one)
    assert shown(catalog, one) == ["Lin", "Speaker 2", "Lin"]


def test_two_names_can_be_exchanged(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one = make("Lin", "Chen")
    for old, new in (("Lin", "x"), ("Chen", "Lin"), ("x", "Chen")):
        names.rename(one, old, new, "p")
        names.bring_in_line(one)
    assert shown(catalog, one) == ["Chen", "Lin"]


def test_what_was_said_of_one_source_goes_before_what_is_said_of_all(
    catalog: Catalog, names: SpeakerNames, make: Make
) -> None:
    one, other = make("李总"), make("李总")
    names.rename(other, "李总", "李雷", "p")
    names.bring_in_line(other)
    names.rename(one, "李总", "李丽", "p", everywhere=[other])
    assert (names.bring_in_line(one), names.bring_in_line(other)) == ([0], [])
    assert (shown(catalog, one), shown(catalog, other)) == (["李丽"], ["李雷"])


def test_somebody_called_so_in_one_source_is_meant_by_everywhere_too(
    catalog: Catalog, names: SpeakerNames, make: Make
) -> None:
    one, other = make("Mandy"), make("Speaker 1", "Speaker 2")
    names.rename(other, "Speaker 1", "Mandy", "p")
    names.bring_in_line(other)
    names.rename(one, "Mandy", "林晓曼", "p", everywhere=[other])
    assert (names.bring_in_line(one), names.bring_in_line(other)) == ([0], [0])
    assert shown(catalog, other) == ["林晓曼", "Speaker 2"]
    assert names.of(make("Speaker 1")) == {"Mandy": "林晓曼"}


def test_a_new_version_keeps_the_names_of_those_who_had_one(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one = make("Speaker 1", "Mandi")
    names.rename(one, "Speaker 1", "陈总", "p")
    names.rename(one, "Mandi", "Mandy", "p")
    newer = replace(one, version=2, sha256="c" * 64)
    catalog.add_version(newer)
    assert names.of(newer) == {"Mandi": "Mandy"}
    assert names.of(one) == {"Speaker 1": "陈总", "Mandi": "Mandy"}
    assert names.said_of(one) == [0, 1]


def test_forgetting_a_source_forgets_what_was_said_of_it(catalog: Catalog, names: SpeakerNames, make: Make) -> None:
    one = make("Speaker 1")
    change = names.rename(one, "Speaker 1", "陈总", "p")
    catalog.delete(one.id)
    assert names.concerned(change) == ("", set())


def test_two_telephones_are_two_people() -> None:
    calls = ["13800138000", "陈总", "13900139000", "13800138000", None]
    read = [Block("嗯", Locator(), speaker=who) for who in calls]
    hidden = {"13800138000": "[电话已隐藏]", "13900139000": "[电话已隐藏]"}
    masked = [replace(block, speaker=hidden.get(block.speaker or "", block.speaker)) for block in read]
    apart = [block.speaker for block in told_apart(read, masked)]
    assert apart == ["[电话已隐藏]", "陈总", "[电话已隐藏] 2", "[电话已隐藏]", None]
    assert told_apart(read, read) == read
    assert told_apart([], []) == []
