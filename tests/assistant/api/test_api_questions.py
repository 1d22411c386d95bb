"""Questions for people, their answers, group chats and notices over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from vectorstore.models import Block, Locator

if TYPE_CHECKING:
    from shelves import Team

REBATE = "达人投放的返点比例是多少？"
HERE = "/spaces/穗岚坊/questions"


def send(team: Team, by: str = "wu", **more: Any) -> dict[str, Any]:
    """A question on its way to lin."""
    reply = team.call(by, "POST", HERE, {"question": REBATE, "holder": team.ids["lin"], **more})
    assert reply.status_code == 200, reply.text
    sent: dict[str, Any] = reply.json()
    return sent


def listed(team: Team, name: str, query: str = "") -> list[str]:
    """Ids of the questions that `name` gets."""
    return [one["id"] for one in team.call(name, "GET", f"{HERE}?{query}").json()]


def test_a_newcomer_sends_a_question_and_gets_its_answer(team: Team) -> None:
    made = send(team, remark=" 少了头部达人 ")
    assert (made["state"], made["holder_shown"], made["own"], made["remark"]) == ("open", "lin", True, "少了头部达人")
    assert listed(team, "lin", "view=inbox") == listed(team, "wu", "view=asked") == [made["id"]]
    body = {"answer": "机构返 15%", "review_by": "2027-01-31", "cause": "season"}
    done = team.call("lin", "PUT", f"/questions/{made['id']}/answer", body).json()
    assert (done["state"], done["own"], done["answer"]["person_shown"]) == ("answered", False, "lin")
    read = team.call("wu", "GET", f"/questions/{made['id']}").json()
    assert "机构返 15%" in read["answer"]["text"]
    assert read["answer"]["review_by"] == "2027-01-31"
    assert listed(team, "wu", "view=answered&words=返点") == [made["id"]]
    assert listed(team, "wu", "view=answered&words=周报") == listed(team, "lin", "view=inbox") == []
    assert listed(team, "mandy", "state=answered") == [made["id"]]
    assert listed(team, "mandy", "state=open&state=closed") == []


def test_whoever_may_know_is_proposed_with_reasons_in_both_languages(team: Team) -> None:
    lines = [Block("达人投放的返点比例我跟机构谈过", Locator(start=1, end=2), speaker="lin")]
    team.shelf.add("会议.srt", blocks=lines, owner=team.ids["lin"])
    (first, *_) = team.call("wu", "POST", f"{HERE}/whom", {"question": REBATE}).json()
    assert (first["person"], first["shown"]) == (team.ids["lin"], "lin")
    assert first["reasons"]
    assert all(reason["zh"] != reason["en"] for reason in first["reasons"])
    assert team.call("zhao", "POST", f"{HERE}/whom", {"question": REBATE}).status_code == 404


def test_it_is_passed_on_handed_back_and_closed(team: Team) -> None:
    key = send(team)["id"]
    passed = team.call("lin", "POST", f"/questions/{key}/pass", {"holder": team.ids["mandy"], "why": "合同的事"}).json()
    assert [(one["person_shown"], one["holder_shown"], one["why"]) for one in passed["routes"]] == [
        ("wu", "lin", ""),
        ("lin", "mandy", "合同的事"),
    ]
    assert team.call("mandy", "POST", f"/questions/{key}/decline", {"why": "也不清楚"}).json()["state"] == "declined"
    assert team.call("wu", "POST", f"/questions/{key}/close").json()["state"] == "closed"
    assert team.call("lin", "PUT", f"/questions/{key}/answer", {"answer": "15%"}).status_code == 403


def test_gaps_count_who_asks_the_same_in_vain(team: Team) -> None:
    made = send(team)
    other = send(team, "mandy", question=f"{REBATE}?")
    (gap,) = team.call("lin", "GET", "/spaces/穗岚坊/knowledge-gaps").json()
    assert (gap["count"], set(gap["people"]), gap["questions"]) == (2, {"wu", "mandy"}, [other["id"], made["id"]])
    assert team.call("wu", "GET", "/spaces/穗岚坊/knowledge-gaps").status_code == 403


def test_a_newcomer_sends_but_does_not_answer(team: Team) -> None:
    made = send(team)
    for method, path, body in (
        ("PUT", "answer", {"answer": "15%"}),
        ("POST", "pass", {"holder": team.ids["mandy"]}),
        ("POST", "decline", {}),
    ):
        assert team.call("wu", method, f"/questions/{made['id']}/{path}", body).status_code == 403, path
    assert listed(team, "wu", "view=inbox") == []


def test_to_a_stranger_nothing_of_it_exists(team: Team) -> None:
    key = send(team)["id"]
    for method, path, body in (
        ("GET", f"/questions/{key}", None),
        ("PUT", f"/questions/{key}/answer", {"answer": "15%"}),
        ("POST", f"/questions/{key}/pass", {"holder": team.ids["zhao"]}),
        ("POST", f"/questions/{key}/decline", {}),
        ("POST", f"/questions/{key}/close", None),
        ("GET", HERE, None),
        ("POST", HERE, {"question": REBATE}),
        ("GET", "/spaces/穗岚坊/knowledge-gaps", None),
        ("GET", "/spaces/穗岚坊/webhooks", None),
    ):
        refused = team.call("zhao", method, path, body)
        assert refused.status_code == 404, (method, path)
        assert REBATE not in refused.text
    unknown = team.call("zhao", "GET", f"/questions/{'0' * 32}").json()
    foreign = team.call("zhao", "GET", f"/questions/{key}").json()
    assert (foreign["code"], foreign["detail"]) == (unknown["code"], unknown["detail"])
    assert team.call("zhao", "GET", "/me/notices").json() == []


def test_a_group_chats_address_stays_with_baton(team: Team) -> None:
    url = "https://hooks.slack.com/services/T0/B0/verysecret"
    body = {"kind": "slack", "url": url, "secret": "alsosecret", "quotes": True}
    made = team.call("mandy", "POST", "/spaces/穗岚坊/webhooks", body)
    shown = team.call("mandy", "GET", "/spaces/穗岚坊/webhooks")
    assert shown.json() == [made.json()]
    assert (made.json()["signed"], made.json()["quotes"]) == (True, True)
    for reply in (made, shown):
        assert "verysecret" not in reply.text
        assert "alsosecret" not in reply.text
    assert not any("verysecret" in str(row) for row in team.noted())
    key = made.json()["id"]
    for name, status in (("lin", 403), ("wu", 403), ("zhao", 404)):
        assert team.call(name, "GET", "/spaces/穗岚坊/webhooks").status_code == status
        assert team.call(name, "DELETE", f"/spaces/穗岚坊/webhooks/{key}").status_code == status
    assert team.call("mandy", "DELETE", f"/spaces/穗岚坊/webhooks/{key}").status_code == 204
    assert team.call("mandy", "DELETE", f"/spaces/穗岚坊/webhooks/{key}").status_code == 404


def test_notices_are_ones_own_and_read_once(team: Team) -> None:
    made = send(team)
    (notice,) = team.call("lin", "GET", "/me/notices?unread=true").json()
    assert (notice["about"], notice["target"], notice["space_name"], notice["read"]) == (
        *("question", made["id"], "穗岚坊"),
        False,
    )
    assert REBATE in notice["words"]["zh"]
    assert team.call("wu", "POST", "/me/notices/read", {"ids": [notice["id"]]}).json() == {"read": 0}  # lin's
    assert team.call("lin", "POST", "/me/notices/read", {"ids": [notice["id"]]}).json() == {"read": 1}
    assert team.call("lin", "POST", "/me/notices/read", {"ids": [notice["id"]]}).json() == {"read": 0}
    assert team.call("lin", "GET", "/me/notices?unread=true").json() == []
    assert [one["read"] for one in team.call("lin", "GET", "/me/notices").json()] == [True]
    team.call("lin", "PUT", f"/questions/{made['id']}/answer", {"answer": "15%"})
    (told,) = team.call("wu", "GET", "/me/notices?unread=true").json()
    assert (told["about"], told["target"]) == ("answered", made["id"])


@pytest.mark.parametrize(
    "body",
    [
        {"question": ""},
        {"question": " \n"},
        {"question": "x" * 2001},
        {"question": "a\x00b"},
        {"question": REBATE, "turn": -1},
        {"question": REBATE, "why": "curious"},
        {"question": REBATE, "conversation": "../x"},
    ],
)
def test_odd_questions_are_refused(team: Team, body: dict[str, Any]) -> None:
    assert team.call("wu", "POST", HERE, body).status_code == 422
    assert listed(team, "mandy") == []


def test_answers_that_say_nothing_or_point_nowhere_are_refused(team: Team) -> None:
    path = f"/questions/{send(team)['id']}/answer"
    foreign = team.shelf.add("别家.md", blocks=[Block("别家的", Locator(paragraph=1))], space="漪珀")
    for body in ({}, {"answer": " \u200b"}, {"source": foreign.id, "place": "1"}, {"answer": "15%", "cause": "odd"}):
        assert 400 <= team.call("lin", "PUT", path, body).status_code < 500, body
    assert team.call("mandy", "GET", HERE).json()[0]["state"] == "open"
