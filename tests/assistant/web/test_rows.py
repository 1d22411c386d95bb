from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.people.roles import EVERYTHING, LOCAL, Caller, Grant, Role
from assistant.web.rows import list_row, live_row, meta
from ingest.errors import EmptyFile
from vectorstore.models import Kind, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf


def acts(html: str) -> list[str]:
    return re.findall(r'data-act="(\w+)"', html)


def test_stages_passed_now_and_ahead(meeting: Source) -> None:
    html = live_row(replace(meeting, status=Status.EXTRACTED, progress=0.4), "穗岚坊", LOCAL, "en")
    assert re.findall(r'data-at="(\w+)"', html) == ["passed", "passed", "now", "ahead", "ahead", "ahead", "ahead"]
    assert 'aria-valuenow="40"' in html
    assert "width:40%" in html
    assert acts(html) == ["cancel", "remove"]


def test_a_recording_says_how_much_is_searchable(meeting: Source) -> None:
    working = replace(meeting, status=Status.INDEXED, progress=0.5)
    assert "searchable up to about 25:00 of 50:00" in live_row(working, "x", LOCAL, "en")
    assert "searchable" not in live_row(replace(working, progress=0.02), "x", LOCAL, "en")
    assert "searchable" not in live_row(replace(working, kind=Kind.DOCUMENT), "x", LOCAL, "en")


def test_a_failure_in_the_readers_language_with_its_remedy(meeting: Source) -> None:
    failed = replace(meeting, status=Status.FAILED, error=EmptyFile(file="空.pdf").record())
    assert "请重新导出" in live_row(failed, "x", LOCAL, "zh")
    assert "upload it once more" in live_row(failed, "x", LOCAL, "en")
    assert acts(live_row(failed, "x", LOCAL, "zh")) == ["retry", "remove"]


def test_what_was_never_stored_cannot_be_retried(meeting: Source) -> None:
    refused = replace(meeting, status=Status.FAILED, sha256="", error=EmptyFile(file="空.pdf").record())
    assert acts(live_row(refused, "x", LOCAL, "zh")) == ["remove"]


@pytest.mark.parametrize(
    ("role", "owner", "working", "failed"),
    [
        (Role.NEWCOMER, "me", [], []),
        (Role.CONTRIBUTOR, "other", [], []),
        (Role.CONTRIBUTOR, "me", ["cancel"], ["retry"]),
        (Role.MANAGER, "other", ["cancel", "remove"], ["retry", "remove"]),
    ],
)
def test_only_what_the_caller_may_do_is_offered(
    meeting: Source, role: Role, owner: str, working: list[str], failed: list[str]
) -> None:
    given = replace(meeting, owner=owner, status=Status.EXTRACTED)
    caller = Caller("me", roles={meeting.space: role})
    assert acts(live_row(given, "x", caller, "zh")) == working
    assert acts(live_row(replace(given, status=Status.FAILED), "x", caller, "zh")) == failed
    elsewhere = Caller("me", roles={"other": Role.MANAGER})
    reader = Caller("me", roles=caller.roles, grants=EVERYTHING - {Grant.WRITE, Grant.MANAGE})
    for nobody in (elsewhere, reader):
        assert acts(live_row(given, "x", nobody, "zh")) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"facts": {"chunks": 9}}, "Ready, 9 indexed"),
        ({"kind": Kind.ARCHIVE, "facts": {"members": 4}}, "4 files unpacked"),
        ({"facts": {"transcript": "t", "chunks": 0}}, "uses the transcript"),
        ({"status": Status.CANCELLED}, "Cancelled"),
    ],
)
def test_how_an_ended_source_is_told(meeting: Source, fields: dict[str, object], words: str) -> None:
    html = live_row(replace(meeting, **fields), "x", LOCAL, "en")  # type: ignore[arg-type]
    assert words in html
    assert "progressbar" not in html


def test_meta_holds_what_is_known(meeting: Source) -> None:
    assert meta(meeting, "穗岚坊", "zh") == "穗岚坊 · 危机 · 2026-03-14 · 50:00"
    plain = replace(meeting, topic="", occurred_on=None, facts={}, size=2048, version=3)
    assert meta(plain, "穗岚坊", "zh") == "穗岚坊 · 2.0 KB · 第 3 版"


def test_a_library_row_tells_its_status_only_while_it_matters(shelf: Shelf, meeting: Source) -> None:
    assert "badge" not in list_row(meeting, "x", "en")
    assert "40% done" in list_row(replace(meeting, status=Status.CHUNKED, progress=0.4), "x", "en")
    assert 'data-status="failed">Failed' in list_row(replace(meeting, status=Status.FAILED), "x", "en")
    zipped = shelf.add("投放.xlsx", context="交接包.zip/广告/")
    assert '<span class="context">交接包.zip/广告/</span>投放.xlsx' in list_row(zipped, "x", "zh")


def test_names_are_text(meeting: Source) -> None:
    hostile = replace(meeting, title='"><script>1</script>', topic="<i>", context="<u>", suffix=".<x>")
    for html in (live_row(hostile, "<b>", LOCAL, "en"), list_row(hostile, "<b>", "en")):
        assert not re.search(r"<(script|i|u|b|x)>", html)
        assert 'data-title=""' not in html
