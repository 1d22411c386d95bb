"""Names for who speaks: "说话人 1", "Speaker 2", the same voice under the same name through a whole recording.

A recording is heard piece by piece, so what its voices sound like is handed from piece to piece as `Voice`s. They are
prints of people's voices: whoever keeps them lets go of them when the recording is done. Does not know real
names, and does not know a voice from another recording.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from ingest.errors import DiariserMissing
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples
from ingest.speaker_turns import SAME, averages, clustered, settled, unit
from ingest.voice_weights import PACKAGE, Floats, VoiceWeights, voice_weights
from ingest.voices import WINDOW_S, embedded
from vectorstore.models import Block, Locator, Word

NONE, BUNDLED = "none", "bundled"
HOP_S = 0.4
SHORTEST_S = 0.8  # a shorter change of voice is an "mhm" or a mistake


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody in a recording: a name, an average embedding, and how many moments went into it."""

    name: str
    print: Floats
    moments: int

    def record(self) -> list[Any]:
        """As JSON can keep it, half a kilobyte."""
        return [self.name, base64.b64encode(self.print.astype("<f2").tobytes()).decode(), self.moments]

    @classmethod
    def from_record(cls, record: Sequence[Any]) -> Voice:
        """The inverse of `record`, to half precision."""
        name, numbers, moments = record
        return cls(name, unit(np.frombuffer(base64.b64decode(numbers), "<f2").astype(np.float32)), moments)


class Speakers:
    """Tells speakers apart. `model` is "bundled" (the installed package) or a path to such weights.

    Nothing is loaded before it is needed.
    """

    def __init__(self, model: str) -> None:
        self._model = model

    def require(self, file: str) -> None:
        """Raise DiariserMissing, or WeightsDamaged, unless the weights are there. `file` is what asks for them."""
        if not self._path.is_file():
            raise DiariserMissing(file=file)
        _ = self._weights

    def name(
        self, blocks: Sequence[Block], audio: Samples, piece: Piece, known: Sequence[Voice]
    ) -> tuple[list[Block], list[Voice]]:
        """The blocks of `piece`, whose sound is `audio`, each with its speaker, and the voices known after it.

        A block in which the speaker changes is cut there. Blocks keep their order and words.
        """
        moments = [at for stretch in piece.speech for at in _moments(*stretch)]
        if not moments or not blocks:
            return list(blocks), list(known)
        rows = embedded(self._weights, [_window(audio, at - piece.start) for at in moments])
        voices = _met(rows, known, chinese=sum(block.lang == "zh" for block in blocks) * 2 >= len(blocks))
        if not voices:
            return list(blocks), []
        labels = settled(rows, np.stack([voice.print for voice in voices]))
        times = np.array(moments)
        named = [part for block in blocks for part in _named(block, times, [voices[i].name for i in labels])]
        return named, voices

    @cached_property
    def _path(self) -> Path:
        return _installed() if self._model == BUNDLED else Path(self._model).expanduser()

    @cached_property
    def _weights(self) -> VoiceWeights:
        return voice_weights(self._path)


def _installed() -> Path:
    """The package's weights, found without importing it; a path to nothing when it is not installed."""
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError:
        return Path(f"{PACKAGE}/pretrained.pt")
    return next((Path(str(file.locate())) for file in files if file.name == "pretrained.pt"), Path(PACKAGE))


def _moments(start: float, end: float) -> list[float]:
    """The middles of the windows of one stretch of speech."""
    first = start + min(HOP_S, end - start) / 2
    return [first + HOP_S * i for i in range(max(1, int((end - start) / HOP_S)))]


def _window(audio: Samples, middle: float) -> Samples:
    begin = max(0, int((middle - WINDOW_S / 2) * SAMPLE_RATE))
    return audio[begin : begin + int(WINDOW_S * SAMPLE_RATE)]


def _met(rows: Floats, known: Sequence[Voice], *, chinese: bool) -> list[Voice]:
    """The known voices with what these rows add to them, and the new ones after them."""
    voices = list(known)
    for average, moments in averages(rows, clustered(rows)):
        alike = [float(average @ voice.print) for voice in voices]
        nearest = int(np.argmax(alike)) if alike else -1
        if alike and alike[nearest] >= SAME:
            voice = voices[nearest]
            print_ = unit(voice.print * voice.moments + average * moments)
            voices[nearest] = replace(voice, print=print_, moments=voice.moments + moments)
        else:
            word = voices[0].name.rpartition(" ")[0] if voices else ("说话人" if chinese else "Speaker")
            voices.append(Voice(f"{word} {len(voices) + 1}", average, moments))
    return voices


def _named(block: Block, times: Floats, names: Sequence[str]) -> list[Block]:
    """The block, cut where the voice changes for longer than `SHORTEST_S`."""
    if not block.words:
        at = ((block.locator.start or 0.0) + (block.locator.end or 0.0)) / 2
        return [replace(block, speaker=names[int(np.abs(times - at).argmin())])]
    owners = [names[int(np.abs(times - (word.start + word.end) / 2).argmin())] for word in block.words]
    turns: list[tuple[str, list[Word]]] = []
    for name, run in groupby(zip(owners, block.words, strict=True), key=lambda pair: pair[0]):
        words = [word for _, word in run]
        if turns and (turns[-1][0] == name or words[-1].end - words[0].start < SHORTEST_S):
            turns[-1][1].extend(words)
        else:
            turns.append((name, words))
    if len(turns) > 1 and turns[0][1][-1].end - turns[0][1][0].start < SHORTEST_S:
        turns[:2] = [(turns[1][0], [*turns[0][1], *turns[1][1]])]
    return [_part(block, name, words) for name, words in turns]


def _part(block: Block, name: str, words: Sequence[Word]) -> Block:
    locator = Locator(start=words[0].start, end=words[-1].end)
    text = "".join(word.text for word in words).strip()
    return replace(block, text=text, locator=locator, speaker=name, words=tuple(words))
