from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from ingest.errors import DamagedFile, NothingFound, UnreadableText
from ingest.transcripts import parse, parse_chat, talk_of
from vectorstore.models import Kind, Locator

FEISHU = """投放复盘会
2024年1月4日 下午 3:03|1小时 2分钟 10秒

关键词:
预算、投放

文字记录:

说话人 1 00:00
大家好，先看预算。

说话人 2 00:12
二十万，
分三周。

说话人 1 01:02:03
散会。
"""
WECHAT = """张三 2024-03-05 14:23:11
预算定了吗

李四 2024-03-05 14:25:00
定了，20万
分三周

张三 2024-03-06 09:00:00
好的
"""
Save = Callable[[str | bytes], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "5d41402a"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_feishu_minutes(save: Save, encoding: str) -> None:
    read = parse(save(FEISHU.encode(encoding)), "妙记.txt")
    speech = [block for block in read.blocks if block.kind == "speech"]
    assert [(b.speaker, b.text) for b in speech] == [
        ("说话人 1", "大家好，先看预算。"),
        ("说话人 2", "二十万， 分三周。"),
        ("说话人 1", "散会。"),
    ]
    assert [b.locator for b in speech] == [Locator(start=0, end=12), Locator(start=12, end=3723), Locator(start=3723)]
    assert [b.text for b in read.blocks if b.kind == "text"][:2] == [
        "投放复盘会",
        "2024年1月4日 下午 3:03|1小时 2分钟 10秒",
    ]
    assert read.facts == {"duration_s": 3730.0, "occurred_on": "2024-01-04", "speakers": ["说话人 1", "说话人 2"]}


def test_windows_line_ends(save: Save) -> None:
    read = parse(save(FEISHU.replace("\n", "\r\n")), "妙记.txt")
    assert [block.speaker for block in read.blocks if block.kind == "speech"] == ["说话人 1", "说话人 2", "说话人 1"]


def test_webvtt(save: Save) -> None:
    read = parse(save("WEBVTT\n\n00:01.000 --> 00:02.500\n<v 王莉>先停投。</v>\n"), "会议.vtt")
    assert [(b.text, b.speaker, b.locator) for b in read.blocks] == [("先停投。", "王莉", Locator(start=1.0, end=2.5))]
    assert read.facts == {"duration_s": 2.5, "speakers": ["王莉"]}


def test_captions_with_the_time_of_day_start_at_zero(save: Save) -> None:
    read = parse(save("[Alice] 10:03:12\nhello there\n\n[Bob] 10:03:20\nhi\n"), "closed_caption.txt")
    assert [block.locator.start for block in read.blocks] == [0.0, 8.0]
    assert read.blocks[0].locator.end == 8.0


def test_untimed_dialogue_is_found_by_paragraph(save: Save) -> None:
    text = "\n".join(f"{name}：我说第{n}句。" for n, name in enumerate("甲乙甲乙甲乙", start=1))
    read = parse(save(text), "访谈.txt")
    assert [block.locator for block in read.blocks] == [Locator(paragraph=n) for n in range(1, 7)]


def test_a_word_transcript(tmp_path: Path) -> None:
    document = Document()
    for turn in (
        "Wang Li   0:03\nLet us begin.",
        "Zhao Min   0:10\nThe budget first.\nTwo hundred.",
        "Wang Li   1:00:25\nAgreed.",
    ):
        document.add_paragraph(turn)
    document.save(tmp_path / "t")
    read = parse(tmp_path / "t", "Kickoff.docx")
    assert [(b.speaker, b.text, b.locator.start) for b in read.blocks] == [
        ("Wang Li", "Let us begin.", 3),
        ("Zhao Min", "The budget first. Two hundred.", 10),
        ("Wang Li", "Agreed.", 3625),
    ]


def test_a_chat(save: Save) -> None:
    read = parse_chat(save(WECHAT.encode("gb18030")), "群聊.txt")
    assert [(b.text, b.speaker, b.locator, b.headings, b.kind) for b in read.blocks] == [
        ("预算定了吗", "张三", Locator(message=1), ("2024-03-05", "14:23:11"), "message"),
        ("定了，20万\n分三周", "李四", Locator(message=2), ("2024-03-05", "14:25:00"), "message"),
        ("好的", "张三", Locator(message=3), ("2024-03-06", "09:00:00"), "message"),
    ]
    assert read.facts == {"occurred_on": "2024-03-05", "messages": 3, "speakers": ["张三", "李四"]}


def test_a_chat_with_times_only(save: Save) -> None:
    read = parse_chat(save("Alice  10:23 AM\nhi\nBob  10:24 AM\nyo\n"), "slack.txt")
    assert [block.headings for block in read.blocks] == [("10:23 AM",), ("10:24 AM",)]
    assert "occurred_on" not in read.facts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (FEISHU, Kind.TRANSCRIPT),
        (WECHAT, Kind.CHAT),
        ("WEBVTT\n\n", Kind.TRANSCRIPT),
        ("预算方案\n一、总则\n", None),
        ("", None),
    ],
)
def test_talk_of(text: str, kind: Kind | None) -> None:
    assert talk_of(text) is kind


def test_a_date_that_is_none_is_left_out(save: Save) -> None:
    read = parse(save("2024年13月45日|10分钟\n文字记录:\n说话人 1 00:00\n好\n说话人 2 00:05\n行\n"), "x.txt")
    assert "occurred_on" not in read.facts


@pytest.mark.parametrize("text", ["WEBVTT\n\n", "只是一段话。\n", "说话人 1 00:00\n\n说话人 2 00:05\n\n"])
def test_no_turn_in_it(save: Save, text: str) -> None:
    with pytest.raises(NothingFound) as refused:
        parse(save(text), "记录.txt")
    assert "记录.txt" in refused.value.say("zh")


def test_unreadable_and_damaged(save: Save) -> None:
    with pytest.raises(UnreadableText):
        parse(save(bytes(range(1, 256)) * 20), "x.txt")
    with pytest.raises(DamagedFile):
        parse(save(b"PK\x03\x04" + bytes(60)), "x.docx")


def test_a_long_meeting_is_read_quickly(save: Save) -> None:
    turns = "\n".join(f"说话人 {n % 5} {n // 60:02}:{n % 60:02}\n这是第{n}句，讨论预算。\n" for n in range(5900))
    assert len(parse(save(turns), "长会.txt").blocks) == 5900
