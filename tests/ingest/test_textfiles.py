from __future__ import annotations

import random
from pathlib import Path

import pytest

from ingest.errors import UnreadableText
from ingest.textfiles import decode, decode_head, read_text

SIMPLIFIED = "客户预算在三月调整，投放广告的达人名单见附件。\n直播间价格不能改。"
TRADITIONAL = "客戶預算在三月調整，投放廣告的達人名單見附件。"
ENGLISH = "The budget moves in March.\nDo not change the price."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [SIMPLIFIED, "名称,金额\n口红,1200", "口红"])
def test_simplified_chinese_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "表.csv") == text


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16-le"])
def test_traditional_chinese(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "x.txt") == TRADITIONAL


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_english(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "x.txt") == ENGLISH


def test_windows_1252_is_told_from_chinese() -> None:
    text = "# können\n\nWir müssen für Größe und Übermaß prüfen."
    assert decode(text.encode("cp1252"), "x.md") == text


def test_a_two_character_cell_in_gb18030() -> None:
    assert decode("唇釉".encode("gb18030"), "x.csv") == "唇釉"


def test_line_ends_become_newlines() -> None:
    assert decode(b"a\r\nb\rc\n", "x") == "a\nb\nc\n"


@pytest.mark.parametrize("seed", range(5))
def test_binary_is_refused_by_name(seed: int) -> None:
    with pytest.raises(UnreadableText) as refused:
        decode(random.Random(seed).randbytes(4000), "合同.txt")
    assert "合同.txt" in refused.value.say("zh")


def test_utf8_that_is_mostly_control_characters_is_refused() -> None:
    with pytest.raises(UnreadableText):
        decode(b"\x01\x02\x03abc\x04\x05" * 50, "x.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_head_may_end_inside_a_character(encoding: str) -> None:
    data = (SIMPLIFIED * 50).encode(encoding)
    for cut in range(200, 206):
        head = decode_head(data[:cut])
        assert head is not None
        assert (SIMPLIFIED * 50).startswith(head)


def test_read_text_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "会议.txt"
    path.write_bytes(SIMPLIFIED.encode("gb18030"))
    assert read_text(path, "会议.txt") == SIMPLIFIED
