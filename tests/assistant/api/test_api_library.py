"""Lines, names and glossaries over HTTP, by people who may and people who may not. A catalog, no worker."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Team

SPOKEN = ("陈总说底价是一百九十九", "对，就这么定", "那先停掉投放")


@pytest.fixture
def talk(team: Team) -> Source:
    """A transcript that lin, a contributor, gave."""
    blocks = [
        Block(text, Locator(start=i * 2.0, end=i * 2.0 + 1), speaker=("Speaker 1", "Mandi")[i % 2], kind="speech")
        for i, text in enumerate(SPOKEN)
    ]
    source: Source = team.shelf.add("周会.vtt", blocks=blocks, kind=Kind.TRANSCRIPT, owner=team.ids["lin"])
    return source


def line(text: str, was: str = SPOKEN[0]) -> dict[str, str]:
    return {"text": text, "was": was}


def test_a_line_is_corrected_and_put_back(team: Team, talk: Source) -> None:
    made = team.call("lin", "PUT", f"/sources/{talk.id}/blocks/0", line("陈总说底价是\n一百八十九 "))
    assert made.status_code == 200
    assert (made.json()["text"], made.json()["position"], made.json()["start"]) == ("陈总说底价是 一百八十九", 0, 0.0)
    (edit,) = team.call("wu", "GET", f"/sources/{talk.id}/edits").json()
    assert (edit["id"], edit["was"], edit["now"]) == (made.json()["edit"], SPOKEN[0], "陈总说底价是 一百八十九")
    assert (edit["person"], edit["undone"]) == (team.ids["lin"], False)
    back = team.call("mandy", "POST", f"/sources/{talk.id}/edits/{edit['id']}/undo")
    assert (back.status_code, back.json()["text"]) == (200, SPOKEN[0])
    again = team.call("mandy", "POST", f"/sources/{talk.id}/edits/{edit['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (404, "UnknownEdit")
    assert team.shelf.pipeline.asked == [(talk.id, [0]), (talk.id, [0])]
    noted = [details for _, action, details in team.noted() if action == "edited"]
    assert noted == [
        {"what": "line", "position": 0, "edit": edit["id"], "undone": False},
        {"what": "line", "position": 0, "edit": edit["id"], "undone": True},
    ]


def test_the_second_of_two_people_is_told_what_the_first_wrote(team: Team, talk: Source) -> None:
    assert team.call("lin", "PUT", f"/sources/{talk.id}/blocks/0", line("甲")).status_code == 200
    late = team.call("mandy", "PUT", f"/sources/{talk.id}/blocks/0", line("乙"))
    assert (late.status_code, late.json()["code"]) == (409, "LineChanged")
    assert "甲" in late.json()["error"]["zh"]
    same = team.call("mandy", "PUT", f"/sources/{talk.id}/blocks/0", line("甲"))
    assert (same.status_code, same.json()["edit"]) == (200, None)
    assert len(team.shelf.pipeline.asked) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "EmptyLine"), (" \n\t ", "EmptyLine"), ("字" * 100_000, "LineTooLong"), ("\u200b\u2060", "EmptyLine")],
    ids=["empty", "spaces", "a paste", "unseen"],
)
def test_odd_lines_are_refused_in_words(team: Team, talk: Source, text: str, code: str) -> None:
    refused = team.call("lin", "PUT", f"/sources/{talk.id}/blocks/0", line(text))
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert team.shelf.catalog.blocks(talk.id, 1, 0, 0)[0].text == SPOKEN[0]


def test_a_secret_that_is_typed_is_masked_like_one_that_is_read(team: Team, talk: Source) -> None:
    made = team.call("lin", "PUT", f"/sources/{talk.id}/blocks/0", line("后台密码是 Suilan#2026!x，电话 13800138000"))
    assert made.json()["text"] == "后台密码是 [密码已隐藏]，电话 [电话已隐藏]"
    (edit,) = team.shelf.lines.of(talk.id)
    assert "13800138000" not in edit.now


@pytest.mark.parametrize("position", ["3", "99999", "-1", "x", str(2**40)])
def test_lines_that_are_not_there(team: Team, talk: Source, position: str) -> None:
    assert team.call("lin", "PUT", f"/sources/{talk.id}/blocks/{position}", line("x")).status_code in (404, 422)


def test_what_is_written_in_documents_and_chats_is_not_corrected(team: Team) -> None:
    for kind, block in (
        (Kind.CHAT, Block("好的", Locator(message=1), speaker="陈总", kind="message")),
        (Kind.DOCUMENT, Block("好的", Locator(paragraph=1))),
    ):
        source = team.shelf.add(f"{kind}.txt", blocks=[block], kind=kind)
        refused = team.call("chen", "PUT", f"/sources/{source.id}/blocks/0", line("不好", "好的"))
        assert (refused.status_code, refused.json()["code"]) == (404, "UnknownLine")


@pytest.mark.parametrize(("name", "status"), [("wu", 403), ("zhao", 404), ("lin", 200), ("mandy", 200), ("chen", 200)])
def test_who_may_correct_and_name(team: Team, talk: Source, name: str, status: int) -> None:
    edited = team.call(name, "PUT", f"/sources/{talk.id}/blocks/0", line("改了"))
    named = team.call(name, "PUT", f"/sources/{talk.id}/speakers", {"from": "Speaker 1", "to": "陈国栋"})
    assert (edited.status_code, named.status_code) == (status, status)
    seen = team.call(name, "GET", f"/sources/{talk.id}/edits").status_code
    assert seen == (404 if name == "zhao" else 200)
    edit = (team.shelf.lines.edit(talk, 1, "对", "p", was=SPOKEN[1])).id
    undone = team.call(name, "POST", f"/sources/{talk.id}/edits/{edit}/undo").status_code
    assert undone == status


def test_a_contributor_corrects_only_their_own(team: Team, talk: Source) -> None:
    other = team.shelf.add("别人的.vtt", blocks=[Block("x", Locator(start=0.0), kind="speech")], kind=Kind.TRANSCRIPT)
    assert team.call("lin", "PUT", f"/sources/{other.id}/blocks/0", line("y", "x")).status_code == 403
    edit = team.shelf.lines.edit(other, 0, "y", "p", was="x")
    assert team.call("lin", "POST", f"/sources/{talk.id}/edits/{edit.id}/undo").status_code == 404


def test_a_name_here_and_back(team: Team, talk: Source) -> None:
    made = team.call("lin", "PUT", f"/sources/{talk.id}/speakers", {"from": "Speaker 1", "to": "  陈  国栋 "})
    assert made.json() == {"change": made.json()["change"], "name": "陈 国栋", "sources": 1, "lines": 2}
    assert team.shelf.pipeline.asked == [(talk.id, [0, 2])]
    (naming,) = team.call("wu", "GET", f"/sources/{talk.id}/speakers").json()
    assert (naming["label"], naming["name"], naming["source"]) == ("Speaker 1", "陈 国栋", talk.id)
    back = team.call("lin", "POST", f"/sources/{talk.id}/speakers/{naming['change']}/undo")
    assert back.json()["lines"] == 2
    assert [b.speaker for b in team.shelf.catalog.blocks(talk.id, 1)] == ["Speaker 1", "Mandi", "Speaker 1"]
    again = team.call("lin", "POST", f"/sources/{talk.id}/speakers/{naming['change']}/undo")
    assert (again.status_code, again.json()["code"]) == (404, "UnknownNaming")


def test_everywhere_is_for_managers_and_for_names_that_say_who(team: Team, talk: Source) -> None:
    other = team.shelf.add(
        "另一场.vtt", blocks=[Block("嗯", Locator(start=0.0), speaker="Mandi", kind="speech")], kind=Kind.TRANSCRIPT
    )
    wanted = {"from": "Mandi", "to": "Mandy Lin", "everywhere": True}
    assert team.call("lin", "PUT", f"/sources/{talk.id}/speakers", wanted).status_code == 403
    made = team.call("mandy", "PUT", f"/sources/{talk.id}/speakers", wanted).json()
    assert (made["sources"], made["lines"]) == (2, 2)
    assert team.shelf.catalog.blocks(other.id, 1)[0].speaker == "Mandy Lin"
    assert team.call("lin", "POST", f"/sources/{talk.id}/speakers/{made['change']}/undo").status_code == 403
    assert team.call("mandy", "POST", f"/sources/{other.id}/speakers/{made['change']}/undo").json()["sources"] == 2
    anybody = {"from": "Speaker 1", "to": "陈国栋", "everywhere": True}
    refused = team.call("mandy", "PUT", f"/sources/{talk.id}/speakers", anybody)
    assert (refused.status_code, refused.json()["code"]) == (422, "OnlyHere")


@pytest.mark.parametrize("name", ["", "   ", "字" * 81, "a\u200b" * 81], ids=len)
def test_names_that_are_none(team: Team, talk: Source, name: str) -> None:
    assert team.call("lin", "PUT", f"/sources/{talk.id}/speakers", {"from": "Mandi", "to": name}).status_code == 422


def test_nobody_is_called_so(team: Team, talk: Source) -> None:
    refused = team.call("lin", "PUT", f"/sources/{talk.id}/speakers", {"from": "Nobody", "to": "x"})
    assert (refused.status_code, refused.json()["code"]) == (404, "UnknownSpeaker")
    same = team.call("lin", "PUT", f"/sources/{talk.id}/speakers", {"from": "Mandi", "to": "Mandi"}).json()
    assert same == {"change": "", "name": "Mandi", "sources": 0, "lines": 0}


def test_a_glossary_grows_by_contributors_and_is_read_by_all(team: Team) -> None:
    path = f"/spaces/{team.ids['own']}/glossary"
    body = {"aliases": ["ROI", "投入产出比", "roi"], "misheard": ["投残比"]}
    assert team.call("wu", "PUT", f"{path}/投产比", body).status_code == 403
    assert team.call("zhao", "GET", path).status_code == 404
    made = team.call("lin", "PUT", f"{path}/投产比", body)
    assert made.json() == {"term": "投产比", "aliases": ["roi", "投入产出比"], "misheard": ["投残比"]}
    assert team.call("lin", "PUT", f"{path}/A%2FB test", {}).json()["term"] == "A/B test"
    renamed = team.call("lin", "PUT", f"{path}/ROI", {"instead_of": "投产比"})
    assert renamed.json()["term"] == "ROI"
    assert [term["term"] for term in team.call("wu", "GET", path).json()] == ["ROI", "A/B test"]
    assert team.call("lin", "DELETE", f"{path}/A%2FB test").status_code == 204
    assert team.call("lin", "DELETE", f"{path}/A%2FB test").status_code == 404
    assert team.call("lin", "PUT", f"{path}/x", {"instead_of": "没有"}).status_code == 404


@pytest.mark.parametrize(
    ("term", "body"),
    [
        ("字" * 61, {}),
        ("甲", {"misheard": ["乙"]}),
        ("甲", {"aliases": ["a;b"]}),
        ("甲", {"aliases": [f"a{i}" for i in range(21)]}),
        ("13800138000", {}),
        ("甲乙", {"misheard": ["千川"]}),
        ("甲乙", {"aliases": ["丙丁"], "misheard": ["丙丁"]}),
    ],
    ids=range(7),
)
def test_terms_that_would_do_harm_are_refused(team: Team, term: str, body: dict[str, list[str]]) -> None:
    path = f"/spaces/{team.ids['own']}/glossary"
    team.call("lin", "PUT", f"{path}/千川", {})
    assert team.call("lin", "PUT", f"{path}/{quote(term)}", body).status_code in (409, 422)
    assert [known["term"] for known in team.call("lin", "GET", path).json()] == ["千川"]


def test_a_glossary_goes_out_as_csv_and_comes_back(team: Team) -> None:
    path = f"/spaces/{team.ids['own']}/glossary"
    team.call("lin", "PUT", f"{path}/投产比", {"aliases": ["ROI", "ROAS"], "misheard": ["投残比"]})
    team.call("lin", "PUT", f"{path}/=HYPERLINK(1)", {})
    file = team.call("wu", "GET", f"{path}.csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert file.content.decode() == "\ufeffterm,aliases,misheard\r\n投产比,ROI;ROAS,投残比\r\n'=HYPERLINK(1),,\r\n"
    there = f"/api/v1/spaces/{team.ids['own']}/glossary.csv"
    sent = {"headers": {"content-type": "text/csv"}}
    lin = team.open("lin")
    assert lin.put(there, content=file.content, **sent).json() == {"added": 0, "changed": 0}
    excel = "术语\t别名\t误听\n投产比\tROI；投入产出\t\n晨露精华\t\t陈璐精华\n".encode("gb18030")
    assert lin.put(there, content=excel, **sent).json() == {"added": 1, "changed": 1}
    terms = {term["term"]: term for term in team.call("wu", "GET", path).json()}
    assert terms["投产比"] == {"term": "投产比", "aliases": ["ROI", "投入产出"], "misheard": []}
    assert list(terms) == ["投产比", "=HYPERLINK(1)", "晨露精华"]
    assert team.open("wu").put(there, content=excel, **sent).status_code == 403


@pytest.mark.parametrize(
    "data", [b"a,b,c,d\n", b",x,y\n", b"\xff\xfe\x00\xd8", b"a" * 70 + b",,\n", b'"' + b"x" * 200_000]
)
def test_a_bad_file_changes_nothing(team: Team, data: bytes) -> None:
    there = f"/api/v1/spaces/{team.ids['own']}/glossary.csv"
    refused = team.open("lin").put(there, content=b"good,,\n" + data, headers={"content-type": "text/csv"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert team.call("lin", "GET", f"/spaces/{team.ids['own']}/glossary").json() == []


def test_suggestions_come_from_what_the_caller_may_see_and_can_be_dismissed(team: Team, talk: Source) -> None:
    said = [f"{a}晨露精华{b}" for a, b in zip("把让给看买", "卖了吧吗呢", strict=True)]
    team.shelf.add("笔记.md", blocks=[Block(text, Locator()) for text in said])
    secret = [f"{a}绝密项珐{b}" for a, b in zip("把让给看买", "卖了吧吗呢", strict=True)]
    team.shelf.add("内部.md", blocks=[Block(text, Locator()) for text in secret], restricted=True)
    team.shelf.add("别家.md", blocks=[Block("Yipora", Locator()) for _ in range(9)], space="漪珀")
    path = f"/spaces/{team.ids['own']}/glossary/suggestions"
    words = {found["word"]: found for found in team.call("lin", "GET", path).json()}
    assert words["晨露精华"]["count"] == 5
    assert "晨露精华" in words["晨露精华"]["example"]
    assert not {"绝密项珐", "Yipora", "Speaker"} & set(words)
    assert "绝密项珐" in {found["word"] for found in team.call("mandy", "GET", path).json()}
    assert team.call("wu", "GET", path).status_code == 403
    assert team.call("zhao", "GET", path).status_code == 404
    assert team.call("lin", "DELETE", f"{path}/晨露精华").status_code == 204
    assert "晨露精华" not in {found["word"] for found in team.call("mandy", "GET", path).json()}
