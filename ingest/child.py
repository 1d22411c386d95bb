"""The other side of worker.py: reads one file after another, within limits.

Jobs come on stdin and answers go to stdout, one JSON object on a line:
    {"job": "extract", "path": …, "file": …, "arguments": […]}  ->  {"blocks": […], "facts": {…}}
                                                            or  ->  {"error": {"code": …, "details": …}}

What the parsers print goes nowhere, and no network connection can be opened.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from ingest.documents import extract
from ingest.errors import DamagedFile, IngestError, NeedsMemory
from ingest.extraction import Extraction
from ingest.scans import read_pages
from vectorstore.models import Block, Kind


def main() -> None:
    """Answer jobs until stdin ends."""
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
    except IngestError as error:
        return {"error": error.record()}
    except MemoryError:
        return {"error": NeedsMemory(file=file, limit=f"{sys.argv[1]} MB").record()}
    except RecursionError:
        return {"error": DamagedFile(file=file, reason="nested too deeply").record()}
    return {"blocks": [_plain(block) for block in done.blocks], "facts": done.facts}


def _run(job: str, path: Path, file: str, arguments: list[Any]) -> Extraction:
    if job == "extract":
        kind, suffix = arguments
        return extract(path, file, Kind(kind), suffix)
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
