"""Transcription against bare faster-whisper: the same sound, the same model, one run.

    python -m benchmarks.speech                     the sample recordings, joined to about five minutes
    python -m benchmarks.speech --minutes 20        repeated to twenty; also says when the first minute was ready
    python -m benchmarks.speech --clips FOLDER      real speech with references (FOLDER/manifest.jsonl), joined

Bare is `WhisperModel.transcribe(beam_size=5, vad_filter=True)`. Both get decoded samples and the
same compute type and threads, take turns, and are timed by the wall clock and by the processor.
A turn is lost when less than half as many characters and words as were spoken in it came out
between its first and last second.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
import unicodedata
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.recording_pieces import plan_pieces
from ingest.recordings import SAMPLE_RATE, Samples, read_audio
from ingest.speech import SpeechOptions
from ingest.speech_text import simplified
from ingest.speech_weights import bundled_weights
from ingest.transcribe import hear, make_transcriber

EXAMPLES = Path(__file__).parents[1] / "examples"
SLACK_S = 0.6  # word times near a turn's edge


@dataclass(frozen=True)
class Turn:
    """What was said, and when."""

    text: str
    start: float
    end: float


Words = list[tuple[float, str]]  # the middle of each word, its text


@dataclass(frozen=True)
class Run:
    """What one engine made of the sound, and what it took."""

    words: Words
    wall_s: float
    processor_s: float
    first_minute_s: float = 0.0


def main() -> None:
    """Parse the arguments, run both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--clips", type=Path, help="a folder with manifest.jsonl: path, ref_text, lang")
    parser.add_argument("--lang", help="only clips of this language")
    parser.add_argument("--compute", default="default")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1, help="how often, taking turns; the fastest counts")
    parser.add_argument("--show", action="store_true", help="print what was recognised, and the turns lost")
    asked = parser.parse_args()

    sound, turns = clips(asked.clips, asked.lang) if asked.clips else samples(asked.minutes * 60)
    options = SpeechOptions(compute_type=asked.compute, cpu_threads=asked.threads)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "joined.wav"
        write_wav(file, sound)
        engines = {"bare faster-whisper": bare(options, sound), "Baton": ours(options, file)}
        rounds = [{name: run() for name, run in engines.items()} for _ in range(asked.rounds)]
    runs = {name: min((took[name] for took in rounds), key=lambda run: run.wall_s) for name in engines}
    print(f"{len(sound) / SAMPLE_RATE:.0f} s of sound, {len(turns)} turns, compute type {asked.compute}\n")
    print(f"{'':22}{'wall s':>9}{'cpu s':>9}{'ratio':>7}{'turns lost':>12}{'error':>8}")
    base = runs["bare faster-whisper"].wall_s
    for name, run in runs.items():
        lost = [turn for turn in turns if is_lost(turn, run.words)]
        error = error_rate(" ".join(turn.text for turn in turns), "".join(text for _, text in run.words))
        ratio = run.wall_s / base
        print(f"{name:22}{run.wall_s:9.1f}{run.processor_s:9.1f}{ratio:7.2f}{len(lost):12}{error:8.1%}")
        if asked.show:
            print("".join(text for _, text in run.words))
            print(*(f"  lost {turn.start:.0f}-{turn.end:.0f} {turn.text}" for turn in lost), sep="\n")
    run = runs["Baton"]
    share = run.first_minute_s / run.wall_s
    print(f"\nfirst piece transcribed after {run.first_minute_s:.1f} s, {share:.1%} of the total")


def bare(options: SpeechOptions, sound: Samples) -> Callable[[], Run]:
    """faster-whisper's own sequential mode over the whole sound."""
    from faster_whisper import WhisperModel

    folder = bundled_weights(Path(tempfile.gettempdir()) / "baton-benchmark")
    model = WhisperModel(str(folder), compute_type=options.compute_type, cpu_threads=options.cpu_threads)

    def run() -> Run:
        wall, processor = time.perf_counter(), time.process_time()
        segments, _ = model.transcribe(sound, beam_size=5, vad_filter=True)
        words: Words = []
        for segment in segments:  # no word times: a segment's characters are spread over it
            tokens = re.findall(r"[\u3400-\u9fff]|[^\u3400-\u9fff]+?(?=\s|[\u3400-\u9fff]|$)", segment.text)
            step = (segment.end - segment.start) / max(1, len(tokens))
            words += [(segment.start + (i + 0.5) * step, token) for i, token in enumerate(tokens)]
        return Run(words, time.perf_counter() - wall, time.process_time() - processor)

    return run


