"""Old Office files to modern ones, by LibreOffice where it is installed.

Runs headless with a throw-away profile, so that a running LibreOffice of the user's is not
disturbed and macros stay off. Knows nothing of time limits beyond its own.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from ingest.errors import DamagedFile, NeedsLibreOffice, TookTooLong

_NAMES = ("soffice", "libreoffice", "soffice.exe")
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)


def find_libreoffice() -> str | None:
    """The program's path, or None where it is not installed."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in _USUAL if Path(path).exists()), None)


def convert(path: Path, file: str, suffix: str, modern: str, folder: Path, timeout_s: float) -> Path:
    """`path` converted to the format `modern` (".docx") inside `folder`."""
    program = find_libreoffice()
    if program is None:
        raise NeedsLibreOffice(file=file, modern=modern.removeprefix(".").upper())
    source = folder / f"source{suffix}"
    shutil.copyfile(path, source)
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", modern.removeprefix("."), "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False, cwd=folder)
    except subprocess.TimeoutExpired as error:
        raise TookTooLong(file=file, limit=f"{timeout_s:.0f} s") from error
    made = folder / f"source{modern}"
    if not made.exists() or made.stat().st_size == 0:
        raise DamagedFile(file=file, reason=done.stderr.decode("utf-8", "replace").strip()[:120] or "LibreOffice")
    return made
