from __future__ import annotations

import time

import pytest

from ingest.subtitles import is_subtitles, read_subtitles

TEAMS = """WEBVTT

0b5a-1/1-0
00:00:03.120 --> 00:00:05.900
<v Wang Li>Let&#39;s begin with
the budget.</v>

NOTE made by a tool

00:00:06.000 --> 00:00:08.000 align:start position:0%
<v.loud Zhao Min>It is <i>two</i> hundred thousand.</v>
"""
ZOOM = """WEBVTT

1
00:00:02.720 --> 00:00:04.850
王莉: 先停投。

2
00:00:05.000 --> 00:00:06.500
赵敏：什么时候？

3
00:00:07.000 --> 00:00:08.000
王莉: 注意：周一。
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
先停投。

2
01:02:03,004 --> 01:02:05,000
{\\an8}再<b>复盘</b>。
"""
ROLLING = """WEBVTT
Kind: captions

00:00:00.000 --> 00:00:02.000
so the<00:00:01.000><c> budget</c>

00:00:02.000 --> 00:00:02.010
so the budget

00:00:02.010 --> 00:00:04.000
so the budget
was<00:00:03.000><c> doubled</c>
"""


def test_voices_of_teams() -> None:
    first, second = read_subtitles(TEAMS)
    assert (first.speaker, first.text) == ("Wang Li", "Let's begin with the budget.")
    assert (first.locator.start, first.locator.end) == (3.12, 5.9)
    assert (second.speaker, second.text) == ("Zhao Min", "It is two hundred thousand.")
    assert {first.kind, second.kind} == {"speech"}


def test_names_before_a_colon() -> None:
    blocks = read_subtitles(ZOOM)
    assert [(block.speaker, block.text) for block in blocks] == [
        ("王莉", "先停投。"),
        ("赵敏", "什么时候？"),
        ("王莉", "注意：周一。"),
    ]


def test_a_colon_is_not_always_a_name() -> None:
    cues = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n说第{n}句" for n in range(8))
    blocks = read_subtitles(f"WEBVTT\n\n{cues}\n\n00:09.000 --> 00:09.900\n注意: 周一停投")
    assert blocks[-1].speaker is None
    assert blocks[-1].text == "注意: 周一停投"


def test_srt_with_styles_and_hours() -> None:
    first, second = read_subtitles(SRT)
    assert (first.text, first.locator.start, first.locator.end) == ("先停投。", 1.0, 2.5)
    assert (second.text, second.locator.start) == ("再复盘。", 3723.004)


def test_rolling_captions_are_read_once() -> None:
    assert " ".join(block.text for block in read_subtitles(ROLLING)) == "so the budget was doubled"


def test_several_voices_in_one_cue() -> None:
    blocks = read_subtitles("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Ready?</v><v B>Yes.</v>")
    assert [(block.speaker, block.text) for block in blocks] == [("A", "Ready?"), ("B", "Yes.")]


def test_cues_are_put_in_order_and_never_end_before_they_start() -> None:
    blocks = read_subtitles("WEBVTT\n\n00:05.000 --> 00:04.000\nb\n\n00:01.000 --> 00:02.000\na")
    assert [block.text for block in blocks] == ["a", "b"]
    assert blocks[1].locator.end == 5.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [(TEAMS, True), (SRT, True), ("\n\n" + SRT, True), ("说话人 1 00:00\n好", False), ("", False), ("1\n2\n3", False)],
)
def test_is_subtitles(text: str, expected: bool) -> None:
    assert is_subtitles(text) is expected


@pytest.mark.parametrize(
    "text", ["WEBVTT", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "WEBVTT\n\nNOTE x\n\nSTYLE\n::cue{}"]
)
def test_nothing_said_gives_nothing(text: str) -> None:
    assert read_subtitles(text) == []


@pytest.mark.parametrize("said", ["<v " * 20_000, "<" * 50_000, "{\\" * 30_000, "a:" * 40_000, "<v A>" * 10_000])
def test_hostile_cues_take_no_time(said: str) -> None:
    started = time.process_time()
    read_subtitles(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{said}")
    assert time.process_time() - started < 2.0
