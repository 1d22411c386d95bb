"""What people change in a transcript, on a real App: every index follows, citations stay, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from assistant.build import App
from assistant.desk import Visit
from assistant.library import lines, speakers
from assistant.people.access import Filters, scope_for
from assistant.people.roles import LOCAL
from ingest.intake import Upload
from vectorstore.models import Source, Status

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_revision")]
Made = Callable[[str, str], Upload]
TALK = (
    ("Mandi", "我们先看投残比，这周掉到一点四，下周必须拉回来。"),
    ("说话人 2", "晨路精华的库存还有两千瓶，四月十号之前够用。"),
    ("Mandi", "那就先不加预算，底价守住一百九十九，不要再送小样。"),
)


@pytest.fixture
def app(emptied_app: App) -> App:
    return emptied_app


def vtt(*turns: tuple[str, str]) -> str:
    cues = [
        f"00:00:{i * 5:02}.000 --> 00:00:{i * 5 + 4:02}.000\n<v {who}>{said}" for i, (who, said) in enumerate(turns)
    ]
    return "\n\n".join(["WEBVTT", *cues, ""])


def read(app: App, upload: Upload) -> Source:
    (made,) = app.pipeline.submit(app.catalog.space_named("漪珀").id, [upload])
    until(lambda: app.catalog.source(made.source.id).status.ended)
    source = app.catalog.source(made.source.id)
    assert source.status is Status.DONE
    return source


def until(true: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def found(app: App, question: str, speaker: str = "") -> str:
    scope = scope_for(app.catalog, LOCAL, (), Filters(speakers=(speaker,) if speaker else ()))
    return "\n".join(hit.chunk.text for hit in app.searcher.search(scope, question))


def test_a_corrected_line_is_found_by_what_it_says_now(app: App, text_file: Made) -> None:
    source, visit = read(app, text_file("周会.vtt", vtt(*TALK))), Visit(app, LOCAL)
    before = app.catalog.chunks_of(source.id)
    lines.correct(visit, source.id, 1, "晨露精华的库存还有两千瓶", TALK[1][1])
    until(lambda: "晨露精华" in found(app, "晨露精华"))
    after = app.catalog.chunks_of(source.id)
    assert [(c.id, c.first_block, c.last_block, c.locator) for c in after] == [
        (c.id, c.first_block, c.last_block, c.locator) for c in before
    ]
    assert "晨路" not in found(app, "晨路精华的库存")
    words, _ = app.lexical.frequencies(scope_for(app.catalog, LOCAL), "晨路 晨露")
    assert words.get("晨露") == 1
    assert "晨路" not in words
    near = app.pipeline.shelves.sentences.of(after)[after[0].id]
    assert near.spans[-1][1] == len(after[0].text)
    edit = lines.edits(visit, source.id)[0]
    lines.take_back(visit, source.id, edit.id)
    until(lambda: "晨路" in found(app, "晨路精华的库存"))


def test_a_name_reaches_text_filters_and_what_comes_later(app: App, text_file: Made) -> None:
    source, visit = read(app, text_file("周会.vtt", vtt(*TALK))), Visit(app, LOCAL)
    speakers.rename(visit, source.id, "Mandi", "Mandy Lin", everywhere=True)
    speakers.rename(visit, source.id, "说话人 2", "林晓曼")
    until(lambda: app.catalog.speakers_in(scope_for(app.catalog, LOCAL)) == ["Mandy Lin", "林晓曼"])
    until(lambda: "林晓曼：" in found(app, "库存还有多少", "林晓曼"))
    assert "Mandy Lin：" in found(app, "底价", "Mandy Lin")
    assert found(app, "底价", "Mandi") == ""
    later = read(app, text_file("下周.vtt", vtt(("Mandi", "这周先这样。"), ("说话人 2", "好。"))))
    assert [block.speaker for block in app.catalog.blocks(later.id, 1)] == ["Mandy Lin", "说话人 2"]
    assert later.facts["speakers"] == ["Mandy Lin", "说话人 2"]


def test_what_is_read_once_more_keeps_what_people_made_of_it(app: App, text_file: Made) -> None:
    source, visit = read(app, text_file("周会.vtt", vtt(*TALK))), Visit(app, LOCAL)
    lines.correct(visit, source.id, 1, "晨露精华的库存还有两千瓶", TALK[1][1])
    speakers.rename(visit, source.id, "说话人 2", "林晓曼")
    app.pipeline.read_again(source.id)
    until(lambda: app.catalog.source(source.id).status is Status.DONE)
    block = app.catalog.blocks(source.id, 1, 1, 1)[0]
    assert (block.text, block.speaker) == ("晨露精华的库存还有两千瓶", "林晓曼")
    until(lambda: "林晓曼：晨露精华" in found(app, "晨露精华库存"))


def test_a_line_corrected_while_it_is_being_read_is_indexed_as_corrected(app: App, text_file: Made) -> None:
    many = [(f"人{i % 3}", f"第 {i} 件事，我们先把它放一放，等下周再说。") for i in range(11)]
    (made,) = app.pipeline.submit(app.catalog.space_named("漪珀").id, [text_file("长会.vtt", vtt(*many))])
    until(lambda: bool(app.catalog.blocks(made.source.id, 1, 5, 5)))
    was = app.catalog.blocks(made.source.id, 1, 5, 5)[0].text
    lines.correct(Visit(app, LOCAL), made.source.id, 5, "鸢尾计划改到周三上线", was)
    until(lambda: app.catalog.source(made.source.id).status is Status.DONE)
    until(lambda: "鸢尾计划" in found(app, "鸢尾计划什么时候上线"))
    assert was not in app.catalog.chunks_of(made.source.id)[0].text


def test_a_new_version_begins_without_corrections_and_with_the_names(app: App, text_file: Made) -> None:
    talk = [("Emmah", TALK[0][1]), TALK[1]]
    source, visit = read(app, text_file("周会.vtt", vtt(*talk))), Visit(app, LOCAL)
    lines.correct(visit, source.id, 1, "晨露精华的库存还有两千瓶", TALK[1][1])
    speakers.rename(visit, source.id, "Emmah", "Emma Hartley")
    newer = read(app, text_file("周会.vtt", vtt(*talk, ("Emmah", "散会。"))))
    assert (newer.id, newer.version) == (source.id, 2)
    blocks = app.catalog.blocks(newer.id, 2)
    assert [(block.text, block.speaker) for block in blocks[:2]] == [
        (TALK[0][1], "Emma Hartley"),
        (TALK[1][1], "说话人 2"),
    ]
    assert [(edit.version, edit.position) for edit in lines.edits(visit, newer.id)] == [(1, 1)]


def test_a_revision_of_what_was_forgotten_ends_quietly(app: App, text_file: Made) -> None:
    source = read(app, text_file("周会.vtt", vtt(*TALK)))
    app.pipeline.forget(source.id)
    app.pipeline.revise(source.id, [0, 1])
    app.pipeline.revise(source.id, [])
    assert found(app, "投残比") == ""
