"""Speech to text on this machine, by faster-whisper's model. The only file that imports it.

`LocalWhisper` cuts a piece at its silences, tells the language of each stretch, decodes windows of
one language in batches, and decodes again what was heard and came out as nothing. It calls
CTranslate2 through the model directly: the stock pipelines lose speech where the language changes,
and they pad every window to 30 s, which is most of their time (a 10 s window encodes in a sixth).

Does not know files, databases or who is speaking. Does not promise right words: see DESIGN.md for the error rates.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.errors import ModelMissing
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples
from ingest.speech import BUNDLED, PieceResult, SpeechOptions, Transcriber
from ingest.speech_text import blocks_from
from ingest.speech_weights import bundled_weights
from ingest.speech_windows import Stretch, Window, holes, settle, windows
from vectorstore.models import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

FRAMES_PER_S = 100
WHOLE_FRAMES = 3000  # the 30 s that Whisper was trained on
PAD_S = 1.0  # silence after a window: with 0.2 s it loops on its last words, with 3 s nothing gets better
BATCH = 4
TOKENS_PER_S = 10  # fast Mandarin is about 7; more than this is a loop
SURE = 0.75


def hear(audio: Samples) -> list[Stretch]:
    """Where somebody speaks in `audio` (16 kHz), in seconds. Silero VAD, about 300 times real time."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=300, speech_pad_ms=150, max_speech_duration_s=25.0)
    found = get_speech_timestamps(audio, options, sampling_rate=SAMPLE_RATE)
    return [(part["start"] / SAMPLE_RATE, part["end"] / SAMPLE_RATE) for part in found]


def make_transcriber(options: SpeechOptions, cache: Path) -> Transcriber:
    """The engine that `options` ask for. Loads nothing yet. `cache` is where weights are kept."""
    return LocalWhisper(options, cache)


@dataclass(frozen=True, slots=True)
class _Decoded:
    window: Window
    words: tuple[Word, ...]
    score: float  # average log probability of a token
    silence: float  # probability that nobody speaks


