"""The sound that speech is measured on: real clips by corpus, alone and joined, and conversations in two languages.

Knows the layout of ../shared/data/speech (manifest.jsonl) and of examples/. Nothing of either is copied: names that are
looked for are told by rule, capitals for English, and by the lists here for Mandarin, whose references have none.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speech_scores import Turn
from ingest.recordings import SAMPLE_RATE, Samples, read_audio

EXAMPLES = Path(__file__).parents[1] / "examples"
PAUSES_S = (0.5, 1.2)
CORPORA = {
    "AISHELL-1": ("aishell1__", "wenet__aishell"),
    "AISHELL-3": ("aishell3__",),
    "LJSpeech": ("ljspeech__",),
    "LibriVox": ("pocketsphinx__",),
    "JFK": ("jfk",),
    "AMI": ("pyannote__",),
}
MANDARIN_NAMES = (
    *("广州市", "房地产", "中介协会", "苹果", "陈妍希", "每日经济新闻", "伦敦", "沧浪之歌"),
    *("迪卡侬", "新京报", "林斐然", "香港", "人民币", "我国"),
)
ENGLISH_NAMES = ("Chinese", "Netherlands", "Gutenberg", "Bible", "John Dashwood", "Americans", "Emma", "Jing", "Daniel")


@dataclass(frozen=True)
class Sound:
    """A stretch of sound that is transcribed in one go, and what is said in it (nothing where no one wrote it down)."""

    samples: Samples
    turns: tuple[Turn, ...]
    spoken: tuple[tuple[float, float], ...] = ()  # where somebody speaks, from an RTTM file

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True)
class SoundSet:
    """Sounds under one name. `names` and the `glossary` given to the engine that can use one."""

    name: str
    sounds: tuple[Sound, ...]
    names: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()


def clip_sets(folder: Path) -> list[SoundSet]:
    """Every corpus of the manifest clip by clip, then joined; then joined across the languages."""
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    names = (*MANDARIN_NAMES, *ENGLISH_NAMES)
    found: list[SoundSet] = []
    by_language: dict[str, list[Sound]] = {"zh": [], "en": []}
    for corpus, prefixes in CORPORA.items():
        chosen = [entry for entry in entries if Path(entry["path"]).name.startswith(prefixes)]
        clips = tuple(_clip(folder, entry) for entry in chosen)
        found.append(SoundSet(f"{corpus}, clips", clips, names))
        if clips and clips[0].turns:
            found.append(SoundSet(f"{corpus}, joined", (joined(clips, 1),), names))
            by_language[chosen[0]["lang"]] += clips
    mandarin, english = (_shuffled(by_language[lang], 2) for lang in ("zh", "en"))
    pairs = zip_longest(mandarin[::2], mandarin[1::2], english)
    mixed = [clip for group in pairs for clip in group if clip]
    return [*found, SoundSet("Mandarin and English clips in turn", (joined(mixed, 3, shuffle=False),), names)]


def sample_sets(glossary: bool) -> list[SoundSet]:
    """The sample recordings, each client's with its glossary or without."""
    manifest = json.loads((EXAMPLES / "handover" / "manifest.json").read_text(encoding="utf-8"))
    found = []
    for space in manifest["spaces"]:
        for source in space["sources"]:
            path, truth = (
                EXAMPLES / "handover" / source["path"],
                EXAMPLES / "truth" / f"{Path(source['path']).stem}.json",
            )
            if path.suffix not in (".m4a", ".opus", ".mp4") or not truth.exists():
                continue
            terms = tuple(space["glossary"])
            turns = tuple(_turn(turn) for turn in json.loads(truth.read_text(encoding="utf-8")))
            sound = Sound(read_audio(path, path.name), turns)
            label = f"{path.stem}, {'with' if glossary else 'without'} glossary"
            found.append(SoundSet(label, (sound,), terms, terms if glossary else ()))
    return found


def joined(clips: Sequence[Sound], seed: int, *, shuffle: bool = True) -> Sound:
    """The clips one after the other in a fixed order, half a second to 1.2 s apart."""
    order = random.Random(seed)
    parts: list[Samples] = []
    turns: list[Turn] = []
    at = 0.0
    for clip in _shuffled(clips, seed) if shuffle else clips:
        pause = np.zeros(int(order.uniform(*PAUSES_S) * SAMPLE_RATE), np.float32)
        turns += (Turn(turn.text, turn.start + at, turn.end + at) for turn in clip.turns)
        parts += [clip.samples, pause]
        at += clip.seconds + len(pause) / SAMPLE_RATE
    return Sound(np.concatenate(parts), tuple(turns))


def _shuffled(clips: Sequence[Sound], seed: int) -> list[Sound]:
    order = list(clips)
    random.Random(seed).shuffle(order)
    return order


def _clip(folder: Path, entry: dict[str, Any]) -> Sound:
    samples = read_audio(folder / entry["path"], entry["path"])
    text = entry.get("ref_text")
    turns = (Turn(text, 0.0, len(samples) / SAMPLE_RATE),) if text else ()
    return Sound(samples, turns, _spoken(folder / entry["rttm"]) if entry.get("rttm") else ())


def _spoken(rttm: Path) -> tuple[tuple[float, float], ...]:
    rows = (line.split() for line in rttm.read_text(encoding="utf-8").splitlines())
    return tuple((float(row[3]), float(row[3]) + float(row[4])) for row in rows)


def _turn(record: dict[str, Any]) -> Turn:
    return Turn(record["text"], record["start"], record["end"])
