"""Speech to text on this machine, by faster-whisper's model. The only file that imports it.

`LocalWhisper` tells the language of each stretch of speech, decodes windows of one language in
batches, throws out what nobody said, and hears a second time what came out doubtful or not at
all. It calls CTranslate2 through the model: the stock pipelines lose speech where the language
changes, and pad every window to 30 s, which is most of their time (10 s encode in a sixth of it).

Does not know files, databases or who is speaking. Does not promise right words: the bundled model gets a
fifth of Mandarin characters wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelMissing, UnknownLanguage
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples
from ingest.speech import BUNDLED, PieceResult, SpeechOptions, Transcriber
from ingest.speech_checks import made_up, without_echoes, without_loops
from ingest.speech_endpoint import EndpointTranscriber
from ingest.speech_text import blocks_from
from ingest.speech_weights import bundled_weights
from ingest.speech_windows import Stretch, Window, holes, settle, windows
from vectorstore.models import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

FRAMES_PER_S = 100
WHOLE_FRAMES = 3000  # the 30 s that Whisper was trained on
ENOUGH_FRAMES = 1000  # padded to 10 s, Mandarin comes out as well as from 30 s in the stock pipeline; to 3 s, 2 % worse
PAD_S = 2.0  # silence after the speech: with 0.2 s it loops on its last words
GLANCE_S = 0.5  # the same where only the language is asked
BATCH = 4
TOKENS_PER_S = 10  # fast Mandarin is about 7; more than this is a loop
DOUBTFUL = -0.7  # average log probability of a token; below it most words are wrong
LOOPED_SHARE = 0.5  # of a window: what a loop that long leaves over is made up too, as over music
SECOND_EVERY_S = 40.0  # one second hearing, at most, for so much sound: they cost a 30 s encode each
GLOSSARY_TOKENS = 100  # of the 223 that fit: longer prompts are read back more often than they help
BEFORE, AFTER = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # punctuation that belongs to the next or the last word


def hear(audio: Samples) -> list[Stretch]:
    """Where somebody speaks in `audio` (16 kHz), in seconds. Silero VAD, about 300 times real time."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=300, speech_pad_ms=150, max_speech_duration_s=25.0)
    found = get_speech_timestamps(audio, options, sampling_rate=SAMPLE_RATE)
    return [(part["start"] / SAMPLE_RATE, part["end"] / SAMPLE_RATE) for part in found]


