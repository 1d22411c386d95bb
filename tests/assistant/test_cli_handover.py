"""`baton handover`: what the API says, as lines of text in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli_handover import WORDS, told
from assistant.handover.records.handovers import Phase
from assistant.handover.requirements import Code

if TYPE_CHECKING:
    from shelves import Team

AT = "/spaces/穗岚坊/handover"
WANTED = {"outgoing": ["lin", "老周"], "incoming": [], "starts_on": "2026-03-01", "ends_on": "2026-03-31"}


def stands(team: Team) -> dict[str, Any]:
    found: dict[str, Any] = team.call("mandy", "PUT", AT, {**WANTED, "template": "project"}).json()
    return found


def test_it_says_where_it_stands(team: Team) -> None:
    lines = told({**stands(team), "days_left": 9}, "zh")
    assert lines == [
        "[准备] › 采集 › 并行 › 验收 › 已签收",
        "lin、老周 移交给 未填写，2026-03-01 至 2026-03-31",
        "已完成 0 / 18 项（0%），18 项逾期，距签收 9 天",
        "",
        "进入“采集”之前：",
        "  未填写接手方",
        "  还没有负责人的部分：11",
        "",
        "未分配：未完成 18，逾期 18，已完成 0",
    ]
    english = told(stands(team), "en")
    assert english[0] == "[Prepare] › Capture › Overlap › Review › Signed off"
    assert "  sections without an owner: 11" in english


def test_with_nothing_missing_and_when_it_is_over(team: Team) -> None:
    assert "  Nothing is missing." in told({**stands(team), "missing": []}, "en")
    over = told({**stands(team), "phase": "signed off", "next": None}, "en")
    assert over[0].endswith("[Signed off]")
    assert not any(line.startswith("Before") for line in over)


@pytest.mark.parametrize("key", [*(code.value for code in Code), *(phase.value for phase in Phase)])
def test_there_are_words_for_all_that_the_api_may_say(key: str) -> None:
    english, chinese = WORDS[key]
    assert english
    assert chinese != english
