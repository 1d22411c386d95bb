"""Real HTTP on loopback, the real openai client inside LangChain: each failure is told apart and named."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.chat.llm import Chat, ChatOptions, make_chat, without_thoughts
from assistant.chat.scripted import ScriptedChat
from assistant.errors import (
    BadKey,
    ChatModelError,
    ContextTooLong,
    ModelTimeout,
    ModelUnavailable,
    RateLimited,
    SettingsError,
)

QUESTION = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "怎么处理？"}]


class Endpoint:
    """An OpenAI-compatible server that answers every request with `reply(handler, request body)`."""

    def __init__(self) -> None:
        self.requests: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []
        self.reply: Callable[[BaseHTTPRequestHandler], None] = lambda handler: say(handler, "好")
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.requests.append(json.loads(body))
                endpoint.keys.append(self.headers["Authorization"])
                endpoint.paths.append(self.path)
                endpoint.reply(self)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    endpoint.close()


def chat_at(endpoint: Endpoint, **options: object) -> Chat:
    settings = {"model": "qwen2.5:7b", "base_url": endpoint.url, "api_key": "sk-1", "timeout_s": 5.0, **options}
    chat = make_chat(ChatOptions(**settings))  # type: ignore[arg-type]
    assert chat is not None
    return chat


def say(handler: BaseHTTPRequestHandler, *pieces: str, end: bool = True) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()
    for piece in pieces:
        event = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}],
        }
        handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        handler.wfile.flush()
    if end:
        handler.wfile.write(b"data: [DONE]\n\n")


def refuse(status: int, code: str, message: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": message, "type": "error", "code": code}}).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Retry-After", "0")
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def test_a_reply_arrives_in_the_pieces_it_was_sent_in(endpoint: Endpoint) -> None:
    endpoint.reply = lambda handler: say(handler, "当晚", "下架", "[1]。")
    pieces = [piece for piece in chat_at(endpoint).stream(QUESTION) if piece]
    assert pieces == ["当晚", "下架", "[1]。"]


def test_the_request_carries_model_key_messages_and_temperature(endpoint: Endpoint) -> None:
    assert chat_at(endpoint, temperature=0.3).complete(QUESTION) == "好"
    request = endpoint.requests[0]
    assert (request["model"], request["messages"], request["temperature"]) == ("qwen2.5:7b", QUESTION, 0.3)
    assert endpoint.keys == ["Bearer sk-1"]
    assert endpoint.paths == ["/v1/chat/completions"]


def test_no_temperature_is_sent_when_there_is_none(endpoint: Endpoint) -> None:
    chat_at(endpoint, temperature=None).complete(QUESTION)
    assert "temperature" not in endpoint.requests[0]


def test_a_server_without_keys_is_served_without_one(endpoint: Endpoint) -> None:
    assert chat_at(endpoint, api_key="").complete(QUESTION) == "好"


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (401, "invalid_api_key", "Incorrect API key provided: sk-1", BadKey),
        (403, "forbidden", "Not for you", BadKey),
        (429, "rate_limit_exceeded", "Slow down", RateLimited),
        (429, "insufficient_quota", "You exceeded your current quota", RateLimited),
        (402, "invalid_request_error", "Insufficient Balance", RateLimited),
        (400, "context_length_exceeded", "too many", ContextTooLong),
        (400, "BadRequestError", "This model's maximum context length is 4096 tokens.", ContextTooLong),
        (400, "InvalidParameter", "Range of input length should be [1, 30720]", ContextTooLong),
        (413, "too_large", "Request Entity Too Large", ContextTooLong),
        (400, "invalid_value", "temperature is not supported", ModelUnavailable),
        (404, "model_not_found", "The model does not exist", ModelUnavailable),
        (500, "server_error", "Oops", ModelUnavailable),
    ],
)
def test_each_refusal_has_its_name(
    endpoint: Endpoint, status: int, code: str, message: str, kind: type[ChatModelError]
) -> None:
    endpoint.reply = refuse(status, code, message)
    with pytest.raises(ChatModelError) as caught:
        chat_at(endpoint).complete(QUESTION)
    assert type(caught.value) is kind
    for lang in ("zh", "en"):
        assert "qwen2.5:7b" in caught.value.say(lang)
        assert "\n" not in caught.value.say(lang)


def test_the_key_is_in_no_message(endpoint: Endpoint) -> None:
    endpoint.reply = refuse(401, "invalid_api_key", "Incorrect API key provided: sk-1")
    with pytest.raises(BadKey) as caught:
        chat_at(endpoint).complete(QUESTION)
    assert "sk-1" not in caught.value.say("en") + caught.value.say("zh")
    assert "sk-1" not in repr(ChatOptions(model="m", api_key="sk-1"))


def test_a_failing_server_is_asked_twice_and_no_more(endpoint: Endpoint) -> None:
    endpoint.reply = refuse(429, "rate_limit_exceeded", "Slow down")
    with pytest.raises(RateLimited):
        chat_at(endpoint).complete(QUESTION)
    assert len(endpoint.requests) == 2


def test_a_refused_key_is_not_tried_again(endpoint: Endpoint) -> None:
    endpoint.reply = refuse(401, "invalid_api_key", "no")
    with pytest.raises(BadKey):
        chat_at(endpoint).complete(QUESTION)
    assert len(endpoint.requests) == 1


def test_a_server_that_hangs_times_out(endpoint: Endpoint) -> None:
    released = threading.Event()
    endpoint.reply = lambda handler: released.wait(20) or None
    started = time.monotonic()
    with pytest.raises(ModelTimeout):
        chat_at(endpoint, timeout_s=0.3).complete(QUESTION)
    released.set()
    assert time.monotonic() - started < 10


def test_a_stream_that_falls_silent_times_out_after_what_it_said(endpoint: Endpoint) -> None:
    released = threading.Event()

    def half(handler: BaseHTTPRequestHandler) -> None:
        say(handler, "当晚", end=False)
        released.wait(20)

    endpoint.reply = half
    stream = chat_at(endpoint, timeout_s=0.5).stream(QUESTION)
    assert next(piece for piece in stream if piece) == "当晚"
    with pytest.raises(ModelTimeout):
        next(stream)
    released.set()


def test_an_error_inside_a_stream_is_named(endpoint: Endpoint) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        say(handler, "当晚", end=False)
        handler.wfile.write(b'data: {"error": {"message": "the backend crashed", "code": 500}}\n\n')

    endpoint.reply = half
    with pytest.raises(ModelUnavailable, match="the backend crashed"):
        chat_at(endpoint).complete(QUESTION)


def test_a_page_instead_of_a_reply_is_named(endpoint: Endpoint) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(b"data: <html>Sign in to the network</html>\n\n")

    endpoint.reply = page
    with pytest.raises(ModelUnavailable):
        chat_at(endpoint).complete(QUESTION)


def test_a_connection_cut_in_the_middle_is_named(endpoint: Endpoint) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'data: {"id"')

    endpoint.reply = cut
    with pytest.raises(ModelUnavailable):
        chat_at(endpoint).complete(QUESTION)


def test_a_server_that_is_not_there_is_unreachable(endpoint: Endpoint) -> None:
    chat = chat_at(endpoint)
    endpoint.close()
    with pytest.raises(ModelUnavailable, match="refused"):
        chat.complete(QUESTION)


def test_what_a_reasoning_model_thinks_is_left_out(endpoint: Endpoint) -> None:
    endpoint.reply = lambda handler: say(handler, "<th", "ink>The user", " asks…</th", "ink>\n\n", "当晚", "下架[1]")
    assert chat_at(endpoint).complete(QUESTION) == "当晚下架[1]"


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["plain"], "plain"),
        (["<", "b>bold"], "<b>bold"),
        (["<thi"], "<thi"),
        (["<think>never ends"], ""),
        (["\n<think>", "a", "</think>b", "<think>c</think>"], "b<think>c</think>"),
        ([], ""),
    ],
)
def test_only_a_leading_thought_is_left_out(pieces: list[str], shown: str) -> None:
    assert "".join(without_thoughts(pieces)) == shown


def test_no_model_is_no_chat() -> None:
    assert make_chat(ChatOptions()) is None


def test_the_script_is_a_backend_like_any_other() -> None:
    chat = make_chat(ChatOptions(model="scripted", script='[{"say": "hello"}]'))
    assert isinstance(chat, ScriptedChat)
    assert chat.complete(QUESTION) == "hello"


def test_a_provider_that_is_not_installed_is_a_setting_to_correct() -> None:
    with pytest.raises(SettingsError, match="BATON_CHAT_MODEL"):
        make_chat(ChatOptions(model="anthropic:claude-sonnet-4-5", api_key="k"))
