"""WebVTT and SRT: cues to segments with times and speakers.

Voice tags (<v Name>), Zoom's and Tencent's "Name: text" inside a cue, and the rolling
captions of YouTube (every line shown twice) are understood. Styling, positions, notes and
chapters are dropped.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from vectorstore.models import Block, Locator

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]{0,200}>|</?>|\{\\[^{}]{0,60}\}")
_SPEAKER = re.compile(r"^\s*[-–]?\s*([^\s:：<>][^:：<>\n]{0,39}?)\s*[:：]\s*(.+)$", re.DOTALL)


def is_subtitles(text: str) -> bool:
    """WebVTT by its first line, SRT by a timing line among the first few."""
    head = text.lstrip().split("\n", 12)[:12]
    return bool(head) and (head[0].startswith("WEBVTT") or any(_srt_start(head, i) for i in range(len(head) - 1)))


def read_subtitles(text: str) -> list[Block]:
    """Segments in the order of their start, with times in seconds."""
    cues = [cue for paragraph in re.split(r"\n[ \t]*\n", text) if (cue := _cue(paragraph.split("\n")))]
    cues.sort(key=lambda cue: cue[0])
    segments: list[tuple[float, float, str | None, str]] = []
    shown: set[str] = set()
    for start, end, lines in cues:
        fresh = [line for line in lines if _plain(line) not in shown]
        shown = {_plain(line) for line in lines}
        segments.extend((start, end, voice, said) for voice, said in _voices("\n".join(fresh)) if said)
    names = _repeated_names([said for _, _, voice, said in segments if voice is None])
    return [_block(segment, names) for segment in segments]


def _srt_start(lines: list[str], at: int) -> bool:
    return lines[at].strip().isdigit() and bool(_TIMING.match(lines[at + 1]))


def _cue(lines: list[str]) -> tuple[float, float, list[str]] | None:
    for index, line in enumerate(lines[:3]):
        match = _TIMING.match(line[:120])
        if match:
            stamps = match.groups()
            text = [stripped for line in lines[index + 1 :] if (stripped := line.strip())]
            return (_seconds(stamps[:4]), _seconds(stamps[4:]), text) if text else None
    return None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, secs, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + float(f"{int(secs)}.{fraction}")


def _voices(cue: str) -> list[tuple[str | None, str]]:
    pieces = _VOICE.split(cue)
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    return [(None, _plain(pieces[0])), *((html.unescape(name).strip(), _plain(said)) for name, said in named)]


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _repeated_names(texts: list[str]) -> set[str]:
    """Names before a colon, where they come back or most cues have one: "注意: …" once is no speaker."""
    found = Counter(match[1] for text in texts if (match := _SPEAKER.match(text[:80])))
    everywhere = sum(found.values()) >= 0.5 * len(texts)
    return {name for name, count in found.items() if count > 1 or everywhere}


def _block(segment: tuple[float, float, str | None, str], names: set[str]) -> Block:
    start, end, voice, text = segment
    if voice is None:
        match = _SPEAKER.match(text)
        if match and match[1] in names:
            voice, text = match[1], match[2]
    return Block(text=text, locator=Locator(start=start, end=max(start, end)), speaker=voice or None, kind="speech")
