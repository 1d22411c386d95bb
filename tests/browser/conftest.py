"""A real Baton (`python app.py`) on an empty data folder, and a real browser on it.

Every page notes what it asked for outside loopback and every error of its scripts; a test
that ends with either fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--mute-audio"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),  # a microphone that beeps
)
WIDE, NARROW = (1440, 900), (390, 844)
START_S, READ_S = 180, 420  # generous: CI machines have two busy cores; each wait ends as soon as it can


# Playwright keeps an event loop running in its thread for as long as it is open, and DBOS, which other
# tests of this process start, refuses to start beside one: so everything here happens in one other thread.
THREAD = ThreadPoolExecutor(1, "browser")
T = TypeVar("T")


def there(call: Callable[..., T], *arguments: Any) -> T:
    """What `call` returns, in the browser's thread."""
    return THREAD.submit(call, *arguments).result()


@pytest.fixture(scope="session")
def in_browsers_thread() -> Callable[..., Any]:
    """`there`, for fixtures that touch the page."""
    return there


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run a test of this folder in the browser's thread."""
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    there(partial(pyfuncitem.obj, **arguments))
    return True


@dataclass(frozen=True, slots=True)
class Baton:
    """A running Baton."""

    url: str
    browser: Browser

    @contextmanager
    def page(
        self, locale: str = "zh-CN", size: tuple[int, int] = WIDE, path: str = "/", **options: Any
    ) -> Iterator[Page]:
        """The page in a fresh browser profile; fails on script errors and on requests that leave loopback."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(locale=locale, viewport=viewport, **options)
        page = context.new_page()
        outside: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: None if _local(request.url) else outside.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.url + path)
        if path != "/sign-in":
            page.wait_for_function("document.querySelector('#tab-ask-button') && window.baton")
        yield page
        context.close()
        assert outside == []
        assert errors == []

    def sources(self, page: Page) -> list[dict[str, Any]]:
        """What the API says of every source."""
        found: list[dict[str, Any]] = page.request.get(f"{self.url}/api/v1/sources").json()
        return found

    def wait_until(self, page: Page, true_of: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Until what the API says of the sources is so."""
        end = time.monotonic() + READ_S
        while not true_of(sources := self.sources(page)):
            assert time.monotonic() < end, [(s["title"], s["status"], s["progress"], s["error"]) for s in sources]
            time.sleep(0.5)


def _local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    started = there(sync_playwright().start)
    browser = there(partial(started.chromium.launch, executable_path=CHROMIUM, args=list(FLAGS)))
    yield browser
    there(browser.close)
    there(started.stop)


@pytest.fixture(scope="session")
def baton(browser: Browser, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Baton]:
    with _at_work(browser, tmp_path_factory.mktemp("browser"), model_cache) as running:
        yield running


@pytest.fixture(scope="module")
def own_baton(browser: Browser, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Baton]:
    """A Baton for one module's tests, which nobody loads the sample into."""
    with _at_work(browser, tmp_path_factory.mktemp("own"), model_cache) as running:
        yield running


@contextmanager
def _at_work(browser: Browser, folder: Path, model_cache: Path) -> Iterator[Baton]:
    data = folder / "data"
    data.mkdir()
    (data / "cache").symlink_to(model_cache)
    log = folder / "server.log"
    environment = {**os.environ, "BATON_DATA": str(data), "BATON_PORT": "0", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield Baton(_address(server, log), browser)
        finally:
            server.terminate()
            server.wait(60)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


HEARD_FIRST = "2025-09-08 项目启动会.m4a"  # the first recording of the sample's manifest


@pytest.fixture(scope="session")
def first_visit(baton: Baton) -> dict[str, Any]:
    """What a person saw on an empty Baton, who then loaded the sample by its button."""
    return there(_visit, baton)


def _visit(baton: Baton) -> dict[str, Any]:
    with baton.page("en-US") as page:
        page.wait_for_selector(".welcome h1")
        page.wait_for_function("document.querySelector('#tabs')?.dataset.may !== undefined")  # tabs by role come last
        seen = {
            "heading": page.locator(".welcome h1").inner_text(),
            "what": page.locator(".welcome .what").inner_text(),
            "tabs": page.get_by_role("tab").all_inner_texts(),
            "sources": baton.sources(page),
        }
        page.get_by_role("button", name="Load the sample handover").click()
        page.wait_for_selector(".welcome [role=progressbar]")
        page.wait_for_selector(".suggestion", timeout=120_000)  # as soon as one of them can be answered
        seen["suggested"] = page.locator(".suggestion").all_inner_texts()
        page.get_by_role("tab", name="Capture").click()
        page.wait_for_selector(".source .stages")
        seen["stages"] = page.locator(".source .stages").first.inner_text()
    return seen


@pytest.fixture(scope="session")
def sample(baton: Baton, first_visit: dict[str, Any]) -> Baton:
    """The loaded sample: its documents and the first recording; the others, seven minutes of sound, are cancelled."""
    there(_wait, baton)
    return baton


def _wait(baton: Baton) -> None:
    with baton.page() as page:
        baton.wait_until(page, lambda sources: len(sources) >= 10)
        for source in baton.sources(page):
            if not _is_needed(source):
                assert page.request.post(f"{baton.url}/api/v1/sources/{source['id']}/cancel").ok
        baton.wait_until(page, lambda sources: all(s["status"] == "done" for s in sources if _is_needed(s)))


def _is_needed(source: dict[str, Any]) -> bool:
    return source["kind"] not in ("recording", "video") or source["title"] == HEARD_FIRST
