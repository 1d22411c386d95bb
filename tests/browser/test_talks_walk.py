"""Conversations kept, found, judged, shared and taken along, and a recording made in the browser, on a small Baton."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SLOW_MS = 60_000
NARROW = (390, 844)
FILES = {
    "穗岚坊": ("危机手册.md", "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n"),
    "漪珀": ("投放规范.md", "# 投放规范\n\n漪珀的信息流投放预算上限是每天 8000 元。\n"),
}
BUDGET = "漪珀每天的投放预算上限是多少？"
CRISIS = "出事第一小时先做什么？"


def ask(page: Page, question: str) -> None:
    field = page.locator("#ask-question textarea")
    field.fill(question)
    field.press("Enter")
    asked = json.dumps(question, ensure_ascii=False)
    page.wait_for_selector(f"#ask-live .turn[data-state=done]:has(> .asked:text-is({asked}))", timeout=SLOW_MS)


def api(page: Page, path: str) -> Any:
    return page.request.get(f"{page.url.split('/?')[0].rstrip('/')}/api/v1{path}").json()


@pytest.fixture(scope="module")
def office(own_baton: Baton, in_browsers_thread: Callable[..., Any]) -> Baton:
    in_browsers_thread(_fill, own_baton)
    return own_baton


def _fill(baton: Baton) -> None:
    with baton.page() as page:
        for space, (name, text) in FILES.items():
            put = page.request.put(f"{baton.url}/api/v1/uploads?name={name}", data=text.encode())
            uploads = [{"upload": put.json()["upload"], "name": name}]
            page.request.post(f"{baton.url}/api/v1/submissions", data={"space": space, "uploads": uploads})
        baton.wait_until(page, lambda sources: all(source["status"] == "done" for source in sources))


def test_an_answer_names_its_client_is_judged_and_reaches_the_check_tab(office: Baton) -> None:
    with office.page() as page:
        ask(page, BUDGET)
        expect(page.locator("#ask-live .cited .client").first).to_have_text("漪珀")
        page.get_by_role("button", name="不完整").click()
        page.locator("#ask-live .why input").fill("没说超了怎么办")
        page.locator("#ask-live .why input").press("Enter")
        expect(page.locator("#ask-live .turn-acts [role=status]")).to_have_text("已保存，谢谢。")
        page.get_by_role("tab", name="自测").click()
        judged = page.locator(".judged", has_text=BUDGET)
        expect(judged).to_contain_text("不完整 没说超了怎么办")
        judged.locator("summary", has_text="加入自测题").click()
        judged.locator("[name=answer]").fill("8000 元")
        judged.get_by_role("button", name="加入").click()
        expect(page.locator(".control")).to_contain_text("1 题")


def test_a_conversation_is_found_renamed_shared_opened_by_its_link_and_deleted(office: Baton) -> None:
    with office.page() as page:
        page.locator("#ask-space input").click()
        page.get_by_role("option", name="穗岚坊").click()
        ask(page, CRISIS)
        expect(page.locator("#ask-live .cited .client")).to_have_count(0)
        page.get_by_role("button", name="对话", exact=True).click()
        expect(page.locator("#talks-find")).to_be_focused()
        page.keyboard.type("陈总")
        row = page.locator(".talk", has_text=CRISIS)
        expect(page.locator(".talk")).to_have_count(1)
        row.locator("summary").press("Enter")
        row.get_by_role("button", name="重命名").press("Enter")
        page.keyboard.type("危机第一小时")
        page.keyboard.press("Enter")
        row = page.locator(".talk", has_text="危机第一小时")
        row.locator("summary").click()
        row.get_by_role("button", name="分享").click()
        expect(row).to_contain_text("已分享给 穗岚坊 的成员")
        with page.expect_download() as download:
            row.locator("summary").click()
            row.get_by_role("link", name="导出 Word 文档").click()
        assert download.value.suggested_filename == "危机第一小时.docx"
        (talk,) = [talk for talk in api(page, "/conversations") if talk["title"] == "危机第一小时"]
        page.goto(f"{office.url}/?talk={talk['id']}")
        expect(page.locator("#ask-past .turn")).to_have_count(1)
        expect(page.locator("#ask-space input")).to_have_value("穗岚坊")  # remembered by this browser
        page.get_by_role("button", name="对话", exact=True).click()
        page.locator(".talk.current summary").click()
        page.locator(".talk.current").get_by_role("button", name="删除").click()
        expect(page.locator(".talk", has_text="危机第一小时")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.locator(".turn")).to_have_count(0)


def test_what_was_asked_of_two_clients_is_not_shared_and_the_drawer_is_a_sheet(office: Baton) -> None:
    with office.page("en-US", NARROW) as page:
        ask(page, BUDGET)
        page.get_by_role("button", name="Conversations", exact=True).click()
        box = page.locator("#talks").bounding_box()
        assert box is not None
        assert (box["x"], box["width"], box["height"]) == (0, *NARROW)
        row = page.locator(".talk", has_text=BUDGET).first
        row.locator("summary").click()
        row.get_by_role("button", name="Share").click()
        expect(page.locator("#talks .told")).to_contain_text("asked across 2 clients")
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]


def test_a_recording_outlives_its_tab_and_lands_in_the_list(office: Baton) -> None:
    with office.page() as page:
        page.get_by_role("tab", name="收录").click()
        page.get_by_role("button", name="录音").click()
        page.wait_for_selector("#record[data-state=recording]")
        page.wait_for_function("document.querySelector('#record .clock').textContent >= '0:02'", timeout=SLOW_MS)
        page.get_by_role("button", name="暂停").click()
        stopped = page.locator("#record .clock").inner_text()
        page.wait_for_timeout(1200)
        expect(page.locator("#record .clock")).to_have_text(stopped)
        again = page.context.new_page()
        page.close()  # as a crash does: without a question
        again.goto(office.url)
        again.get_by_role("tab", name="收录").click()
        expect(again.locator("#record .left li")).to_contain_text("还没有收录")
        again.get_by_role("button", name="恢复").click()
        again.wait_for_function("document.querySelector('#record audio')?.duration > 1", timeout=SLOW_MS)
        again.locator("#record-name").fill("和陈总的/通话")
        again.locator("#record-name").press("Enter")
        expect(again.locator("#queue li")).to_contain_text("和陈总的 通话.webm")
        again.fill("[name=space]", "穗岚坊")
        again.get_by_role("button", name="收录", exact=True).click()
        row = again.locator(".source", has_text="和陈总的 通话.webm")
        expect(row).to_be_visible(timeout=SLOW_MS)
        again.reload()
        again.get_by_role("tab", name="收录").click()
        expect(again.locator("#record")).to_have_attribute("data-state", "idle")
        again.wait_for_timeout(500)
        expect(again.locator("#record .left li")).to_have_count(0)
