"""What people say about a source, who may say it, and what follows from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.particulars import Particulars, describe
from assistant.people.access import Filters, scope_for
from assistant.people.audit import Wanted
from assistant.people.errors import NotAllowed, TitleTaken
from assistant.people.roles import EVERYTHING, LOCAL, Grant, Role
from assistant.people.users import Account
from vectorstore.models import Kind

if TYPE_CHECKING:
    from shelves import Team

    from assistant.build import App
    from ingest.intake import Upload

LIMITED, OPENED = Particulars(restricted=True), Particulars(restricted=False)


def limited(team: Team) -> set[str]:
    return {source.title for source in team.shelf.catalog.sources() if source.restricted}


def test_managers_limit_a_source_and_it_is_gone_for_all_others(team: Team) -> None:
    source = team.shelf.add("合同.pdf", owner=team.ids["lin"])
    assert describe(team.visit("mandy"), source.id, LIMITED).restricted
    for name in ("lin", "wu", "zhao"):
        with pytest.raises(UnknownSource):
            team.visit(name).source(source.id)
        with pytest.raises(UnknownSource):
            describe(team.visit(name), source.id, OPENED)
    assert team.visit("mandy").source(source.id).title == "合同.pdf"
    assert not describe(team.visit("chen"), source.id, OPENED).restricted
    assert team.visit("wu").source(source.id).title == "合同.pdf"
    assert [details for *_, details in team.noted()] == [
        {"what": "restricted", "sources": 1},
        {"what": "opened", "sources": 1},
    ]


def test_nobody_else_limits_even_what_they_gave(team: Team) -> None:
    source = team.shelf.add("合同.pdf", owner=team.ids["lin"])
    for name in ("lin", "wu"):
        with pytest.raises(NotAllowed):
            describe(team.visit(name), source.id, LIMITED)
    with pytest.raises(UnknownSource):
        describe(team.visit("zhao"), source.id, LIMITED)
    with pytest.raises(NotAllowed):
        describe(team.visit("wu"), source.id, Particulars(topic="x"))
    reading = team.shelf.identity.as_caller(team.ids["mandy"], frozenset({Grant.READ}))
    assert reading is not None
    with pytest.raises(NotAllowed):
        describe(team.shelf.visit_by(reading), source.id, LIMITED)
    assert limited(team) == set()
    assert team.noted() == []


@pytest.mark.parametrize("chosen", ["recording", "transcript"])
def test_a_recording_and_its_transcript_go_together(team: Team, chosen: str) -> None:
    add = team.shelf.add
    recording = add("复盘会.m4a", b"1", kind=Kind.RECORDING)
    transcript = add("复盘会.srt", b"2", kind=Kind.TRANSCRIPT, companion=recording.id)
    add("别的.md", b"3")
    one = {"recording": recording, "transcript": transcript}[chosen]
    describe(team.visit("mandy"), one.id, LIMITED)
    assert limited(team) == {"复盘会.m4a", "复盘会.srt"}
    describe(team.visit("mandy"), one.id, OPENED)
    assert limited(team) == set()


def test_an_archive_takes_along_all_that_was_in_it(team: Team) -> None:
    add = team.shelf.add
    outer = add("交接包.zip", b"1", kind=Kind.ARCHIVE)
    inner = add("录音.zip", b"2", kind=Kind.ARCHIVE, parent=outer.id)
    call = add("电话.m4a", b"3", kind=Kind.RECORDING, parent=inner.id)
    add("电话.srt", b"4", kind=Kind.TRANSCRIPT, companion=call.id, parent=inner.id)
    add("手册.md", b"5", parent=outer.id)
    describe(team.visit("mandy"), outer.id, LIMITED)
    assert limited(team) == {"交接包.zip", "录音.zip", "电话.m4a", "电话.srt", "手册.md"}
    describe(team.visit("mandy"), outer.id, OPENED)
    describe(team.visit("mandy"), call.id, LIMITED)
    assert limited(team) == {"交接包.zip", "录音.zip", "电话.m4a", "电话.srt"}  # archives could be downloaded whole
    describe(team.visit("mandy"), call.id, OPENED)
    assert limited(team) == {"交接包.zip", "录音.zip"}


def test_what_is_as_it_was_is_not_noted(team: Team) -> None:
    source = team.shelf.add("a.md", topic="危机")
    describe(team.visit("mandy"), source.id, Particulars(title="a.md", topic=" 危机 ", no_date=True, restricted=False))
    assert team.noted() == []


def test_over_http_each_gets_what_they_may(team: Team) -> None:
    source = team.shelf.add("合同.pdf", owner=team.ids["lin"])
    path = f"/sources/{source.id}"
    refused = {name: team.call(name, "PUT", path, {"restricted": True}).status_code for name in ("lin", "wu", "zhao")}
    assert refused == {"lin": 403, "wu": 403, "zhao": 404}
    assert team.call("mandy", "PUT", path, {"restricted": True}).json()["restricted"]
    assert {team.call(name, "PUT", path, {"restricted": False}).status_code for name in ("lin", "wu", "zhao")} == {404}
    assert [s["title"] for s in team.call("lin", "GET", "/sources").json()] == []
    assert team.call("mandy", "PUT", path, {}).json()["title"] == "合同.pdf"
    for odd in ({"title": ""}, {"title": "a\nb"}, {"topic": "x" * 201}, {"date": "soon"}, {"restricted": "perhaps"}):
        assert team.call("mandy", "PUT", path, odd).status_code == 422


@pytest.mark.slow
def test_what_is_said_is_what_is_found(app: App, text_file: Callable[[str, str], Upload]) -> None:
    space = app.catalog.space_named("穗岚坊").id
    visit = Visit(app, LOCAL)
    first, second = (
        submission.source
        for title in ("a.md", "b.md")
        for submission in app.pipeline.submit(space, [text_file(title, f"# {title}\n\n出事第一小时先停掉全部投放。\n")])
    )
    until(lambda: all(source.status.ended for source in app.catalog.sources()))
    said = describe(visit, first.id, Particulars("危机手册（终稿）", " 危机  公关 ", date(2026, 3, 1)))
    assert (said.title, said.topic, said.occurred_on) == ("危机手册（终稿）.md", "危机 公关", date(2026, 3, 1))

    def found(**wanted: object) -> set[str]:
        filters = Filters(**wanted)  # type: ignore[arg-type]
        hits = app.searcher.search(scope_for(app.catalog, LOCAL, filters=filters), "出事先做什么")
        return {hit.chunk.source for hit in hits}

    until(lambda: found(topics=("危机 公关",)) == {first.id})
    assert found(since=date(2026, 2, 1)) == {first.id}
    describe(visit, first.id, Particulars(topic="", no_date=True))
    until(lambda: found(topics=("危机 公关",)) == set())
    assert found() == {first.id, second.id}
    assert app.catalog.source(first.id).occurred_on is None
    with pytest.raises(TitleTaken):
        describe(visit, second.id, Particulars("危机手册（终稿）.md"))
    edits = [entry for entry in app.audit.entries(Wanted()) if entry.action == "edited"]
    assert edits[-1].details == {"what": "described", "fields": ["occurred_on", "title", "topic"]}


@pytest.mark.slow
def test_the_name_of_something_hidden_is_not_given_away(app: App, text_file: Callable[[str, str], Upload]) -> None:
    space = app.catalog.space_named("穗岚坊").id
    lin = app.identity.users.add(Account("lin"))
    app.identity.members.put(space, lin.id, Role.CONTRIBUTOR)
    hidden, own = (
        app.pipeline.submit(space, [replace(text_file(name, f"# {name}"), owner=lin.id)])[0].source
        for name in ("秘密.md", "我的.md")
    )
    describe(Visit(app, LOCAL), hidden.id, LIMITED)
    caller = app.identity.as_caller(lin.id, EVERYTHING)
    assert caller is not None
    assert describe(Visit(app, caller), own.id, Particulars("秘密")).title == "秘密 (2).md"


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
