"""A small real server on loopback that answers as OpenAI's transcription API does."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import av
import numpy as np
import pytest

from ingest.errors import TranscriptionUnavailable
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE
from ingest.speech import PieceResult, SpeechOptions
from ingest.speech_endpoint import EndpointTranscriber, flac

PIECE = Piece(1, 100.0, 112.0, ((101.0, 105.0), (107.0, 111.0)))
SOUND = np.zeros(12 * SAMPLE_RATE, np.float32)


@dataclass
class Server:
    """What it answers, in turn (the last answer repeats), and what it was asked."""

    url: str
    answers: list[tuple[int, str, str]] = field(default_factory=list)  # status, content type, body
    asked: list[tuple[str, bytes]] = field(default_factory=list)  # the Authorization header, the body

    def says(self, answer: Any, status: int = 200) -> None:
        plain = isinstance(answer, str)
        body = answer if plain else json.dumps(answer, ensure_ascii=False)
        self.answers.append((status, "text/plain" if plain else "application/json", body))


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.asked.append((self.headers.get("Authorization", ""), body))
            status, kind, text = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            if not self.path.endswith("/v1/audio/transcriptions"):
                status, text = 404, "{}"
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("retry-after-ms", "1")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(f"http://127.0.0.1:{listening.server_port}/v1")
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield state
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def ask(server: Server) -> Iterator[Callable[..., PieceResult]]:
    made: list[EndpointTranscriber] = []

    def transcribe(glossary: tuple[str, ...] = (), **options: Any) -> PieceResult:
        made.append(EndpointTranscriber(SpeechOptions(url=server.url, **options)))
        return made[-1].transcribe(SOUND, PIECE, glossary, "周会.m4a")

    yield transcribe
    for engine in made:
        engine.close()


DETAILED = {
    "text": "好的，先說預算。 Got it.",
    "segments": [
        {"start": 1.0, "end": 4.5, "text": "好的，先說預算。", "avg_logprob": -0.2, "no_speech_prob": 0.01},
        {"start": 7.0, "end": 10.8, "text": " Got it.", "avg_logprob": -0.3, "no_speech_prob": 0.01},
    ],
    "words": [
        {"word": "好的，", "start": 1.0, "end": 2.0},
        {"word": "先說", "start": 2.0, "end": 3.5},
        {"word": "預算。", "start": 3.5, "end": 4.5},
        {"word": "Got", "start": 7.0, "end": 8.0},
        {"word": "it.", "start": 8.0, "end": 10.8},
    ],
}


def test_words_and_segments(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says(DETAILED)
    result = ask()
    assert [(b.text, b.lang, b.locator.start, b.locator.end) for b in result.blocks] == [
        ("好的，先说预算。", "zh", 101.0, 104.5),
        ("Got it.", "en", 107.0, 110.8),
    ]
    assert [word.start for word in result.blocks[0].words] == [101.0, 102.0, 103.5]
    assert result.uncovered == ()
    assert result.dropped == {}
    assert result.languages == {"zh": 3.5, "en": 3.8}


def test_traditional_is_kept_when_asked(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says(DETAILED)
    assert ask(simplify=False).blocks[0].text == "好的，先說預算。"


def test_segments_without_words_are_spread(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says({key: value for key, value in DETAILED.items() if key != "words"})
    block = ask().blocks[0]
    assert block.text == "好的，先说预算。"
    assert (block.locator.start, block.locator.end) == (101.0, 104.5)
    starts = [word.start for word in block.words]
    assert starts == sorted(starts)
    assert len(block.words) == 6


def test_bare_text_is_laid_over_the_speech(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says({"text": "第一句话说的是预算。第二句话说的是时间。"})
    first, second = ask().blocks
    assert (first.text, first.locator.start) == ("第一句话说的是预算。", 101.0)
    assert second.text == "第二句话说的是时间。"
    assert second.locator.start == pytest.approx(107.0, abs=2.1)
    assert second.locator.end == pytest.approx(111.0, abs=0.1)


def test_a_server_that_answers_in_plain_text(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says("只有文字。")
    assert [block.text for block in ask().blocks] == ["只有文字。"]


def test_a_server_that_knows_no_word_times_is_asked_plainly(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says({"error": {"message": "response_format 'verbose_json' is not supported"}}, 400)
    server.says({"text": "好的。"})
    assert [block.text for block in ask().blocks] == ["好的。"]
    assert b"verbose_json" in server.asked[0][1]
    assert b"verbose_json" not in server.asked[1][1]


def test_what_is_sent(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says(DETAILED)
    ask(("海盐燕麦脆", "千川"), api_key="k-1", endpoint_model="SenseVoiceSmall", languages=("zh",))
    authorization, body = server.asked[0]
    assert authorization == "Bearer k-1"
    assert b"fLaC" in body
    for sent in ("海盐燕麦脆, 千川", "SenseVoiceSmall", 'name="language"\r\n\r\nzh'):
        assert sent.encode() in body


def test_the_language_is_left_open_when_several_may_be_spoken(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says(DETAILED)
    ask()
    assert b'name="language"' not in server.asked[0][1]
    assert b'name="prompt"' not in server.asked[0][1]


def test_speech_that_came_back_as_nothing_is_reported(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says({**DETAILED, "segments": DETAILED["segments"][:1]})
    assert ask().uncovered == ((107.0, 111.0),)


def test_what_nobody_said_is_dropped(server: Server, ask: Callable[..., PieceResult]) -> None:
    made_up = {"start": 7.0, "end": 10.0, "text": "字幕由Amara.org社区提供", "avg_logprob": -0.1, "no_speech_prob": 0.1}
    server.says({"text": "", "segments": [DETAILED["segments"][0], made_up]})
    result = ask()
    assert [block.text for block in result.blocks] == ["好的，先说预算。"]
    assert result.dropped == {"stock_phrase": 3.0}


def test_nothing_is_sent_when_nobody_speaks(server: Server) -> None:
    engine = EndpointTranscriber(SpeechOptions(url=server.url))
    assert engine.transcribe(SOUND, Piece(0, 0.0, 12.0, ()), (), "静音.m4a") == PieceResult()
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"error": {"message": "Incorrect API key"}}, "401: .*Incorrect API key"),
        (404, {"error": {"message": "no such model"}}, "404: .*no such model"),
        (500, {"error": {"message": "out of memory"}}, "500: .*out of memory"),
        (503, "busy", "503"),
    ],
)
def test_a_refusal_gives_the_servers_reason(
    server: Server, ask: Callable[..., PieceResult], status: int, answer: Any, said: str
) -> None:
    server.says(answer, status)
    with pytest.raises(TranscriptionUnavailable, match=f"周会.m4a: .*{said}") as caught:
        ask()
    assert caught.value.retryable


def test_a_passing_failure_is_tried_again(server: Server, ask: Callable[..., PieceResult]) -> None:
    server.says({"error": {"message": "busy"}}, 503)
    server.says(DETAILED)
    assert len(ask().blocks) == 2
    assert len(server.asked) == 2


def test_nobody_listens() -> None:
    engine = EndpointTranscriber(SpeechOptions(url="http://127.0.0.1:9/v1"))
    with pytest.raises(TranscriptionUnavailable, match="Connection"):
        engine.transcribe(SOUND, PIECE, (), "周会.m4a")
    engine.close()


def test_the_name_says_model_and_place() -> None:
    engine = EndpointTranscriber(SpeechOptions(url="http://gpu:8000/v1", endpoint_model="SenseVoiceSmall"))
    assert engine.name == "SenseVoiceSmall (http://gpu:8000/v1)"


def test_flac_carries_the_samples() -> None:
    samples = (0.5 * np.sin(np.arange(3 * SAMPLE_RATE) / 20)).astype(np.float32)
    with av.open(io.BytesIO(flac(samples))) as container:
        back = np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]) / 32768
        assert container.streams.audio[0].sample_rate == SAMPLE_RATE
    assert np.abs(back - samples).max() < 1e-3
