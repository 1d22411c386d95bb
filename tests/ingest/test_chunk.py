from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from ingest.chunk import DOCUMENT_LIMIT, chunk
from ingest.pieces import weight
from ingest.talk import TALK_LIMIT
from vectorstore.models import Block, Chunk, Kind, Locator, Source

MakeSource = Callable[..., Source]
SENTENCES = [
    "客户要求先停投再复盘。",
    "预算二十万，分三周投放。",
    "We paused the campaign on Monday.",
    "谁负责？",
    "ROI was 2.5 that week.",
]


def speech(seed: int, count: int) -> list[Block]:
    pick, at, blocks = random.Random(seed), 0.0, []
    for _ in range(count):
        text = "".join(pick.choice(SENTENCES) for _ in range(pick.randint(1, 6)))
        length = len(text) / 5
        blocks.append(
            Block(text, Locator(start=at, end=at + length), speaker=pick.choice(["王莉", "赵敏"]), kind="speech")
        )
        at += length + pick.choice([0.1, 0.4, 2.0, 30.0])
    return blocks


def document(seed: int, count: int) -> list[Block]:
    """Headings of three depths, paragraphs, lists and tables, some on pages, some very long or empty."""
    pick, path, blocks = random.Random(seed), [], []  # type: ignore[var-annotated]
    for number in range(1, count + 1):
        place = Locator(paragraph=number, page=number // 12 + 1)
        kind = pick.choices(["heading", "text", "list", "row", "empty", "huge"], [2, 6, 2, 2, 1, 0.5])[0]
        if kind == "heading":
            del path[pick.randint(0, 2) :]
            blocks.append(Block(f"第{number}节", place, headings=tuple(path), kind="heading"))
            path.append(f"第{number}节")
        elif kind == "empty":
            blocks.append(Block("  ", place, headings=tuple(path)))
        else:
            text = "".join(pick.choice(SENTENCES) for _ in range(200 if kind == "huge" else pick.randint(1, 12)))
            blocks.append(Block(text, place, headings=tuple(path), kind="text" if kind == "huge" else kind))
    return blocks


def texts(chunks: list[Chunk]) -> list[str]:
    return [made.text for made in chunks]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("make", [speech, document])
@pytest.mark.parametrize("offset", [0, 40])
def test_properties(make: Callable[[int, int], list[Block]], seed: int, offset: int, source: MakeSource) -> None:
    blocks = make(seed, 120)
    chunks = chunk(blocks, source(), offset)
    covered = {index for made in chunks for index in range(made.first_block, made.last_block + 1)}
    filled = {index for index, block in enumerate(blocks, start=offset) if block.text.strip()}
    assert filled <= covered
    assert all(made.text.strip() for made in chunks)
    assert [made.first_block for made in chunks] == sorted(made.first_block for made in chunks)
    assert len({made.id for made in chunks}) == len(chunks)
    assert chunks == chunk(blocks, source(), offset)
    for made in chunks:
        first, last = blocks[made.first_block - offset], blocks[made.last_block - offset]
        assert made.locator == first.locator.through(last.locator)


@pytest.mark.parametrize("seed", range(25))
def test_speech_is_of_a_size_and_overlaps_little(seed: int, source: MakeSource) -> None:
    blocks = speech(seed, 150)
    chunks = chunk(blocks, source(Kind.RECORDING))
    for made in chunks:
        assert weight(made.text) <= 1.4 * TALK_LIMIT
    for before, after in pairwise(chunks):
        assert after.first_block > before.first_block
        assert before.last_block - after.first_block <= 0
    alone = [made for made in chunks if made.first_block == made.last_block]
    assert all(weight(made.text) > 0.2 * TALK_LIMIT for made in alone)


@pytest.mark.parametrize("seed", range(25))
def test_documents_stay_in_size_and_on_one_page(seed: int, source: MakeSource) -> None:
    blocks = document(seed, 150)
    for made in chunk(blocks, source()):
        inside = blocks[made.first_block : made.last_block + 1]
        assert weight(made.text) <= 1.3 * DOCUMENT_LIMIT
        assert len({block.locator.page for block in inside if block.text.strip()}) == 1
        assert sum(block.kind == "row" for block in inside) <= 1
        assert not made.speakers


def test_a_chunk_carries_what_its_source_says(source: MakeSource) -> None:
    about = source(Kind.SLIDES, title="提案.pptx", topic="双十一", occurred_on=date(2024, 3, 5), version=3)
    (made,) = chunk([Block("先停投再复盘。", Locator(slide=4, paragraph=1))], about, offset=9)
    assert made == Chunk(
        id="s1-v3-9",
        source="s1",
        space="tea",
        text="先停投再复盘。",
        locator=Locator(slide=4, paragraph=1),
        first_block=9,
        last_block=9,
        kind=Kind.SLIDES,
        lang="zh",
        topic="双十一",
        occurred_on=date(2024, 3, 5),
        title="提案.pptx",
        version=3,
    )


def test_nothing_gives_nothing(source: MakeSource) -> None:
    assert chunk([], source()) == []
    assert chunk([Block("  ", Locator(paragraph=1)), Block("", Locator(start=0, end=1), kind="speech")], source()) == []


def test_headings_open_their_section_and_make_its_path(source: MakeSource) -> None:
    blocks = [
        Block("危机预案", Locator(paragraph=1), kind="heading"),
        Block("一、评估", Locator(paragraph=2), headings=("危机预案",), kind="heading"),
        Block("三十分钟内完成初判。" * 25, Locator(paragraph=3), headings=("危机预案", "一、评估")),
        Block("二、发布", Locator(paragraph=4), headings=("危机预案",), kind="heading"),
        Block("声明由客户负责人确认。" * 25, Locator(paragraph=5), headings=("危机预案", "二、发布")),
    ]
    first, second = chunk(blocks, source())
    assert first.text.startswith("危机预案\n一、评估\n三十分钟")
    assert first.headings == ("危机预案",)
    assert (first.first_block, first.last_block) == (0, 2)
    assert second.text.startswith("二、发布\n声明")
    assert second.headings == ("危机预案", "二、发布")


def test_short_sisters_are_joined_and_cousins_are_not(source: MakeSource) -> None:
    def section(chapter: str, name: str) -> list[Block]:
        return [
            Block(name, Locator(paragraph=1), headings=(chapter,), kind="heading"),
            Block(f"{name}的内容。", Locator(paragraph=1), headings=(chapter, name)),
        ]

    blocks = [*section("甲", "一"), *section("甲", "二"), *section("乙", "三")]
    joined, apart = chunk(blocks, source())
    assert joined.text == "一\n一的内容。\n二\n二的内容。"
    assert joined.headings == ("甲",)
    assert apart.headings == ("乙", "三")


def test_a_heading_is_never_the_end_of_a_chunk_with_text_under_it(source: MakeSource) -> None:
    blocks = document(3, 300)
    for made in chunk(blocks, source()):
        last = blocks[made.last_block]
        following = next((b for b in blocks[made.last_block + 1 :] if b.text.strip()), None)
        if last.kind == "heading" and following and following.locator.page == last.locator.page:
            assert following.kind == "heading"


def test_each_row_is_a_chunk_and_is_cited(source: MakeSource) -> None:
    rows = [
        Block(f"平台: 抖音; 预算: {n} 万", Locator(sheet="投放", row=n), headings=("投放",), kind="row")
        for n in range(5, 9)
    ]
    chunks = chunk(rows, source(Kind.SHEET))
    assert [(made.locator.row, made.locator.row_end) for made in chunks] == [(5, None), (6, None), (7, None), (8, None)]
    assert texts(chunks)[0] == "平台: 抖音; 预算: 5 万"


def test_a_long_block_is_split_with_ids_of_its_parts(source: MakeSource) -> None:
    chunks = chunk([Block("短。", Locator(paragraph=1)), Block("预算调整。" * 400, Locator(paragraph=2))], source())
    assert [made.id for made in chunks[:4]] == ["s1-v1-0", "s1-v1-1", "s1-v1-1.1", "s1-v1-1.2"]
    assert {made.locator.paragraph for made in chunks[1:]} == {2}
    assert "".join(texts(chunks)).replace("\n", "") == "短。" + "预算调整。" * 400


def test_speech_is_written_with_names(source: MakeSource) -> None:
    blocks = [
        Block("先停投。", Locator(start=0, end=2), speaker="王莉", kind="speech"),
        Block("再复盘。", Locator(start=2, end=4), speaker="王莉", kind="speech"),
        Block("OK, Monday.", Locator(start=4, end=6), speaker="Zhao", kind="speech"),
        Block("Then we relaunch.", Locator(start=6, end=8), speaker="Zhao", kind="speech"),
        Block("好。", Locator(start=8, end=9), kind="speech"),
    ]
    (made,) = chunk(blocks, source(Kind.RECORDING))
    assert made.text == "王莉：先停投。再复盘。\nZhao：OK, Monday. Then we relaunch.\n好。"
    assert made.speakers == ("王莉", "Zhao")
    assert (made.locator.start, made.locator.end) == (0, 9)


def test_a_preface_and_the_talk_under_it_are_apart(source: MakeSource) -> None:
    blocks = [Block("2024年1月4日", Locator(paragraph=1)), Block("开始。", Locator(start=0, end=1), kind="speech")]
    assert texts(chunk(blocks, source(Kind.TRANSCRIPT))) == ["2024年1月4日", "开始。"]
