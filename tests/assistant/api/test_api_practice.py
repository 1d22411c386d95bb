"""First day and practice over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.handover import ledger
from assistant.handover.deciding.model import Place, Sort, Told
from vectorstore.models import Block, Kind, Locator

if TYPE_CHECKING:
    from shelves import Team

SPACE = "/spaces/穗岚坊"
SEEN, DONE, WHY = (
    "抖音上有人说面膜起疹子，视频十万播放。",
    "先停掉全部投放，一小时内通知 lin。",
    "因为继续投放只会把骂声放大。",
)


@pytest.fixture
def key(team: Team) -> str:
    blocks = [
        Block(text, Locator(start=5.0 * n, end=5.0 * n + 5), kind="speech") for n, text in enumerate((SEEN, DONE))
    ]
    source = team.shelf.add("复盘会.m4a", b"x", blocks, kind=Kind.RECORDING)
    told = Told(DONE, WHY, people=("lin",), decided_on=date(2026, 3, 14))
    return ledger.add(team.visit("mandy"), source.space, Sort.DECISION, told, Place(source.id, 1, 1))


def test_a_situation_comes_without_what_was_done_and_the_answer_with_it(team: Team, key: str) -> None:
    course = team.call("wu", "GET", f"{SPACE}/practice")
    assert DONE not in course.text
    assert WHY not in course.text
    assert course.json()["situation"] | {"id": key, "text": SEEN} == course.json()["situation"]
    outcome = team.call("wu", "POST", f"{SPACE}/practice", {"situation": key, "answer": "停掉投放"}).json()
    assert (outcome["what"], outcome["why"], outcome["people"]) == (DONE, WHY, ["lin"])
    assert outcome["url"].startswith("/?source=")
    assert {point["asks"] for point in outcome["points"]} == {"action", "reason", "whom", "when"}
    assert [one["id"] for one in team.call("wu", "GET", f"{SPACE}/practice/own").json()] == [outcome["id"]]
    assert team.call("mandy", "GET", f"{SPACE}/practice/own").json() == []
    asked = team.call("wu", "POST", f"/practice/{outcome['id']}/ask", {"lang": "en"})
    assert asked.status_code == 200
    (ready,) = team.call("mandy", "GET", f"{SPACE}/readiness").json()
    assert ready | {"shown": "wu", "practised": 1, "situations": 1} == ready
    assert "停掉投放" not in team.call("mandy", "GET", f"{SPACE}/readiness").text


def test_answers_are_removed_one_by_one_or_all(team: Team, key: str) -> None:
    made = [
        team.call("wu", "POST", f"{SPACE}/practice", {"situation": key, "answer": "停"}).json()["id"] for _ in range(3)
    ]
    assert team.call("mandy", "DELETE", f"/practice/{made[0]}").status_code == 404
    assert team.call("wu", "DELETE", f"/practice/{made[0]}").status_code == 204
    assert team.call("wu", "DELETE", f"/practice/{made[0]}").status_code == 404
    assert team.call("wu", "DELETE", "/me/practice?space=穗岚坊").json() == {"removed": 2}


def test_strangers_find_nothing(team: Team, key: str) -> None:
    for method, path, body in (
        ("GET", f"{SPACE}/practice", None),
        ("POST", f"{SPACE}/practice", {"situation": key, "answer": "x"}),
        ("GET", f"{SPACE}/practice/own", None),
        ("GET", f"{SPACE}/readiness", None),
        ("GET", f"{SPACE}/firstday", None),
        ("GET", f"{SPACE}/firstday.md", None),
        ("PUT", f"{SPACE}/firstday", {"role": "ads"}),
        ("DELETE", "/me/practice?space=穗岚坊", None),
    ):
        assert team.call("zhao", method, path, body).status_code == 404, path


@pytest.mark.parametrize("answer", ["", "x" * 4001, "\u0000", None])
def test_odd_answers_are_refused(team: Team, key: str, answer: object) -> None:
    assert team.call("wu", "POST", f"{SPACE}/practice", {"situation": key, "answer": answer}).status_code == 422


def test_a_first_day_over_http(team: Team, key: str) -> None:
    assert team.call("wu", "GET", f"{SPACE}/firstday").json()["role"] is None
    assert team.call("wu", "PUT", f"{SPACE}/firstday", {"role": "astronaut"}).status_code == 404
    brief = team.call("wu", "PUT", f"{SPACE}/firstday", {"role": "service"}).json()
    (moment,) = brief["moments"]
    assert (moment["reason"], moment["text"], moment["seen"]) == ("decision", DONE, False)
    seen = {"moment": moment["key"], "seen": True}
    assert team.call("wu", "PUT", f"{SPACE}/firstday/seen", seen).status_code == 204
    assert team.call("wu", "GET", f"{SPACE}/firstday").json()["moments"][0]["seen"] is True
    assert team.call("lin", "PUT", f"{SPACE}/firstday/seen", seen).status_code == 404
    printed = team.call("wu", "GET", f"{SPACE}/firstday.md?lang=en")
    assert printed.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "1. [x] **复盘会.m4a**" in printed.text
    assert "attachment" in printed.headers["content-disposition"]
