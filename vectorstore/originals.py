"""The files themselves: what people gave us, and media derived from it for players.

Content-addressed under any fsspec URL (a folder by default): `originals/ab/abcdef…` and
`derived/ab/abcdef…/name`. Knows no source, space or kind; catalog.content_is_used says
whether a file may go. Writes are whole or absent: a temporary name first, then a move.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec

COPY_BYTES = 1 << 20


class Originals:
    """Files by sha256. `scratch` is a local folder for copies of what lives elsewhere."""

    def __init__(self, url: str, scratch: Path) -> None:
        self.fs: Any
        self.fs, self.root = fsspec.core.url_to_fs(url)
        self.is_local = isinstance(self.fs, fsspec.implementations.local.LocalFileSystem)
        self.scratch = scratch

    def put(self, path: Path) -> str:
        """Copy a local file in and return its sha256 (64 hexadecimal characters).

        Raises OSError (ENOSPC when the disk is full) and leaves nothing behind.
        """
        digest = hashlib.sha256()
        incoming = f"{self.root}/incoming/{uuid4().hex}"
        self.fs.makedirs(f"{self.root}/incoming", exist_ok=True)
        try:
            with path.open("rb") as source, self.fs.open(incoming, "wb") as target:
                while data := source.read(COPY_BYTES):
                    digest.update(data)
                    target.write(data)
                if self.is_local:
                    target.flush()
                    os.fsync(target.fileno())
            sha256 = digest.hexdigest()
            self._move(incoming, self._original(sha256))
        finally:
            if self.fs.exists(incoming):
                self.fs.rm(incoming)
        return sha256

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """A local path to read the original from, for as long as the block runs."""
        with self._local(self._original(sha256)) as path:
            yield path

    def put_derived(self, sha256: str, path: Path) -> None:
        """Keep a file made from the original `sha256` under its own name; the local file is moved away."""
        self._move_in(path, f"{self._derived(sha256)}/{path.name}")

    @contextmanager
    def local_derived(self, sha256: str, name: str) -> Iterator[Path | None]:
        """A local path of a derived file, or None if it was never made."""
        stored = f"{self._derived(sha256)}/{name}"
        if not self.fs.exists(stored):
            yield None
            return
        with self._local(stored) as path:
            yield path

    def delete(self, sha256: str) -> int:
        """Remove the original and everything derived from it; returns the bytes freed."""
        freed = 0
        for path in (self._original(sha256), self._derived(sha256)):
            if self.fs.exists(path):
                freed += int(self.fs.du(path))
                self.fs.rm(path, recursive=True)
        return freed

    def _original(self, sha256: str) -> str:
        return f"{self.root}/originals/{sha256[:2]}/{sha256}"

    def _derived(self, sha256: str) -> str:
        return f"{self.root}/derived/{sha256[:2]}/{sha256}"

    def _move(self, source: str, target: str) -> None:
        self.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        if self.is_local:
            Path(source).replace(target)
        else:
            self.fs.mv(source, target)

    def _move_in(self, path: Path, target: str) -> None:
        self.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        if self.is_local:
            shutil.move(path, target)
        else:
            self.fs.put_file(str(path), target)
            path.unlink()

    @contextmanager
    def _local(self, stored: str) -> Iterator[Path]:
        if self.is_local:
            yield Path(stored)
            return
        self.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            path = Path(folder) / "original"
            self.fs.get_file(stored, str(path))
            yield path
