"""Raw bodies, taken in piece by piece: refused at once when they are too large, and nothing is left of half of one."""

from __future__ import annotations

from pathlib import Path

import anyio
from fastapi import Request

from ingest.errors import TooLarge
from ingest.intake import disk_full_named

MIB = 1 << 20


async def receive(request: Request, path: Path, name: str, limit: int) -> None:
    """Write the request's body to `path`. Raises TooLarge past `limit` bytes, and DiskFull; both name it `name`."""
    too_large = TooLarge(file=name, size=f"> {limit // MIB} MiB", limit=f"{limit // MIB} MiB")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise too_large
    size = 0
    try:
        with disk_full_named(name):
            async with await anyio.open_file(path, "wb") as file:
                async for data in request.stream():
                    size += len(data)
                    if size > limit:
                        raise too_large
                    await file.write(data)
    except BaseException:  # a caller who went away must leave nothing behind either
        path.unlink(missing_ok=True)
        raise
