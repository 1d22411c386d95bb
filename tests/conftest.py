"""Real parts for every test: a whole App on a fresh data folder, its model caches made once per run."""

from __future__ import annotations

import gc
import mmap
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of one small part must not wait for the import of all of them
    from assistant.build import App
    from assistant.settings import Settings
    from ingest.intake import Upload


def pytest_configure() -> None:
    """Ctrl-C is heard: a shell that starts the tests in the background has it ignored, here and in what tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


MOST_RESIDENT = 2 << 30  # bytes


def pytest_runtest_logfinish() -> None:
    """Models of an App that is closed hang in cycles, which Python collects late: two workers grew to 8 GiB each."""
    statm = Path("/proc/self/statm")
    if statm.exists() and int(statm.read_text().split()[1]) * mmap.PAGESIZE > MOST_RESIDENT:
        gc.collect()


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Joined and converted weights, shared by all workers of a parallel run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    cache = shared / "model-cache"
    cache.mkdir(exist_ok=True)
    return cache


@pytest.fixture
def data(tmp_path: Path, model_cache: Path) -> Path:
    """An empty data folder that need not make the weights again."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cache").symlink_to(model_cache)
    return folder


@pytest.fixture
def settings(data: Path) -> Settings:
    from assistant.settings import Settings

    return Settings.load(data=data, port=0)


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    from assistant.build import build

    built = build(settings)
    yield built
    built.close()


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[[str, str], Upload]:
    """Makes an upload of a text file."""
    from ingest.intake import Upload

    def make(title: str, text: str) -> Upload:
        path = tmp_path / "outside" / title
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return Upload(path, title)

    return make
