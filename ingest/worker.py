"""A process of its own for parsing, so that a hostile file cannot take the app down.

Started on first use and kept, because importing the parsers takes seconds; ended, with
whatever it started itself, when a file takes longer than allowed, and started anew for the
next. Its memory is limited where the system can (Linux), and it cannot open a network
connection. Jobs and answers cross as JSON lines: nothing the child says is executed here.
The other side is child.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import errors
from ingest.errors import DamagedFile, TookTooLong
from ingest.extraction import Extraction
from vectorstore.models import Block, Locator


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
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.child", str(self.limits.memory_mb)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment(), encoding="utf-8", start_new_session=True,
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


def _environment() -> dict[str, str]:
    """What a parser needs and no more: our own environment may hold API keys. Telemetry is off."""
    return {
        "PATH": os.pathsep.join(os.get_exec_path()),
        "HOME": str(Path.home()),
        "TMPDIR": tempfile.gettempdir(),
        "TEMP": tempfile.gettempdir(),
        "SYSTEMROOT": os.path.expandvars("%SYSTEMROOT%"),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)]),
        "DO_NOT_TRACK": "1",
        "SCARF_NO_ANALYTICS": "1",
        "UNSTRUCTURED_DISABLE_NOTICE": "1",
    }


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
