"""Real parts for every test: a whole App on a fresh data folder, its model caches made once per run."""

from __future__ import annotations

import gc
import mmap
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of one small part must not wait for the import of all of them
    from sqlalchemy import Engine

    from assistant.build import App
    from assistant.settings import Settings
    from ingest.intake import Upload
    from vectorstore.catalog import Catalog


def pytest_configure(config: pytest.Config) -> None:
    """Ctrl-C is heard: a shell that starts the tests in the background has it ignored, here and in what tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(Collecting(), "collecting")


MOST_RESIDENT = 2 << 30  # bytes
GROWN_BY = 256 << 20


class Collecting:
    """Models of an App that is closed hang in cycles, which Python collects late: two workers grew to 8 GiB each.

    Collects when memory has grown since the last time: a worker that rightly holds 2 GiB would otherwise
    collect after every one of three thousand tests, half a second each.
    """

    def __init__(self) -> None:
        self.bound = MOST_RESIDENT

    def pytest_runtest_logfinish(self) -> None:
        if resident() > self.bound:
            gc.collect()
            self.bound = max(MOST_RESIDENT, resident() + GROWN_BY)


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * mmap.PAGESIZE if statm.exists() else 0


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Joined and converted weights, shared by all workers of a parallel run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    cache = shared / "model-cache"
    cache.mkdir(exist_ok=True)
    return cache


@pytest.fixture(scope="session")
def records_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Engine]:
    """Makes empty records in a file: copied, since to migrate them takes ten times as long."""
    from vectorstore import db

    path = tmp_path_factory.mktemp("migrated") / "records.sqlite"
    db.connect(f"sqlite:///{path}").dispose()
    migrated = path.read_bytes()

    def make(file: Path) -> Engine:
        file.write_bytes(migrated)
        return db.connect(f"sqlite:///{file}")

    return make


@pytest.fixture
def engine(tmp_path: Path, records_at: Callable[[Path], Engine]) -> Iterator[Engine]:
    """Empty records."""
    engine = records_at(tmp_path / "records.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def catalog(engine: Engine) -> Catalog:
    """An empty catalogue."""
    from vectorstore.catalog import Catalog

    return Catalog(engine)


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


@pytest.fixture(scope="module")
def shared_settings(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    """For the App that a module's tests share; a module that wants others has a fixture of this name."""
    from assistant.settings import Settings

    data = tmp_path_factory.mktemp("shared") / "data"
    data.mkdir()
    (data / "cache").symlink_to(model_cache)
    return Settings.load(data=data, port=0)


@pytest.fixture(scope="module")
def shared_app(shared_settings: Settings) -> Iterator[App]:
    """One App for the tests of a module: one that has read a document costs 4 s of processor to make.

    A process runs one App at a time, so none of the module's tests asks for the `app` above; and the
    module is marked `xdist_group`, so that one worker of a parallel run takes all of it.
    """
    from assistant.build import build

    built = build(shared_settings)
    yield built
    built.close()


@pytest.fixture
def emptied_app(shared_app: App) -> Iterator[App]:
    """The module's App, in which every test begins without sources."""
    yield shared_app
    for source in shared_app.catalog.sources():
        if source.parent is None:
            shared_app.pipeline.forget(source.id)


@pytest.fixture(scope="session")
def at_work() -> Callable[[Path], AbstractContextManager[Path]]:
    """Puts a Baton to work on a folder, in this process: commands reach it as they reach any that runs."""

    @contextmanager
    def working(data: Path) -> Iterator[Path]:
        from assistant.owner import owned
        from assistant.serve import running
        from assistant.settings import Settings

        with owned(data) as token:
            assert token is not None, "another Baton is at work there"
            with running(Settings.load(data=data, port=0), token, pages=False):
                yield data

    return working


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
