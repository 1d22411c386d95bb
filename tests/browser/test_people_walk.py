"""The three people's first hours: an administrator sets up, a specialist hands over, a newcomer asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from signing import sign_in, sign_in_first

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
PASSWORD = "correct horse battery"
SLOW_MS = 60_000
TEAM = {  # who is added with which name, client and role
    "mandy": ("Mandy Zhou", "Suilan", "Manager"),
    "lin": ("Lin Yue", "Suilan", "Contributor"),
    "wu": ("Wu Tong", "Suilan", "Newcomer"),
    "zhao": ("Zhao Yiming", "Yipora", "Contributor"),
    "sun": ("Sun Yue", "Yipora", "Newcomer"),
}
NOTES = "# When things go wrong\n\nIn a crisis, first stop every ad. Then telephone Mr Chen within ten minutes.\n"
GIVEN = {"crisis.md", "Last words.webm"}
QUESTION = "What do we do first in a crisis?"


def tabs(page: Page) -> list[str]:
    """The tabs that can be seen, once the page knows which are of use."""
    page.wait_for_function("document.querySelector('#tabs')?.dataset.may !== undefined")
    return [tab.inner_text() for tab in page.get_by_role("tab").all() if tab.is_visible()]


def part(page: Page, name: str) -> None:
    page.locator("#people-part nav").get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector(f'#people-part [aria-current]:text-is("{name}")')


def add_client(page: Page, name: str) -> None:
    page.fill("[data-form=new-client] [name=name]", name)
    page.get_by_role("button", name="Add the client").click()
    page.wait_for_selector(f'#people-part h1:text-is("{name}")')


def add_person(page: Page, name: str, shown: str, client: str, role: str) -> str:
    """The password for their first sign-in, which is shown once."""
    page.fill("[data-form=person] [name=name]", name)
    page.fill("[data-form=person] [name=shown]", shown)
    page.select_option("[data-form=person] [name=space]", label=client)
    page.select_option("[data-form=person] [name=role]", label=role)
    page.get_by_role("button", name="Add the person").click()
    secret = page.locator("dialog .secret").inner_text()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("dialog .secret")).to_have_count(0)
    page.wait_for_selector(f'#people-part .title:text-is("{shown}")')
    assert secret not in page.content()
    return secret


def take_in(page: Page, baton: Baton, client: str, title: str) -> None:
    headers = {"origin": baton.url}
    upload: dict[str, Any] = page.request.put(
        f"{baton.url}/api/v1/uploads?name={title}", data=f"{title}: stop the ads first.".encode(), headers=headers
    ).json()
    wanted = {"space": client, "uploads": [{"upload": upload["upload"], "name": title}]}
    assert page.request.post(f"{baton.url}/api/v1/submissions", data=wanted, headers=headers).ok


def set_up(page: Page) -> dict[str, str]:
    """The administrator's first hour: the first account, two clients, five people. Their first passwords."""
    assert tabs(page) == ["Ask", "Capture", "Library", "Handover", "Decisions", "Check", "People"]
    page.get_by_role("tab", name="People").click()
    page.fill("[data-form=first] [name=name]", "chen")
    page.fill("[data-form=first] [name=password]", PASSWORD)
    page.fill("[data-form=first] [name=again]", "something else")
    page.get_by_role("button", name="Add the account and sign in").click()
    page.wait_for_selector('.note:text-is("The two passwords differ.")')
    page.fill("[data-form=first] [name=again]", PASSWORD)
    page.get_by_role("button", name="Add the account and sign in").click()
    page.wait_for_url("**/sign-in*")
    sign_in(page, "chen", PASSWORD)
    page.locator("#who .menu:not(.bell) summary").wait_for()
    page.get_by_role("tab", name="People").click()
    page.wait_for_selector("[data-form=new-client]")
    add_client(page, "Suilan")
    part(page, "New client")
    add_client(page, "Yipora")
    part(page, "Accounts")
    once = {name: add_person(page, name, *particulars) for name, particulars in TEAM.items()}
    part(page, "Suilan")
    expect(page.locator("#people-part .rows .title")).to_have_text(["Lin Yue", "Mandy Zhou", "Wu Tong"])
    return once


