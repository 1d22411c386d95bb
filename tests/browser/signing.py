"""Signing in and out in a browser, for walks of several people."""

from __future__ import annotations

from playwright.sync_api import Page

OWN = "a staple of my own"


def sign_in(page: Page, name: str, password: str) -> None:
    """At the sign-in page."""
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


def choose_password(page: Page) -> None:
    """Where somebody who was given a password for once chooses their own."""
    page.wait_for_url("**/account/password*")
    page.fill("[name=password]", OWN)
    page.fill("[name=again]", OWN)
    page.press("[name=again]", "Enter")
    page.locator("#who .menu:not(.bell) summary").wait_for()


def sign_in_first(page: Page, name: str, once: str) -> None:
    """Sign out, then in as somebody who was given a password for once."""
    page.locator("#who .menu:not(.bell) summary").click()
    page.locator("#who [action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in*")
    sign_in(page, name, once)
    choose_password(page)
