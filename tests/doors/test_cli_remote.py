"""Commands against a Baton elsewhere: what a person at another machine does, and what they are told when it fails."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli import main
from assistant.people.roles import Grant

if TYPE_CHECKING:
    from conftest import Office  # type: ignore[import-not-found]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("office")]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run one command; its exit code, stdout and stderr. No data folder may be made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("BATON_DATA", str(tmp_path / "not to be made"))

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert not (tmp_path / "not to be made").exists()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def lin(run: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same as a contributor of one client, by the environment."""
    monkeypatch.setenv("BATON_SERVER", office.url)
    monkeypatch.setenv("BATON_TOKEN", office.token("lin"))
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "交接"
    (made / "2026 三月").mkdir(parents=True)
    (made / "2026 三月" / "排期.md").write_text("# 排期\n\n直播改到周五晚上八点。\n", encoding="utf-8")
    (made / "2026 三月" / "空.docx").touch()
    (made / ".DS_Store").write_bytes(b"x")
    return made


def test_a_folder_is_sent_with_its_context_and_can_be_asked(lin: Run, office: Office, folder: Path) -> None:
    code, out, err = lin("ingest", str(folder), "--space", "穗岚坊", "--topic", "直播", "--json")
    results = {result["source"]["title"]: result for result in json.loads(out)}
    assert code == 1, "one of them is empty"
    assert err == ""
    assert set(results) == {"排期.md", "空.docx"}
    source = results["排期.md"]["source"]
    assert (source["context"], source["topic"], source["status"]) == ("交接/2026 三月/", "直播", "done")
    assert not any(path.is_file() for path in (office.folder / "incoming").rglob("*"))

    code, out, _ = lin("ask", "直播改到什么时候？", "--json")
    answer = json.loads(out)
    assert (code, answer["refused"]) == (0, False)
    assert answer["citations"][0]["url"].startswith(f"{office.url}/?source={source['id']}")

    later = folder / "复盘.md"
    later.write_text("# 复盘\n\n直播间的转化比上月高。\n", encoding="utf-8")
    code, out, err = lin("ingest", str(later), str(folder / "2026 三月" / "排期.md"), "--space", "穗岚坊")
    assert (code, "new" in out, "duplicate" in out) == (0, True, True)
    assert "2 ↑" in err
    assert "done" in err
    assert "排期.md" in lin("sources")[1]
    assert "投放预算" not in lin("sources")[1], "another client's"


def test_more_sources_than_a_page_are_all_listed(lin: Run, office: Office) -> None:
    listed = json.loads(lin("sources", "--json")[1])
    with office.as_(office.token("lin")) as api:
        page = api.get("/sources", params={"limit": 1})
        assert len(page.json()) == 1
        following = page.links["next"]["url"]
        assert following.startswith("/api/v1/sources?")
    assert len(listed) > 1


def test_what_one_may_not_is_said_as_at_the_page(lin: Run, office: Office, folder: Path) -> None:
    code, _, err = lin("forget", office.sources["漪珀"])
    assert (code, "There is no source" in err) == (1, True)
    code, _, err = lin("forget", office.sources["穗岚坊"])
    assert (code, "does not allow" in err) == (1, True)
    code, _, err = lin("ingest", str(folder), "--space", "漪珀")
    assert (code, "There is no client called 漪珀" in err) == (1, True)
    code, _, err = lin("reindex")
    assert (code, "at the machine" in err) == (1, True)
    assert lin("ask", "漪珀三月的投放预算是多少？")[0] == 3


def test_server_and_token_may_be_given_on_the_line_or_on_stdin(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = office.token("wu", [Grant.READ])
    assert "投放预算.md" in run("--server", f"{office.url}/", "--token", token, "sources")[1]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{token}\n"))
    assert "投放预算.md" in run("--server", office.url, "--token", "-", "sources")[1]
    shown = run("--help")[1]
    assert "BATON_TOKEN" in shown
    assert "stdin" in shown


def test_a_wrong_or_revoked_token_is_named(run: Run, office: Office) -> None:
    made, secret = office.tokens.make(office.people["lin"], "to be revoked", [Grant.READ], 1)
    office.tokens.revoke(office.people["lin"], made.id)
    for wrong in (secret, "baton_wrong", secret[:-1]):
        code, _, err = run("--server", office.url, "--token", wrong, "sources")
        assert (code, "wants a valid token" in err, secret in err) == (1, True, False)
    code, _, err = run("--server", office.url, "sources")
    assert (code, "BATON_TOKEN" in err) == (1, True)
    code, _, err = run("--server", office.url, "--token", "令牌", "sources")
    assert (code, err.startswith("BATON_TOKEN: ")) == (1, True)


def test_an_address_without_an_answer_is_named(run: Run) -> None:
    code, _, err = run("--server", "http://127.0.0.1:1", "sources")
    assert (code, err.startswith("http://127.0.0.1:1 does not answer")) == (1, True)
    for impossible in ("127.0.0.1:7860", "ftp://x", "http://127.0.0.1:7860/baton"):
        code, _, err = run("--server", impossible, "sources")
        assert (code, err.startswith("BATON_SERVER: ")) == (1, True)


class Canned(BaseHTTPRequestHandler):
    """Says the same to everybody."""

    status, body, kind = 200, b"", "text/html"

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canned() -> Iterator[Callable[..., str]]:
    """Starts servers that are no (recent) Baton; their address."""
    started: list[HTTPServer] = []

    def start(**fields: Any) -> str:
        server = HTTPServer(("127.0.0.1", 0), type("Said", (Canned,), fields))
        started.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def test_what_is_no_baton_or_an_older_one_is_told_apart(run: Run, canned: Callable[..., str]) -> None:
    for odd in ({"body": b"<h1>It works</h1>"}, {"status": 502}, {"status": 301}, {"body": b"[]"}, {"body": b"1"}):
        code, _, err = run("--server", canned(**odd), "sources")
        assert (code, "is not Baton" in err) == (1, True)
    older = canned(body=b'{"service": "baton"}', kind="application/json")
    code, _, err = run("--server", older, "sources")
    assert (code, "is older than this one" in err) == (1, True)
