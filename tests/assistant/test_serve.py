"""Who may be served at which address, and what stands in front of it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant.errors import SettingsError
from assistant.owner import owned, owner_of
from assistant.people.errors import AccountsExist, NobodyToSignIn
from assistant.people.users import Account, Users
from assistant.serve import provider_of, running
from assistant.settings import Settings
from vectorstore import db

ROOT = Path(__file__).parents[2]
WORD = "staple battery horse"
OIDC = {"oidc_issuer": "https://idp.example/", "oidc_client_id": "baton"}


def test_others_can_reach_whatever_is_not_plain_loopback(tmp_path: Path) -> None:
    for here in ({}, {"host": "localhost"}, {"host": "::1"}):
        assert not Settings.load(data=tmp_path, **here).open_to_others
    for there in (
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "192.168.1.5"},
        {"public_url": "https://baton.example"},
        {"trusted_proxies": "127.0.0.1, 10.0.0.1"},
    ):
        assert Settings.load(data=tmp_path, **there).open_to_others
    assert Settings.load(trusted_proxies="127.0.0.1, 10.0.0.1").trusted_proxies == ("127.0.0.1", "10.0.0.1")


@pytest.mark.parametrize("odd", ["baton.example", "ftp://baton.example", "https://", "https://baton.example/under"])
def test_a_public_address_is_a_whole_one(odd: str) -> None:
    with pytest.raises(SettingsError, match="BATON_PUBLIC_URL"):
        Settings.load(public_url=odd)
    assert Settings.load(public_url="https://baton.example/").public_url == "https://baton.example"


def test_half_a_provider_is_refused_by_name() -> None:
    assert provider_of(Settings.load()) is None
    for given, name in (
        ({"oidc_issuer": "https://idp.example"}, "BATON_OIDC_CLIENT_ID"),
        ({**OIDC, "oidc_groups": "team=穗岚坊:boss"}, "BATON_OIDC_GROUPS"),
    ):
        with pytest.raises(SettingsError, match=f"^{name}: "):
            provider_of(Settings.load(**given))
    provider = provider_of(Settings.load(**OIDC, oidc_groups="team=穗岚坊:manager"))
    assert provider is not None
    assert (provider.issuer, provider.name) == ("https://idp.example/", "idp.example")


@pytest.mark.slow
def test_where_others_could_come_in_nobody_is_served_before_an_account(data: Path) -> None:
    settings = Settings.load(data=data, host="0.0.0.0", port=0)
    refused = pytest.raises(NobodyToSignIn, match="baton user add NAME --admin, or: baton serve --setup")
    with owned(data) as token, refused, running(settings, token or "", pages=True, at=("0.0.0.0", 0)):
        pass


@pytest.mark.slow
def test_an_office_server_from_its_setup_link_to_its_first_administrator(data: Path) -> None:
    environment = {**os.environ, "BATON_DATA": str(data), "BATON_HOST": "0.0.0.0", "BATON_PORT": "0"}
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--setup"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        code = re.findall(r"/setup\?code=(\S+)", server.stdout.readline())[0]
        owner = owner_of(data)
        assert owner is not None
        assert owner.url.startswith("http://127.0.0.1:"), "bound to all, it is reached here by loopback"
        headers = {"origin": owner.url, "accept": "text/html"}
        with httpx.Client(base_url=owner.url, headers=headers, trust_env=False, timeout=60) as browser:
            assert browser.get("/").headers["location"].startswith("/sign-in"), "also for whoever sits here"
            assert browser.get("/config").status_code == 303
            form = {"code": code, "name": "chen", "password": WORD, "again": WORD}
            assert browser.post("/setup", data=form).headers["location"] == "/"
            assert "gradio" in browser.get("/").text
            assert browser.post("/setup", data=form).status_code == 403
            spoofed = {"x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https"}
            assert browser.post("/sign-out", headers=spoofed).status_code == 303
        mine = {"authorization": f"Bearer {owner.token}"}
        log = httpx.get(f"{owner.url}/api/v1/audit", headers=mine, trust_env=False).text
        assert "signed out" in log
        assert "6.6.6.6" not in log, "anybody can say where they come from"
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 130


@pytest.mark.slow
def test_there_is_nothing_to_set_up_where_there_are_accounts(data: Path) -> None:
    engine = db.connect(f"sqlite:///{data / 'records.sqlite'}")
    Users(engine).add(Account("chen", admin=True))
    engine.dispose()
    settings = Settings.load(data=data, port=0)
    with owned(data) as token, pytest.raises(AccountsExist), running(settings, token or "", pages=True, setup_code="x"):
        pass
