"""Commands as a person or a script runs them, on a real data folder."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.cli_answer import print_answer
from assistant.client import terminal_lang
from assistant.owner import owned, owner_of
from assistant.wire import cited_in

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]
AtWork = Callable[[Path], AbstractContextManager[Path]]

HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n"


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run one command; its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATON_DATA", str(data))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def handbook(tmp_path: Path) -> str:
    path = tmp_path / "危机手册.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    return str(path)


def parsed(out: str) -> Any:
    return json.loads(out)


def test_ingest_and_ask_where_no_baton_is_at_work(run: Run, handbook: str) -> None:
    code, out, err = run("ingest", handbook, "--space", "穗岚坊")
    assert code == 0
    assert "new" in out
    assert "危机手册.md" in err  # progress
    code, out, _ = run("ask", "出事第一小时先做什么？")
    assert (code, "[1] 危机手册.md" in out) == (0, True)


def test_ingest_ask_sources_forget(run: Run, handbook: str, data: Path, at_work: AtWork) -> None:
    with at_work(data):
        arguments = ("--space", "穗岚坊", "--topic", "危机", "--date", "2026-03-14")
        assert run("ingest", handbook, *arguments)[0] == 0

        code, out, _ = run("ask", "出事第一小时先做什么？", "--json")
        answer = parsed(out)
        assert code == 0
        assert set(answer) >= {"answer", "refused", "citations"}
        (cited, *_) = answer["citations"]
        assert set(cited) >= {"n", "source", "kind", "text", "url", "paragraph"}
        assert cited["url"].startswith("http://127.0.0.1:")

        code, out, _ = run("sources", "--json")
        (source,) = parsed(out)
        assert (source["title"], source["date"], source["status"]) == ("危机手册.md", "2026-03-14", "done")
        assert source["title"] in run("sources", "--space", "穗岚坊")[1]

        code, out, _ = run("ingest", handbook, "--space", "穗岚坊", "--json")
        assert [result["outcome"] for result in parsed(out)] == ["duplicate"]

        assert run("forget", source["id"])[0] == 0
        assert parsed(run("sources", "--json")[1]) == []
        code, _, err = run("forget", source["id"])
        assert (code, source["id"] in err) == (1, True)


def test_exit_codes_tell_failures_apart(run: Run, handbook: str, tmp_path: Path, data: Path, at_work: AtWork) -> None:
    (tmp_path / "空.docx").touch()
    with at_work(data):
        code, out, _ = run("ingest", handbook, str(tmp_path / "空.docx"), "--space", "穗岚坊")
        assert code == 1
        assert "空.docx is empty" in out
        assert run("ingest", str(tmp_path / "nowhere"), "--space", "x")[0] == 2
        assert run("ask", "Who won the world cup in 1998?")[0] == 3
        code, _, err = run("ask", "?", "--space", "别家")
        assert (code, "别家" in err) == (1, True)


def test_an_impossible_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_PORTT", "1")
    code, _, err = run("sources")
    assert code == 1
    assert err.startswith("BATON_PORTT: ")
    monkeypatch.delenv("BATON_PORTT")
    monkeypatch.setenv("BATON_HOST", "0.0.0.0")
    code, _, err = run("serve")
    assert (code, err.startswith("BATON_HOST: ")) == (1, True)
    assert "baton user add NAME --admin" in err


def test_a_served_folder_is_used_through_its_owner(run: Run, data: Path, handbook: str) -> None:
    command = [sys.executable, str(ROOT / "app.py")]
    environment = {**os.environ, "BATON_PORT": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "http://127.0.0.1:" in server.stdout.readline()
        owner = owner_of(data)
        assert owner is not None
        assert owner.pid == server.pid
        code, out, _ = run("ingest", handbook, "--space", "穗岚坊", "--detach", "--json")
        assert code == 0
        assert parsed(out)[0]["outcome"] == "new"
        assert run("retry", parsed(out)[0]["source"]["id"])[0] == 0  # waits for it
        code, out, _ = run("ask", "第一小时先停什么？", "--json")
        assert code == 0
        assert parsed(out)["citations"][0]["url"].startswith(owner.url)
        code, _, err = run("serve")
        assert (code, str(server.pid) in err) == (1, True), "a second one is refused"
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 130
    with owned(data) as token:
        assert token, "the folder is free again"


@pytest.mark.parametrize(
    ("name", "lang"), [("zh_CN.UTF-8", "zh"), ("xx_XX.UTF-8", "en"), ("C.UTF-8", "en"), ("en_GB.UTF-8", "en")]
)
def test_a_locale_that_this_machine_lacks_stops_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    monkeypatch.setenv("LC_ALL", name)
    assert run("--version")[0] == 0
    assert terminal_lang() == lang


def test_what_holds_instead_is_said_beside_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    handbook = {"n": 1, "title": "手册.docx", "row": 2, "url": "http://127.0.0.1/?source=a"}
    meeting = {"n": 0, "title": "复盘会.m4a", "start": 127.4, "url": "http://127.0.0.1/?source=b"}
    standing = {"n": 1, "state": "contradicted", "by": "", "on": None, "note": "改成两个小时", "instead": meeting}
    answer = {"answer": "4 小时 [1]", "notice": None, "nearest": None, "citations": [handbook], "standings": [standing]}
    print_answer(answer)
    assert capsys.readouterr().out.splitlines() == [
        "4 小时 [1]",
        "! [1] another source says otherwise: 改成两个小时",
        "      复盘会.m4a 02:07  http://127.0.0.1/?source=b",
        "[1] 手册.docx row 2  http://127.0.0.1/?source=a",
    ]
    assert cited_in(answer) == [handbook, meeting]
