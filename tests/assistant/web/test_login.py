"""The ways in, as a browser without scripts walks them. No worker, no model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.api.errors import answer_in_problems
from assistant.guard import COOKIE, Gate
from assistant.people.audit import Wanted
from assistant.people.limits import RateLimit
from assistant.people.provider import Provider
from assistant.people.setup import GOOD_FOR, Setup
from assistant.people.users import Account, Person, Users
from assistant.web.entrance import FORM_BYTES, Entrance, after
from assistant.web.login import mount

if TYPE_CHECKING:
    from shelves import Shelf

WORD, ONCE = "staple battery horse", "2b7hq9kxw3mzr5td"


@dataclass
class Door:
    """The pages of login.py in front of a shelf, and one page behind them that says who came through."""

    shelf: Shelf
    entrance: Entrance
    hour: float = 0.0  # what the rate limit's clock shows

    def browser(self, at: str = "http://127.0.0.1", **headers: str) -> TestClient:
        site = FastAPI()
        site.add_middleware(Gate, identity=self.shelf.identity, owner_secret="x", public_url=self.entrance.public_url)
        mount(site, self.entrance)
        answer_in_problems(site, ())

        @site.get("/{path:path}")
        def behind(path: str, request: Request) -> str:
            return f"{request.state.caller.shown} is in"

        headers = {"accept": "text/html", "accept-language": "en", "origin": self.entrance.public_url or at, **headers}
        return TestClient(site, base_url=at, headers=headers, follow_redirects=False)

    def signed_in(self, name: str = "lin", password: str = WORD, **options: str) -> TestClient:
        browser = self.browser(**options)
        reply = browser.post("/sign-in", data={"name": name, "password": password})
        assert reply.status_code == 303, reply.text
        return browser

    def noted(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        entries = reversed(self.shelf.audit.entries(Wanted()))
        return [(entry.person, entry.action, entry.target, entry.details) for entry in entries]


@pytest.fixture
def door(shelf: Shelf) -> Door:
    made = Door(shelf, Entrance(shelf.identity, shelf.audit, shelf.catalog, RateLimit(40, 20)))
    made.entrance = replace(made.entrance, tries=RateLimit(40, 20, lambda: made.hour * 3600))
    return made


@pytest.fixture
def lin(shelf: Shelf) -> Person:
    return shelf.identity.users.add(Account("Lin", WORD, shown="林晓曼"))


def test_whoever_opens_a_page_signs_in_and_goes_on_where_they_wanted(door: Door, lin: Person) -> None:
    browser = door.browser()
    turned = browser.get("/?source=abc&block=3")
    assert turned.status_code == 303
    assert turned.headers["location"] == f"/sign-in?next={quote('/?source=abc&block=3', safe='')}"
    page = browser.get(turned.headers["location"])
    assert page.status_code == 200
    (wanted,) = re.findall(r'name="next" value="([^"]+)"', page.text)
    reply = browser.post("/sign-in", data={"name": " LIN ", "password": WORD, "next": wanted.replace("&amp;", "&")})
    assert (reply.status_code, reply.headers["location"]) == (303, "/?source=abc&block=3")
    assert browser.get("/").json() == "林晓曼 is in"
    assert browser.get("/sign-in?next=/x").headers["location"] == "/x", "nobody signs in twice"
    assert door.noted() == [(lin.id, "signed in", "", {"how": "password"})]


def test_the_cookie_is_kept_from_scripts_and_other_sites(door: Door, lin: Person) -> None:
    cookie = door.browser().post("/sign-in", data={"name": "lin", "password": WORD}).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    door.entrance = replace(door.entrance, public_url="https://baton.example")
    secure = door.browser().post("/sign-in", data={"name": "lin", "password": WORD}).headers["set-cookie"]
    assert "Secure" in secure.split("; ")


def test_what_is_wrong_is_said_in_words_and_tells_no_names(door: Door, lin: Person) -> None:
    browser = door.browser()
    said = []
    for name, password in (("lin", "wrong"), ("nobody", "wrong"), ("", ""), ("lin", "")):
        reply = browser.post("/sign-in", data={"name": name, "password": password})
        assert reply.status_code == 401
        assert COOKIE not in reply.cookies
        said.append(re.findall(r'role="alert">([^<]+)<', reply.text))
    assert said == [["Name or password is wrong."]] * 4
    chinese = door.browser(**{"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"})
    reply = chinese.post("/sign-in", data={"name": "lin", "password": "wrong"})
    assert "用户名或密码不正确。" in reply.text
    assert '<html lang="zh-CN">' in reply.text


def test_the_log_keeps_whose_account_was_tried_and_never_what_was_typed(door: Door, lin: Person) -> None:
    browser = door.browser()
    typed = "my secret typed into the name"
    browser.post("/sign-in", data={"name": typed, "password": "hunter2hunter2"})
    browser.post("/sign-in", data={"name": "lin", "password": "hunter2hunter2"})
    why = {"how": "password", "why": "SignInRefused"}
    assert door.noted() == [("", "sign-in failed", "", why), ("", "sign-in failed", lin.id, why)]
    entries = door.shelf.audit.entries(Wanted())
    assert all(typed not in str(entry) and "hunter2" not in str(entry) for entry in entries)
    assert {entry.address for entry in entries} == {"testclient"}


def test_an_account_locks_and_the_right_password_waits_too(door: Door, lin: Person) -> None:
    browser = door.browser()
    for _ in range(5):
        assert browser.post("/sign-in", data={"name": "lin", "password": "wrong"}).status_code == 401
    locked = browser.post("/sign-in", data={"name": "lin", "password": WORD})
    assert locked.status_code == 429
    assert "Try again in 1 min" in locked.text
    assert door.noted()[-1] == ("", "sign-in failed", lin.id, {"how": "password", "why": "SignInLocked"})


def test_an_address_that_guesses_is_slowed_and_does_not_fill_the_log(door: Door, lin: Person) -> None:
    door.entrance = replace(door.entrance, tries=RateLimit(3, 1, lambda: door.hour * 3600))
    browser = door.browser()
    codes = [browser.post("/sign-in", data={"name": f"a{i}", "password": "x"}).status_code for i in range(6)]
    assert codes == [401] * 3 + [429] * 3
    assert len(door.noted()) == 3
    assert browser.post("/sign-in", data={"name": "lin", "password": WORD}).status_code == 429
    door.hour = 1
    assert browser.post("/sign-in", data={"name": "lin", "password": WORD}).status_code == 303


def test_another_site_cannot_sign_anybody_in_or_out(door: Door, lin: Person) -> None:
    form = {"name": "lin", "password": WORD}
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:81", "http://["):
        assert door.browser(origin=origin).post("/sign-in", data=form).status_code == 403, origin
    nameless = door.browser()
    del nameless.headers["origin"]
    assert nameless.post("/sign-in", data=form).status_code == 403
    browser = door.signed_in()
    assert browser.post("/sign-out", headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/").status_code == 200


def test_behind_a_proxy_the_public_address_counts_as_our_own(door: Door, lin: Person) -> None:
    door.entrance = replace(door.entrance, public_url="https://baton.example")
    form = {"name": "lin", "password": WORD}
    inner = "http://10.0.0.5:7860"  # the Host that the proxy sends
    assert door.browser(inner).post("/sign-in", data=form).status_code == 303
    foreign = door.browser(inner, origin="https://baton.example.evil.example")
    assert foreign.post("/sign-in", data=form).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/?source=a#x", "/?source=a#x"),
        ("/api/docs", "/api/docs"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil", "/"),
        ("", "/"),
        ("/sign-in?next=/sign-in", "/"),
        ("/sign-out", "/"),
    ],
)
def test_one_goes_on_inside_baton_only(wanted: str, there: str) -> None:
    assert after(wanted) == there


def test_a_link_to_the_sign_in_page_leads_nowhere_else(door: Door, lin: Person) -> None:
    browser = door.browser()
    page = browser.get("/sign-in", params={"next": "//evil.example"}).text
    assert 'name="next" value="/"' in page
    reply = browser.post("/sign-in", data={"name": "lin", "password": WORD, "next": "//evil.example"})
    assert reply.headers["location"] == "/"
    assert browser.get("/sign-in?next=/\\evil.example").headers["location"] == "/"


def test_signing_in_again_ends_the_session_before(door: Door, lin: Person) -> None:
    browser = door.signed_in()
    browser.post("/sign-in", data={"name": "lin", "password": WORD})
    assert len(door.shelf.identity.sessions.of(lin.id)) == 1


def test_signing_out_ends_the_session_and_not_only_the_cookie(door: Door, lin: Person) -> None:
    browser = door.signed_in()
    kept = browser.cookies[COOKIE]
    reply = browser.post("/sign-out")
    assert reply.headers["location"] == "/sign-in?out=1"
    assert COOKIE not in browser.cookies
    assert "You are signed out." in browser.get("/sign-in?out=1").text
    stolen = door.browser()
    stolen.cookies.set(COOKIE, kept)
    assert stolen.get("/").status_code == 303
    assert [action for _, action, _, _ in door.noted()] == ["signed in", "signed out"]
    assert door.browser().post("/sign-out").status_code == 303, "whoever is out stays out quietly"


def test_a_link_signs_nobody_out(door: Door, lin: Person) -> None:
    browser = door.signed_in()
    browser.get("/sign-out")
    assert browser.get("/").json() == "林晓曼 is in"


def test_deactivation_ends_a_session_at_once(door: Door, lin: Person) -> None:
    door.shelf.identity.users.add(Account("boss", WORD, admin=True))
    browser = door.signed_in()
    door.shelf.identity.users.deactivate(lin.id, None)
    assert browser.get("/").status_code == 303
    assert door.browser().post("/sign-in", data={"name": "lin", "password": WORD}).status_code == 401


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(door: Door, lin: Person) -> None:
    here, elsewhere = door.signed_in(), door.signed_in()
    before = here.cookies[COOKIE]
    chosen = "a ferry crosses at noon"
    reply = here.post("/account/password", data={"current": WORD, "password": chosen, "again": chosen, "next": "/x"})
    assert reply.status_code == 303
    assert "your other sign-ins have ended" in here.get(reply.headers["location"]).text
    assert here.get("/").status_code == 200
    assert here.cookies[COOKIE] != before, "a new secret"
    assert elsewhere.get("/").status_code == 303
    assert door.browser().post("/sign-in", data={"name": "lin", "password": WORD}).status_code == 401
    door.signed_in(password=chosen)
    assert (lin.id, "person changed", lin.id, {"what": "own password"}) in door.noted()
    assert chosen not in str(door.noted())


def test_why_a_password_is_not_taken(door: Door, lin: Person) -> None:
    browser = door.signed_in()
    fine = "a ferry at noon"
    for fields, words in (
        ({"current": "wrong wrong wrong", "password": fine}, "The current password is wrong."),
        ({"current": WORD, "password": "short"}, "too easy to guess"),
        ({"current": WORD, "password": WORD}, "This is the password you have"),
        ({"current": WORD, "password": fine, "again": "a ferry at moon"}, "differ"),
        ({}, "The current password is wrong."),
    ):
        reply = browser.post("/account/password", data={"again": fields.get("password", ""), **fields})
        assert (reply.status_code, words in reply.text) == (422, True), fields
    assert browser.get("/").status_code == 200
    door.signed_in()


def test_guessing_the_current_password_locks_the_account(door: Door, lin: Person) -> None:
    browser = door.signed_in()
    form = {"current": "wrong", "password": "a ferry at noon", "again": "a ferry at noon"}
    for _ in range(5):
        browser.post("/account/password", data=form)
    assert "Too many wrong passwords" in browser.post("/account/password", data={**form, "current": WORD}).text


def test_a_one_time_password_opens_only_the_page_that_changes_it(door: Door, lin: Person) -> None:
    door.shelf.identity.users.set_password(lin.id, ONCE, must_change=True)
    browser = door.signed_in(password=ONCE)
    turned = browser.get("/?source=a")
    assert turned.headers["location"].startswith("/account/password?next=")
    assert browser.get("/api/v1/sources", headers={"accept": "application/json"}).json()["code"] == "PasswordMustChange"
    page = browser.get(turned.headers["location"])
    assert 'name="current"' not in page.text, "they have just typed it"
    kept = browser.post("/account/password", data={"password": ONCE, "again": ONCE})
    assert "This is the password you have" in kept.text
    reply = browser.post("/account/password", data={"password": WORD, "again": WORD, "next": "/?source=a"})
    assert reply.headers["location"] == "/?source=a"
    assert browser.get("/").json() == "林晓曼 is in"


def test_a_token_changes_no_password(door: Door, lin: Person) -> None:
    _, token = door.shelf.identity.tokens.make(lin.id, "script", [], 1)
    program = door.browser(authorization=f"Bearer {token}")
    reply = program.post("/account/password", data={"current": WORD, "password": "a ferry", "again": "a ferry"})
    assert reply.json()["code"] == "SignInNeeded"
    door.signed_in()


def test_who_signs_in_elsewhere_has_no_password_to_change(door: Door, shelf: Shelf) -> None:
    person = shelf.identity.users.add(Account("wu", external="https://idp.example 7"))
    browser = door.browser()
    browser.cookies.set(COOKIE, shelf.identity.sessions.open(person.id))
    assert "there is no password here" in browser.get("/account/password").text
    reply = browser.post("/account/password", data={"password": WORD, "again": WORD})
    assert reply.status_code == 200
    assert not shelf.identity.users.person(person.id).has_password


def test_without_accounts_there_is_nothing_to_sign_in_to(door: Door) -> None:
    browser = door.browser()
    for path in ("/sign-in", "/account/password"):
        assert browser.get(path).headers["location"] == "/"
    assert browser.get("/setup?code=x").status_code == 403


def test_what_is_typed_is_escaped_and_a_flood_is_cut_off(door: Door, lin: Person) -> None:
    browser = door.browser()
    page = browser.post("/sign-in", data={"name": '"><script>alert(1)</script>', "password": "x"})
    assert "<script" not in page.text
    assert browser.post("/sign-in", content=b"name=" + b"x" * FORM_BYTES).status_code == 413
    for odd in (b"", b"\xff\xfe=%%%", b"&" * 1000, b"name=a&name=b&name=%00"):
        assert browser.post("/sign-in", content=odd).status_code == 401


def test_pages_load_nothing_from_elsewhere_and_are_not_kept(door: Door, lin: Person) -> None:
    reply = door.browser().get("/sign-in")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["cache-control"] == "no-store"
    assert re.findall(r'(?:src|href)="([^"]+)"', reply.text) == ["/look/login.css"]
    style = door.browser().get("/look/login.css")
    assert style.headers["content-type"].startswith("text/css")
    for path in ("/look/../login.py", "/look/%2e%2e/login.py", "/look/..%2f..%2fserve.py", "/look/", "/look"):
        assert door.browser().get(path).status_code in (303, 404), path


def test_only_whole_paths_are_open_to_everybody(door: Door, lin: Person) -> None:
    for path in ("/sign-in-and-more", "/setup/config", "/sign-in/x", "/api/v1/health/x", "/oidc/else", "/lookout"):
        reply = door.browser().get(path)
        assert reply.headers["location"].startswith("/sign-in?next="), path


class Clock:
    """A clock that is set by hand."""

    now = datetime(2026, 3, 14, 9)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def setting_up(door: Door) -> Clock:
    """A server that others can reach, and that waits for its first administrator."""
    clock, identity = Clock(), replace(door.shelf.identity, open_to_others=True)
    door.shelf = replace(door.shelf, identity=identity)
    door.entrance = replace(door.entrance, identity=identity, setup=Setup(identity.users, "the-code", clock))
    return clock


FIRST = {"code": "the-code", "name": "Chen", "password": WORD, "again": WORD}


def test_the_setup_link_makes_one_administrator_and_signs_them_in(door: Door, setting_up: Clock) -> None:
    browser = door.browser("http://192.168.1.5:7860")
    assert browser.get("/").headers["location"].startswith("/sign-in")
    waiting = browser.get("/sign-in")
    assert (waiting.status_code, "Open the setup link" in waiting.text) == (503, True)
    assert browser.get("/setup?code=the-code").status_code == 200
    assert browser.post("/setup", data=FIRST).headers["location"] == "/"
    assert browser.get("/").json() == "Chen is in"
    (chen,) = door.shelf.identity.users.everyone()
    assert (chen.name, chen.admin, chen.must_change) == ("chen", True, False)
    assert [action for _, action, _, _ in door.noted()] == ["person changed", "signed in"]
    again = door.browser().post("/setup", data={**FIRST, "name": "intruder"})
    assert (again.status_code, "used already or has expired" in again.text) == (403, True)
    assert len(door.shelf.identity.users.everyone()) == 1


def test_a_setup_link_is_right_and_fresh_or_nothing(door: Door, setting_up: Clock) -> None:
    browser = door.browser()
    for code in ("", "the-cod", "the-code2", "错"):
        assert browser.get("/setup", params={"code": code}).status_code == 403
        assert browser.post("/setup", data={**FIRST, "code": code}).status_code == 403
    weak = browser.post("/setup", data={**FIRST, "password": "chenchen12", "again": "chenchen12"})
    assert (weak.status_code, 'value="Chen"' in weak.text) == (422, True)
    assert browser.post("/setup", data={**FIRST, "password": "", "again": ""}).status_code == 422
    assert browser.post("/setup", data={**FIRST, "name": " "}).status_code == 422
    assert "differ" in browser.post("/setup", data={**FIRST, "again": "other"}).text
    setting_up.now += GOOD_FOR
    assert browser.post("/setup", data=FIRST).status_code == 403
    assert not door.shelf.identity.users.any()


def test_nobody_is_let_in_before_the_first_account(door: Door, setting_up: Clock) -> None:
    for host in ("http://127.0.0.1", "http://localhost:7860", "http://192.168.1.5"):
        browser = door.browser(host, accept="application/json")
        assert browser.get("/api/v1/sources").json()["code"] == "SignInNeeded"
    browser.post("/sign-in", data={"name": "x", "password": "y"})
    assert not door.shelf.identity.users.any()


def test_the_provider_has_its_button_where_one_is_set(door: Door, lin: Person) -> None:
    assert "/oidc/start" not in door.browser().get("/sign-in").text
    assert door.browser().get("/oidc/start").headers["location"] == "/sign-in"
    assert door.browser().get("/oidc/callback?code=x&state=y").headers["location"] == "/sign-in"
    provider = Provider("https://idp.example", "baton", "", "<Keycloak>", "groups", ())
    door.entrance = replace(door.entrance, provider=provider)
    page = door.browser().get("/sign-in?next=/?source=a").text
    assert 'href="/oidc/start?next=%2F%3Fsource%3Da"' in page
    assert "Sign in with &lt;Keycloak&gt;" in page
    assert "link=1" in door.signed_in().get("/account/password").text


def test_two_setups_at_once_make_one_administrator(shelf: Shelf) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from assistant.people.errors import SetupOver

    setup = Setup(Users(shelf.catalog.engine), "code")

    def use(name: str) -> bool:
        try:
            setup.use("code", Account(name, WORD))
        except SetupOver:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, ("anna", "bela", "cora", "dora"))) == 1
    assert len(shelf.identity.users.everyone()) == 1
