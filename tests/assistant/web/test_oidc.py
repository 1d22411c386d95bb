"""Signing in through a real OpenID Connect provider that runs in this process, over HTTP on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.api.errors import answer_in_problems
from assistant.guard import COOKIE, Gate
from assistant.people.audit import Wanted
from assistant.people.errors import ProviderFailed
from assistant.people.limits import RateLimit
from assistant.people.provider import Begun, Provider, rules_of
from assistant.people.roles import Role
from assistant.people.users import Account, Person
from assistant.web.entrance import Entrance
from assistant.web.login import mount

if TYPE_CHECKING:
    from shelves import Shelf

AT = "http://127.0.0.1"
GROUPS = (
    "suilanfang-team=穗岚坊:contributor; suilanfang-leads=穗岚坊:manager; cn=it,dc=agency=*:admin; gone=没有:manager"
)
PEOPLE = {
    "7": {"preferred_username": "Lin", "name": "林晓曼", "email": "lin@agency.example", "groups": ["suilanfang-team"]},
    "8": {"preferred_username": "wu", "groups": []},
    "9": {"email": "boss@agency.example", "groups": ["cn=it,dc=agency", "gone"]},
}


PROVIDE = """
import json, logging, sys
from oidc_provider_mock import User, run_server_in_thread
logging.getLogger("werkzeug").setLevel(logging.ERROR)
users = [User(sub=sub, claims=claims) for sub, claims in json.loads(sys.argv[1]).items()]
with run_server_in_thread(require_nonce=True, user_claims=users) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider in a process of its own, where its warnings about itself are nobody's business."""
    command = [sys.executable, "-W", "ignore", "-c", PROVIDE, json.dumps(PEOPLE)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as running:  # type: ignore[call-overload]
        yield f"http://localhost:{int(running.stdout.readline())}"
        running.stdin.close()


@pytest.fixture
def provider(issuer: str) -> Provider:
    return Provider(issuer, "baton", "secret", "Keycloak", "groups", rules_of(GROUPS))


class Site:
    """The ways in before a shelf that has its administrator."""

    def __init__(self, shelf: Shelf, provider: Provider) -> None:
        self.shelf = shelf
        self.boss = shelf.identity.users.add(Account("chen", admin=True))
        self.space = shelf.catalog.space_named("穗岚坊").id
        self.entrance = Entrance(shelf.identity, shelf.audit, shelf.catalog, RateLimit(99, 99), provider=provider)

    def browser(self) -> TestClient:
        site = FastAPI()
        site.add_middleware(Gate, identity=self.shelf.identity, owner_secret="x")
        mount(site, self.entrance)
        answer_in_problems(site, ())

        @site.get("/{path:path}")
        def behind(path: str, request: Request) -> str:
            return f"{request.state.caller.shown} is in"

        headers = {"accept": "text/html", "accept-language": "en"}
        return TestClient(site, base_url=AT, headers=headers, follow_redirects=False)

    def come_in(self, subject: str, browser: TestClient | None = None, path: str = "/oidc/start?next=/%3Fa") -> Any:
        """Start, consent at the provider, come back; the last reply."""
        browser = browser or self.browser()
        return browser.get(consented(browser.get(path).headers["location"], subject))

    def person(self, name: str) -> Person:
        return self.shelf.identity.users.named(name)

    def noted(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [(entry.person, entry.action, entry.details) for entry in reversed(self.shelf.audit.entries(Wanted()))]


def consented(url: str, subject: str) -> str:
    """What the provider sends the browser back to, path and query, once `subject` has agreed."""
    reply = httpx.post(url, data={"sub": subject}, trust_env=False)
    assert reply.status_code in (302, 303), reply.text
    back = urlsplit(reply.headers["location"])
    assert f"{back.scheme}://{back.netloc}" == AT
    return f"{back.path}?{back.query}"


@pytest.fixture
def site(shelf: Shelf, provider: Provider) -> Site:
    return Site(shelf, provider)


def test_a_first_sign_in_makes_the_account_with_what_its_groups_give(site: Site) -> None:
    browser = site.browser()
    reply = site.come_in("7", browser)
    assert (reply.status_code, reply.headers["location"]) == (303, "/?a")
    assert browser.get("/").json() == "林晓曼 is in"
    lin = site.person("lin")
    assert (lin.shown, lin.email, lin.admin, lin.has_password, lin.linked) == (
        *("林晓曼", "lin@agency.example"),
        *(False, False, True),
    )
    assert site.shelf.identity.members.roles_of(lin.id) == {site.space: Role.CONTRIBUTOR}
    assert [action for _, action, _ in site.noted()] == ["person changed", "member changed", "signed in"]
    site.come_in("7")
    assert len(site.shelf.identity.users.everyone()) == 2, "the second time it is the same person"
    assert site.noted()[-1] == (lin.id, "signed in", {"how": "provider"})


def test_what_goes_to_the_provider_is_bound_to_this_browser(site: Site, issuer: str) -> None:
    begun = site.browser().get("/oidc/start")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
    assert begun.headers["location"].startswith(f"{issuer}/oauth2/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{AT}/oidc/callback"
    assert asked["scope"].startswith("openid profile email")
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    cookie = begun.headers["set-cookie"]
    assert {"HttpOnly", "Path=/oidc", "SameSite=lax", "Max-Age=600"} <= set(cookie.split("; "))
    assert "secret" not in begun.headers["location"]


def test_somebody_elses_way_back_opens_nothing(site: Site) -> None:
    """Login CSRF: an attacker's own code and state, followed by a victim's browser."""
    attacker = site.browser()
    back = consented(attacker.get("/oidc/start").headers["location"], "8")
    victim = site.browser()
    assert victim.get(back).status_code == 403
    victim.get("/oidc/start")
    assert victim.get(back).status_code == 403, "with a sign-in of its own under way, too"
    assert COOKIE not in victim.cookies
    assert site.noted()[-1] == ("", "sign-in failed", {"how": "provider", "why": "ProviderFailed"})
    assert attacker.get(back).status_code == 303
    assert attacker.get(back).status_code == 403, "a way back is good once"


def test_forged_and_odd_ways_back_are_refused_in_words(site: Site) -> None:
    browser = site.browser()
    url = browser.get("/oidc/start").headers["location"]
    state = parse_qs(urlsplit(url).query)["state"][0]
    for query in ("", "code=x", f"code=x&state={state}x", f"code=made-up&state={state}", "code=x&state=错"):
        reply = browser.get(f"/oidc/callback?{query}")
        assert reply.status_code == 403, query
        assert "did not work" in reply.text
        browser.get("/oidc/start")
    denied = browser.get(f"/oidc/callback?error=access_denied<script>&state={state}")
    assert "<script" not in denied.text
    forged = site.browser()
    forged.cookies.set("baton_oidc", "eyJzdGF0ZSI6IngifQ.aaaa.bbbb", path="/oidc")
    assert forged.get("/oidc/callback?code=x&state=x").status_code == 403
    assert len(site.shelf.identity.users.everyone()) == 1


def test_a_name_that_exists_is_not_taken_over(site: Site) -> None:
    taken = site.shelf.identity.users.add(Account("wu", "staple battery horse"))
    reply = site.come_in("8")
    assert reply.status_code == 403
    assert "already an account called wu" in reply.text
    assert not site.person("wu").linked
    assert site.shelf.identity.sessions.of(taken.id) == []


def test_whoever_has_both_links_them(site: Site) -> None:
    wu = site.shelf.identity.users.add(Account("wu", "staple battery horse"))
    browser = site.browser()
    browser.cookies.set(COOKIE, site.shelf.identity.sessions.open(wu.id))
    (path,) = re.findall(r'href="(/oidc/start[^"]+)"', browser.get("/account/password").text)
    browser.headers["referer"] = f"{AT}/account/password"
    reply = site.come_in("8", browser, path.replace("&amp;", "&"))
    assert reply.headers["location"] == "/account/password?linked=1"
    assert "either way" in browser.get(reply.headers["location"]).text
    del browser.headers["referer"]
    site.come_in("8")
    assert site.noted()[-1] == (wu.id, "signed in", {"how": "provider"})


def test_another_site_cannot_make_somebody_link(site: Site) -> None:
    """An attacker who signs a victim in at the provider as themselves, then sends them to link."""
    wu = site.shelf.identity.users.add(Account("wu", "staple battery horse"))
    for referer in ("", "https://evil.example/", f"{AT}.evil.example/"):
        browser = site.browser()
        browser.cookies.set(COOKIE, site.shelf.identity.sessions.open(wu.id))
        browser.headers["referer"] = referer
        site.come_in("7", browser, "/oidc/start?link=1")
        assert not site.person("wu").linked
    browser = site.browser()
    browser.cookies.set(COOKIE, site.shelf.identity.sessions.open(wu.id))
    browser.headers["referer"] = f"{AT}/account/password"
    back = consented(browser.get("/oidc/start?link=1").headers["location"], "9")
    browser.cookies.set(COOKIE, site.shelf.identity.sessions.open(site.boss.id))
    assert browser.get(back).status_code == 403, "who asked must be who comes back"


def test_a_subject_belongs_to_one_account(site: Site) -> None:
    site.come_in("8")
    other = site.shelf.identity.users.add(Account("other", "staple battery horse"))
    browser = site.browser()
    browser.cookies.set(COOKIE, site.shelf.identity.sessions.open(other.id))
    browser.headers["referer"] = f"{AT}/account/password"
    assert site.come_in("8", browser, "/oidc/start?link=1").status_code == 403
    assert not site.person("other").linked


def test_groups_are_followed_at_each_sign_in_and_what_people_gave_stays(site: Site, issuer: str) -> None:
    site.come_in("7")
    lin, members = site.person("lin"), site.shelf.identity.members
    other = site.shelf.catalog.space_named("漪珀").id
    members.put(other, lin.id, Role.MANAGER)
    for groups, role in (
        (["suilanfang-leads", "suilanfang-team"], Role.MANAGER),
        ("suilanfang-team", Role.CONTRIBUTOR),
    ):
        put(issuer, "7", {**PEOPLE["7"], "groups": groups})
        site.come_in("7")
        assert members.roles_of(lin.id) == {site.space: role, other: Role.MANAGER}
    put(issuer, "7", {"preferred_username": "Lin"})
    site.come_in("7")
    assert members.roles_of(lin.id) == {other: Role.MANAGER}
    roles = [details["role"] for _, action, details in site.noted() if action == "member changed"]
    assert roles == ["contributor", "manager", "contributor", ""]
    put(issuer, "7", PEOPLE["7"])


def test_a_group_makes_administrators_and_unmakes_them(site: Site, issuer: str) -> None:
    site.come_in("9")
    assert site.person("boss@agency.example").admin
    put(issuer, "9", {"email": "boss@agency.example", "groups": []})
    site.come_in("9")
    assert not site.person("boss@agency.example").admin
    put(issuer, "9", PEOPLE["9"])
    site.come_in("9")
    site.shelf.identity.users.set_admin(site.boss.id, False)
    put(issuer, "9", {"email": "boss@agency.example", "groups": []})
    assert site.come_in("9").status_code == 303
    assert site.person("boss@agency.example").admin, "somebody must be left to let others in"
    put(issuer, "9", PEOPLE["9"])


def test_without_rules_people_decide_alone(site: Site, provider: Provider) -> None:
    site.entrance = replace(site.entrance, provider=replace(provider, rules=()))
    site.come_in("7")
    lin = site.person("lin")
    assert site.shelf.identity.members.roles_of(lin.id) == {}
    site.shelf.identity.users.set_admin(lin.id, True)
    site.come_in("7")
    assert site.person("lin").admin


def test_who_left_stays_out(site: Site) -> None:
    site.come_in("7")
    site.shelf.identity.users.deactivate(site.person("lin").id, None)
    browser = site.browser()
    reply = site.come_in("7", browser)
    assert (reply.status_code, "account was closed" in reply.text) == (403, True)
    assert browser.get("/").status_code == 303


def test_a_provider_that_cannot_be_asked_is_said_in_words(site: Site, provider: Provider, issuer: str) -> None:
    for odd in ("http://localhost:1", f"{issuer}/nowhere", issuer.replace("localhost", "LOCALHOST")):
        site.entrance = replace(site.entrance, provider=replace(provider, issuer=odd, called=""))
        reply = site.browser().get("/oidc/start")
        assert reply.status_code == 403
        assert f"Signing in with {urlsplit(odd).netloc} did not work" in reply.text


@pytest.mark.parametrize(
    "other",
    [
        {"nonce": "another sign-in's"},
        {"client_id": "another program"},
    ],
    ids=str,
)
def test_a_token_of_another_sign_in_or_program_is_refused(provider: Provider, other: dict[str, str]) -> None:
    begun = Begun.new()
    back = f"{AT}/oidc/callback"
    code = parse_qs(urlsplit(consented(provider.begin(begun, back), "7")).query)["code"][0]
    begun = replace(begun, nonce=other.get("nonce", begun.nonce))
    provider = replace(provider, client_id=other.get("client_id", provider.client_id))
    with pytest.raises(ProviderFailed):
        provider.finish(begun, back, code)


def test_the_challenge_is_the_verifiers(provider: Provider) -> None:
    """The provider here does not ask for it, so that it fits is looked at by hand (RFC 7636)."""
    begun = Begun.new()
    asked = parse_qs(urlsplit(provider.begin(begun, AT)).query)
    hashed = hashlib.sha256(begun.verifier.encode()).digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()]


def test_rules_are_read_or_refused() -> None:
    rules = rules_of(GROUPS)
    assert [(rule.group, rule.space, rule.role) for rule in rules[1:3]] == [
        ("suilanfang-leads", "穗岚坊", Role.MANAGER),
        ("cn=it,dc=agency", "*", None),
    ]
    assert rules_of(" ; ") == ()
    for wrong in (
        "team",
        "team=穗岚坊",
        "team=穗岚坊:boss",
        "=穗岚坊:manager",
        "team=*:manager",
        "team=穗岚坊:admin",
        "t=:manager",
    ):
        with pytest.raises(ValueError, match="is not group=client:role"):
            rules_of(wrong)


def put(issuer: str, subject: str, claims: dict[str, Any]) -> None:
    httpx.put(f"{issuer}/users/{subject}", json=claims, trust_env=False).raise_for_status()