class LocalWhisper:
    """A Whisper model in this process, loaded at first use and used by one thread at a time."""

    def __init__(self, options: SpeechOptions, cache: Path) -> None:
        self._options = options
        self._cache = cache
        self._lock = threading.Lock()
        self._model: WhisperModel | None = None

    @property
    def name(self) -> str:
        """What made the transcript, for people."""
        return "whisper-base (bundled)" if self._options.model == BUNDLED else Path(self._options.model).name

    def transcribe(self, audio: Samples, piece: Piece, glossary: Sequence[str], file: str) -> PieceResult:
        """See `Transcriber`. Raises WeightsDamaged or ModelMissing."""
        stretches = [(a - piece.start, b - piece.start) for a, b in piece.speech]
        if not stretches:
            return PieceResult()
        with self._lock:
            model = self._load(file)
            langs = self._languages(model, audio, stretches)
            decoded = self._decode(model, audio, windows(stretches, langs), glossary)
            missing = holes(stretches, [(w.start, w.end) for d in decoded for w in d.words])
            if missing:
                again = [Window(a, b, _lang_at(decoded, a), ((a, b),)) for a, b in missing]
                decoded += self._decode(model, audio, again, glossary)
        decoded.sort(key=lambda d: d.window.start)
        missing = holes(stretches, [(w.start, w.end) for d in decoded for w in d.words])
        seconds: dict[str, float] = {}
        for d in decoded:
            seconds[d.window.lang] = round(seconds.get(d.window.lang, 0.0) + d.window.end - d.window.start, 2)
        return PieceResult(
            blocks=tuple(
                block
                for d in decoded
                for block in blocks_from(d.words, d.window.lang, piece.start, self._options.simplify)
            ),
            uncovered=tuple((round(a + piece.start, 2), round(b + piece.start, 2)) for a, b in missing),
            languages=seconds,
        )

    def _load(self, file: str) -> WhisperModel:
        if self._model is None:
            from faster_whisper import WhisperModel

            name = str(bundled_weights(self._cache)) if self._options.model == BUNDLED else self._options.model
            try:
                self._model = WhisperModel(
                    name,
                    device=self._options.device,
                    compute_type=self._options.compute_type,
                    cpu_threads=self._options.cpu_threads,
                    download_root=str(self._cache),
                )
            except (OSError, ValueError, RuntimeError) as error:
                raise ModelMissing(file=file, model=self._options.model) from error
        return self._model

    def _languages(self, model: WhisperModel, audio: Samples, stretches: Sequence[Stretch]) -> list[str]:
        candidates = self._options.languages
        if len(candidates) == 1 or not model.model.is_multilingual:
            return [candidates[0] if model.model.is_multilingual else "en"] * len(stretches)
        scores = []
        for start, end in stretches:
            heard = model.model.detect_language(model.encode(_features(model, audio, [(start, end)], PAD_S)))
            shares = {token[2:-2]: share for token, share in heard[0]}
            total = sum(shares[lang] for lang in candidates)
            scores.append({lang: shares[lang] / total for lang in candidates})
        return settle(scores, stretches, SURE)

    def _decode(
        self, model: WhisperModel, audio: Samples, cut: Sequence[Window], glossary: Sequence[str]
    ) -> list[_Decoded]:
        """Decode windows in batches of one language and similar length."""
        decoded = []
        order = sorted(cut, key=lambda w: (w.lang, w.end - w.start))
        while order:
            batch = [w for w in order[:BATCH] if w.lang == order[0].lang]
            order = order[len(batch) :]
            decoded += self._decode_batch(model, audio, batch)
        return decoded

    def _decode_batch(self, model: WhisperModel, audio: Samples, batch: Sequence[Window]) -> list[_Decoded]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", batch[0].lang)
        encoded = model.encode(_features(model, audio, [(w.start, w.end) for w in batch], PAD_S))
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        longest = max(w.end - w.start for w in batch)
        results = model.model.generate(
            encoded,
            [prompt] * len(batch),
            beam_size=self._options.beam_size,
            max_length=min(model.max_length, len(prompt) + 16 + int(TOKENS_PER_S * longest)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )
        tokens = [[t for t in result.sequences_ids[0] if t < tokenizer.eot] for result in results]
        frames = [int((w.end - w.start) * FRAMES_PER_S) for w in batch]
        aligned = model.find_alignment(tokenizer, tokens, encoded, frames)
        return [
            _Decoded(window, _words(alignment, window), result.scores[0], result.no_speech_prob)
            for window, alignment, result in zip(batch, aligned, results, strict=True)
        ]


def _features(model: WhisperModel, audio: Samples, stretches: Sequence[Stretch], pad_s: float) -> np.ndarray[Any, Any]:
    """Log-mel spectrograms of the stretches, all as long as the longest with its padding: (n, mels, frames)."""
    longest = max(end - start for start, end in stretches)
    frames = min(WHOLE_FRAMES, 2 * int((longest + pad_s) * FRAMES_PER_S / 2))
    cut = []
    for start, end in stretches:
        samples = audio[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
        padded = np.pad(samples, (0, max(0, frames * SAMPLE_RATE // FRAMES_PER_S - len(samples))))
        cut.append(model.feature_extractor(padded)[:, :frames])
    return np.stack(cut)


def _words(alignment: list[dict[str, Any]], window: Window) -> tuple[Word, ...]:
    from faster_whisper.transcribe import merge_punctuations

    merge_punctuations(alignment, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
    return tuple(
        Word(
            word["word"],
            round(window.start + float(word["start"]), 2),
            round(window.start + float(word["end"]), 2),
            round(float(word["probability"]), 3),
        )
        for word in alignment
        if word["word"]
    )


def _lang_at(decoded: Sequence[_Decoded], at: float) -> str:
    return min(decoded, key=lambda d: max(d.window.start - at, at - d.window.end)).window.lang
