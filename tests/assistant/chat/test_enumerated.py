from __future__ import annotations

import pytest

from assistant.chat.enumerated import FAR, Enumeration, enumerations
from assistant.chat.evidence import Evidence
from assistant.chat.passages import Passage, passages
from vectorstore.models import Block, Kind, Locator


def told(*lines: str | tuple[str, str], kind: str = "speech") -> list[Passage]:
    said = [line if isinstance(line, tuple) else ("林", line) for line in lines]
    blocks = [
        Block(text, Locator(start=10.0 * i, end=10.0 * i + 5), speaker=speaker, kind=kind)
        for i, (speaker, text) in enumerate(said)
    ]
    return passages(Evidence(1, "s", "t", Kind.RECORDING, tuple(enumerate(blocks)), 1.0))


def items(found: list[Enumeration]) -> list[list[str]]:
    return [[item.text for item in one.items] for one in found]


def test_each_item_is_kept_with_what_is_said_of_it() -> None:
    found = enumerations(
        told(
            "下面是决定。",
            "第一，四个小时太慢了。改成两个小时之内。",
            ("Reed", "And the budget?"),
            "对，第二，预算降到二十万。",
            "第三，由方怡出镜。",
            ("周", "好。"),
        )
    )
    assert items(found) == [
        ["第一，四个小时太慢了。改成两个小时之内。", "对，第二，预算降到二十万。", "第三，由方怡出镜。"]
    ]
    assert found[0].opening == "下面是决定。"
    assert [(item.first, item.last) for item in found[0].items] == [(1, 1), (3, 3), (4, 4)]


@pytest.mark.parametrize(
    "lines",
    [
        ("第一步，新建计划。", "第二步，填预算。", "最后，截图发给许静。"),
        ("第一步新建计划", "第三部，分时折扣。", "第五步人群"),  # two were misheard, one as another word
        ("First, open a plan.", "Then we wait.", "Secondly, set the budget.", "Finally, send it."),
        ("Step one is the plan.", "Step 2 is the budget.", "And step three, the audience."),
    ],
)
def test_ways_to_number(lines: tuple[str, ...]) -> None:
    [found] = enumerations(told(*lines))
    assert len(found.items) == 3 - (len(lines) == 2)
    assert found.items[0].text.startswith(lines[0])


@pytest.mark.parametrize(
    "lines",
    [
        ("第一次危机是虫子。", "第二次危机是假冒客服。"),  # counted, not listed
        ("第一份声明是十一点发的。", "第二份是第二天。"),
        ("First place went to us.", "The second call was shorter."),
        ("第一，先停。", "然后再说。"),  # one is no list
        ("第二，先停。", "第三，再说。"),  # what came before is not here
        ("第一，先停。", *["嗯。"] * FAR, "第二，再说。"),  # too far to be the same list
        (),
    ],
)
def test_what_is_no_list(lines: tuple[str, ...]) -> None:
    assert enumerations(told(*lines)) == []


def test_two_lists_one_after_the_other() -> None:
    found = enumerations(told("第一，停。", "第二，说。", "第一步，查。", "第二步，改。"))
    assert items(found) == [["第一，停。", "第二，说。"], ["第一步，查。", "第二步，改。"]]
    assert found[1].opening == "第二，说。"


def test_what_is_written_has_lists_of_its_own() -> None:
    assert enumerations(told("第一，停。", "第二，说。", kind="text")) == []


def test_it_holds_what_its_items_were_made_of() -> None:
    said = told("下面是决定。", "第一，停播。十分钟内发出。", "第二，打电话。")
    [found] = enumerations(said)
    assert [found.holds(passage) for passage in said] == [False, True, True, True]
