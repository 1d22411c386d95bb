"""The sample handover from 30 % to signed off, by the three people it is for: the manager and the specialist
who leaves in Chinese, the newcomer in English.

One interview, two questions that nobody could answer, one decision superseded, and the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from signing import OWN, choose_password, sign_in

if TYPE_CHECKING:
    from conftest import Baton  # type: ignore[import-not-found]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
CLIENT, PASSWORD = "穗岚坊 Suilan 食品", "correct horse battery"
TEAM = {"lin": ("林晓曼", "contributor"), "he": ("何冉", "newcomer")}
SLOW_MS = 90_000
PROBED = "看情况，一般提前跟陈总说一声。"  # too vague to be left at that
TOLD = (
    "坏消息先打电话给陈总，十分钟之内打，因为他最怕从别人嘴里先听到。比如三月那次断货，我先打电话，再在群里补文字。",
    "如果退款超过五千元，必须先问吴敏，因为这笔钱从她的预算里出；五千元以下我自己定。",
    "唯一的例外是周末：周末找不到陈总就先停投放，再给他留言。",
)
UNKNOWN = ("Which courier collects the sample boxes on Sundays?", "办公室打印机的型号是什么？")
AGAIN = ("On Sundays, which courier comes for the sample boxes?", "办公室的打印机是什么型号？")
ANSWERS = ("SF Express, pickup at 4 p.m., account on the client's name.", "惠普 M454dn，墨盒找行政领。")
DEAD = "危机的时候，搜索的品牌词要不要留？"
LATER = "# 5月12日 周会纪要\n\n陈总决定：以后遇到危机，搜索的品牌词不停，继续投，因为老顾客都是搜品牌词进来下单的。\n"


def called(page: Page, baton: Baton, method: str, path: str, **body: Any) -> Any:
    """What the API says to whoever is signed in on the page."""
    reply = page.request.fetch(
        f"{baton.url}/api/v1{path}", method=method, data=body or None, headers={"origin": baton.url}
    )
    assert reply.ok, (path, reply.text())
    return reply.json() if reply.text() else None


@contextmanager
def signed_in(baton: Baton, name: str, once: str = "", locale: str = "zh-CN") -> Iterator[Page]:
    """The page as somebody sees it; with `once`, the first time."""
    with baton.page(locale, path="/sign-in") as page:
        sign_in(page, name, once or (PASSWORD if name == "chen" else OWN))
        if once:
            choose_password(page)
        page.locator("#who .menu:not(.bell) summary").wait_for()
        yield page


def part(page: Page, name: str) -> None:
    """Go to a part of the Handover tab."""
    page.locator("#tab-handover-button").click()
    page.wait_for_selector("#handover-part .part")
    page.locator(f'#handover-part [data-to="{name}"]').click()
    page.wait_for_selector(f'#handover-part .part[data-part="{name}"]')


def set_up(baton: Baton) -> dict[str, str]:
    """One person loads the sample and adds the accounts; the recordings, minutes of sound, are cancelled."""
    with baton.page("zh-CN") as page:
        page.locator('[data-act="sample"]').click()
        baton.wait_until(page, lambda sources: len(sources) >= 12)
        for source in baton.sources(page):
            if source["kind"] in ("recording", "video"):
                called(page, baton, "POST", f"/sources/{source['id']}/cancel")
        baton.wait_until(page, lambda sources: all(s["status"] in ("done", "cancelled") for s in sources))
        called(page, baton, "POST", "/people", name="chen", shown="陈主管", password=PASSWORD, admin=True)
        page.goto(f"{baton.url}/sign-in")
        sign_in(page, "chen", PASSWORD)
        page.locator("#who .menu:not(.bell) summary").wait_for()
        once = {}
        for name, (shown, role) in TEAM.items():
            made = called(page, baton, "POST", "/people", name=name, shown=shown)
            once[name] = made["one_time_password"]
            called(page, baton, "PUT", f"/spaces/{CLIENT}/members/{made['id']}", role=role)
    return once


def plan(page: Page) -> None:
    """The manager sees 30 %, names the two who have accounts now, and gives the communication to the specialist."""
    part(page, "overview")
    expect(page.locator("#handover-part .part")).to_contain_text("30%")
    page.locator('[data-act="change-handover"]').click()
    page.fill("[data-form=handover] [name=outgoing]", "林晓曼")
    page.fill("[data-form=handover] [name=incoming]", "何冉")
    page.locator("[data-form=handover] [type=submit]").click()
    expect(page.locator("#handover-part header .hint")).to_contain_text("林晓曼")
    part(page, "checklist")
    page.locator("#section-communication > summary").click()
    form = page.locator('[data-form=assign][data-section="communication"]')
    form.locator("[name=owner]").fill("林晓曼")
    form.locator("[type=submit]").click()
    part(page, "coverage")
    page.wait_for_selector('#handover-part [data-verdict="enough"]', timeout=SLOW_MS)


def be_interviewed(page: Page, baton: Baton) -> None:
    """The specialist tells what they know, is asked again where they were vague, and consents to the cards."""
    part(page, "interview")
    page.locator("[data-form=interview-begin] [type=submit]").click()
    page.wait_for_selector(".sitting .reply textarea")
    first = page.locator(".sitting h1").inner_text()
    for told in (PROBED, *TOLD):
        asked = page.locator(".sitting h1").inner_text()
        page.locator(".sitting textarea").fill(told)
        page.locator(".sitting textarea").press("Control+Enter")
        page.wait_for_function("asked => document.querySelector('.sitting h1')?.textContent !== asked", arg=asked)
        if told == PROBED:  # the same subject once more
            page.locator(".because summary").click()
    assert page.locator(".sitting h1").inner_text() != first
    page.locator('[data-act="interview-finish"]').click()
    page.wait_for_selector(".told-card")
    words = " ".join(box.input_value() for box in page.locator(".told-card textarea").all())
    assert "十分钟" in words
    page.locator("[data-form=interview-consent] [name=agreed]").check()
    page.locator("[data-form=interview-consent] [type=submit]").click()
    baton.wait_until(page, lambda sources: any((s["kind"], s["status"]) == ("interview", "done") for s in sources))


def ask(page: Page, question: str) -> str:
    """The state that the answer ends in."""
    page.locator("#tab-ask-button").click()
    page.locator("#ask-question textarea").fill(question)
    page.locator("#ask-question textarea").press("Enter")
    turn = page.locator("#ask-live .turn", has_text=question)
    expect(turn).to_have_attribute("data-state", re.compile("done|refused"), timeout=SLOW_MS)
    return turn.get_attribute("data-state") or ""


def send_on(page: Page, question: str) -> None:
    """A question that no source answers goes to the one who leaves."""
    assert ask(page, question) == "refused", question
    page.locator('#ask-live [data-act="ask-people"]').last.click()
    page.wait_for_function("document.querySelector('.ask-slip [name=holder] option')")
    page.locator(".ask-slip [name=holder]").select_option(label="林晓曼")
    page.locator(".ask-slip [type=submit]").click()
    expect(page.locator(".ask-slip")).to_have_count(0)


def answer_all(page: Page) -> None:
    """The specialist finds what waits for them and answers it."""
    expect(page.locator("#who .bell .count")).to_have_text(re.compile("[2-9]"))
    part(page, "questions")
    for question, told in zip(UNKNOWN, ANSWERS, strict=True):
        card = page.locator("#handover-part .question", has_text=question)
        if not card.locator("[data-form=question-answer] [name=answer]").is_visible():
            card.locator("details.act summary").first.click()
        card.locator("[name=answer]").fill(told)
        card.locator("[data-form=question-answer] [type=submit]").click()
        expect(page.locator("#handover-part .question", has_text=question)).to_have_count(0)


def answered(sources: list[dict[str, Any]]) -> bool:
    """Whether both answers can be found."""
    return sum((source["kind"], source["status"]) == ("answer", "done") for source in sources) == len(ANSWERS)


def supersede(page: Page, baton: Baton) -> None:
    """Minutes of a later meeting come in; what was decided before no longer holds."""
    upload = page.request.put(
        f"{baton.url}/api/v1/uploads?name=may.md", data=LATER.encode(), headers={"origin": baton.url}
    ).json()
    named = [{"upload": upload["upload"], "name": "5月12日 周会纪要.md"}]
    called(page, baton, "POST", "/submissions", space=CLIENT, uploads=named, date="2026-05-12")
    baton.wait_until(page, lambda s: any((x["title"], x["status"]) == ("5月12日 周会纪要.md", "done") for x in s))
    page.locator("#tab-decisions-button").click()
    page.wait_for_selector("#decisions-part section[data-space]")
    page.locator('#decisions-part [data-act="look"]').click()
    page.wait_for_selector('#decisions-part .entries li:has-text("不停，继续投")', timeout=SLOW_MS)
    page.locator("#decisions-part .entries li", has_text="品牌词也停").locator("[data-act=show]").click()
    page.wait_for_selector("#decisions-part [data-entry]")
    later = page.locator("[data-form=supersede] option", has_text="不停，继续投")
    if later.count():  # else it was seen by itself
        page.locator("details.adding:has([data-form=supersede]) summary").click()
        page.locator("[data-form=supersede] [name=other]").select_option(later.first.get_attribute("value"))
        page.locator("[data-form=supersede] [type=submit]").click()
    page.wait_for_selector("#decisions-part [data-entry]:has-text('不停，继续投')", timeout=SLOW_MS)
    assert ask(page, DEAD) == "done"
    expect(page.locator("#ask-live .turn").last).to_contain_text("不停，继续投")


def confirm_all(page: Page) -> None:
    """The receiver says of every section that they have it."""
    part(page, "checklist")
    for section in page.locator("#handover-part details.items").all():
        if section.get_attribute("open") is None:
            section.locator("> summary").click()
        confirm = section.locator('[data-act="confirm-section"]')
        confirm.click()
        expect(confirm).to_have_count(0)


def go_on(page: Page, name: str, reason: str = "") -> None:
    """To the next phase; with a reason where items are open."""
    part(page, "overview")
    page.locator('[data-act="move"]:not([data-way="back"])').click()
    if reason:
        page.locator("dialog[open] textarea").fill(reason)
    page.locator('dialog[open] [data-act="yes"]').click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator('#handover-part [aria-current="step"]')).to_contain_text(name)


def download_report(page: Page, folder: Path) -> list[str]:
    """The text of each page of the PDF."""
    part(page, "report")
    with page.expect_download(timeout=SLOW_MS) as downloading:
        page.locator('#handover-part [data-format="pdf"]').click()
    path = folder / "report.pdf"
    downloading.value.save_as(path)
    document = pypdfium2.PdfDocument(path)
    texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
    document.close()
    return texts


def test_the_sample_is_handed_over_from_a_third_to_signed_off(own_baton: Baton, tmp_path: Path) -> None:
    once = set_up(own_baton)
    with signed_in(own_baton, "chen") as page:
        plan(page)
    with signed_in(own_baton, "lin", once["lin"]) as page:
        be_interviewed(page, own_baton)
    with signed_in(own_baton, "he", once["he"], "en-US") as page:
        for question in UNKNOWN:
            send_on(page, question)
    with signed_in(own_baton, "lin") as page:
        answer_all(page)
        own_baton.wait_until(page, answered)
    with signed_in(own_baton, "he", locale="en-US") as page:
        for question, told in zip(AGAIN, ANSWERS, strict=True):
            assert ask(page, question) == "done"
            turn = page.locator("#ask-live .turn").last
            expect(turn).to_contain_text(told[:12])
            expect(turn.locator('.standing[data-state="verified"]')).to_contain_text("林晓曼")
        assert ask(page, "坏消息要在多久之内告诉陈总？") == "done"
    with signed_in(own_baton, "chen") as page:
        supersede(page, own_baton)
        go_on(page, "并行", "其余条目在并行期补齐，已与何冉确认。")
        go_on(page, "验收", "同上")
    with signed_in(own_baton, "he", locale="en-US") as page:
        confirm_all(page)
    with signed_in(own_baton, "chen") as page:
        go_on(page, "已签收", "剩余条目由何冉在两周内补齐。")
        texts = download_report(page, tmp_path)
    assert CLIENT in texts[0]
    assert "剩余条目由何冉" in "".join(texts)
