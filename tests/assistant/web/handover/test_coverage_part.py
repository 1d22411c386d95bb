"""The part "coverage": the map, an item opened, and what is offered to whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover import coverage
from assistant.handover.covering.model import Verdict
from assistant.handover.covering.topics import topic_key
from assistant.handover.records.coverage import Audience, Day, Judged
from assistant.web.handover.coverage import part_html
from vectorstore.models import Locator, Space

if TYPE_CHECKING:
    from shelves import Team

KEY = "crisis-actions"


@pytest.fixture
def drawn(team: Team) -> Team:
    """A client whose coverage is judged: one item enough, one thin, one only for managers, a topic."""
    shelf, own = team.shelf, team.ids["own"]
    source, secret = shelf.add("复盘<b>.md", topic="危机<i>"), shelf.add("合同.md", restricted=True)
    proof = Citation(1, source.id, source.title, source.kind, "先停<script>投放", Locator(start=12.0, end=15.0), 3, 4)
    hidden = Citation(1, secret.id, secret.title, secret.kind, "服务费六万八", Locator(paragraph=1), 0, 0)
    open_ones = [
        Judged(KEY, "enough", proof=(proof,), newest=date(2026, 3, 14)),
        Judged("bidding", "thin", proof=(proof,), lacking=("reason", "number"), flaws=("single",)),
        Judged(topic_key("危机<i>"), "thin", "危机<i>"),
    ]
    every = [*open_ones, Judged("contract-terms", "enough", proof=(hidden,))]
    library = coverage.task_of(team.visit("mandy"), shelf.catalog.space(own)).library
    shelf.handover.coverage.keep(own, library, 1.0, {Audience.OPEN: open_ones, Audience.ALL: every})
    return team


def html(visit: Visit, item: str = "", lang: str = "zh") -> str:
    space: Space = visit.spaces()[0]
    return str(part_html(visit, space, {"item": item} if item else {}, lang))


def test_the_map_says_how_much_in_one_sentence_and_marks_every_square(drawn: Team) -> None:
    page = html(drawn.visit("lin"))
    assert "1 项够用，1 项单薄" in page
    assert 'data-key="crisis-actions" data-verdict="enough"' in page
    assert page.count(">✓<") >= 2  # in the legend, too: colour alone tells nobody who does not see it
    assert 'data-act="coverage-again"' in page
    assert "危机&lt;i&gt;" in page
    assert "<i>" not in page.replace("<i class", "").replace("<i data", "")


def test_the_map_in_english(drawn: Team) -> None:
    assert "1 of 69 covered, 1 thin, 67 missing" in html(drawn.visit("lin"), lang="en")


def test_an_item_opens_down_to_its_sentences(drawn: Team) -> None:
    page = html(drawn.visit("lin"), KEY)
    assert "先停&lt;script&gt;投放" in page
    assert 'data-first="3" data-last="4"' in page
    assert "复盘&lt;b&gt;.md · 0:12–0:15" in page
    assert 'data-act="coverage-interview" data-key="crisis-actions"' in page
    assert "<form" not in page


def test_what_is_lacking_is_said(drawn: Team) -> None:
    page = html(drawn.visit("lin"), "bidding")
    assert "<li>原因</li><li>数字</li>" in page
    assert "只有一处提到" in page


def test_managers_see_what_is_theirs_and_may_overrule(drawn: Team) -> None:
    manager, other = drawn.visit("mandy"), drawn.visit("lin")
    assert "服务费六万八" in html(manager, "contract-terms")
    assert "服务费六万八" not in html(other, "contract-terms")
    assert "<form" in html(manager, "contract-terms")
    coverage.overrule(manager, drawn.ids["own"], "bidding", Verdict.ENOUGH, "口头<b>讲过")
    page = html(other, "bidding")
    assert "口头&lt;b&gt;讲过" in page
    assert "原判断：单薄" in page
    assert 'data-act="coverage-withdraw"' in html(manager, "bidding")
    coverage.withdraw(manager, drawn.ids["own"], "bidding")
    assert "以往的改判" in html(manager, "bidding")


def test_an_item_that_is_not_there_shows_the_map(drawn: Team) -> None:
    assert 'class="map"' in html(drawn.visit("lin"), "no-such-item<b>")


def test_a_trend_is_drawn_once_there_are_two_days(drawn: Team) -> None:
    shelf, own = drawn.shelf, drawn.ids["own"]
    shelf.handover.coverage.count(own, Audience.OPEN, Day(date(2026, 3, 1), 1, 2, 3))
    assert "<figure" not in html(drawn.visit("lin"))
    shelf.handover.coverage.count(own, Audience.OPEN, Day(date(2026, 3, 2), 2, 2, 2))
    assert "2026-03-02：2 项够用，2 项单薄，2 项缺失" in html(drawn.visit("lin"))


def test_clients_stand_side_by_side_for_whoever_looks_after_several(drawn: Team) -> None:
    assert "<table" not in html(drawn.visit("mandy"))
    page = html(drawn.visit("chen"))
    assert "<table" in page
    assert "漪珀" in page


def test_while_the_library_is_looked_through_it_says_how_far(team: Team) -> None:
    team.shelf.add("复盘.md")
    assert "data-busy" in html(team.visit("lin"))
    assert "还没有检查过资料" in html(team.visit("wu")) or "data-busy" in html(team.visit("wu"))


def test_the_same_over_http(drawn: Team) -> None:
    own, foreign = drawn.ids["own"], drawn.ids["foreign"]
    told = drawn.call("lin", "GET", f"/spaces/{own}/coverage").json()
    assert (told["summary"]["enough"], told["changed"]) == (1, False)
    cell = next(cell for cell in told["cells"] if cell["key"] == KEY)
    assert (cell["verdict"], cell["passages"][0]["url"].startswith("/?source=")) == ("enough", True)
    assert drawn.call("lin", "GET", f"/spaces/{foreign}/coverage").status_code == 404
    body = {"verdict": "enough", "reason": "讲过"}
    assert drawn.call("lin", "PUT", f"/spaces/{own}/coverage/bidding/overrule", body).status_code == 403
    said = drawn.call("mandy", "PUT", f"/spaces/{own}/coverage/bidding/overrule", body).json()
    assert (said["verdict"], said["judged"], said["overruled"]["by_shown"]) == ("enough", "thin", "mandy")
    assert drawn.call("mandy", "PUT", f"/spaces/{own}/coverage/nothing/overrule", body).status_code == 404
    assert drawn.call("lin", "GET", f"/spaces/{own}/coverage/trend").json()[0]["enough"] == 2
    assert drawn.call("mandy", "DELETE", f"/spaces/{own}/coverage/bidding/overrule").json()["overruled"] is None
    assert drawn.call("mandy", "DELETE", f"/spaces/{own}/coverage/bidding/overrule").status_code == 404
    (kept,) = drawn.call("lin", "GET", f"/spaces/{own}/coverage/bidding/overrules").json()
    assert kept["ended_at"] is not None
    assert drawn.call("wu", "POST", f"/spaces/{own}/coverage/refresh").status_code == 403
    assert drawn.call("lin", "POST", f"/spaces/{own}/coverage/refresh").status_code == 202