def ours(options: SpeechOptions, file: Path) -> Callable[[], Run]:
    """Baton's, planning and reading of the file included."""
    engine = make_transcriber(options, Path(tempfile.gettempdir()) / "baton-benchmark")
    silence = np.zeros(SAMPLE_RATE, np.float32)
    piece = next(plan_pieces(file, file.name, hear))
    engine.transcribe(
        silence, piece.__class__(0, 0.0, 1.0, ((0.0, 1.0),)), (), file.name
    )  # loads the model, as bare has

    def run() -> Run:
        wall, processor = time.perf_counter(), time.process_time()
        words: Words = []
        first = 0.0
        for piece in list(plan_pieces(file, file.name, hear)):
            result = engine.transcribe(read_audio(file, file.name, piece.start, piece.end), piece, (), file.name)
            words += [
                ((w.start + w.end) / 2, w.text) for block in result.blocks for w in (*block.words, _space(block.words))
            ]
            first = first or time.perf_counter() - wall
        return Run(words, time.perf_counter() - wall, time.process_time() - processor, first)

    return run


def _space(words: Sequence[object]) -> object:
    from vectorstore.models import Word

    last = words[-1]
    assert isinstance(last, Word)
    return Word(" ", last.start, last.end, 1.0)


def samples(seconds: float) -> tuple[Samples, list[Turn]]:
    """The sample recordings one after the other, again and again until the time is full."""
    recordings = {
        path.stem: path for path in EXAMPLES.glob("handover/**/*") if path.suffix in (".m4a", ".opus", ".mp4")
    }
    truths = sorted(path for path in (EXAMPLES / "truth").glob("*.json") if path.stem in recordings)
    parts: list[Samples] = []
    turns: list[Turn] = []
    at = 0.0
    while at < seconds and truths:
        for truth in truths:
            sound = read_audio(recordings[truth.stem], truth.stem)
            for turn in json.loads(truth.read_text(encoding="utf-8")):
                turns.append(Turn(turn["text"], turn["start"] + at, turn["end"] + at))
            parts.append(sound)
            at += len(sound) / SAMPLE_RATE
            if at >= seconds:
                break
    joined = np.concatenate(parts)[: int(seconds * SAMPLE_RATE)]
    return joined, [turn for turn in turns if turn.end <= seconds]


def clips(folder: Path, lang: str | None) -> tuple[Samples, list[Turn]]:
    """Clips with references in a fixed shuffled order, half a second to 1.2 s apart."""
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    entries = [entry for entry in entries if entry.get("ref_text") and lang in (None, entry["lang"])]
    order = random.Random(1)
    order.shuffle(entries)
    parts: list[Samples] = []
    turns: list[Turn] = []
    at = 0.0
    for entry in entries:
        sound = read_audio(folder / entry["path"], entry["path"])
        pause = np.zeros(int(order.uniform(0.5, 1.2) * SAMPLE_RATE), np.float32)
        turns.append(Turn(entry["ref_text"], at, at + len(sound) / SAMPLE_RATE))
        parts += [sound, pause]
        at += (len(sound) + len(pause)) / SAMPLE_RATE
    return np.concatenate(parts), turns


def write_wav(path: Path, sound: Samples) -> None:
    """16 bits, mono."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def tokens(text: str) -> list[str]:
    """Han characters and Latin words, Simplified, lower case, without punctuation."""
    plain = unicodedata.normalize("NFKC", simplified([text])[0]).lower()
    return re.findall(r"[\u3400-\u9fff]|[a-z0-9']+", plain)


def is_lost(turn: Turn, words: Words) -> bool:
    """Less than half of it came out where it was said."""
    inside = "".join(text for at, text in words if turn.start - SLACK_S <= at <= turn.end + SLACK_S)
    return len(tokens(inside)) < 0.5 * len(tokens(turn.text))


def error_rate(reference: str, recognised: str) -> float:
    """Edit distance over Han characters and Latin words, by the reference's length."""
    expected, found = tokens(reference), tokens(recognised)
    row = list(range(len(found) + 1))
    for i, wanted in enumerate(expected, 1):
        above, row = row, [i]
        for j, got in enumerate(found, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (wanted != got)))
    return row[-1] / max(1, len(expected))


if __name__ == "__main__":
    main()
