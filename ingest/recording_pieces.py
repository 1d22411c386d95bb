"""A recording cut into pieces at silences: each is transcribed, stored and made searchable by itself.

Knows nothing of speech models: `hear`, which finds speech in samples, is passed in. Streams
through the file once and holds at most one and a half pieces of sound (12 MB), whatever the
file's length. The same file gives the same pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.recordings import SAMPLE_RATE, Samples, audio_blocks

# Samples to the stretches of speech in them, in seconds from the first sample.
Hear = Callable[[Samples], list[tuple[float, float]]]

FIRST_S = 45.0  # short, so that something is searchable soon
TARGET_S = 120.0  # what a kill -9 may cost: about ten seconds of work on two cores
ENOUGH_SILENCE_S = 1.0  # a longer silence is no better a place to cut: then the one nearest to the target wins
QUIET_S = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a recording. All times are seconds from the recording's beginning."""

    index: int
    start: float
    end: float
    speech: tuple[tuple[float, float], ...]  # where speech was heard, in order, inside start..end


def plan_pieces(
    path: Path,
    file: str,
    hear: Hear,
    *,
    first_s: float = FIRST_S,
    target_s: float = TARGET_S,
    after: Piece | None = None,
) -> Iterator[Piece]:
    """The pieces of a recording in order, as soon as each is known; with `after`, those that follow it.

    A piece is half to one and a half times its target long. Raises what `recordings.probe` raises.
    """
    start = after.end if after else 0.0
    index = after.index + 1 if after else 0
    target = target_s if after else first_s
    waiting: list[Samples] = []  # joined when there is enough to cut: every second, it copied 100 GB in four hours
    for block in audio_blocks(path, file, start):
        waiting.append(block)
        while sum(map(len, waiting)) >= 1.5 * target * SAMPLE_RATE:
            waiting = [np.concatenate(waiting)]
            cut, speech = _cut(waiting[0], hear, target)
            piece = _piece(index, start, cut, speech)
            yield piece
            waiting, start, index, target = [waiting[0][cut:].copy()], piece.end, index + 1, target_s
    if rest := sum(map(len, waiting)):
        yield _piece(index, start, rest, hear(np.concatenate(waiting)))


def _piece(index: int, start: float, samples: int, speech: list[tuple[float, float]]) -> Piece:
    end = start + samples / SAMPLE_RATE
    return Piece(
        index=index,
        start=round(start, 3),
        end=round(end, 3),
        speech=tuple((round(start + a, 3), round(min(start + b, end), 3)) for a, b in speech),
    )


def _cut(samples: Samples, hear: Hear, target: float) -> tuple[int, list[tuple[float, float]]]:
    """Where to cut (a sample number) and the speech before it: in the middle of the longest silence
    around the target, or at the quietest moment where nobody pauses."""
    speech = hear(samples)
    edges = [0.0, *(t for stretch in speech for t in stretch), len(samples) / SAMPLE_RATE]
    silences = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    near = [(a, b) for a, b in silences if 0.5 * target <= (a + b) / 2 <= 1.5 * target]
    if near:
        a, b = max(near, key=lambda gap: (min(gap[1] - gap[0], ENOUGH_SILENCE_S), -abs(sum(gap) / 2 - target)))
        middle = (a + b) / 2
    else:
        middle = _quietest(samples, 0.5 * target, 1.5 * target)
    middle = int(middle * 1000) / 1000  # whole milliseconds: times stay exact when rounded
    before = [(a, min(b, middle)) for a, b in speech if a < middle]
    return round(middle * SAMPLE_RATE), before


def _quietest(samples: Samples, first: float, last: float) -> float:
    """The middle of the 0.2 s with the least energy between two moments."""
    width = int(QUIET_S * SAMPLE_RATE)
    begin = int(first * SAMPLE_RATE)
    inside = samples[begin : int(last * SAMPLE_RATE)]
    frames = inside[: len(inside) // width * width].reshape(-1, width)
    quietest = int(np.argmin(np.square(frames).sum(axis=1)))
    return (begin + (quietest + 0.5) * width) / SAMPLE_RATE
