"""What is compared: Baton's transcriber, and bare faster-whisper in its three usual calls.

All run the same weights with the same compute type and threads. Bare gets decoded samples; ours writes a WAV file,
plans, reads and corrects as in the product.
"""

from __future__ import annotations

import re
import tempfile
import wave
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speech_scores import Words
from ingest.corrections import corrected
from ingest.recording_pieces import Piece, plan_pieces
from ingest.recordings import SAMPLE_RATE, Samples, read_audio
from ingest.speech import SpeechOptions
from ingest.speech_weights import bundled_weights
from ingest.transcribe import hear, make_transcriber
from vectorstore.models import Term

BARE = ("greedy", "beam 5", "batched")
OURS = "Baton"

# Samples and a glossary to words. Bare calls leave the glossary alone.
Engine = Callable[[Samples, Sequence[str]], Words]


def engines(compute: str, threads: int) -> dict[str, Engine]:
    """Every engine by name, its model loaded."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    cache = Path(tempfile.gettempdir()) / "baton-benchmark"
    model = WhisperModel(str(bundled_weights(cache)), compute_type=compute, cpu_threads=threads)
    batched = BatchedInferencePipeline(model)
    return {
        OURS: ours(SpeechOptions(compute_type=compute, cpu_threads=threads), cache),
        "greedy": lambda sound, _: spread(model.transcribe(sound, beam_size=1, vad_filter=True)[0]),
        "beam 5": lambda sound, _: spread(model.transcribe(sound, beam_size=5, vad_filter=True)[0]),
        "batched": lambda sound, _: spread(batched.transcribe(sound, beam_size=5, batch_size=4)[0]),
    }


def ours(options: SpeechOptions, cache: Path) -> Engine:
    """Baton's: writing, planning and reading a file are inside its time."""
    engine = make_transcriber(options, cache)
    silence = np.zeros(SAMPLE_RATE, np.float32)
    engine.transcribe(silence, Piece(0, 0.0, 1.0, ((0.0, 1.0),)), (), "silence")  # loads the model

    def run(sound: Samples, glossary: Sequence[str]) -> Words:
        terms = [Term(term) for term in glossary]
        words: Words = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "sound.wav"
            write_wav(file, sound)
            for piece in plan_pieces(file, file.name, hear):
                audio = read_audio(file, file.name, piece.start, piece.end)
                for block in corrected(engine.transcribe(audio, piece, glossary, file.name).blocks, terms):
                    words += (((word.start + word.end) / 2, word.text) for word in block.words)
                    words.append((block.words[-1].end, " "))
        return words

    return run


def spread(segments: Iterable[Any]) -> Words:
    """A segment's characters and words over its time: the calls give no word times unless asked, which costs."""
    words: Words = []
    for segment in segments:
        parts = re.findall(r"[\u3400-\u9fff]|[^\u3400-\u9fff]+?(?=\s|[\u3400-\u9fff]|$)", segment.text)
        step = (segment.end - segment.start) / max(1, len(parts))
        words += ((segment.start + (i + 0.5) * step, part) for i, part in enumerate(parts))
        words.append((segment.end, " "))
    return words


def write_wav(path: Path, sound: Samples) -> None:
    """16 bits, mono."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