def make_transcriber(options: SpeechOptions, cache: Path) -> Transcriber:
    """The engine that `options` ask for. Loads nothing yet. `cache` is where weights are kept."""
    return EndpointTranscriber(options) if options.url else LocalWhisper(options, cache)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a window came out as."""

    window: Window
    words: tuple[Word, ...]
    score: float  # average log probability of a token
    no_speech: float  # probability that nobody speaks
    dropped: tuple[tuple[str, float], ...] = ()  # reason, seconds

    def holes(self) -> list[Stretch]:
        return holes(self.window.stretches, [(word.start, word.end) for word in self.words])

    def doubt(self) -> float:
        """0 when it reads well; the more, the sooner a second hearing pays."""
        lost = sum(end - start for start, end in self.holes()) + sum(seconds for _, seconds in self.dropped)
        return lost + max(0.0, DOUBTFUL - self.score)


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
        """See `Transcriber`. Raises WeightsDamaged, ModelMissing or UnknownLanguage."""
        stretches = [(a - piece.start, b - piece.start) for a, b in piece.speech]
        if not stretches:
            return PieceResult()
        with self._lock:
            hearing = _Hearing(self._load(file), self._options, audio, tuple(glossary))
            said = hearing.first(stretches)
            said = hearing.second(said, len(audio) / SAMPLE_RATE)
        return _result(said, piece, self._options.simplify)

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
            known = self._model.supported_languages
            if self._model.model.is_multilingual and (unknown := set(self._options.languages) - set(known)):
                raise UnknownLanguage(file=file, language=", ".join(sorted(unknown)), model=self.name)
        return self._model

    def close(self) -> None:
        """Let go of the model's memory."""
        self._model = None


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One piece being heard: the model, and the sound it hears."""

    model: WhisperModel
    options: SpeechOptions
    audio: Samples
    glossary: tuple[str, ...]

    def first(self, stretches: Sequence[Stretch]) -> list[_Said]:
        """Every stretch decoded in its own language, joined with its neighbours where that is safe."""
        return self._decode(windows(stretches, self._languages(stretches)), ENOUGH_FRAMES)

    def second(self, said: Sequence[_Said], seconds: float) -> list[_Said]:
        """The same with the most doubtful windows heard again, padded as in training, and the better kept.

        Without the glossary, which may have been what misled the first hearing.
        """
        plain = replace(self, glossary=())
        ranked = sorted((s for s in said if s.doubt() > 0), key=lambda s: (-s.doubt(), s.window.start))
        doubtful = {s.window: s for s in ranked[: max(1, int(seconds / SECOND_EVERY_S))]}
        again = plain._decode(list(doubtful), WHOLE_FRAMES)
        better = {s.window: s for s in again if s.doubt() < doubtful[s.window].doubt()}
        kept = [better.get(s.window, s) for s in said]
        gaps = [Window(a, b, s.window.lang, ((a, b),)) for s in kept for a, b in s.holes()]
        return kept + [s for s in plain._decode(gaps, ENOUGH_FRAMES) if s.words]

    def _languages(self, stretches: Sequence[Stretch]) -> list[str]:
        candidates = self.options.languages
        if not self.model.model.is_multilingual:
            return ["en"] * len(stretches)
        if len(candidates) == 1:
            return [candidates[0]] * len(stretches)
        scores: list[dict[str, float]] = [{}] * len(stretches)
        order = sorted(range(len(stretches)), key=lambda i: stretches[i][1] - stretches[i][0])
        for batch in (order[i : i + BATCH] for i in range(0, len(order), BATCH)):
            encoded = self.model.encode(self._features([(stretches[i],) for i in batch], 0, GLANCE_S))
            for i, heard in zip(batch, self.model.model.detect_language(encoded), strict=True):
                shares = {token[2:-2]: share for token, share in heard}
                total = sum(shares[lang] for lang in candidates)
                scores[i] = {lang: shares[lang] / total for lang in candidates}
        return settle(scores, stretches)

    def _decode(self, cut: Sequence[Window], frames: int) -> list[_Said]:
        """Decode windows in batches of one language and similar length, in order of time."""
        said: list[_Said] = []
        order = sorted(cut, key=lambda w: (w.lang, w.seconds, w.start))
        while order:
            batch = [w for w in order[:BATCH] if w.lang == order[0].lang]
            order = order[len(batch) :]
            said += (_checked(s, self.glossary) for s in self._decode_batch(batch, frames))
        return sorted(said, key=lambda s: s.window.start)

    def _decode_batch(self, batch: Sequence[Window], frames: int) -> list[_Said]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = Tokenizer(self.model.hf_tokenizer, self.model.model.is_multilingual, "transcribe", batch[0].lang)
        encoded = self.model.encode(self._features([w.parts for w in batch], frames, PAD_S))
        prompt = [*self._glossary_tokens(tokenizer), *tokenizer.sot_sequence]
        longest = max(w.seconds for w in batch)
        results = self.model.model.generate(
            encoded,
            [prompt] * len(batch),
            beam_size=self.options.beam_size,
            max_length=min(self.model.max_length, len(prompt) + 16 + int(TOKENS_PER_S * longest)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )
        texts: Any = [[t for t in result.sequences_ids[0] if t < tokenizer.eot] for result in results]
        lengths: Any = [int(w.seconds * FRAMES_PER_S) for w in batch]
        aligned = self.model.find_alignment(tokenizer, texts, encoded, lengths)
        return [
            _Said(window, _words(alignment, window), result.scores[0], result.no_speech_prob)
            for window, alignment, result in zip(batch, aligned, results, strict=True)
        ]

    def _glossary_tokens(self, tokenizer: Tokenizer) -> list[int]:
        """As many whole terms as fit, as if they had just been said."""
        tokens: list[int] = []
        for term in self.glossary:
            more = tokenizer.encode(f" {term},")
            if len(tokens) + len(more) > GLOSSARY_TOKENS:
                break
            tokens += more
        return [tokenizer.sot_prev, *tokens] if tokens else []

    def _features(self, sounds: Sequence[Sequence[Stretch]], frames: int, pad_s: float) -> NDArray[np.float32]:
        """Log-mel spectrograms (n, mels, frames), padded with silence to `frames` or the longest, at most 30 s."""
        cut = [
            np.concatenate([self.audio[max(0, int(a * SAMPLE_RATE)) : int(b * SAMPLE_RATE)] for a, b in parts])
            for parts in sounds
        ]
        longest = max(map(len, cut)) / SAMPLE_RATE
        frames = min(WHOLE_FRAMES, max(frames, 2 * int((longest + pad_s) * FRAMES_PER_S / 2)))
        padded = np.zeros((len(sounds), frames * SAMPLE_RATE // FRAMES_PER_S), np.float32)
        for row, samples in zip(padded, cut, strict=True):
            row[: len(samples)] = samples[: len(row)]
        return np.stack([self.model.feature_extractor(row)[:, :frames] for row in padded])


def _words(alignment: Any, window: Window) -> tuple[Word, ...]:
    from faster_whisper.transcribe import merge_punctuations

    merge_punctuations(alignment, BEFORE, AFTER)
    return tuple(
        Word(
            word["word"],
            round(window.real(float(word["start"])), 2),
            round(window.real(float(word["end"])), 2),
            round(float(word["probability"]), 3),
        )
        for word in alignment
        if word["word"]
    )


def _checked(said: _Said, glossary: Sequence[str]) -> _Said:
    """Without the words that nobody spoke, and with the seconds of them by reason."""
    words, looped = without_loops(said.words)
    if looped > LOOPED_SHARE * said.window.seconds:
        looped, words = round(said.window.seconds, 2), []
    words, echoed = without_echoes(words, glossary)
    dropped = [(reason, seconds) for reason, seconds in (("repetition", looped), ("prompt", echoed)) if seconds]
    reason = made_up("".join(word.text for word in words), said.score, said.no_speech)
    if reason and words:
        dropped.append((reason, round(said.window.end - said.window.start, 2)))
        words = []
    return replace(said, words=tuple(words), dropped=tuple(dropped))


def _result(said: Sequence[_Said], piece: Piece, simplify: bool) -> PieceResult:
    said = sorted(said, key=lambda s: s.window.start)
    dropped: dict[str, float] = {}
    languages: dict[str, float] = {}
    for s in said:
        for reason, seconds in s.dropped:
            dropped[reason] = round(dropped.get(reason, 0.0) + seconds, 2)
        if s.words:
            languages[s.window.lang] = round(languages.get(s.window.lang, 0.0) + s.words[-1].end - s.words[0].start, 2)
    covered = [(word.start + piece.start, word.end + piece.start) for s in said for word in s.words]
    blocks = [block for s in said for block in blocks_from(s.words, s.window.lang, piece.start, simplify)]
    return PieceResult(
        blocks=tuple(sorted(blocks, key=lambda block: block.locator.start or 0.0)),
        dropped=dropped,
        uncovered=tuple((round(a, 2), round(b, 2)) for a, b in holes(piece.speech, covered)),
        languages=languages,
    )