def hand_over(page: Page, baton: Baton) -> None:
    """The outgoing specialist's first hour: what they know, said into the microphone, and what they wrote."""
    assert tabs(page) == ["Ask", "Capture", "Library", "Handover", "Decisions"]
    page.get_by_role("tab", name="Capture").click()
    page.get_by_role("button", name="Record a meeting").click()
    page.wait_for_function("document.querySelector('#record .clock').textContent >= '0:01'", timeout=SLOW_MS)
    page.locator("[data-act=record-stop]").click()
    page.locator("#record-name").fill("Last words")
    page.locator("#record-name").press("Enter")
    written = {"name": "crisis.md", "mimeType": "text/markdown", "buffer": NOTES.encode()}
    page.locator("#pick-files").set_input_files([written])
    expect(page.locator("#queue li .name")).to_have_text(["Last words.webm", "crisis.md"])
    page.fill("#capture-form [name=space]", "Yipora")  # a client they do not belong to
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#queue li .state").first).to_have_text("There is no client called Yipora. Known: Suilan")
    assert baton.sources(page) == []
    page.fill("#capture-form [name=space]", "Suilan")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".source .title")).to_have_count(2, timeout=SLOW_MS)
    assert set(page.locator(".source .title").all_inner_texts()) == GIVEN
    baton.wait_until(page, lambda sources: any((s["title"], s["status"]) == ("crisis.md", "done") for s in sources))


def ask(page: Page) -> None:
    """The newcomer's first question, answered from what was handed over."""
    page.get_by_role("tab", name="Ask").click()
    page.locator("#ask-space input").click()
    expect(page.get_by_role("option")).to_have_text([re.compile("All clients$"), re.compile("Suilan$")])
    page.keyboard.press("Escape")
    page.locator("#ask-question textarea").fill(QUESTION)
    page.locator("#ask-question textarea").press("Enter")
    page.wait_for_selector("#ask-live .turn[data-state=done]", timeout=SLOW_MS)
    expect(page.locator("#ask-live .cited").first).to_contain_text("crisis.md")
    expect(page.locator("#evidence .lit").first).to_contain_text("stop every ad")


def find_nothing_of(page: Page, baton: Baton, secret: dict[str, Any]) -> None:
    """Another client is nowhere: not in the filters, the library, at its source's own address, nor in the API."""
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".pick .title")).to_have_count(2)
    assert set(page.locator(".pick .title").all_inner_texts()) == GIVEN
    page.locator("#library-filter [name=space]").focus()
    expect(page.locator("#library-filter [name=space] option")).to_have_text(["All clients", "Suilan"])
    page.goto(f"{baton.url}/?source={secret['id']}")
    expect(page.locator("#reader .notice")).to_contain_text("There is no source")
    assert "Yipora" not in page.content()
    assert "secret.md" not in page.content()

    api = f"{baton.url}/api/v1"
    for path in ("people", "audit", "spaces/Suilan/members"):
        assert page.request.get(f"{api}/{path}").status == 403
    source = f"sources/{secret['id']}"
    for path in ("spaces/Yipora/members", source, f"{source}/blocks", f"sources?space={secret['space']}"):
        assert page.request.get(f"{api}/{path}").status == 404
    assert page.request.get(f"{baton.url}/media/{secret['id']}").status == 404
    assert {one["title"] for one in baton.sources(page)} == GIVEN
    found = page.request.post(f"{api}/search", data={"query": "secret"}, headers={"origin": baton.url}).json()
    assert {passage["title"] for passage in found["passages"]} <= GIVEN


def test_the_first_hours_of_an_administrator_a_specialist_and_a_newcomer(own_baton: Baton) -> None:
    with own_baton.page("en-US") as page:
        once = set_up(page)
        take_in(page, own_baton, "Yipora", "secret.md")
        (secret,) = own_baton.sources(page)

        sign_in_first(page, "lin", once["lin"])
        hand_over(page, own_baton)

        sign_in_first(page, "wu", once["wu"])
        assert tabs(page) == ["Ask", "Library", "Handover", "Decisions"]
        assert page.locator("#who .where").inner_text() == "Suilan"
        ask(page)
        find_nothing_of(page, own_baton, secret)

        page.locator("#who .menu:not(.bell) summary").click()
        page.locator("#who").get_by_role("button", name="Your account").click()
        page.wait_for_selector('#people-part h1:text-is("Your account")')
        page.locator("#people-part .rows").get_by_text("this one").wait_for()
        assert page.locator("#people-part nav button").count() == 0
