"""What turning speech into text takes and gives, the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ingest.recording_pieces import Piece
from ingest.recordings import Samples
from vectorstore.models import Block

BUNDLED = "bundled"
ENDPOINT_MODEL = "whisper-1"  # what OpenAI's own endpoint calls its model, and most others accept


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """How to transcribe. With `url` set an OpenAI-compatible endpoint does it, otherwise this machine."""

    model: str = BUNDLED  # "bundled", a folder with a CTranslate2 Whisper model, or a name faster-whisper knows
    device: str = "auto"
    compute_type: str = "auto"  # the fastest that the device has: int8 on a CPU
    languages: tuple[str, ...] = ("zh", "en")  # what may be spoken; each stretch is one of these
    beam_size: int = 5
    simplify: bool = True  # Traditional characters to Simplified
    cpu_threads: int = 0  # 0: all cores
    url: str | None = None  # base URL, ending in /v1
    api_key: str | None = None
    endpoint_model: str = ENDPOINT_MODEL
    diariser: str = "none"  # "none", "bundled" (requirements-speakers.lock), or a path to such weights


@dataclass(frozen=True, slots=True)
class PieceResult:
    """The transcript of one piece, and what is not in it.

    `dropped` maps a reason ("repetition", "silence", "stock_phrase", "prompt") to the seconds taken out for
    it. `uncovered` are stretches where speech was heard and no text came out. `languages` maps a
    language to the seconds transcribed in it.
    """

    blocks: tuple[Block, ...] = ()
    dropped: dict[str, float] = field(default_factory=dict)
    uncovered: tuple[tuple[float, float], ...] = ()
    languages: dict[str, float] = field(default_factory=dict)

    @property
    def dropped_s(self) -> float:
        """Seconds taken out, for all reasons."""
        return round(sum(self.dropped.values()), 2)


class Transcriber(Protocol):
    """An engine. `name` says to people what made a transcript."""

    @property
    def name(self) -> str:
        """What made the transcript, for people."""
        ...

    def transcribe(self, audio: Samples, piece: Piece, glossary: Sequence[str], file: str) -> PieceResult:
        """The text of `piece`, whose sound is `audio`, with times from the recording's beginning.

        `glossary`: names and terms as they should be written. `file` names the recording in errors.
        """
        ...

    def close(self) -> None:
        """Let go of memory or connections."""
        ...
