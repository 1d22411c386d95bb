"""The parts "firstday" and "quiz", and the file to print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.handover import firstday, ledger, quiz
from assistant.handover.deciding.model import Place, Sort, Told
from assistant.web.firstdayfile import as_markdown, plain
from assistant.web.handover import firstday as firstday_part
from assistant.web.handover import quiz as quiz_part
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from shelves import Team

SEEN, DONE, WHY = (
    "抖音上有人说<b>面膜</b>起疹子。",
    "先停掉全部投放，一小时内通知陈总。",
    "因为继续投放只会把骂声放大。",
)


@pytest.fixture
def key(team: Team) -> str:
    blocks = [
        Block(text, Locator(start=5.0 * n, end=5.0 * n + 5), kind="speech") for n, text in enumerate((SEEN, DONE))
    ]
    source = team.shelf.add("复盘<i>.m4a", b"x", blocks, kind=Kind.RECORDING)
    told = Told(DONE, WHY, people=("陈总",), decided_on=date(2026, 3, 14))
    return ledger.add(team.visit("mandy"), source.space, Sort.DECISION, told, Place(source.id, 1, 1))


def drawn(team: Team, name: str, part: str, lang: str = "zh", **asked: str) -> str:
    visit = team.visit(name)
    draw = {"firstday": firstday_part, "quiz": quiz_part}[part].part_html
    return str(draw(visit, visit.spaces()[0], asked, lang))


def test_a_newcomer_chooses_a_role_and_sees_their_moments(team: Team, key: str) -> None:
    html = drawn(team, "wu", "firstday")
    assert html.count('data-act="firstday"') == len(firstday.parts())
    firstday.begin(team.visit("wu"), "穗岚坊", "service", "zh")
    html = drawn(team, "wu", "firstday")
    assert "复盘&lt;i&gt;.m4a" in html
    assert "仍在执行的决定，接手后照此办理。" in html
    assert "已看 0／1 · 还需约 2 分钟" in html
    (moment,) = firstday.brief(team.visit("wu"), "穗岚坊").moments  # type: ignore[union-attr]
    firstday.see(team.visit("wu"), "穗岚坊", moment.moment.key, seen=True)
    assert "1 个片段已全部看完" in drawn(team, "wu", "firstday")


def test_a_library_with_nothing_says_so(team: Team) -> None:
    firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh")
    assert "资料库里还没有足够的内容" in drawn(team, "wu", "firstday")
    assert "暂时没有可练习的情景" in drawn(team, "wu", "quiz")


def test_what_was_done_is_not_in_the_page_before_the_answer(team: Team, key: str) -> None:
    html = drawn(team, "wu", "quiz")
    assert "抖音上有人说&lt;b&gt;面膜&lt;/b&gt;起疹子。" in html
    assert "停掉" not in html
    assert "骂声" not in html
    assert "陈总" not in html
    assert "复盘" not in html


def test_an_outcome_shows_both_and_the_clip(team: Team, key: str) -> None:
    kept = quiz.answer(team.visit("wu"), "穗岚坊", key, "先停掉全部投放<script>").practised
    html = drawn(team, "wu", "quiz", outcome=kept.id)
    assert "先停掉全部投放&lt;script&gt;" in html
    named, missed = html.index('data-points="named"'), html.index('data-points="missed"')
    assert named < html.index("先停掉全部投放，一小时内", named) < missed < html.index("骂声", missed)
    assert "data-open=" in html
    assert "按用词对照" in html
    assert "script&gt;" not in drawn(team, "mandy", "quiz", outcome=kept.id)
    assert kept.id in drawn(team, "wu", "quiz")


def test_managers_see_numbers_below(team: Team, key: str) -> None:
    assert "还没有人开始" in drawn(team, "mandy", "firstday")
    quiz.answer(team.visit("wu"), "穗岚坊", key, "秘密")
    html = drawn(team, "mandy", "quiz")
    assert "已练 1／1 个情景" in html
    assert "秘密" not in html
    assert "新人准备情况" not in drawn(team, "lin", "quiz")


def test_the_file_reads_without_baton(team: Team, key: str) -> None:
    visit = team.visit("wu")
    firstday.begin(visit, "穗岚坊", "service", "zh")
    text = as_markdown(firstday.brief(visit, "穗岚坊"), "穗岚坊 [x](y)", "https://baton.example/", "zh")
    assert text.startswith("# 穗岚坊 \\[x\\](y) 上手指引\n")
    assert "1. [ ] **复盘\\<i\\>.m4a**" in text
    assert "<https://baton.example/?source=" in text
    assert "- mandy · 负责人" in text
    assert as_markdown(None, "x", "", "en").splitlines()[-1] == "What will you do for this client?"


def test_markdown_takes_text_as_it_stands() -> None:
    assert plain("a\nb *c* <img> | `d`") == r"a b \*c\* \<img\> \| \`d\`"
