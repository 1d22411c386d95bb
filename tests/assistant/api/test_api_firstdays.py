"""Review dates over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelves import Team

IN_A_MONTH = (date.today() + timedelta(days=31)).isoformat()


def test_a_review_date_is_set_listed_and_taken_away(team: Team) -> None:
    source = team.shelf.add("规则.md").id
    wanted = {"review_by": IN_A_MONTH, "cause": "platform rule"}
    put = team.call("mandy", "PUT", f"/sources/{source}/review", wanted).json()
    assert put | wanted == put
    assert put["due"] is False
    (listed,) = team.call("lin", "GET", "/spaces/穗岚坊/reviews").json()["reviews"]
    assert listed["source"] == source
    assert team.call("mandy", "DELETE", f"/sources/{source}/review").status_code == 204
    assert team.call("lin", "GET", "/spaces/穗岚坊/reviews").json() == {"reviews": [], "suggested": []}


def test_what_is_refused_says_why(team: Team) -> None:
    source = team.shelf.add("规则.md").id
    path = f"/sources/{source}/review"
    past = team.call("mandy", "PUT", path, {"review_by": "2020-01-01", "cause": "other"})
    assert (past.status_code, past.json()["code"]) == (422, "NotLongerTrue")
    assert team.call("mandy", "PUT", path, {"review_by": IN_A_MONTH, "cause": "mood"}).status_code == 422
    assert team.call("lin", "PUT", path, {"review_by": IN_A_MONTH, "cause": "other"}).status_code == 403
    assert team.call("zhao", "PUT", path, {"review_by": IN_A_MONTH, "cause": "other"}).status_code == 404
    assert team.call("wu", "GET", "/spaces/穗岚坊/reviews").status_code == 403
    assert team.call("zhao", "GET", "/spaces/穗岚坊/reviews").status_code == 404
