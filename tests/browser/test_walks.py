"""What a person can do, done by a browser: an empty Baton, files dropped in, questions asked, sources opened."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

# One worker of a parallel run takes them all (--dist loadgroup): each would start a server and hear the sample.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

NARROW = (390, 844)
ANSWERED = "#ask-live .turn:is([data-state=done], [data-state=refused], [data-state=failed])"
SLOW_MS = 60_000


def ask(page: Page, question: str) -> str:
    """Type the question, send it with Enter, and wait for how it ends."""
    field = page.locator("#ask-question textarea")
    field.fill(question)
    field.press("Enter")
    page.wait_for_selector(
        f"{ANSWERED}:has(> .asked:text-is({json.dumps(question, ensure_ascii=False)}))", timeout=SLOW_MS
    )
    return str(page.locator("#ask-live .turn").get_attribute("data-state"))


def player(page: Page) -> dict[str, Any]:
    state: dict[str, Any] = page.evaluate(
        "(() => { const m = document.querySelector('#evidence audio, #evidence video');"
        "return { at: m.currentTime, paused: m.paused, ready: m.readyState, error: m.error && m.error.message }; })()"
    )
    return state


def test_an_empty_baton_says_what_it_is_and_loads_the_sample(first_visit: dict[str, Any]) -> None:
    assert first_visit["sources"] == []
    assert first_visit["heading"] == "What the last team knew, kept."
    assert "recordings, videos and documents of a team that is leaving" in first_visit["what"]
    assert first_visit["tabs"] == ["Ask", "Capture", "Library", "Handover", "Decisions", "Check", "People"]
    assert first_visit["suggested"]
    assert re.split(r"[\s›]+", first_visit["stages"].strip())[:2] == ["Stored", "Recognised"]


def test_files_dropped_in_go_through_their_stages_and_can_be_asked_meanwhile(sample: Baton) -> None:
    training = "# 新人培训\n\n新人第一周只听不说，第二周由赵琪带着写日报。\n".encode()
    prices = "商品,最低价\n晨露精华,199\n云感防晒,129\n".encode("gb18030")
    hostile = "<img src=x onerror=window.hacked=1>.md"
    with sample.page() as page:
        page.get_by_role("tab", name="收录").click()
        files = [
            {"name": "新人培训（终稿）.md", "mimeType": "text/markdown", "buffer": training},
            {"name": "价格表.csv", "mimeType": "text/csv", "buffer": prices},
            {"name": "空文件.pdf", "mimeType": "application/pdf", "buffer": b""},
            {"name": hostile, "mimeType": "text/markdown", "buffer": b"# Note\n\nThe locker code is on the wall.\n"},
        ]
        page.set_input_files("#pick-files", files)
        expect(page.locator("#queue li")).to_have_count(4)
        page.get_by_role("button", name="收录", exact=True).click()
        expect(page.locator("#capture-note")).to_have_text("请先填写客户。")
        page.fill("[name=space]", "新客户 Newcomer")
        page.fill("[name=topic]", "培训")
        page.get_by_role("button", name="收录", exact=True).click()
        expect(page.locator("#queue li[data-state=refused]")).to_contain_text("请重新导出或复制后再上传")
        for title in ("新人培训（终稿）.md", "价格表.csv"):
            row = page.locator(".source", has_text=title)
            expect(row).to_have_attribute("data-status", "done", timeout=SLOW_MS)
            expect(row).to_contain_text("新客户 Newcomer · 培训")
        assert page.evaluate("window.hacked") is None
        page.set_input_files("#pick-files", [{**files[0], "name": "改了名的副本.md"}])
        page.get_by_role("button", name="收录", exact=True).click()
        expect(page.locator("#queue li[data-state=duplicate]")).to_contain_text("已经收录过")
        page.get_by_role("tab", name="提问").click()
        assert ask(page, "新人第一周做什么？") == "done"
        expect(page.locator("#evidence h2").last).to_have_text("新人培训（终稿）.md")
        expect(page.locator("#evidence .lit")).to_contain_text("只听不说")
        page.get_by_role("tab", name="收录").click()
        row = page.locator(".source", has_text="空文件.pdf")
        row.get_by_role("button", name="删除").click()
        expect(row).to_have_count(0)


def test_a_citation_plays_its_recording_from_that_second(sample: Baton) -> None:
    with sample.page() as page:
        assert ask(page, "出了问题，要在多少分钟之内先打电话给陈总？") == "done"
        cited = page.locator("#ask-live .citations .cited", has_text=".m4a").first
        cited.click()
        expect(page.locator("#evidence .viewer")).to_have_attribute("data-kind", "recording")
        first = int(page.locator("#evidence .viewer").get_attribute("data-first") or -1)
        source = page.locator("#evidence .viewer").get_attribute("data-source")
        (block,) = page.request.get(f"{sample.url}/api/v1/sources/{source}/blocks?first={first}&last={first}").json()
        page.wait_for_function("document.querySelector('#evidence audio').readyState >= 2")
        page.evaluate("document.querySelector('#evidence audio').pause()")
        state = player(page)
        assert state["error"] is None
        assert abs(state["at"] - block["start"]) < 2  # it plays at once, so a moment has passed
        lit = page.locator("#evidence .line.lit").first
        expect(lit).to_have_attribute("data-start", str(block["start"]))
        expect(lit).to_be_in_viewport()


def test_the_first_citation_opens_by_itself_at_its_second_without_a_sound(sample: Baton) -> None:
    with sample.page() as page:
        page.locator("#ask-kind input").click()
        page.get_by_role("option", name="录音").click()
        assert ask(page, "出了问题，要在多少分钟之内先打电话给陈总？") == "done"
        page.wait_for_function("document.querySelector('#evidence audio')?.readyState >= 1")
        at = float(page.locator("#evidence audio").get_attribute("data-at") or -1)
        page.wait_for_function(f"Math.abs(document.querySelector('#evidence audio').currentTime - {at}) < 0.5")
        start = float(page.locator("#evidence .line.lit").first.get_attribute("data-start") or -1)
        assert abs(player(page)["at"] - start) < 0.5
        assert player(page)["paused"]
        place = page.locator("#ask-live .cited .place").first.inner_text()
        minutes, seconds = map(int, place.split("–")[0].split(":"))
        assert minutes * 60 + seconds == int(start)


def test_the_transcript_follows_the_playback(sample: Baton) -> None:
    with sample.page() as page:
        page.get_by_role("tab", name="资料库").click()
        page.locator(".pick", has_text="项目启动会").click()
        lines = page.locator("#reader .line")
        lines.nth(5).locator(".time").click()
        start = float(lines.nth(5).get_attribute("data-start") or -1)
        expect(lines.nth(5)).to_have_class(re.compile(r"\bnow\b"))
        page.wait_for_function(f"document.querySelector('#reader audio').currentTime > {start + 0.3}")
        later = float(lines.nth(9).get_attribute("data-start") or -1)
        page.evaluate(f"document.querySelector('#reader audio').currentTime = {later + 0.2}")
        expect(lines.nth(9)).to_have_class(re.compile(r"\bnow\b"))
        expect(page.locator("#reader .line.now")).to_have_count(1)


def test_a_pdf_opens_at_its_page(sample: Baton) -> None:
    with sample.page() as page:
        assert ask(page, "合同提前终止，要提前多少天书面通知对方？") == "done"
        page.locator("#ask-live .cited", has_text=".pdf").first.click()
        image = page.locator("#evidence figure.page img")
        expect(image).to_have_attribute("src", re.compile(r"/pages/1\.png"))
        page.wait_for_function(
            "document.querySelector('#evidence figure.page img').naturalWidth > 500", timeout=SLOW_MS
        )
        expect(page.locator("#evidence .lit").first).to_be_in_viewport()


def test_a_sheet_opens_at_its_row_under_its_header(sample: Baton) -> None:
    with sample.page("en-US") as page:
        assert ask(page, "糖友家属这个人群的计划为什么停了？") == "done"
        page.locator("#ask-live .cited", has_text=".xlsx").first.click()
        lit = page.locator("#evidence tr.lit").first
        expect(lit.locator("th")).to_have_text("7")
        expect(lit).to_be_in_viewport()
        expect(page.locator("#evidence table:has(tr.lit) thead")).to_contain_text("人群 Audience")
        expect(page.locator("#evidence .record")).to_contain_text("降血糖")


def test_a_document_opens_at_its_passage_under_its_headings(sample: Baton) -> None:
    with sample.page() as page:
        assert ask(page, "遇到投诉为什么要先打电话再退款？") == "done"
        page.locator("#ask-live .cited", has_text="封口费").first.click()
        expect(page.locator("#evidence .lit").first).to_contain_text("封口费")
        expect(page.locator("#evidence .lit").first).to_be_in_viewport()
        expect(page.locator("#evidence .path")).to_contain_text("不要做")
        assert page.locator("#evidence .passage:not(.lit)").count() > 5


def test_a_follow_up_and_the_conversation_after_a_reload(sample: Baton) -> None:
    with sample.page() as page:
        ask(page, "3月6日危机当晚的首次声明是几点发的？")
        ask(page, "那为什么发得这么晚？")
        expect(page.locator("#ask-past .turn")).to_have_count(1)
        expect(page.locator("#ask-live .turn")).to_have_count(1)
        page.reload()
        expect(page.locator(".welcome h1")).to_be_visible()
        page.get_by_role("button", name="对话", exact=True).click()
        page.locator(".talk .pick", has_text="3月6日危机当晚的首次声明是几点发的？").first.click()
        expect(page.locator("#ask-past .turn")).to_have_count(2)
        page.get_by_role("button", name="新对话").click()
        expect(page.locator(".turn")).to_have_count(0)
        expect(page.locator(".welcome h1")).to_be_visible()


def test_what_is_in_no_source_is_said_plainly_with_the_nearest_thing(sample: Baton) -> None:
    with sample.page("en-US") as page:
        assert ask(page, "Which hotel do we book for Emma when she visits Shanghai?") == "refused"
        expect(page.locator("#ask-live .refusal")).to_contain_text("Not in the sources")
        expect(page.locator("#ask-live .citations")).to_have_count(0)
        nearest = page.locator("#ask-live .nearest .cited")
        if nearest.count():
            nearest.click()
            expect(page.locator("#evidence .lit").first).to_be_visible()


def test_a_suggestion_asks_itself(sample: Baton) -> None:
    with sample.page() as page:
        suggestion = page.locator(".suggestion").first
        question = suggestion.inner_text()
        suggestion.click()
        expect(page.locator("#ask-live .asked")).to_have_text(question)
        page.wait_for_selector(ANSWERED, timeout=SLOW_MS)


def test_an_address_opens_a_source_at_a_block(sample: Baton) -> None:
    with sample.page() as page:
        source = next(s for s in sample.sources(page) if s["title"].endswith(".docx"))
    with sample.page(path=f"/?source={source['id']}&block=7") as page:
        expect(page.locator("#reader .lit")).to_have_attribute("data-block", "7")
        expect(page.get_by_role("tab", name="资料库")).to_have_attribute("aria-selected", "true")
    with sample.page("en-US", path=f"/?source={'f' * 32}&block=7") as page:
        expect(page.locator("#reader")).to_contain_text("There is no source")


def test_searching_within_a_source(sample: Baton) -> None:
    with sample.page() as page:
        page.get_by_role("tab", name="资料库").click()
        page.fill("#library-filter [name=words]", "手册")
        expect(page.locator(".pick")).to_have_count(1)
        page.locator(".pick").click()
        page.fill("#reader .find input", "封口费")
        page.locator("#reader .hit").first.click()
        expect(page.locator("#reader .lit")).to_contain_text("封口费")
        expect(page.locator("#reader .lit")).to_be_in_viewport()


def test_enter_that_picks_a_chinese_word_does_not_send(sample: Baton) -> None:
    with sample.page() as page:
        field = page.locator("#ask-question textarea")
        field.fill("wei ji")
        field.dispatch_event("compositionstart")
        field.press("Enter")
        page.wait_for_timeout(300)
        expect(page.locator(".turn")).to_have_count(0)
        field.dispatch_event("compositionend")
        page.wait_for_timeout(100)
        field.press("Shift+Enter")
        expect(field).to_have_value(re.compile(r"wei ji\s*\n"))
        field.press("Enter")
        expect(page.locator("#ask-live .turn")).to_have_count(1)


def test_on_a_narrow_screen_the_evidence_covers_and_escape_closes_it(sample: Baton) -> None:
    with sample.page(size=NARROW, color_scheme="dark") as page:
        assert ask(page, "遇到投诉为什么要先打电话再退款？") == "done"
        expect(page.locator("#evidence")).to_be_hidden()
        page.locator("#ask-live .cite").first.click()
        expect(page.locator("#evidence .lit").first).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(page.locator("#evidence")).to_be_hidden()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW[0]


def test_control_questions_are_kept_asked_and_opened_at_what_was_cited(sample: Baton) -> None:
    questions = (
        '{"question": "糖友家属这个人群的计划为什么停了？", "answers": ["降血糖"]}\n'
        '{"question": "遇到投诉为什么要先打电话再退款？", "answers": ["没人会写这个"], "source": "危机应对手册 v1.2"}\n'
    )
    with sample.page() as page:
        page.get_by_role("tab", name="自测").click()
        expect(page.locator("#controls .nothing")).to_contain_text("还没有自测题")
        page.fill("#controls-form textarea", '{"question": "x"')
        page.get_by_role("button", name="保存").click()
        expect(page.locator("#controls-note")).to_have_text("请先选择客户。")
        page.select_option("#controls-form [name=space]", label="穗岚坊 Suilan 食品")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("#controls-note")).to_contain_text("第 1 行不是 JSON 对象")
        page.fill("#controls-form textarea", questions)
        page.get_by_role("button", name="保存").click()
        expect(page.locator("#controls-note")).to_have_text("已保存 2 题。")
        page.get_by_role("button", name="现在自测").click()
        expect(page.locator("#controls .score")).to_contain_text("1 / 2 题通过", timeout=SLOW_MS)
        failed = page.locator("#controls article")
        expect(failed).to_have_count(1)
        expect(failed).to_contain_text("没人会写这个")
        failed.locator(".cited").first.click()
        expect(page.locator("#reader .lit").first).to_be_in_viewport()
        page.get_by_role("tab", name="自测").click()
        page.get_by_role("button", name="删除").click()
        expect(page.locator("#controls .nothing")).to_contain_text("还没有自测题")
    with sample.page("en-US", NARROW) as page:
        page.get_by_role("tab", name="Check").click()
        expect(page.locator("#controls .nothing")).to_contain_text("No control questions yet")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_everything_that_can_be_pressed_has_a_name(sample: Baton) -> None:
    with sample.page() as page:
        ask(page, "糖友家属这个人群的计划为什么停了？")
        for tab in ("提问", "收录", "资料库", "自测"):
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(500)
            nameless = page.evaluate(
                "[...document.querySelectorAll('button, input, select, textarea, a[href]')]"
                ".filter(e => e.offsetParent)"
                ".filter(e => !(e.textContent.trim() || e.ariaLabel || e.placeholder || e.labels?.length))"
                ".map(e => e.outerHTML.slice(0, 200))"
            )
            assert nameless == []
