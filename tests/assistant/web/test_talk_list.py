"""The drawer of conversations, and what stands under and around finished turns. No model, no browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from assistant import talks
from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.verdicts import Verdict
from assistant.people.roles import Caller, Role
from assistant.people.users import Account
from assistant.web import feedback, talk_list, turns
from assistant.web.answers import citation_row
from assistant.web.record import record_html
from vectorstore.models import Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf


def kept(shelf: Shelf, question: str, *cited: Source, person: str = "local", text: str = "先停投放 [1]。") -> str:
    """The id of a conversation of one turn, searched where what it cites is."""
    citations = tuple(
        Citation(n, source.id, source.title, Kind.DOCUMENT, "先停掉全部投放。", Locator(page=3), 1, 1)
        for n, source in enumerate(cited, start=1)
    )
    conversation = shelf.history.create(person, question)
    spaces = sorted({source.space for source in cited})
    shelf.history.append(conversation.id, Answer(question, question, text, "zh", citations=citations), spaces)
    return str(conversation.id)


@pytest.fixture
def handbook(shelf: Shelf) -> Source:
    source: Source = shelf.add("危机手册.md", b"a")
    return source


def test_rows_open_and_carry_what_can_be_done(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, "出事先做什么？", handbook)
    html = talk_list.rows_html(shelf.visit, "", 0, "zh")
    assert f'id="talk-{made}"' in html
    acts = re.findall(r'data-act="talk-(\w+)"', html)
    assert acts == ["rename", "share", "delete"]
    assert re.findall(r"format=(\w+)&amp;lang=zh", html) == ["md", "docx"]
    talks.share(shelf.visit, made)
    shared = talk_list.rows_html(shelf.visit, "", 0, "en")
    assert re.findall(r'data-act="talk-(\w+)"', shared) == ["rename", "copy_link", "unshare", "delete"]
    assert "shared with 穗岚坊" in shared


def test_a_hostile_title_is_text(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, '"><img src=x onerror=alert(1)>', handbook)
    for html in (talk_list.rows_html(shelf.visit, "", 0, "en"), turns.past_html(shelf.visit, made, "en")):
        assert "<img" not in html
        assert 'onerror=alert(1)"' not in html


def test_more_is_offered_a_page_at_a_time(shelf: Shelf, handbook: Source) -> None:
    for i in range(talk_list.PAGE + 1):
        kept(shelf, f"问题 {i}", handbook)
    first = talk_list.rows_html(shelf.visit, "", -5, "zh")
    assert first.count("<li") == talk_list.PAGE
    assert f'data-shown="{2 * talk_list.PAGE}"' in first
    whole = talk_list.rows_html(shelf.visit, "", 10**9, "zh")
    assert whole.count("<li") == talk_list.PAGE + 1
    assert "more-talks" not in whole


def test_nothing_is_said_in_words(shelf: Shelf, handbook: Source) -> None:
    assert "提问之后会保存在这里" in talk_list.rows_html(shelf.visit, "", 0, "zh")
    kept(shelf, "出事先做什么？", handbook)
    assert "No conversation holds these words." in talk_list.rows_html(shelf.visit, "报价", 0, "en")
    assert '<dialog id="talks"' in talk_list.shell_html("zh")


def test_a_turn_can_be_copied_and_judged(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, "出事先做什么？", handbook)
    html = turns.past_html(shelf.visit, made, "zh")
    assert f"先停投放 [1]。\n出处\n[1] 危机手册.md · 第 3 页\n/?source={handbook.id}&amp;block=1" in html
    assert re.findall(r'data-verdict="(\w+)" aria-pressed="(\w+)"', html) == [
        ("right", "false"),
        ("wrong", "false"),
        ("incomplete", "false"),
    ]
    assert '<form class="why" hidden>' in html
    talks.judge(shelf.visit, (made, 0), Verdict.WRONG, '漏了"电话"')
    judged = turns.past_html(shelf.visit, made, "zh")
    assert 'data-verdict="wrong" aria-pressed="true"' in judged
    assert 'value="漏了&#34;电话&#34;"' in judged
    assert '<form class="why">' in judged


def test_what_is_gone_is_said_kindly(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, "出事先做什么？", handbook)
    shelf.catalog.delete(handbook.id)
    html = turns.past_html(shelf.visit, made, "zh")
    assert "这条回答引用的资料你已无权查看或已删除" in html
    assert "先停投放" not in html
    assert "data-verdict" not in html


def test_somebody_else_s_is_read_only(shelf: Shelf, handbook: Source) -> None:
    ann = shelf.identity.users.add(Account("ann", shown="安妮", password="correct horse battery"))
    roles = {handbook.space: Role.NEWCOMER}
    made = kept(shelf, "出事先做什么？", handbook, person=ann.id)
    talks.share(shelf.visit_by(Caller(ann.id, roles=roles)), made)
    html = turns.past_html(shelf.visit_by(Caller("bob", roles=roles)), made, "zh")
    assert "安妮 分享的对话：出事先做什么？" in html
    assert f'data-act="copy-talk" data-talk="{made}"' in html
    assert "shared-note" not in turns.past_html(shelf.visit_by(Caller(ann.id, roles=roles)), made, "zh")
    gone = kept(shelf, "那退款呢？", handbook, person="nobody any more")
    shelf.history.share(gone, handbook.space)
    assert "Somebody shares this" in turns.past_html(shelf.visit_by(Caller("bob", roles=roles)), gone, "en")


def test_each_citation_says_its_client_when_several_were_asked(shelf: Shelf, handbook: Source) -> None:
    contract = shelf.add("合同.pdf", b"b", space="漪珀")
    both = turns.past_html(shelf.visit, kept(shelf, "比一比", handbook, contract), "zh")
    assert re.findall(r'class="client">([^<]+)<', both) == ["穗岚坊", "漪珀"]
    assert "[2] 合同.pdf · 第 3 页 · 漪珀" in both
    assert 'class="client"' not in turns.past_html(shelf.visit, kept(shelf, "出事？", handbook), "zh")
    citation = Citation(1, "s", "a.md", Kind.DOCUMENT, "x", Locator(), 0, 0)
    assert "&lt;b&gt;" in citation_row(citation, "en", "<b>")


def test_managers_see_feedback_beside_the_answer_it_judges(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, "出事先做什么？", handbook)
    boss = shelf.visit_by(Caller("boss", roles={handbook.space: Role.MANAGER}))
    assert "还没有反馈" in feedback.rows_html(boss, "", "", "zh")
    talks.judge(shelf.visit, (made, 0), Verdict.WRONG, "<b>漏了</b>电话")
    html = feedback.rows_html(boss, handbook.space, "wrong", "zh")
    assert "&lt;b&gt;漏了&lt;/b&gt;电话" in html
    assert "来自 本机用户 · 穗岚坊" in html
    assert f'data-open="{handbook.id}"' in html
    assert '<form data-talk="' in html
    assert "出事先做什么" not in feedback.rows_html(boss, "", "right", "zh")
    assert "出事先做什么" not in feedback.rows_html(boss, "elsewhere", "", "zh")
    assert feedback.rows_html(shelf.visit_by(Caller("n", roles={handbook.space: Role.NEWCOMER})), "", "", "zh") == ""


def test_what_was_right_makes_no_control_question(shelf: Shelf, handbook: Source) -> None:
    made = kept(shelf, "出事先做什么？", handbook)
    talks.judge(shelf.visit, (made, 0), Verdict.RIGHT)
    assert "to-control" not in feedback.rows_html(shelf.visit, "", "", "en")
    across = kept(shelf, "比一比", handbook, shelf.add("合同.pdf", b"b", space="漪珀"))
    talks.judge(shelf.visit, (across, 0), Verdict.WRONG)
    assert "to-control" not in feedback.rows_html(shelf.visit, "", "wrong", "en")


def test_more_feedback_than_is_shown_is_said(shelf: Shelf, handbook: Source) -> None:
    for i in range(feedback.SHOWN + 1):
        talks.judge(shelf.visit, (kept(shelf, f"问题 {i}", handbook), 0), Verdict.RIGHT)
    html = feedback.rows_html(shelf.visit, "", "", "zh")
    assert html.count("<article") == feedback.SHOWN
    assert "只显示最近 50 条" in html


def test_the_recorder_carries_whose_it_is(shelf: Shelf) -> None:
    html = record_html(shelf.visit_by(Caller("ann")), "zh")
    assert 'data-person="ann"' in html
    assert 'data-state="idle"' in html
