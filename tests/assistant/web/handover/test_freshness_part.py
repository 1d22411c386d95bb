"""The part "freshness" and the line beside an opened source."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.handover.records.reviews import Cause
from assistant.web.handover.freshness import cause_words, part_html, review_html

if TYPE_CHECKING:
    from shelves import Team

DAY = timedelta(days=1)


def test_what_is_due_stands_apart_from_what_is_not(team: Team) -> None:
    today = date.today()
    for title, day in (("旧规则<b>.md", today), ("新规则.md", today + 90 * DAY)):
        team.shelf.handover.reviews.put(team.shelf.add(title).id, day, Cause.PLATFORM_RULE, "x")
    visit = team.visit("mandy")
    html = part_html(visit, visit.spaces()[0], {}, "zh")
    due, later = html.index("旧规则&lt;b&gt;.md"), html.index("新规则.md")
    assert due < later
    assert f"平台规则 · {today} 已到期" in html
    assert f'data-day="{today + 90 * DAY}" data-cause="platform rule"' in html
    assert html.count("<form") == 2


def test_who_may_not_edit_is_offered_nothing(team: Team) -> None:
    source = team.shelf.add("规则.md", owner=team.ids["mandy"])
    team.shelf.handover.reviews.put(source.id, date.today(), Cause.PRICE, "x")
    visit = team.visit("lin")
    html = part_html(visit, visit.spaces()[0], {}, "en")
    assert "<form" not in html
    assert "Its owner or a manager can confirm it." in html
    assert "<form" not in review_html(visit, source, "en")
    assert "<form" in review_html(team.visit("mandy"), source, "en")


def test_an_empty_client_is_told_where_to_begin(team: Team) -> None:
    visit = team.visit("lin")
    assert "还没有资料设置复核日期" in part_html(visit, visit.spaces()[0], {}, "zh")


def test_beside_a_source_without_a_date_readers_see_nothing(team: Team) -> None:
    source = team.shelf.add("规则.md", owner=team.ids["mandy"])
    assert review_html(team.visit("wu"), source, "zh") == ""


@pytest.mark.parametrize("cause", list(Cause))
def test_causes_have_words(cause: Cause) -> None:
    assert cause_words(cause.value, "zh") != cause_words(cause.value, "en")


def test_an_unknown_cause_is_shown_as_it_is() -> None:
    assert cause_words("mood", "en") == "mood"
