"""Sending files from a terminal to a Baton elsewhere: one after the other, streamed, folders as their context."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assistant.client import Baton
from assistant.errors import NothingToDo

PIECE = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to send, and the folders that it lay in, as far as they were named."""

    path: Path
    folder: str

    @property
    def name(self) -> str:
        """Its name as text, whatever bytes the file system keeps."""
        return os.fsencode(self.path.name).decode(errors="replace")


def packed(paths: Sequence[Path]) -> list[Parcel]:
    """The files, and every file below the folders that is not hidden. NothingToDo if a folder has none."""
    return [parcel for path in paths for parcel in _packed(path.resolve())]


def upload(baton: Baton, paths: Sequence[Path], *, quiet: bool) -> tuple[list[dict[str, Any]], int]:
    """What a submission names them by, and how many the server would not take; why is said on stderr.

    NothingToDo if it took none.
    """
    parcels = packed(paths)
    sent: list[dict[str, Any]] = []
    total = sum(parcel.path.stat().st_size for parcel in parcels)
    with click.progressbar(length=total, label=f"{len(parcels)} ↑", file=sys.stderr, hidden=quiet) as bar:
        for parcel in parcels:
            try:
                sent.append({**_sent(baton, parcel, bar.update), "name": parcel.name, "folder": parcel.folder})
            except click.ClickException as refusal:  # of this one file: too large, an impossible name
                click.echo(f"\n{parcel.folder}{parcel.name}: {refusal.message}", err=True)
    if not sent:
        raise NothingToDo(what=", ".join(map(str, paths)))
    return sent, len(parcels) - len(sent)


def _sent(baton: Baton, parcel: Parcel, tell: Callable[[int], None]) -> dict[str, Any]:
    with parcel.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size

        def pieces() -> Iterator[bytes]:
            while piece := file.read(PIECE):
                yield piece
                tell(len(piece))

        # The length is said beforehand, so that the server can refuse before it is sent.
        told = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        reply: dict[str, Any] = baton.call(
            "PUT", "/uploads", params={"name": parcel.name}, content=pieces(), headers=told
        )
    return reply


def _packed(path: Path) -> list[Parcel]:
    if path.is_file():
        return [Parcel(path, "")]
    inside = sorted(file for file in path.rglob("*") if file.is_file())
    visible = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not visible:
        raise NothingToDo(what=str(path))
    return [Parcel(file, f"{file.parent.relative_to(path.parent).as_posix()}/") for file in visible]
