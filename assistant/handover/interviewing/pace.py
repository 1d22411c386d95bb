"""When an interview is over: its time is up, or the person has nothing more to give."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat.language import HAN, WORD
from assistant.handover.interviewing.heard import Heard
from assistant.handover.interviewing.model import Ground

READING_S = 8.0  # to read a question and think
HAN_PER_S, WORDS_PER_S = 1.5, 0.8  # typed
LONGEST_S = 240.0  # of one answer: what is longer was pasted
CLOSING_S = 90.0  # before the end, it begins to close
SKIPPED = 3  # answers in a row skipped, and it closes
FRUITLESS = 6  # answers in a row that brought nothing, and it closes


def spent(so_far: Sequence[Heard]) -> float:
    """Seconds that these took, estimated where nobody measured."""
    return sum(one.seconds or _typed(one.answer) for one in so_far)


def is_up(ground: Ground, so_far: Sequence[Heard]) -> bool:
    """Whether no time is left at all."""
    return spent(so_far) >= ground.minutes * 60


def is_closing(ground: Ground, so_far: Sequence[Heard]) -> bool:
    """Whether nothing new should be begun: little time is left, or the last answers brought nothing."""
    return spent(so_far) >= ground.minutes * 60 - CLOSING_S or is_tired(so_far)


def is_tired(so_far: Sequence[Heard]) -> bool:
    """Whether the last answers were all skipped, or all came to nothing."""
    readings = [one.reading for one in so_far[-FRUITLESS:]]
    skipped = [reading.is_blank for reading in readings[-SKIPPED:]]
    return (len(skipped) == SKIPPED and all(skipped)) or (
        len(readings) == FRUITLESS and all(reading.is_fruitless for reading in readings)
    )


def _typed(answer: str) -> float:
    typed = len(HAN.findall(answer)) / HAN_PER_S + len(WORD.findall(answer)) / WORDS_PER_S
    return READING_S + min(typed, LONGEST_S)
