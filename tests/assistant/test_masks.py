"""What is masked is listed to those who may correct it; what they say takes effect, and survives a new version."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import desk, masks
from assistant.desk import Visit
from assistant.errors import NoSuchPlace, OriginalGone, PassageNotThere, StillAtWork, UnknownSource
from assistant.people.audit import Wanted
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL, Caller, Role
from assistant.web.masking import masked_html
from vectorstore.models import Block, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf

    from assistant.build import App

TEXT = (
    "客服热线 13800138000 全天有人。\n\n陈总的电话 13912345678，蓝鲸计划六月启动。\n\n"
    "后台密码是 Abc@1234，每月换一次。\n"
)


@pytest.fixture
def listed(shelf: Shelf) -> Source:
    blocks = [
        Block("客服热线 [电话已隐藏] 全天有人。", Locator(paragraph=1)),
        Block("没有机密。", Locator(paragraph=2)),
        Block("电话 [电话已隐藏]，密码 [密码已隐藏]", Locator(page=3)),
    ]
    return shelf.add("账号.txt", blocks=blocks, owner="lin", facts={"masked.phone": 2, "masked.password": 1})


def by(shelf: Shelf, source: Source, person: str, role: Role) -> Visit:
    return shelf.visit_by(Caller(person, roles={source.space: role}))


def test_places_tell_what_stands_around_them(shelf: Shelf, listed: Source) -> None:
    found = masks.places(by(shelf, listed, "lin", Role.CONTRIBUTOR), listed.id)
    assert [(place.position, place.ordinal, place.kind, place.before, place.after) for place in found] == [
        (0, 0, "phone", "客服热线 ", " 全天有人。"),
        (2, 0, "phone", "电话 ", "，密码 [密码已隐藏]"),
        (2, 1, "password", "电话 [电话已隐藏]，密码 ", ""),
    ]
    assert found[2].locator.page == 3


def test_only_the_owner_and_managers_see_and_say(shelf: Shelf, listed: Source) -> None:
    for person, role in (("wu", Role.NEWCOMER), ("zhang", Role.CONTRIBUTOR)):
        visit = by(shelf, listed, person, role)
        for call in (
            lambda visit=visit: masks.places(visit, listed.id),
            lambda visit=visit: masks.changes(visit, listed.id),
            lambda visit=visit: masks.show(visit, listed.id, 0, 0),
            lambda visit=visit: masks.hide(visit, listed.id, "没有机密"),
            lambda visit=visit: masks.take_back(visit, listed.id, "x"),
        ):
            with pytest.raises(NotAllowed):
                call()
        assert masked_html(visit, listed, "zh") == ""
    assert "这不是机密" in masked_html(by(shelf, listed, "mandy", Role.MANAGER), listed, "zh")
    with pytest.raises(UnknownSource):
        masks.places(shelf.visit_by(Caller("zhao")), listed.id)


def test_what_is_said_of_nothing_is_refused(shelf: Shelf, listed: Source) -> None:
    for position, ordinal in ((0, 1), (1, 0), (99, 0), (0, -1)):
        with pytest.raises(NoSuchPlace):
            masks.show(shelf.visit, listed.id, position, ordinal)
    for passage in ("", "没", "这里没有的话", "电话 [电话已隐藏]", "  "):
        with pytest.raises(PassageNotThere):
            masks.hide(shelf.visit, listed.id, passage)
    assert masks.changes(shelf.visit, listed.id) == []
    shelf.catalog.update(listed.id, facts={"original_removed": "2026-05-04"})
    with pytest.raises(OriginalGone):
        masks.show(shelf.visit, listed.id, 0, 0)
    assert "这不是机密" not in masked_html(shelf.visit, shelf.catalog.source(listed.id), "zh")
    shelf.catalog.update(listed.id, status=Status.EXTRACTED)
    with pytest.raises(StillAtWork):
        masks.hide(shelf.visit, listed.id, "没有机密")


def test_the_page_shows_no_markup_of_a_source(shelf: Shelf) -> None:
    block = Block("<img src=x onerror=1> [密码已隐藏] <b>", Locator(paragraph=1))
    source = shelf.add("a.html", blocks=[block], facts={"masked.password": 1})
    for lang, kind in (("zh", "密码"), ("en", "Password")):
        html = masked_html(shelf.visit, source, lang)
        assert "<img" not in html
        assert "&lt;img src=x onerror=1&gt; <mark>" in html
        assert f'<span class="kind">{kind}</span>' in html


def settled(app: App, source_id: str) -> Source:
    """The source once it is read and what changed is found."""
    deadline = time.monotonic() + 60
    while True:
        source = app.catalog.source(source_id)
        chunks, blocks = app.catalog.chunks_of(source_id), app.catalog.blocks(source_id, source.version)
        if source.status.ended and all(block.text in "\n".join(chunk.text for chunk in chunks) for block in blocks):
            return source
        assert time.monotonic() < deadline, (source, chunks)
        time.sleep(0.05)


def text_of(app: App, source: Source) -> str:
    return "\n".join(block.text for block in app.catalog.blocks(source.id, source.version))


@pytest.mark.slow
def test_what_people_say_takes_effect_and_survives_a_new_version(emptied_app: App, tmp_path: Path) -> None:
    from ingest.intake import Upload

    app, path = emptied_app, tmp_path / "账号.txt"
    path.write_text(TEXT, encoding="utf-8")
    space, visit = app.catalog.space_named("穗岚坊").id, Visit(app, LOCAL)
    [taken] = app.pipeline.submit(space, [Upload(path, path.name)])
    source = settled(app, taken.source.id)
    assert masks.masked_count(source) == 3
    hotline = next(place for place in masks.places(visit, source.id) if "客服热线" in place.before)

    masks.show(visit, source.id, hotline.position, hotline.ordinal)
    source = settled(app, source.id)
    assert "客服热线 13800138000" in text_of(app, source)
    assert "13912345678" not in text_of(app, source)
    assert "Abc@1234" not in text_of(app, source)
    assert masks.masked_count(source) == 2

    masks.hide(visit, source.id, "蓝鲸计划")
    source = settled(app, source.id)
    assert "蓝鲸" not in text_of(app, source)
    assert not any("蓝鲸" in chunk.text for chunk in app.catalog.chunks_of(source.id))
    assert "客服热线 13800138000" in text_of(app, source)

    path.write_text(TEXT + "\n附：蓝鲸计划的预算另行通知。\n", encoding="utf-8")
    [again] = app.pipeline.submit(space, [Upload(path, path.name)])
    assert again.source.id == source.id
    source = settled(app, source.id)
    assert source.version == 2
    text = text_of(app, source)
    assert "客服热线 13800138000" in text
    assert "蓝鲸" not in text
    assert "13912345678" not in text

    said = masks.changes(visit, source.id)
    assert [change.does for change in said] == ["show", "hide"]
    masks.take_back(visit, source.id, said[0].id)
    source = settled(app, source.id)
    assert "13800138000" not in text_of(app, source)
    with pytest.raises(NoSuchPlace):
        masks.take_back(visit, source.id, said[0].id)
    noted = [entry for entry in app.audit.entries(Wanted(actions=["edited"])) if entry.target == source.id]
    assert [entry.details["masking"] for entry in noted] == ["taken back", "hidden", "shown"]
    assert "蓝鲸" not in str([entry.details for entry in noted])
    desk.forget(visit, source.id)
