"""The report over HTTP: who may have it, as what, under which name, and what it would say."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

import docx
import pypdfium2
import pytest

from vectorstore.models import Block, Locator

if TYPE_CHECKING:
    from shelves import Team

PATH = "/spaces/穗岚坊/report"


@pytest.fixture
def filled(team: Team) -> Team:
    team.shelf.add("手册.md", b"1", [Block("先停再查", Locator(paragraph=1), speaker="林晓")])
    team.shelf.add("合同.md", b"2", [Block("zqsecret", Locator(paragraph=1), speaker="zqsecret")], restricted=True)
    return team


def test_it_comes_as_a_file_with_a_name_that_says_what_it_is(filled: Team) -> None:
    for ending, media in (("pdf", "application/pdf"), ("docx", "vnd.openxml"), ("md", "text/markdown")):
        reply = filled.call("mandy", "GET", f"{PATH}?format={ending}&lang=zh")
        assert reply.status_code == 200
        assert media in reply.headers["content-type"]
        _, _, name = reply.headers["content-disposition"].partition("filename*=UTF-8''")
        assert unquote(name).startswith("交接报告_穗岚坊_2")
        assert unquote(name).endswith(f".{ending}")
    assert [details["format"] for _, action, details in filled.noted() if action == "exported"] == ["pdf", "docx", "md"]


def test_what_is_in_it_opens(filled: Team) -> None:
    pages = pypdfium2.PdfDocument(filled.call("mandy", "GET", f"{PATH}?lang=en").content)
    assert "Handover report" in pages[0].get_textpage().get_text_range()
    written = docx.Document(BytesIO(filled.call("mandy", "GET", f"{PATH}?format=docx&lang=en").content))
    assert written.paragraphs[0].text == "Handover report"
    said = filled.call("mandy", "GET", f"{PATH}?format=md&lang=en").text
    assert "Left out: 1 source that only managers may see." in said
    assert "<http://127.0.0.1/?source=" in said
    assert "zqsecret" not in said


def test_one_for_managers_has_what_only_they_may_see(filled: Team) -> None:
    assert "zqsecret" in filled.call("mandy", "GET", f"{PATH}?format=md&for=managers").text
    preview = filled.call("mandy", "GET", f"{PATH}/preview?for=managers").json()
    assert "zqsecret" in str(preview)
    assert "zqsecret" not in filled.call("mandy", "GET", f"{PATH}/preview").text


def test_only_those_who_plan_the_handover_have_one(filled: Team) -> None:
    for path in (PATH, f"{PATH}/preview"):
        assert filled.call("wu", "GET", path).status_code == 403
        assert filled.call("lin", "GET", path).status_code == 403
        assert filled.call("zhao", "GET", path).json()["code"] == "UnknownSpace"
        assert filled.open().get(f"/api/v1{path}").status_code == 401
    assert [details for _, action, details in filled.noted() if action == "exported"] == []


@pytest.mark.parametrize("query", ["format=exe", "lang=fr", "for=everybody"])
def test_what_there_is_not_is_refused(filled: Team, query: str) -> None:
    assert filled.call("mandy", "GET", f"{PATH}?{query}").status_code == 422


def test_the_preview_says_what_the_file_would(filled: Team) -> None:
    preview = filled.call("mandy", "GET", f"{PATH}/preview?lang=zh").json()
    assert (preview["title"], preview["lang"]) == ("穗岚坊", "zh")
    assert [one["key"] for one in preview["sections"]][:3] == ["summary", "checklist", "people"]
    people = next(one for one in preview["sections"] if one["key"] == "people")
    table = next(block for block in people["blocks"] if block["kind"] == "table")
    assert table["texts"][0][0][0]["text"] == "林晓"
    assert table["texts"][0][1][0]["marks"] == [1]
    (source,) = preview["sources"]
    assert (source["n"], source["title"], source["quote"]) == (1, "手册.md", "先停再查")
    assert source["url"].startswith("http://127.0.0.1/?source=")
