"""From one person at a machine to a team: the first administrator, clients, people, and a newcomer's view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
PASSWORD, OWN = "correct horse battery", "a staple of my own"


def tabs(page: Page) -> list[str]:
    """The tabs that can be seen, once the page knows which are of use."""
    page.wait_for_function("document.querySelector('#tabs')?.dataset.may !== undefined")
    return [tab.inner_text() for tab in page.get_by_role("tab").all() if tab.is_visible()]


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


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


def test_from_one_person_to_a_team(own_baton: Baton) -> None:
    with own_baton.page("en-US") as page:
        assert tabs(page) == ["Ask", "Capture", "Library", "Check", "People"]
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
        page.locator("#who summary").wait_for()
        page.get_by_role("tab", name="People").click()
        page.wait_for_selector("[data-form=new-client]")
        add_client(page, "Suilan")
        part(page, "New client")
        add_client(page, "Yipora")
        part(page, "Accounts")
        once = add_person(page, "wu", "Wu Tong", "Suilan", "Newcomer")
        add_person(page, "zhao", "Zhao Yiming", "Yipora", "Manager")
        part(page, "Suilan")
        assert page.locator("#people-part .rows .title").all_inner_texts() == ["Wu Tong"]
        take_in(page, own_baton, "Suilan", "crisis.md")
        take_in(page, own_baton, "Yipora", "secret.md")
        own_baton.wait_until(page, lambda sources: all(source["status"] == "done" for source in sources))

        page.locator("#who summary").click()
        page.locator("#who").get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in*")
        sign_in(page, "wu", once)
        page.wait_for_url("**/account/password*")
        page.fill("[name=password]", OWN)
        page.fill("[name=again]", OWN)
        page.press("[name=again]", "Enter")

        page.locator("#who summary").wait_for()
        assert tabs(page) == ["Ask", "Library"]
        assert page.locator("#who .where").inner_text() == "Suilan"
        page.get_by_role("tab", name="Library").click()
        page.wait_for_selector(".pick")
        assert page.locator(".pick .title").all_inner_texts() == ["crisis.md"]
        assert [source["title"] for source in own_baton.sources(page)] == ["crisis.md"]
        for path in ("people", "audit", "spaces/Suilan/members"):
            assert page.request.get(f"{own_baton.url}/api/v1/{path}").status == 403
        assert page.request.get(f"{own_baton.url}/api/v1/spaces/Yipora/members").status == 404
        assert "Yipora" not in page.content()

        page.locator("#who summary").click()
        page.locator("#who").get_by_role("button", name="Your account").click()
        page.wait_for_selector('#people-part h1:text-is("Your account")')
        page.locator("#people-part .rows").get_by_text("this one").wait_for()
        assert page.locator("#people-part nav button").count() == 0
