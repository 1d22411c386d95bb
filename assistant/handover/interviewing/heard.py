"""An exchange with its answer read, once for each time that the next question is sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.handover.interviewing.lacking import READ, Reading, read
from assistant.handover.interviewing.model import Exchange, Prompt


@dataclass(frozen=True, slots=True)
class Heard:
    """What was asked, the beginning of what was answered, and what there is in it."""

    prompt: Prompt
    answer: str
    reading: Reading
    seconds: float


def heard(exchanges: Sequence[Exchange]) -> list[Heard]:
    """All of them, in order."""
    return [
        Heard(exchange.prompt, exchange.answer[:READ], read(exchange.answer), exchange.seconds)
        for exchange in exchanges
    ]
