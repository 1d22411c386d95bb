"""Transcripts and chats that other tools made, to blocks with speakers and times.

Reads WebVTT, SRT, plain text in any encoding, and docx (Teams and Tencent Meeting export
it) by its paragraphs alone. What a tool wrote above the first turn (title, date, keywords,
summary) stays as text blocks. Times are the export's own: where it gives only starts, a
segment ends where the next begins and the last one's end is unknown. It does not promise
that they match a recording that was cut afterwards.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from ingest.errors import NothingFound
from ingest.extraction import Extraction
from ingest.officexml import docx_lines
from ingest.subtitles import is_subtitles, read_subtitles
from ingest.textfiles import decode
from ingest.turns import Family, Turn, find_form, read_turns
from vectorstore.models import Block, Kind, Locator

_CLOCK_TIME_S = 6 * 3600.0  # a first turn later than this is the time of day: Zoom's saved captions
_DATE = re.compile(r"(20\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})")
_DURATION = re.compile(r"(?:(\d{1,2})\s?(?:小时|h)\s?)?(\d{1,3})\s?(?:分钟|分|m)\s?(?:(\d{1,2})\s?(?:秒|s))?")
_SAMPLE_LINES = 400


def talk_of(text: str) -> Kind | None:
    """TRANSCRIPT or CHAT when the text (or the first part of it) reads as one."""
    if is_subtitles(text):
        return Kind.TRANSCRIPT
    found = find_form(text.split("\n")[:_SAMPLE_LINES])
    return None if found is None else (Kind.CHAT if found[1] == "chat" else Kind.TRANSCRIPT)


def parse(path: Path, file: str) -> Extraction:
    """A meeting's transcript: blocks of kind "speech" with times and speakers.

    Raises UnreadableText, DamagedFile, and NothingFound when there is no turn in it.
    """
    text = _text(path, file)
    if is_subtitles(text):
        blocks = read_subtitles(text)
        return _spoken(blocks, file, {})
    preface, turns, _ = _turns(text, file)
    return _spoken(_preface_blocks(preface) + _speech(turns), file, _facts(preface, turns))


def parse_chat(path: Path, file: str) -> Extraction:
    """A chat export: blocks of kind "message", numbered from 1; the heading path is date, time."""
    preface, turns, _ = _turns(_text(path, file), file)
    blocks = _preface_blocks(preface)
    day = ""
    for number, turn in enumerate(turns, start=1):
        day = turn.date or day
        headings = tuple(part for part in (day, turn.clock) if part)
        blocks.append(Block(turn.text, Locator(message=number), headings=headings, speaker=turn.name, kind="message"))
    return Extraction(blocks, {**_facts(preface, turns), "messages": len(turns), "speakers": _speakers(blocks)})


def _text(path: Path, file: str) -> str:
    data = path.read_bytes()
    return "\n".join(docx_lines(path, file)) if data[:4] == b"PK\x03\x04" else decode(data, file)


def _turns(text: str, file: str) -> tuple[list[str], list[Turn], Family]:
    lines = text.split("\n")
    found = find_form(lines[:_SAMPLE_LINES]) or find_form(lines)
    if found is None:
        raise NothingFound(file=file)
    form, family = found
    preface, turns = read_turns(lines, form)
    if not turns:
        raise NothingFound(file=file)
    return preface, turns, family


def _preface_blocks(preface: list[str]) -> list[Block]:
    return [Block(line, Locator(paragraph=number)) for number, line in enumerate(preface, start=1)]


def _speech(turns: list[Turn]) -> list[Block]:
    first = next((turn.start for turn in turns if turn.start is not None), None)
    shift = first if first is not None and first >= _CLOCK_TIME_S else 0.0
    blocks = []
    for index, turn in enumerate(turns):
        following = turns[index + 1].start if index + 1 < len(turns) else None
        end = turn.end if turn.end is not None else following
        if turn.start is None:
            locator = Locator(paragraph=index + 1)
        else:
            start = max(0.0, turn.start - shift)
            locator = Locator(start=start, end=max(start, end - shift) if end is not None else None)
        text = " ".join(turn.text.split("\n"))
        blocks.append(Block(text, locator, speaker=turn.name, kind="speech"))
    return blocks


def _spoken(blocks: list[Block], file: str, facts: dict[str, Any]) -> Extraction:
    if not any(block.kind == "speech" for block in blocks):
        raise NothingFound(file=file)
    ends = [end for block in blocks if (end := block.locator.end or block.locator.start) is not None]
    told = {"duration_s": max(ends)} if ends else {}
    return Extraction(blocks, {**told, **facts, "speakers": _speakers(blocks)})


def _speakers(blocks: list[Block]) -> list[str]:
    return list(dict.fromkeys(block.speaker for block in blocks if block.speaker))


def _facts(preface: list[str], turns: list[Turn]) -> dict[str, Any]:
    """When the meeting was held and how long it took, where the export says so."""
    facts: dict[str, Any] = {}
    dated = [line[:200] for line in preface] + [turn.date for turn in turns[:1] if turn.date]
    for line in dated:
        match = _DATE.search(line)
        if match and (day := _day(*(int(part) for part in match.groups()))):
            facts["occurred_on"] = day.isoformat()
            length = _DURATION.search(line, match.end())
            if length:
                hours, minutes, secs = (int(part or 0) for part in length.groups())
                facts["duration_s"] = float(hours * 3600 + minutes * 60 + secs)
            break
    return facts


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
