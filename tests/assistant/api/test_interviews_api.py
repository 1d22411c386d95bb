"""Interviews over HTTP: what their person does, and that nobody else gets at a draft by any address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.handover.records.notices import About

if TYPE_CHECKING:
    from shelves import Team

TOLD = "店铺都在客户公司名下 zqword，管理员是客户的电商经理，因为换代运营时吃过亏。比如去年三月，除非书面同意。"


@pytest.fixture
def begun(team: Team) -> dict[str, Any]:
    body = {"items": ["account-owners"], "minutes": 10, "lang": "zh"}
    reply = team.call("lin", "POST", f"/spaces/{team.ids['own']}/interviews", body)
    assert reply.status_code == 200
    return dict(reply.json())


def answer(team: Team, begun: dict[str, Any], text: str = TOLD) -> dict[str, Any]:
    body = {"key": begun["prompt"]["key"], "text": text, "seconds": 30}
    reply = team.call("lin", "POST", f"/interviews/{begun['id']}/answers", body)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def test_an_interview_from_its_first_question_to_the_library_and_back(team: Team, begun: dict[str, Any]) -> None:
    at = f"/interviews/{begun['id']}"
    assert begun["wanted_minutes"] == 10
    after = answer(team, begun)
    assert [one["answer"] for one in after["exchanges"]] == [TOLD]
    again = {"key": begun["prompt"]["key"], "text": "again"}
    assert team.call("lin", "POST", f"{at}/answers", again).status_code == 409
    back = team.call("lin", "DELETE", f"{at}/answers/last").json()
    assert (back["answer"], back["sitting"]["prompt"]) == (TOLD, begun["prompt"])
    answer(team, back["sitting"])
    (card,) = team.call("lin", "POST", f"{at}/review").json()
    changed = team.call("lin", "PATCH", f"{at}/cards/{card['position']}", {"ask": "小周", "restricted": True}).json()
    assert changed == {**card, "ask": "小周", "restricted": True}
    assert team.call("lin", "GET", f"{at}/cards").json() == [changed]
    assert team.call("lin", "DELETE", f"{at}/review").json()["state"] == "open"
    team.call("lin", "POST", f"{at}/review")
    assert team.call("lin", "POST", f"{at}/consent", {"agreed": False}).status_code == 422
    done = team.call("lin", "POST", f"{at}/consent", {"agreed": True}).json()
    assert (done["state"], done["told"]) == ("consented", {"accounts": 1})
    assert done["sources"] == []  # the card was for managers only
    assert team.call("lin", "POST", f"{at}/withdrawal").status_code == 204
    assert team.call("lin", "GET", at).json()["state"] == "withdrawn"
    assert team.call("lin", "DELETE", at).status_code == 404


def test_a_draft_is_nobody_elses_at_any_address(team: Team, begun: dict[str, Any]) -> None:
    at = f"/interviews/{begun['id']}"
    answer(team, begun)
    team.call("lin", "POST", f"{at}/review")
    tries: list[tuple[str, str, object]] = [
        ("GET", at, None),
        ("DELETE", at, None),
        ("POST", f"{at}/answers", {"key": "x", "text": "x"}),
        ("DELETE", f"{at}/answers/last", None),
        ("POST", f"{at}/review", None),
        ("DELETE", f"{at}/review", None),
        ("GET", f"{at}/cards", None),
        ("PATCH", f"{at}/cards/0", {"withheld": True}),
        ("POST", f"{at}/consent", {"agreed": True}),
        ("POST", f"{at}/withdrawal", None),
    ]
    unknown = team.call("mandy", "GET", "/interviews/nothing").json()
    for name in ("chen", "mandy", "wu", "zhao"):
        for method, path, body in tries:
            reply = team.call(name, method, path, body)
            assert reply.status_code == 404, (name, method, path)
            assert reply.json()["detail"] == unknown["detail"]
    assert len(team.call("lin", "GET", f"{at}/cards").json()) == 1


def test_managers_see_that_there_is_one_and_counts(team: Team, begun: dict[str, Any]) -> None:
    answer(team, begun)
    space = team.ids["own"]
    for name in ("mandy", "chen"):
        reply = team.call(name, "GET", f"/spaces/{space}/interviews/held")
        (held,) = reply.json()
        assert (held["name"], held["state"], held["cards"], held["told"]) == ("lin", "open", 0, {})
        assert "zqword" not in reply.text
        assert team.call(name, "GET", f"/spaces/{space}/interviews").json() == []
    assert team.call("lin", "GET", f"/spaces/{space}/interviews/held").status_code == 403
    assert team.call("zhao", "GET", f"/spaces/{space}/interviews/held").status_code == 404
    activity = team.call("chen", "GET", "/audit").text
    assert "zqword" not in activity


def test_somebody_is_asked_and_begins_or_declines(team: Team) -> None:
    space, lin = team.ids["own"], team.ids["lin"]
    body = {"person": lin, "items": ["account-owners"]}
    at = f"/spaces/{space}/interview-requests"
    assert team.call("lin", "POST", at, body).status_code == 403
    assert team.call("mandy", "POST", at, {"person": team.ids["wu"]}).status_code == 404
    first = team.call("mandy", "POST", at, body).json()
    second = team.call("mandy", "POST", at, body).json()
    assert [one["id"] for one in team.call("lin", "GET", at).json()] == [second["id"]] != [first["id"]]
    notices = team.shelf.handover.notices.of(lin, [space])
    assert [(notice.about, notice.target) for notice in notices] == [(About.INTERVIEW, second["id"])]
    assert team.call("wu", "DELETE", f"/interview-requests/{second['id']}").status_code == 404
    begun = {"items": second["items"], "request": second["id"]}
    assert team.call("lin", "POST", f"/spaces/{space}/interviews", begun).status_code == 200
    assert team.call("lin", "GET", at).json() == []
    assert team.shelf.handover.notices.of(lin, [space]) == []
    third = team.call("mandy", "POST", at, {"person": lin}).json()
    assert team.call("lin", "DELETE", f"/interview-requests/{third['id']}").status_code == 204
    assert team.call("lin", "DELETE", f"/interview-requests/{third['id']}").status_code == 404


def test_what_is_spoken_comes_back_as_text_and_is_not_kept(team: Team) -> None:
    http, path = team.open("lin"), f"/api/v1/spaces/{team.ids['own']}/dictation"
    reply = http.post(path, params={"name": "answer.webm"}, content="先停投放".encode())
    assert reply.json() == {"text": "先停投放"}
    assert [file for file in (team.shelf.folder / "incoming").rglob("*") if file.is_file()] == []
    assert team.open("wu").post(path, params={"name": "a.webm"}, content=b"x").status_code == 403
    assert team.open("zhao").post(path, params={"name": "a.webm"}, content=b"x").status_code == 404
    too_much = http.post(path, params={"name": "a.webm"}, content=b"x", headers={"content-length": str(31 << 20)})
    assert too_much.status_code == 413
    with pytest.raises(UnicodeDecodeError):  # whatever goes wrong while it is heard
        http.post(path, params={"name": "a.webm"}, content=b"\xff")
    assert [file for file in (team.shelf.folder / "incoming").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 1e9},
        {"items": ["x" * 121]},
        {"items": ["a"] * 51},
        {"lang": "fr"},
        {"topic": "gossip"},
        {"speaker": "a\x00b"},
    ],
)
def test_odd_wishes_are_refused(team: Team, wrong: dict[str, Any]) -> None:
    assert team.call("lin", "POST", f"/spaces/{team.ids['own']}/interviews", wrong).status_code == 422


def test_what_can_be_asked_about_is_listed_in_both_languages(team: Team) -> None:
    for lang in ("zh", "en"):
        gaps = team.call("lin", "GET", f"/spaces/{team.ids['own']}/interviews/gaps?lang={lang}").json()
        assert {gap["section"] for gap in gaps} >= {"accounts", "crises", "ads"}
        assert len({gap["key"] for gap in gaps}) == len(gaps)
    assert team.call("wu", "GET", f"/spaces/{team.ids['own']}/interviews/gaps").status_code == 403
