"""On a real App: a decision that a later one replaced is said to be dead, and questions that ask back are answered."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chat.events import Answer, Done
from assistant.chat.standing import LEDGER, State
from assistant.desk import Asked, Visit, ask
from assistant.handover import ledger
from assistant.people.roles import LOCAL
from ingest.intake import Upload

if TYPE_CHECKING:
    from assistant.build import App

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ledger")]
OLD = "广告预算每个月三十万，其中七成做短视频广告，三成做搜索。"
NEW = "四月开始，广告预算从三十万降到二十万，因为投诉多。"


def answer(visit: Visit, question: str) -> Answer:
    return next(event.answer for event in ask(visit, Asked(question))[1] if isinstance(event, Done))


def test_a_superseded_decision_is_said_in_the_answer(shared_app: App, tmp_path: Path) -> None:
    app = shared_app
    visit, space = Visit(app, LOCAL), app.catalog.space_named("穗岚坊")
    for day, line in ((date(2025, 9, 8), OLD), (date(2026, 3, 14), NEW)):
        path = tmp_path / f"{day} 会.srt"
        path.write_text(f"1\n00:00:05,000 --> 00:00:12,000\n林晓曼: {line}\n", encoding="utf-8")
        (submission,) = app.pipeline.submit(space.id, [Upload(path, path.name, occurred_on=day)])
        while not app.catalog.source(submission.source.id).status.ended:
            time.sleep(0.1)
    ledger.look_at_new(visit, space.id)

    told = answer(visit, "短视频广告占广告预算几成？")
    (dead,) = [one for one in told.standings if one.state is State.SUPERSEDED]
    assert (dead.on, dead.note) == (date(2026, 3, 14), NEW)
    assert dead.instead is not None
    assert dead.instead.title.startswith("2026-03-14")

    back = answer(visit, "为什么广告预算从三十万降到二十万？")
    assert (back.mode, "投诉多" in back.text) == (LEDGER, True)
    assert answer(visit, "上次主播迟到是怎么处理的？").mode != LEDGER
