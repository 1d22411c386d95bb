"""Zip archives unpacked safely, with their folders kept as context.

Everything is checked before anything is kept: a path that leaves the archive, a symbolic
link, a password, or more content than the limits allow refuses the whole archive and leaves
nothing behind. Sizes are counted while decompressing, never taken from the headers. Members
are written under numbers, so no name in the archive ever becomes a path here. Names written
by Chinese Windows tools (GB18030 without the UTF-8 flag) are repaired.
"""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.errors import ArchiveTooLarge, DamagedFile, EncryptedFile, NothingFound, UnsafeArchive

_CHUNK = 1 << 20
_JUNK = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unpack to, archives inside it included."""

    files: int = 2000
    total_bytes: int = 4 * 2**30
    ratio: int = 200  # unpacked to packed; text packs about 10:1, a bomb 1000:1
    ratio_from_bytes: int = 50 * 2**20  # below this the ratio says nothing: an empty sheet packs 300:1
    depth: int = 2  # an archive in the archive; deeper ones are refused


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of an archive. `folder` is where it was: "交接包.zip/广告/"."""

    path: Path
    name: str
    folder: str


@dataclass(slots=True)
class _Unpacking:
    """What has been taken out so far, over all depths."""

    into: Path
    limits: Limits
    file: str  # the outermost archive, which the errors name
    files: int = 0
    written: int = 0

    def too_large(self) -> ArchiveTooLarge:
        size = self.limits.total_bytes
        shown = f"{size // 2**30} GB" if size >= 2**30 else f"{max(1, size // 2**20)} MB"
        return ArchiveTooLarge(file=self.file, limit=f"{self.limits.files} / {shown}")


def unpack(path: Path, file: str, into: Path, limits: Limits | None = None) -> list[Member]:
    """Unpack the files of a zip into folder `into`, created if need be, and say where each stood.

    Raises UnsafeArchive, ArchiveTooLarge, EncryptedFile, DamagedFile or NothingFound; `into`
    is then as it was before. OSError (disk full) flies, with `into` cleaned as well. An archive
    inside that is damaged or locked is handed over as a file, to be refused under its own name.
    """
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".unpacking-") as staging:
        members = _unpack(_Unpacking(Path(staging), limits or Limits(), file), path, f"{file}/", depth=1)
        if not members:
            raise NothingFound(file=file)
        return [_keep(member, into) for member in members]


def _keep(member: Member, into: Path) -> Member:
    kept = into / member.path.name
    shutil.move(member.path, kept)
    return Member(kept, member.name, member.folder)


def _unpack(work: _Unpacking, path: Path, folder: str, depth: int) -> list[Member]:
    if depth > work.limits.depth:
        raise work.too_large()
    try:
        with zipfile.ZipFile(path) as archive:
            members = _write_all(work, archive, path.stat().st_size, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError) as error:
        raise DamagedFile(file=work.file, reason=str(error)[:120]) from error
    return [inner for member in members for inner in _opened(work, member, depth)]


def _write_all(work: _Unpacking, archive: zipfile.ZipFile, packed: int, folder: str) -> list[Member]:
    named = [(info, _name(info)) for info in archive.infolist()]
    for info, name in named:
        _refuse(info, name, work.file)
    wanted = [(info, PurePosixPath(name)) for info, name in named if not info.is_dir() and not _is_junk(name)]
    members = []
    before = work.written
    for info, inside in wanted:
        members.append(_write(work, archive, info, inside, folder))
        if _is_bomb(work.written - before, packed, work.limits):
            raise work.too_large()
    return members


def _refuse(info: zipfile.ZipInfo, name: str, file: str) -> None:
    """Before a byte is written: passwords, links, and paths that would leave the folder."""
    if info.flag_bits & 0x1:
        raise EncryptedFile(file=file)
    parts = PurePosixPath(name).parts
    drive = len(name) > 1 and name[1] == ":"
    link = stat.S_ISLNK(info.external_attr >> 16)
    if name.startswith("/") or ".." in parts or drive or link:
        raise UnsafeArchive(file=file, member=name[:200])


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name with "/" between folders, in the encoding it was really written in."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_junk(name: str) -> bool:
    return any(part.lower() in _JUNK or part.startswith((".", "~$")) for part in PurePosixPath(name).parts)


def _write(
    work: _Unpacking, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: PurePosixPath, folder: str
) -> Member:
    if work.files >= work.limits.files:
        raise work.too_large()
    work.files += 1
    target = work.into / f"{work.files:05d}"
    parent = "" if name.parent == PurePosixPath(".") else f"{name.parent}/"
    before = work.written
    with archive.open(info) as source, target.open("wb") as sink:
        while piece := source.read(_CHUNK):
            work.written += len(piece)
            bomb = _is_bomb(work.written - before, info.compress_size, work.limits)
            if bomb or work.written > work.limits.total_bytes:
                raise work.too_large()
            sink.write(piece)
    return Member(target, name.name, folder + parent)


def _is_bomb(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > limits.ratio_from_bytes and unpacked > max(1, packed) * limits.ratio


def _opened(work: _Unpacking, member: Member, depth: int) -> list[Member]:
    """What a zip inside the zip holds, or the member itself. Office files are zips too and stay."""
    if not member.name.lower().endswith(".zip") or not zipfile.is_zipfile(member.path):
        return [member]
    try:
        inner = _unpack(work, member.path, f"{member.folder}{member.name}/", depth + 1)
    except (DamagedFile, EncryptedFile):
        return [member]
    member.path.unlink()
    return inner
