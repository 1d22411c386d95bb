"""`baton report` as it is typed, against a served shelf: no models, no worker."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.cli import main
from assistant.owner import announce, owned
from vectorstore.models import Block, Locator

if TYPE_CHECKING:
    from fastapi import FastAPI
    from shelves import Shelf

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def served(shelf: Shelf, site: FastAPI) -> Iterator[Path]:
    """The shelf's folder, owned by this process and answering over HTTP."""
    alive = JSONResponse({"service": "baton", "api": 2})
    site.router.routes.insert(0, Route("/api/v1/health", lambda _: alive))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    shelf.add("手册.md", b"1", [Block("先停再查", Locator(paragraph=1))])
    with owned(shelf.folder):
        announce(shelf.folder, f"http://127.0.0.1:{listener.getsockname()[1]}", "the owner's")
        yield shelf.folder
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def run(served: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run one command; its exit code, stdout and stderr."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("BATON_DATA", str(served))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


def test_a_report_is_written_where_it_is_wanted(run: Run) -> None:
    code, out, _ = run("report", "穗岚坊", "-o", "报告.docx", "--lang", "zh")
    assert (code, out) == (0, "报告.docx written\n")
    assert Path("报告.docx").read_bytes()[:2] == b"PK"
    assert run("report", "穗岚坊", "--format", "md", "--lang", "zh")[0] == 0
    (named,) = Path().glob("交接报告_穗岚坊_*.md")
    assert named.read_text(encoding="utf-8").startswith("# 交接报告 · 穗岚坊")
    Path("out").mkdir()
    assert run("report", "穗岚坊", "-o", "out", "--managers")[0] == 0
    (made,) = Path("out").iterdir()
    assert made.read_bytes()[:5] == b"%PDF-"


def test_what_goes_wrong_is_one_line(run: Run) -> None:
    code, out, err = run("report", "没有这个客户", "-o", "x.pdf")
    assert (code, out) == (1, "")
    assert "没有这个客户" in err
    assert len(err.splitlines()) == 1
    code, _, err = run("report", "穗岚坊", "-o", "no/such/folder/x.pdf")
    assert code == 1
    assert "no/such/folder" in err
    assert run("report", "穗岚坊", "--format", "exe")[0] == 2
