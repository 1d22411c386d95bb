"""`baton user`, `member` and `space` as they are typed, against a served shelf: no models, no worker."""

from __future__ import annotations

import io
import json
import re
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
from assistant.cli_people import WORDS, _password
from assistant.owner import announce, owned
from assistant.people.errors import SignInRefused
from assistant.people.roles import Role
from assistant.people.users import Account

if TYPE_CHECKING:
    from fastapi import FastAPI
    from shelves import Shelf

Run = Callable[..., tuple[int, str, str]]
WORD = "staple battery horse"


@pytest.fixture
def served(shelf: Shelf, site: FastAPI) -> Iterator[Path]:
    """The shelf's folder, owned by this process and answering over HTTP."""

    alive = JSONResponse({"service": "baton", "api": 2})
    site.router.routes.insert(0, Route("/api/v1/health", lambda _: alive))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    with owned(shelf.folder):
        announce(shelf.folder, f"http://127.0.0.1:{listener.getsockname()[1]}", "the owner's")
        yield shelf.folder
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def run(served: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run one command; its exit code, stdout and stderr. `typed` is what comes in by stdin."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATON_DATA", str(served))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_the_first_administrator_and_a_team(run: Run, shelf: Shelf) -> None:
    code, _, err = run("user", "add", "lin", "--password-stdin", typed=f"{WORD}\n")
    assert (code, "must be an administrator" in err) == (1, True)
    code, out, _ = run("user", "add", "Chen", "--admin", "--shown", "陈总", "--password-stdin", typed=f"{WORD}\n")
    assert (code, out) == (0, "陈总 added\nEverybody signs in from now on.\n")
    users = shelf.identity.users
    assert users.signed_in("chen", WORD).admin

    code, out, _ = run("user", "add", "lin", "--email", "lin@agency.example")
    assert code == 0
    one_time = out.rpartition("one-time password: ")[2].strip()
    assert users.signed_in("lin", one_time).must_change
    assert users.named("lin").email == "lin@agency.example"

    people = json.loads(run("user", "list", "--json")[1])
    assert [person["name"] for person in people] == ["lin", "chen"]
    listed = run("user", "list")[1]
    assert "must change" in listed
    assert "陈总  admin" in listed

    assert run("space", "add", "穗岚坊")[0] == 0
    code, out, _ = run("member", "put", "穗岚坊", "lin", "manager")
    assert (code, out) == (0, "lin is manager in 穗岚坊 now\n")
    space = shelf.catalog.space_named("穗岚坊").id
    assert shelf.identity.members.roles_of(users.named("lin").id) == {space: Role.MANAGER}
    assert "manager      lin" in run("member", "list", "穗岚坊")[1]
    assert json.loads(run("member", "list", "穗岚坊", "--json")[1])[0]["role"] == "manager"
    assert run("member", "remove", "穗岚坊", "lin") == (0, "lin is no member of 穗岚坊 any more\n", "")
    assert run("member", "list", "穗岚坊")[1] == ""


def test_passwords_are_given_and_piped(run: Run, shelf: Shelf) -> None:
    users = shelf.identity.users
    users.add(Account("chen", WORD, admin=True))
    for _ in range(5):
        with pytest.raises(SignInRefused):
            users.signed_in("chen", "wrong")
    code, out, _ = run("user", "password", "chen")
    assert code == 0
    assert users.signed_in("chen", out.rpartition(": ")[2].strip()).must_change, "the lock is lifted, too"
    assert run("user", "password", "chen", "--password-stdin", typed="a ferry at noon\r\n")[0] == 0
    assert users.signed_in("chen", "a ferry at noon").must_change
    code, out, err = run("user", "password", "chen", "--password-stdin", typed="\n")
    assert (code, out, "no password on stdin" in err) == (1, "", True)
    code, _, err = run("user", "password", "chen", "--password-stdin", typed="1234567890\n")
    assert (code, "too easy to guess" in err) == (1, True)


def test_people_leave_and_come_back(run: Run, shelf: Shelf) -> None:
    users = shelf.identity.users
    chen = users.add(Account("chen", admin=True))
    lin = users.add(Account("lin"))
    shelf.add("手册.md", owner=lin.id)
    code, _, err = run("user", "deactivate", "lin")
    assert (code, "owns 1 sources" in err) == (1, True)
    assert run("user", "deactivate", "lin", "--to", "nobody")[0] == 1
    assert run("user", "deactivate", "lin", "--to", "chen") == (0, "lin is deactivated\n", "")
    assert shelf.catalog.sources()[0].owner == chen.id
    assert "left" in run("user", "list")[1]
    assert run("user", "activate", "lin")[0] == 0
    assert run("user", "admin", "lin") == (0, "lin is an administrator now\n", "")
    assert run("user", "admin", "chen", "--no")[0] == 0
    code, _, err = run("user", "admin", "lin", "--no")
    assert (code, "only administrator" in err) == (1, True)


def test_what_is_wrong_is_one_line(run: Run, shelf: Shelf) -> None:
    shelf.identity.users.add(Account("chen", admin=True))
    for arguments in (
        ("user", "add", "CHEN"),
        ("user", "add", " "),
        ("user", "password", "nobody"),
        ("user", "activate", "../spaces"),
        ("member", "put", "没有", "chen", "manager"),
        ("member", "list", "a/b?c#d"),
        ("member", "remove", "没有", "nobody"),
    ):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (1, "", 1), arguments
        assert "Traceback" not in err
    assert run("member", "put", "x", "chen", "boss")[0] == 2
    assert run("user")[0] == 2


def test_both_languages_say_the_same_things() -> None:
    for key, said in WORDS.items():
        places = [sorted(re.findall(r"\{(\w+)\}", words)) for words in said]
        assert places[0] == places[1], key
        assert re.search("[\u4e00-\u9fff]", said[1]), key
        assert not re.search("[\u4e00-\u9fff]", said[0]), key


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


def test_a_password_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    monkeypatch.setattr("sys.stdin", Terminal())

    def typing(*lines: str) -> Callable[..., str]:
        left = iter(lines)
        return lambda *_, **options: next(left) if options["hide_input"] else ""

    assert _password(False, typing(WORD, WORD)) == WORD
    assert _password(False, typing("")) == "", "then one is made up"
    with pytest.raises(click.ClickException, match="differ"):
        _password(False, typing(WORD, "another"))
