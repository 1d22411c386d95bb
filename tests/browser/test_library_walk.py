"""What people make better, by a browser: a line corrected, speakers named, a glossary kept. A Baton of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
NARROW = (390, 844)
SOON_S = 30
TALK = [
    ("Mandi", "我们先看投残比，这周掉到一点四"),
    ("说话人 2", "晨路精华的库存还有两千瓶，四月十号前够用"),
    ("Mandi", "那就先不加预算，底价守住一百九十九"),
    ("说话人 2", "郑博那边要求直播前三天停投站外"),
    ("Mandi", "好的，素材周五之前给郑博确认"),
    ("说话人 2", "达人名单也发给郑博，请郑博看一遍"),
]


def vtt() -> bytes:
    cues = [f"00:00:{i * 5:02}.000 --> 00:00:{i * 5 + 4:02}.000\n<v {who}>{said}" for i, (who, said) in enumerate(TALK)]
    return "\n\n".join(["WEBVTT", *cues, ""]).encode()


def take_in(baton: Baton, page: Page, name: str) -> str:
    """Upload the transcript under this name; its source's id, once it is read."""
    api = f"{baton.url}/api/v1"
    data = vtt() + f"\nNOTE {name}\n".encode()
    upload = page.request.put(f"{api}/uploads?name={name}", data=data).json()["upload"]
    body = {"space": "漪珀 Yipora", "uploads": [{"upload": upload, "name": name}]}
    made = page.request.post(f"{api}/submissions", data=body).json()
    baton.wait_until(page, lambda sources: all(source["status"] == "done" for source in sources))
    found: str = made["submissions"][0]["source"]["id"]
    return found


def searched(baton: Baton, page: Page, words: str, **filters: Any) -> list[str]:
    asked = {"query": words, **filters}
    found = page.request.post(f"{baton.url}/api/v1/search", data=asked).json()
    passages = found["passages"] if isinstance(found, dict) else found
    return [passage["text"] for passage in passages]


def soon(true: Any) -> None:
    end = time.monotonic() + SOON_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_line_and_its_speakers_are_put_right_and_the_search_follows(own_baton: Baton) -> None:
    with own_baton.page() as page:
        source = take_in(own_baton, page, "周会 0402.vtt")
        page.goto(f"{own_baton.url}/?source={source}")
        line = page.locator("#reader .line").nth(1)
        line.hover()
        line.get_by_role("button", name="更正这一句").click()
        field = line.locator("textarea")
        expect(field).to_have_value(TALK[1][1])
        field.fill("  ")
        field.press("Enter")
        expect(line.get_by_role("alert")).to_contain_text("不能为空")
        field.fill("晨露精华的库存还有两千瓶，四月十号前够用")
        field.press("Enter")
        expect(line.locator("p").first).to_have_text("晨露精华的库存还有两千瓶，四月十号前够用")
        line.get_by_role("button", name="已更正").click()
        expect(line.locator(".past del")).to_have_text(TALK[1][1])

        page.locator("#reader .who").nth(1).click()
        expect(page.locator("#reader .naming [type=checkbox]")).to_have_count(0)  # somebody else in every recording
        page.fill("#reader .naming [name=to]", "林晓曼")
        page.keyboard.press("Enter")
        expect(page.locator("#reader .who").nth(1)).to_have_text("林晓曼")
        page.locator("#reader .who").first.click()
        expect(page.locator("#reader .naming [type=checkbox]")).to_be_checked()
        page.fill("#reader .naming [name=to]", "Mandy Lin")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("#toast")).to_contain_text("已改名")
        expect(page.locator("#reader .who").first).to_have_text("Mandy Lin")

        soon(lambda: "晨露精华" in str(searched(own_baton, page, "晨露精华库存")))
        soon(lambda: "林晓曼：" in str(searched(own_baton, page, "晨露精华库存", speakers=["林晓曼"])))
        assert "晨路精华" not in str(searched(own_baton, page, "晨路精华库存"))
        later = take_in(own_baton, page, "周会 0409.vtt")
        blocks = page.request.get(f"{own_baton.url}/api/v1/sources/{later}/blocks").json()
        assert [block["speaker"] for block in blocks[:2]] == ["Mandy Lin", "说话人 2"]

        page.reload()
        line.get_by_role("button", name="已更正").click()
        line.get_by_role("button", name="撤销更正").click()
        expect(line.locator("p").first).to_have_text(TALK[1][1])
        expect(line.get_by_role("button", name="已更正")).to_have_count(0)


def test_everything_is_reached_by_keyboard_on_a_narrow_screen(own_baton: Baton) -> None:
    with own_baton.page("en-US", NARROW) as page:
        source = take_in(own_baton, page, "call.vtt")
        page.goto(f"{own_baton.url}/?source={source}")
        page.locator("#reader .line .time").nth(2).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#reader .mending textarea")).to_be_focused()
        page.keyboard.type("x")
        page.keyboard.press("Escape")
        expect(page.locator("#reader .line").nth(2).locator("p")).to_have_text(TALK[2][1])
        page.locator("#reader .who").nth(1).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#reader .naming [name=to]")).to_be_focused()
        page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_a_glossary_is_kept(own_baton: Baton) -> None:
    with own_baton.page() as page:
        take_in(own_baton, page, "周会 0416.vtt")
        page.goto(f"{own_baton.url}/")
        page.get_by_role("tab", name="资料库").click()
        page.get_by_role("button", name="词汇表").click()
        page.get_by_label("术语").fill("投产比")
        page.get_by_label("别名").fill("ROI；ROAS")
        page.get_by_label("误听成").fill("投产比")
        page.keyboard.press("Enter")
        row = page.locator(".glossary .terms li", has_text="投产比")
        expect(row).to_contain_text("ROI；ROAS")
        row.get_by_role("button", name="修改").click()
        page.get_by_label("误听成").fill("ROI")
        page.keyboard.press("Enter")
        expect(page.locator(".term-form").get_by_role("alert")).to_contain_text("不能再作为")
        page.get_by_label("误听成").fill("投残比")
        page.keyboard.press("Enter")
        expect(row).to_contain_text("投残比")

        page.get_by_text("建议收入的词").click()
        suggestion = page.get_by_role("button", name="收入 郑博", exact=True)
        suggestion.click(timeout=30_000)
        expect(page.locator(".glossary .terms li", has_text="郑博")).to_be_visible()
        expect(suggestion).to_have_count(0)
        csv = b"term,aliases,misheard\n<img src=x onerror=window.hacked=1>,,\n"
        page.set_input_files(".bring input", {"name": "g.csv", "mimeType": "text/csv", "buffer": csv})
        expect(page.locator("#toast")).to_contain_text("新增 1 个词条")
        expect(page.locator(".glossary .terms li")).to_have_count(3)
        row.get_by_role("button", name="移除").click()
        expect(page.locator(".glossary .terms li")).to_have_count(2)
        assert page.evaluate("window.hacked") is None
