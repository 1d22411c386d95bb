"""Originals in a folder, and behind an fsspec file system that is not a folder."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest

from vectorstore.originals import Originals


@pytest.fixture(params=["folder", "memory"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Originals]:
    root = (tmp_path / "data").as_uri() if request.param == "folder" else f"memory://{uuid4().hex}"
    yield Originals(root, tmp_path / "scratch")
    fsspec.filesystem("memory").store.clear()


def made(tmp_path: Path, content: bytes, name: str = "复盘会.m4a") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_file_is_kept_under_its_hash(originals: Originals, tmp_path: Path) -> None:
    content = b"baton" * 500_000
    sha256 = originals.put(made(tmp_path, content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    with originals.local(sha256) as path:
        assert path.read_bytes() == content


def test_the_same_content_is_kept_once(originals: Originals, tmp_path: Path) -> None:
    first = originals.put(made(tmp_path, b"same", "a"))
    assert originals.put(made(tmp_path, b"same", "b")) == first
    assert originals.delete(first) == 4
    assert originals.delete(first) == 0


def test_nothing_half_written_stays_when_reading_fails(originals: Originals, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        originals.put(tmp_path / "not there")
    incoming = f"{originals.root}/incoming"
    assert not originals.fs.exists(incoming) or originals.fs.ls(incoming) == []


def test_derived_files_live_and_go_with_their_original(originals: Originals, tmp_path: Path) -> None:
    sha256 = originals.put(made(tmp_path, b"wma"))
    with originals.local_derived(sha256, "playable.m4a") as path:
        assert path is None
    originals.put_derived(sha256, made(tmp_path, b"m4a", "playable.m4a"))
    with originals.local_derived(sha256, "playable.m4a") as path:
        assert path is not None
        assert path.read_bytes() == b"m4a"
    assert originals.delete(sha256) == 6
    with originals.local_derived(sha256, "playable.m4a") as path:
        assert path is None


def test_local_copies_of_remote_files_are_temporary(originals: Originals, tmp_path: Path) -> None:
    sha256 = originals.put(made(tmp_path, b"x"))
    with originals.local(sha256) as path:
        assert path.exists()
    assert path.exists() is originals.is_local
