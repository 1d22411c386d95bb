"""Chunks around changed blocks: cut anew, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from ingest.chunk import chunk
from ingest.recut import Recut, recut
from vectorstore.models import Block, Chunk, Kind, Locator, Source, Status

SOURCE = Source("s", "x", "周会.vtt", Kind.TRANSCRIPT, "a" * 64, ".vtt", 1, Status.DONE)


def talk(count: int, seed: int = 1, longest: int = 60) -> list[Block]:
    dice = random.Random(seed)
    return [
        Block(
            f"第{i}句" + "说" * dice.randint(0, longest) + "。",
            Locator(start=i * 5.0, end=i * 5.0 + dice.uniform(2, 5)),
            speaker=dice.choice(["Speaker 1", "Speaker 2", "陈总"]),
            kind="speech",
        )
        for i in range(count)
    ]


def reader(blocks: list[Block]) -> Callable[[int, int], list[Block]]:
    return lambda first, last: blocks[first : last + 1]


def after(chunks: list[Chunk], cut: Recut) -> list[Chunk]:
    kept = {piece.id: piece for piece in chunks if piece.id not in cut.gone}
    kept.update((piece.id, piece) for piece in cut.made)
    return sorted(kept.values(), key=lambda c: (c.first_block, c.id))


def covered(chunks: list[Chunk]) -> set[int]:
    return {i for piece in chunks for i in range(piece.first_block, piece.last_block + 1)}


def test_nothing_changed_cuts_the_same() -> None:
    blocks = talk(200)
    chunks = chunk(blocks, SOURCE)
    for position in range(200):
        cut = recut(SOURCE, chunks, [position], reader(blocks))
        assert covered(after(chunks, cut)) == set(range(200))
        assert all(piece.first_block <= position + 40 for piece in cut.made)


@pytest.mark.parametrize("seed", range(6))
def test_an_edited_line_is_in_its_chunks_and_no_old_text_is_left(seed: int) -> None:
    dice = random.Random(seed)
    blocks = talk(150, seed)
    chunks = chunk(blocks, SOURCE)
    for _ in range(25):
        position = dice.randrange(150)
        old, new = blocks[position].text, f"改{dice.random()}" + "写" * dice.choice([0, 5, 80, 900, 1500])
        blocks[position] = replace(blocks[position], text=new)
        cut = recut(SOURCE, chunks, [position], reader(blocks))
        chunks = after(chunks, cut)
        assert covered(chunks) == set(range(150))
        assert not any(old in piece.text for piece in chunks)
        assert any(new[:8] in piece.text for piece in chunks)
        assert len({piece.id for piece in chunks}) == len(chunks)
        assert not {piece.id for piece in cut.made} & set(cut.gone)


def test_chunks_elsewhere_are_left_alone() -> None:
    blocks = talk(300)
    chunks = chunk(blocks, SOURCE)
    blocks[150] = replace(blocks[150], text="改成这样。")
    cut = recut(SOURCE, chunks, [150], reader(blocks))
    assert 1 <= len(cut.made) <= 3
    assert all(abs(piece.first_block - 150) < 40 for piece in cut.made)


def test_a_renamed_speaker_is_renamed_in_every_chunk() -> None:
    old = talk(120)
    blocks = [replace(block, speaker="林晓曼") if block.speaker == "Speaker 1" else block for block in old]
    chunks = chunk(old, SOURCE)
    positions = [i for i, block in enumerate(old) if block.speaker == "Speaker 1"]
    made = after(chunks, recut(SOURCE, chunks, positions, reader(blocks)))
    assert not any("Speaker 1" in piece.text or "Speaker 1" in piece.speakers for piece in made)
    assert {name for piece in made for name in piece.speakers} == {"林晓曼", "Speaker 2", "陈总"}
    assert covered(made) == set(range(120))


def test_parts_of_a_long_line_are_cut_together() -> None:
    blocks = talk(20)
    blocks[10] = replace(blocks[10], text="".join(f"这是第{i}个很长的句子，没有停顿。" for i in range(120)))
    chunks = chunk(blocks, SOURCE)
    assert any("." in piece.id.rpartition("-")[2] for piece in chunks)
    blocks[10] = replace(blocks[10], text="短了。")
    made = after(chunks, recut(SOURCE, chunks, [10], reader(blocks)))
    assert not any("很长" in piece.text for piece in made)
    assert covered(made) == set(range(20))


def test_where_nothing_is_cut_yet_there_is_nothing_to_do() -> None:
    assert recut(SOURCE, [], [3], reader(talk(5))) == Recut((), ())
    blocks = talk(5)
    assert recut(SOURCE, chunk(blocks, SOURCE), [], reader(blocks)) == Recut((), ())
    assert recut(SOURCE, chunk(blocks, SOURCE), [99], reader(blocks)) == Recut((), ())
