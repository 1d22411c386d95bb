"""An embedder behind OpenAI's /v1/embeddings on loopback, for the systems that quality.py compares.

OpenAI's interface does not say whether a text is a question, and e5 wants another prefix for each: texts
that are among the known questions get the vectors made for them, everything else is a passage. Made for
benchmarks: no key, no limit, one machine.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder
from vectorstore.late import Read, ReadQuery


class KnownTexts:
    """An embedder that looks up what was embedded before, so that building and searching are not waiting for it."""

    def __init__(self, inner: Embedder, questions: Mapping[str, ReadQuery], passages: Mapping[str, Floats]) -> None:
        self._inner = inner
        self._questions = questions
        self._passages = passages
        self.name = inner.name
        self.dimension = inner.dimension
        self.has_tokens = inner.has_tokens

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        new = [text for text in texts if text not in self._passages]
        made = dict(zip(new, self._inner.embed_passages(new), strict=True))
        rows = [self._passages[text] if text in self._passages else made[text] for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Floats:
        return self.read_query(text).vector

    def read_passages(self, texts: Sequence[str]) -> Read:
        return self._inner.read_passages(texts)

    def read_query(self, text: str) -> ReadQuery:
        return self._questions.get(text) or self._inner.read_query(text)

    def embed_either(self, texts: Sequence[str]) -> list[Floats]:
        """Known questions as questions, the rest as passages."""
        passages = iter(self.embed_passages([text for text in texts if text not in self._questions]))
        return [self._questions[text].vector if text in self._questions else next(passages) for text in texts]


@contextmanager
def served(embedder: KnownTexts) -> Iterator[str]:
    """The base URL, ending in /v1, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: apart they wait 40 ms for each other
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
            answer = _answer(embedder.embed_either(texts), asked)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def _answer(vectors: Sequence[Floats], asked: Mapping[str, Any]) -> bytes:
    def written(vector: Floats) -> str | list[float]:
        if asked.get("encoding_format") == "base64":
            return base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode("ascii")
        return [float(number) for number in vector]

    data = [{"object": "embedding", "index": i, "embedding": written(vector)} for i, vector in enumerate(vectors)]
    usage = {"prompt_tokens": 0, "total_tokens": 0}
    return json.dumps({"object": "list", "model": asked.get("model"), "data": data, "usage": usage}).encode()
