"""Speech to text by any server that speaks OpenAI's transcription API (FunASR, SenseVoice, vLLM, OpenAI).

Sends a piece as a FLAC made in memory (about 1.5 MB for two minutes). Takes words and segments
where the server gives them; where it gives bare text, the sentences are laid over the speech that
was heard, in proportion to their length, so that a citation still opens near the moment.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.errors import TranscriptionUnavailable
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples
from ingest.speech import PieceResult, SpeechOptions
from ingest.speech_checks import echoes, made_up, without_loops
from ingest.speech_text import blocks_from
from ingest.speech_windows import Stretch, holes
from vectorstore.models import Word

if TYPE_CHECKING:
    from openai import OpenAI

TIMEOUT_S = 300.0
RETRIES = 2
PROMPT_TERMS = 60
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]\W*|\s*[^\s\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class EndpointTranscriber:
    """A transcription server at `options.url`. Connects at first use."""

    def __init__(self, options: SpeechOptions) -> None:
        self._options = options

    @property
    def name(self) -> str:
        """What made the transcript, for people."""
        return f"{self._options.endpoint_model} ({self._options.url})"

    def transcribe(self, audio: Samples, piece: Piece, glossary: Sequence[str], file: str) -> PieceResult:
        """See `Transcriber`. Raises TranscriptionUnavailable, worth another try, with the server's reason."""
        if not piece.speech:
            return PieceResult()
        answer = self._ask(flac(audio), glossary, file)
        speech = [(a - piece.start, b - piece.start) for a, b in piece.speech]
        dropped: dict[str, float] = {}
        blocks, covered, languages = [], [], dict[str, float]()
        for text_words, score, no_speech in _spoken(answer, speech):
            words, looped = without_loops(text_words)
            text = "".join(word.text for word in words)
            reason = "prompt" if echoes(text, glossary) else made_up(text, score, no_speech)
            seconds = round(text_words[-1].end - text_words[0].start, 2)
            for why, lost in (("repetition", looped), (reason, seconds)):
                if why and lost:
                    dropped[why] = round(dropped.get(why, 0.0) + lost, 2)
            if reason:
                continue
            lang = "zh" if len(_HAN.findall(text)) * 4 >= len(text) else "en"
            languages[lang] = round(languages.get(lang, 0.0) + seconds, 2)
            covered += [(word.start + piece.start, word.end + piece.start) for word in words]
            blocks += blocks_from(words, lang, piece.start, self._options.simplify)
        missing = tuple((round(a, 2), round(b, 2)) for a, b in holes(piece.speech, covered))
        return PieceResult(tuple(blocks), dropped, missing, languages)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @cached_property
    def _client(self) -> OpenAI:
        from openai import OpenAI

        key = self._options.api_key or "none"  # local servers take any; the client refuses an empty one
        return OpenAI(base_url=self._options.url, api_key=key, timeout=TIMEOUT_S, max_retries=RETRIES)

    def _ask(self, sound: bytes, glossary: Sequence[str], file: str) -> dict[str, Any]:
        """The server's answer as plain JSON. Asks for words and segments; a server that refuses the
        question (400 or 422: it does not know them) is asked for plain JSON."""
        import openai

        asked: dict[str, Any] = {"model": self._options.endpoint_model, "file": ("piece.flac", sound, "audio/flac")}
        if glossary:
            asked["prompt"] = ", ".join(glossary[:PROMPT_TERMS])
        if len(self._options.languages) == 1:
            asked["language"] = self._options.languages[0]
        create: Any = (
            self._client.audio.transcriptions.create
        )  # its overloads cannot describe a choice made at run time
        detailed = {"response_format": "verbose_json", "timestamp_granularities": ["word", "segment"]}
        try:
            try:
                answer = create(**asked, **detailed)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                answer = create(**asked, response_format="json")
        except openai.OpenAIError as error:
            raise TranscriptionUnavailable(file=file, reason=_reason(error)) from error
        if isinstance(answer, str):  # a server that answers in plain text whatever it is asked for
            return {"text": answer}
        return dict(answer.model_dump())


def flac(audio: Samples) -> bytes:
    """16 kHz mono samples as a FLAC file."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="flac") as out:
        stream = out.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        samples = (np.clip(audio, -1.0, 1.0) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def _reason(error: Exception) -> str:
    """One short line: the status and the server's own words, or the kind of failure."""
    status = getattr(error, "status_code", None)
    said = str(getattr(error, "message", error)).strip().splitlines()
    return f"{status or type(error).__name__}: {said[0][:200] if said else ''}"


def _spoken(answer: dict[str, Any], speech: Sequence[Stretch]) -> list[tuple[list[Word], float, float]]:
    """Runs of words with the score and the probability of silence that the server gave (0 where it did not)."""
    segments = answer.get("segments") or []
    timed = [Word(_spaced(w["word"]), float(w["start"]), float(w["end"]), 1.0) for w in answer.get("words") or []]
    runs = []
    for segment in segments:
        start, end = float(segment["start"]), float(segment["end"])
        words = [w for w in timed if start - 0.01 <= (w.start + w.end) / 2 < end]
        words = words or _laid_over(str(segment["text"]), [(start, end)])
        runs.append((words, float(segment.get("avg_logprob") or 0), float(segment.get("no_speech_prob") or 0)))
    if not segments:
        runs.append((timed or _laid_over(str(answer.get("text") or ""), speech), 0.0, 0.0))
    return [run for run in runs if run[0]]


def _spaced(word: str) -> str:
    """Servers give Latin words without the space before them."""
    return word if _HAN.search(word) or word.startswith(" ") else f" {word}"


def _laid_over(text: str, speech: Sequence[Stretch]) -> list[Word]:
    """Words spread over the speech by their length in characters; a guess, good to a few seconds."""
    tokens = _TOKEN.findall(text.strip())
    total, seconds = sum(map(len, tokens)), sum(end - start for start, end in speech)
    words, said = [], 0
    for token in tokens:
        start = _after(speech, seconds * said / total)
        said += len(token)
        words.append(Word(token, round(start, 2), round(max(start, _after(speech, seconds * said / total)), 2), 0.0))
    return words


def _after(speech: Sequence[Stretch], spoken: float) -> float:
    """The moment by which `spoken` seconds of the speech have passed."""
    for start, end in speech:
        if spoken <= end - start:
            return start + spoken
        spoken -= end - start
    return speech[-1][1]
