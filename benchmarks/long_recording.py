"""Three hours with little speech in them: what is dropped, made up, lost, and what memory and time it takes.

    python -m benchmarks.long_recording --minutes 180 --speech 0.33

Speech is the sample recordings, and the real clips where ../shared/data/speech is; between them lie silence, room
noise, chords, noise bursts and two people at once, all made here from a fixed seed. Text inside a stretch without
speech is made up.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.speech import SHARED
from benchmarks.speech_engines import write_wav
from benchmarks.speech_scores import Turn, Words, is_lost, tokens
from benchmarks.speech_sets import Sound, clip_sets, sample_sets
from ingest.recording_pieces import plan_pieces
from ingest.recordings import SAMPLE_RATE, Samples, read_audio
from ingest.speech import SpeechOptions
from ingest.transcribe import hear, make_transcriber

SILENT_KINDS = ("silence", "room noise", "chords", "bursts")
SLACK_S = 1.0  # a word's time is good to half a second


@dataclass
class Recording:
    """What was laid out, and where."""

    parts: list[Samples] = field(default_factory=list)
    stretches: list[tuple[str, float, float]] = field(default_factory=list)  # kind, start, end
    turns: list[Turn] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, kind: str, samples: Samples, turns: tuple[Turn, ...] = ()) -> None:
        self.turns += (Turn(turn.text, turn.start + self.seconds, turn.end + self.seconds) for turn in turns)
        end = self.seconds + len(samples) / SAMPLE_RATE
        self.stretches.append((kind, self.seconds, end))
        self.parts.append(samples)
        self.seconds = end


def main() -> None:
    """Lay out, transcribe, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=180.0)
    parser.add_argument("--speech", type=float, default=0.33, help="the share of it that is speech")
    parser.add_argument("--threads", type=int, default=0)
    asked = parser.parse_args()
    recording = laid_out(asked.minutes * 60, asked.speech)
    cache = Path(tempfile.gettempdir()) / "baton-benchmark"
    engine = make_transcriber(SpeechOptions(compute_type="int8", cpu_threads=asked.threads), cache)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.wav"
        write_wav(file, np.concatenate(recording.parts))
        recording.parts.clear()
        before, highest, started = resident_mib(), 0.0, time.perf_counter()
        words: Words = []
        dropped: Counter[str] = Counter()
        uncovered: list[tuple[float, float]] = []
        for piece in plan_pieces(file, file.name, hear):
            audio = read_audio(file, file.name, piece.start, piece.end)
            result = engine.transcribe(audio, piece, (), file.name)
            words += (((w.start + w.end) / 2, w.text) for block in result.blocks for w in block.words)
            dropped.update(result.dropped)
            uncovered += result.uncovered
            highest = max(highest, resident_mib())
        took = time.perf_counter() - started
    lost = sum(is_lost(turn, words) for turn in recording.turns)
    print(f"{recording.seconds / 3600:.2f} h, {took:.0f} s, {recording.seconds / took:.1f} x real time")
    print(f"resident after a piece at most {highest:.0f} MiB, {before:.0f} before the first")
    print(f"turns lost {lost} of {len(recording.turns)}")
    print(f"dropped, s: {dict(dropped)}; heard as speech without text, s: {sum(b - a for a, b in uncovered):.0f}")
    for kind, seconds, made_up in by_kind(recording, words):
        print(f"{kind}: {seconds:.0f} s, {made_up} characters and words of text")


def by_kind(recording: Recording, words: Words) -> Iterator[tuple[str, float, int]]:
    """(kind, seconds of it, characters and words of text inside it)."""
    seconds: dict[str, float] = defaultdict(float)
    found: dict[str, int] = defaultdict(int)
    for kind, start, end in recording.stretches:
        seconds[kind] += end - start
        slack = SLACK_S if kind in SILENT_KINDS else 0.0
        found[kind] += len(tokens("".join(text for at, text in words if start + slack <= at <= end - slack)))
    for kind in seconds:
        yield kind, seconds[kind], found[kind]


def laid_out(seconds: float, share: float) -> Recording:
    """Speech and what is none in turn, until `seconds` are full, `share` of them speech."""
    rng = np.random.default_rng(9)
    sets = sample_sets(glossary=False)
    if (SHARED / "manifest.jsonl").exists():
        sets += [s for s in clip_sets(SHARED) if "joined" in s.name or "in turn" in s.name]
    speech = [sound for s in sets for sound in s.sounds]
    recording = Recording()
    spoken = 0.0
    at = 0
    while recording.seconds < seconds:
        if spoken <= share * recording.seconds:
            sound = speech[at % len(speech)]
            kind = "speech" if at % 4 else "speech over noise"
            noise = 0.0 if at % 4 else 0.003
            noisy = sound.samples + noise * rng.standard_normal(len(sound.samples))
            recording.add(kind, noisy.astype(np.float32), sound.turns)
            spoken += sound.seconds
            at += 1
        elif rng.random() < 0.1:
            recording.add("crosstalk", crosstalk(speech, rng))
        else:
            kind = SILENT_KINDS[int(rng.integers(len(SILENT_KINDS)))]
            recording.add(kind, without_speech(kind, float(rng.uniform(20, 150)), rng))
    return recording


def crosstalk(speech: list[Sound], rng: np.random.Generator) -> Samples:
    """Thirty seconds of two recordings at once, one at half the level."""
    count = 30 * SAMPLE_RATE
    long = [sound.samples for sound in speech if len(sound.samples) > count]
    one, other = (long[int(i)] for i in rng.integers(len(long), size=2))
    mixed: Samples = one[:count] + 0.5 * other[-count:]
    return mixed


def without_speech(kind: str, seconds: float, rng: np.random.Generator) -> Samples:
    """Sound in which nobody speaks."""
    count = int(seconds * SAMPLE_RATE)
    t = np.arange(count) / SAMPLE_RATE
    sound = np.zeros(count)
    if kind == "room noise":
        sound = 0.01 * np.convolve(rng.standard_normal(count), np.ones(8) / 8, "same")
    elif kind == "chords":
        for begin in np.arange(0, seconds, 1.6):
            struck = (t >= begin) & (t < begin + 1.6)
            for step in rng.choice([0, 3, 4, 7, 9, 12], 3, replace=False):
                pitch = 220 * 2 ** (step / 12)
                sound[struck] += 0.08 * np.exp(-1.5 * (t[struck] - begin)) * np.sin(2 * np.pi * pitch * t[struck])
    elif kind == "bursts":
        for begin in rng.uniform(0, max(0.1, seconds - 0.4), int(seconds)):
            now = slice(int(begin * SAMPLE_RATE), int((begin + rng.uniform(0.03, 0.3)) * SAMPLE_RATE))
            sound[now] += rng.uniform(0.05, 0.4) * rng.standard_normal(len(sound[now]))
    return sound.astype(np.float32)


def resident_mib() -> float:
    """What this process holds now; its peak is that of laying the sound out."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / (1 << 20)


if __name__ == "__main__":
    main()
