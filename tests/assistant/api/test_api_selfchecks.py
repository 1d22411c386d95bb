"""Self-checks over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shelves import Team

AT = "/spaces/穗岚坊/selfcheck"


def test_a_round_from_draft_to_history(team: Team) -> None:
    answers = {"answers": {"metrics-roi": {"number": 1.8}, "goals-known": {"choice": "bad", "words": "没有写下来"}}}
    assert "saved_at" in team.call("lin", "PUT", f"{AT}/draft", answers).json()
    assert team.call("lin", "GET", AT).json()["draft"]["metrics-roi"]["number"] == 1.8
    assert team.call("mandy", "GET", AT).json()["draft"] == {}
    assert team.call("lin", "POST", f"{AT}/rounds", answers).status_code == 200
    answers["answers"]["metrics-roi"]["number"] = 2.0
    team.call("lin", "POST", f"{AT}/rounds", answers)
    newest, oldest = team.call("mandy", "GET", AT).json()["rounds"]
    assert {change["key"]: change["turn"] for change in newest["changes"]} == {
        "goals-known": "same", "metrics-roi": "better",
    }  # fmt: skip
    assert oldest["answers"]["goals-known"] == {"choice": "bad", "number": None, "words": "没有写下来"}


def test_managers_set_rhythm_and_questions(team: Team) -> None:
    plan = {"rhythm": "weekly", "next_due": "2030-01-07", "who": team.ids["lin"]}
    assert team.call("mandy", "PUT", f"{AT}/plan", plan).json() == plan
    asked = {"section": "flow", "form": "number", "text": "直播场次", "unit": "场"}
    key = team.call("mandy", "POST", f"{AT}/questions", asked).json()["key"]
    sheet = team.call("lin", "GET", AT).json()
    assert sheet["plan"] == plan
    assert key in {question["key"] for question in sheet["questions"] if question["own"]}
    assert team.call("lin", "DELETE", f"{AT}/questions/{key}").status_code == 403
    assert team.call("mandy", "DELETE", f"{AT}/questions/{key}").status_code == 204
    assert team.call("mandy", "DELETE", f"{AT}/questions/{key}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": {"metrics-roi": {"number": "NaN"}}},
        {"answers": {"metrics-roi": {"number": 1e300}}},
        {"answers": {"goals-known": {"choice": "superb"}}},
        {"answers": {"goals-known": {"words": "x" * 2001}}},
        {"answers": {"goals-known": {"words": "\u0000"}}},
        {"answers": {"": {"words": "x"}}},
        {"answers": {}},
    ],
)
def test_odd_answers_are_refused(team: Team, body: object) -> None:
    assert team.call("lin", "POST", f"{AT}/rounds", body).status_code == 422
