"""Which stretches of speech are decoded together, and which of them the text does not cover.

Pure arithmetic on seconds. A window is one language and at most `LONGEST_S` long: a window that
holds two languages is where Whisper loses or translates one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_S = 25.0  # Whisper's window is 30 s; the rest is room for the padding it wants to hear the end
LONGEST_PAUSE_S = 2.0  # within a window; longer ones invite text that nobody said
NEAR_WORD_S = 0.5  # word times are good to about this much
HOLE_S = 0.8  # a shorter uncovered stretch is a breath, a click or an "uh"

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds of sound that are decoded in one go, as one language."""

    start: float
    end: float
    lang: str
    stretches: tuple[Stretch, ...]


def windows(stretches: Sequence[Stretch], langs: Sequence[str]) -> list[Window]:
    """Neighbouring stretches of one language joined as long as they fit."""
    joined: list[Window] = []
    for (start, end), lang in zip(stretches, langs, strict=True):
        last = joined[-1] if joined else None
        fits = last and last.lang == lang and end - last.start <= LONGEST_S and start - last.end <= LONGEST_PAUSE_S
        if last and fits:
            joined[-1] = Window(last.start, end, lang, (*last.stretches, (start, end)))
        else:
            joined.append(Window(start, end, lang, ((start, end),)))
    return joined


def holes(stretches: Iterable[Stretch], covered: Iterable[Stretch]) -> list[Stretch]:
    """The parts of `stretches` that are further than `NEAR_WORD_S` from everything in `covered`."""
    wide = sorted((start - NEAR_WORD_S, end + NEAR_WORD_S) for start, end in covered)
    found: list[Stretch] = []
    for start, end in stretches:
        at = start
        for a, b in wide:
            if b <= at:
                continue
            if a >= end:
                break
            if a - at >= HOLE_S:
                found.append((at, a))
            at = max(at, b)
        if end - at >= HOLE_S:
            found.append((at, end))
    return found


def settle(scores: Sequence[dict[str, float]], stretches: Sequence[Stretch], sure: float) -> list[str]:
    """One language per stretch: its own where the model is `sure` of it (share among the candidates),
    otherwise that of the sure stretch nearest in time, otherwise its own best guess."""
    best = [max(score, key=lambda lang: score[lang]) for score in scores]
    certain = [i for i, score in enumerate(scores) if score[best[i]] >= sure]

    def distance(i: int, j: int) -> float:
        return max(stretches[j][0] - stretches[i][1], stretches[i][0] - stretches[j][1])

    return [
        best[i] if i in certain or not certain else best[min(certain, key=lambda j: distance(i, j))]
        for i in range(len(scores))
    ]
