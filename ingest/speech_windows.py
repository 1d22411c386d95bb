"""Which stretches of speech are decoded together, and which of them the text does not cover.

Pure arithmetic on seconds. A window is one language, without a long pause and at most `LONGEST_S`
long when its shorter pauses are cut down. Measured: Mandarin meetings want context (23 % of characters wrong
with 25 s, 27 % with 15 s), and clips of different people joined over longer pauses lose sentences: every sixth
over 2 s, one of 46 in two languages over 1.5 s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

LONGEST_S = 25.0  # Whisper's 30 less the silence that it wants to hear at the end
LONGEST_PAUSE_S = 1.0
KEPT_PAUSE_S = 0.5  # of a longer pause inside a window: joined AISHELL clips 16.3 % to 13.5 % and 14.4 % to 14.0 %
NEAR_WORD_S = 0.5  # word times are good to about this much
CHANGE = log(0.1)  # people change language, but not at every other breath
BELIEVED_S = 3.0  # of speech, and its language is taken as heard
LEAST = 0.001  # a probability: no stretch alone may outweigh all others
HOLE_S = 0.8  # a shorter uncovered stretch is a breath, a click or an "uh"

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds of sound that are decoded in one go, as one language."""

    start: float
    end: float
    lang: str
    stretches: tuple[Stretch, ...]

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """What of it is decoded: its speech, with pauses cut down to `KEPT_PAUSE_S`."""
        parts: list[Stretch] = []
        for start, end in self.stretches:
            if parts and start - parts[-1][1] <= KEPT_PAUSE_S:
                parts[-1] = (parts[-1][0], end)
            elif parts:
                parts[-1] = (parts[-1][0], parts[-1][1] + KEPT_PAUSE_S / 2)
                parts.append((start - KEPT_PAUSE_S / 2, end))
            else:
                parts.append((start, end))
        return tuple(parts)

    @property
    def seconds(self) -> float:
        """The length of what is decoded."""
        return sum(end - start for start, end in self.parts)

    def real(self, at: float) -> float:
        """The second of the recording that is decoded at second `at` of this window."""
        for start, end in self.parts:
            if at <= end - start:
                return start + at
            at -= end - start
        return self.end


def windows(stretches: Sequence[Stretch], langs: Sequence[str]) -> list[Window]:
    """Neighbouring stretches of one language joined as long as they fit."""
    joined: list[Window] = []
    for (start, end), lang in zip(stretches, langs, strict=True):
        last = joined[-1] if joined else None
        more = Window(last.start, end, lang, (*last.stretches, (start, end))) if last else None
        if last and more and last.lang == lang and start - last.end <= LONGEST_PAUSE_S and more.seconds <= LONGEST_S:
            joined[-1] = more
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


def settle(scores: Sequence[dict[str, float]], stretches: Sequence[Stretch]) -> list[str]:
    """One language per stretch: the likeliest sequence, given each stretch's probability per language.

    A change of language is worth `CHANGE`, and a stretch is believed by its length: a second of
    Mandarin is called English with 99 % certainty now and then, five seconds are not.
    """
    langs = sorted(scores[0]) if scores else []
    best: dict[str, tuple[float, list[str]]] = {lang: (0.0, []) for lang in langs}
    for score, (start, end) in zip(scores, stretches, strict=True):
        weight = min(1.0, (end - start) / BELIEVED_S)
        grown = {}
        for lang in langs:
            before = max(langs, key=lambda other: best[other][0] + (CHANGE if other != lang else 0.0))
            total = best[before][0] + (CHANGE if before != lang and best[before][1] else 0.0)
            grown[lang] = (total + weight * log(max(score[lang], LEAST)), [*best[before][1], lang])
        best = grown
    return max(best.values(), key=lambda path: path[0])[1] if langs else []
