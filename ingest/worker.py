"""A process of its own for parsing, so that a hostile file cannot take the app down.

Started on first use and kept, because importing the parsers takes seconds; ended, with
whatever it started itself, when a file takes longer than allowed, and started anew for the
next. Its memory is limited where the system can (Linux), and it cannot open a network
connection. Jobs and answers cross as JSON lines: nothing the child says is executed here.

The child reads jobs from stdin and answers on stdout:
    {"job": "extract", "path": …, "file": …, "arguments": […]}  ->  {"blocks": […], "facts": {…}}
                                                            or  ->  {"error": {"code": …, "details": …}}
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import errors
from ingest.errors import DamagedFile, NeedsMemory, TookTooLong
from ingest.extraction import Extraction
from vectorstore.models import Block, Locator

_QUIET = {"DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "1", "UNSTRUCTURED_DISABLE_NOTICE": "1"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take."""

    seconds: float
    memory_mb: int


class Worker:
    """One child process, one job at a time; threads queue. Holds the process until closed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def call(self, job: str, path: Path, file: str, arguments: list[Any]) -> Extraction:
        """Run one of the jobs. Raises the IngestError that the child met, TookTooLong or NeedsMemory."""
        with self._lock:
            process = self._process if self._process and self._process.poll() is None else self._start()
            asked = {"job": job, "path": str(path), "file": file, "arguments": arguments}
            return _extraction(self._ask(process, file, asked))

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _start(self) -> subprocess.Popen[str]:
        self._end()
        root = str(Path(__file__).parents[1])
        paths = os.pathsep.join([root, *filter(None, sys.path)])
        environment = {**os.environ, **_QUIET, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", str(self.limits.memory_mb)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        return self._process

    def _ask(self, process: subprocess.Popen[str], file: str, asked: dict[str, Any]) -> Any:
        assert process.stdin
        assert process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(self.limits.seconds, stop)
        timer.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(asked) + "\n")
                process.stdin.flush()
            answer = process.stdout.readline()
        finally:
            timer.cancel()
        if late.is_set():
            self._end()
            raise TookTooLong(file=file, limit=f"{self.limits.seconds:.0f} s")
        if not answer.endswith("\n"):
            self._end()
            raise DamagedFile(file=file, reason=f"the parser ended with {process.returncode}")
        return json.loads(answer)

    def _end(self) -> None:
        if self._process is not None:
            _kill(self._process)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    with suppress(BrokenPipeError):
                        stream.close()
            self._process = None


def _kill(process: subprocess.Popen[str]) -> None:
    """The child and all that it started: LibreOffice, pandoc."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _extraction(answer: dict[str, Any]) -> Extraction:
    if "error" in answer:
        code, details = answer["error"]["code"], answer["error"]["details"]
        raise getattr(errors, code)(**details)
    blocks = [
        Block(
            text=block["text"],
            locator=Locator.from_json(block["locator"]),
            headings=tuple(block["headings"]),
            speaker=block["speaker"],
            kind=block["kind"],
        )
        for block in answer["blocks"]
    ]
    return Extraction(blocks, answer["facts"])


def main() -> None:
    """The child: answer jobs until stdin ends. Prints of the parsers go nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _limit_memory(int(sys.argv[1]))
    sys.addaudithook(_no_network)
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    file = asked["file"]
    try:
        done = _run(asked["job"], Path(asked["path"]), file, asked["arguments"])
    except errors.IngestError as error:
        return {"error": error.record()}
    except MemoryError:
        return {"error": NeedsMemory(file=file, limit=f"{sys.argv[1]} MB").record()}
    except RecursionError:
        return {"error": DamagedFile(file=file, reason="nested too deeply").record()}
    return {"blocks": [_plain(block) for block in done.blocks], "facts": done.facts}


def _run(job: str, path: Path, file: str, arguments: list[Any]) -> Extraction:
    if job == "extract":
        from ingest.documents import extract
        from vectorstore.models import Kind

        kind, suffix = arguments
        return extract(path, file, Kind(kind), suffix)
    from ingest.scans import read_pages

    first, last = arguments
    return Extraction(read_pages(path, file, first, last))


def _plain(block: Block) -> dict[str, Any]:
    return {
        "text": block.text,
        "locator": block.locator.to_json(),
        "headings": block.headings,
        "speaker": block.speaker,
        "kind": block.kind,
    }


def _limit_memory(megabytes: int) -> None:
    """Data, not address space: pandoc reserves a terabyte of the latter and uses little of it."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, megabytes * 2**20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _no_network(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise PermissionError("a document may not reach the network")


if __name__ == "__main__":
    main()
