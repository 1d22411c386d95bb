"""Every embedder there is, and the servers that some parts talk to, for the suites in this folder."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from vectorstore.e5 import E5
from vectorstore.embed import Embedder, EndpointEmbedder, make_embedder


@pytest.fixture(scope="session")
def weights(pytestconfig: pytest.Config) -> Path:
    """The rewritten model, kept between runs: making it takes seconds, checking it a tenth of one."""
    return Path(pytestconfig.cache.mkdir("weights"))


@pytest.fixture(scope="session")
def e5(weights: Path) -> E5:
    return E5(weights)


class EmbeddingsServer(ThreadingHTTPServer):
    """OpenAI's /embeddings on loopback, answered by the bundled model; takes `limit` texts at a time."""

    daemon_threads = True

    def __init__(self, e5: E5, limit: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.e5 = e5
        self.limit = limit
        self.asked: list[dict[str, Any]] = []
        self.fail_with: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: EmbeddingsServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers["Authorization"], **request})
        texts = request["input"]
        if self.server.fail_with:
            self._answer(self.server.fail_with, {"error": {"message": "no such key"}})
        elif len(texts) > self.server.limit:
            self._answer(400, {"error": {"message": f"batch size should not be larger than {self.server.limit}"}})
        else:
            rows = 3 * self.server.e5.embed_passages(texts)  # endpoints need not send unit vectors
            data = [{"object": "embedding", "index": i, "embedding": row.tolist()} for i, row in enumerate(rows)]
            usage = {"prompt_tokens": 1, "total_tokens": 1}
            self._answer(200, {"object": "list", "data": data[::-1], "model": request["model"], "usage": usage})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def embeddings_server(e5: E5) -> Iterator[EmbeddingsServer]:
    server = EmbeddingsServer(e5, limit=10)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["bundled", "endpoint", "bundled, cached", "endpoint, cached"])
def embedder(request: pytest.FixtureRequest, e5: E5, weights: Path, tmp_path: Path) -> Embedder:
    if request.param == "bundled":
        return e5
    if request.param == "bundled, cached":
        return make_embedder("bundled", weights)
    server: EmbeddingsServer = request.getfixturevalue("embeddings_server")
    if request.param == "endpoint":
        return EndpointEmbedder("e5-served", server.url, "key")
    return make_embedder("e5-served", tmp_path, url=server.url, api_key="key")


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback, as an installation that outgrew one machine runs it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    command = Path(sys.executable).with_name("chroma")
    with subprocess.Popen(
        [command, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


settings.register_profile("thorough")  # test_walls.py looks at its name
