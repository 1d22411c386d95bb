"""Transcription against bare faster-whisper: the same sound, the same model, one run.

    python -m benchmarks.speech                      every set of ../shared/data/speech and the sample recordings
    python -m benchmarks.speech --sets AISHELL       sets whose name contains one of these words
    python -m benchmarks.speech --rounds 3           the engines take turns three times; the fastest round counts

Prints a Markdown table: errors, turns lost, numbers and names right, and seconds as ratios to bare beam 5 (below
1 is faster). Errors are edit distance over Han characters, words and numbers, by the reference's length. A turn is
lost when less than half of what was spoken in it came out between its first and last second. AMI has no reference
text: there the share of annotated speech without any word within two seconds is given instead.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speech_engines import BARE, OURS, Engine, engines
from benchmarks.speech_scores import Counts, Words, score
from benchmarks.speech_sets import Sound, SoundSet, clip_sets, sample_sets

SHARED = Path(__file__).parents[2] / "shared" / "data" / "speech"
NEAR_S = 2.0


def main() -> None:
    """Parse the arguments, run every engine on every set, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=SHARED, help="a folder with manifest.jsonl")
    parser.add_argument("--sets", nargs="*", default=[], help="only sets whose name contains one of these")
    parser.add_argument("--engines", nargs="*", default=[OURS, *BARE])
    parser.add_argument("--compute", default="int8")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what was recognised")
    asked = parser.parse_args()

    known = clip_sets(asked.clips) if (asked.clips / "manifest.jsonl").exists() else []
    known += [*sample_sets(glossary=False), *sample_sets(glossary=True)]
    chosen = [s for s in known if not asked.sets or any(part in s.name for part in asked.sets)]
    made = {name: engine for name, engine in engines(asked.compute, asked.threads).items() if name in asked.engines}
    print(f"compute type {asked.compute}, threads {asked.threads or 'all'}, rounds {asked.rounds}\n")
    print("| set | sound, s | " + " | ".join(f"{name}: error, lost, numbers, names, time" for name in made) + " |")
    print("|---|---|" + "---|" * len(made))
    for sounds in chosen:
        print(row(sounds, made, asked.rounds, asked.show), flush=True)


def row(sounds: SoundSet, made: dict[str, Engine], rounds: int, show: bool) -> str:
    """One line of the table. The engines take turns sound by sound."""
    seconds = dict.fromkeys(made, float("inf"))
    heard: dict[str, list[Words]] = {}
    for _ in range(rounds):
        took = dict.fromkeys(made, 0.0)
        heard = {name: [] for name in made}
        for sound in sounds.sounds:
            for name, engine in made.items():
                started = time.perf_counter()
                heard[name].append(engine(sound.samples, sounds.glossary))
                took[name] += time.perf_counter() - started
        seconds = {name: min(seconds[name], took[name]) for name in made}
    base = seconds.get("beam 5") or next(iter(seconds.values()))
    cells = [
        f"{said(sounds, heard[name])}, {seconds[name] / base:.2f}"
        + (f" ({seconds[name]:.1f} s)" if name == "beam 5" else "")
        for name in made
    ]
    if show:
        for name in made:
            print(name, *("".join(text for _, text in words) for words in heard[name]), sep="\n    ")
    return f"| {sounds.name} | {sum(sound.seconds for sound in sounds.sounds):.0f} | " + " | ".join(cells) + " |"


def said(sounds: SoundSet, heard: Sequence[Words]) -> str:
    """What one engine made of a set: error, turns lost, numbers and names right."""
    if not any(sound.turns for sound in sounds.sounds):
        return f"{uncovered(sounds.sounds, heard):.1%} without words"
    total = sum((score(s.turns, words, sounds.names) for s, words in zip(sounds.sounds, heard, strict=True)), Counts())
    numbers, names = ("/".join(map(str, pair)) if pair[1] else "–" for pair in (total.numbers, total.names))
    return f"{total.errors / total.tokens:.1%}, {total.lost} of {total.turns}, {numbers}, {names}"


def uncovered(sounds: Sequence[Sound], heard: Sequence[Words]) -> float:
    """The share of annotated speech, in steps of 0.1 s, that has no word within `NEAR_S`."""
    missed = total = 0
    for sound, words in zip(sounds, heard, strict=True):
        steps = {round(start * 10) + i for start, end in sound.spoken for i in range(round((end - start) * 10))}
        times = [at for at, text in words if text.strip()]
        total += len(steps)
        missed += sum(not any(abs(at - step / 10) <= NEAR_S for at in times) for step in steps)
    return missed / max(1, total)


if __name__ == "__main__":
    main()
