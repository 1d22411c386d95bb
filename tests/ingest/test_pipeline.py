"""The durable walk on a real App: DBOS, SQLite, Chroma, the bundled embedder."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.build import App
from assistant.people.access import scope_for
from assistant.people.roles import LOCAL
from ingest.intake import Upload
from ingest.parts import Part
from vectorstore.models import Kind, Source, Status

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_pipeline")]
Made = Callable[[str, str], Upload]

PLAYBOOK = "# 危机手册\n\n## 第一小时\n\n先停掉全部投放，再由客户成功经理打电话给陈总，不要先发微信。\n"


@pytest.fixture
def app(emptied_app: App) -> App:
    return emptied_app


def settled(app: App, timeout_s: float = 60) -> list[Source]:
    """Every source once all have ended."""
    deadline = time.monotonic() + timeout_s
    while not all(source.status.ended for source in app.catalog.sources()):
        assert time.monotonic() < deadline, [(s.title, s.status, s.error) for s in app.catalog.sources()]
        time.sleep(0.05)
    return app.catalog.sources()


def texts_found(app: App, question: str) -> list[str]:
    return [hit.chunk.text for hit in app.searcher.search(scope_for(app.catalog, LOCAL), question)]


def test_a_document_becomes_searchable(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("危机手册.md", PLAYBOOK)])
    (source,) = settled(app)
    assert source.status is Status.DONE
    assert source.progress == 1.0
    assert source.facts["chunks"] == len(app.catalog.chunks_of(source.id)) > 0
    assert "先停掉全部投放" in texts_found(app, "出事第一小时先做什么")[0]


def test_a_source_never_counts_as_done_before_it_says_what_it_holds(app: App, text_file: Made) -> None:
    seen: list[Source] = []

    def look(_connection: sa.Connection) -> None:
        seen.extend(app.catalog.sources())

    sa.event.listen(app.engine, "commit", look)
    try:
        app.pipeline.submit(app.catalog.space_named("穗岚坊").id, [text_file("危机手册.md", PLAYBOOK)])
        seen.extend(settled(app))
    finally:
        sa.event.remove(app.engine, "commit", look)
    assert {source.facts.get("chunks") for source in seen if source.status is Status.DONE} == {1}


def test_secrets_never_reach_the_indexes(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(
        space, [text_file("账号.txt", "千川后台的密码：Suilan#2026!x，联系人电话 13800138000。预算每天三千。")]
    )
    (source,) = settled(app)
    everything = " ".join([*texts_found(app, "密码 电话"), *(block.text for block in app.catalog.blocks(source.id, 1))])
    assert "Suilan#2026" not in everything
    assert "13800138000" not in everything
    assert "预算每天三千" in everything
    assert sum(count for fact, count in source.facts.items() if fact.startswith("masked.")) == 2


def test_a_new_version_replaces_what_the_old_one_said(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("SOP.md", "日预算上限是三千元。")])
    settled(app)
    (first,) = app.pipeline.submit(space, [text_file("SOP.md", "日预算上限改成五千元，四月起执行。")])
    (source,) = settled(app)
    assert first.outcome == "new_version"
    assert source.version == 2
    assert [("五千" in text, "三千" in text) for text in texts_found(app, "日预算上限")] == [(True, False)]


def test_forgetting_leaves_no_trace(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("危机手册.md", PLAYBOOK)])
    (source,) = settled(app)
    removal = app.pipeline.forget(source.id)
    assert removal.titles == ("危机手册.md",)
    assert removal.chunks == source.facts["chunks"]
    assert removal.bytes == source.size
    assert app.catalog.sources() == []
    assert texts_found(app, "先停投放") == []
    kept = [path for path in (app.settings.folder / "originals").rglob("*") if path.is_file()]
    assert kept == []
    with app.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "客户成功经理".encode() not in (app.settings.folder / "records.sqlite").read_bytes()


def test_an_archive_is_unpacked_with_its_folders_as_context(app: App, tmp_path: Path) -> None:
    path = tmp_path / "交接包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("广告/投放说明.md", "人群包排除了近七天已购买的用户。")
        archive.writestr("危机/手册.md", PLAYBOOK)
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [Upload(path, path.name, topic="交接")])
    deadline = time.monotonic() + 60
    while len(sources := settled(app)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    by_title = {source.title: source for source in sources}
    assert by_title["交接包.zip"].kind is Kind.ARCHIVE
    assert by_title["投放说明.md"].context == "交接包.zip/广告/"
    assert by_title["手册.md"].parent == by_title["交接包.zip"].id
    assert by_title["手册.md"].topic == "交接"
    assert app.pipeline.forget(by_title["交接包.zip"].id).titles[0] == "交接包.zip"
    assert app.catalog.sources() == []


def test_a_file_with_nothing_in_it_fails_with_the_reason_and_can_be_tried_again(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("空白.txt", "   \n \n")])
    (source,) = settled(app)
    assert source.status is Status.FAILED
    assert source.error is not None
    assert source.error["details"]["file"] == "空白.txt"
    assert app.catalog.chunks_of(source.id) == []
    app.pipeline.retry(source.id)
    (again,) = settled(app)
    assert again.status is Status.FAILED


def test_a_cancelled_source_goes_on_when_asked_to(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    days = range(150)  # three batches of chunks
    long_text = "\n\n".join(f"# 第{i}节\n\n{'投放记录' * 60}第{i}天花费{i * 37}元。" for i in days)
    app.pipeline.submit(space, [text_file("长文.md", long_text)])
    (source,) = app.catalog.sources()
    cancelled = app.pipeline.cancel(source.id)
    assert cancelled.status is Status.CANCELLED
    app.pipeline.retry(source.id)
    (done,) = settled(app, 120)
    assert done.status is Status.DONE
    assert done.facts["chunks"] == len(app.catalog.chunks_of(source.id))
    ids = [chunk.id for chunk in app.catalog.chunks_of(source.id)]
    assert len(ids) == len(set(ids)) >= len(days)


def test_a_step_that_ends_after_the_cancel_leaves_the_source_cancelled(app: App, text_file: Made) -> None:
    """A long piece of a recording ends half a minute after somebody pressed Cancel; it was "masked" for ever then."""
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("危机手册.md", PLAYBOOK)])
    (source,) = settled(app)
    app.catalog.update(source.id, status=Status.CANCELLED)
    app.pipeline.steps.read(source.id, Part(), 0)
    assert app.catalog.source(source.id).status is Status.CANCELLED


def test_reindexing_finds_the_same(app: App, text_file: Made) -> None:
    space = app.catalog.space_named("穗岚坊").id
    app.pipeline.submit(space, [text_file("危机手册.md", PLAYBOOK)])
    settled(app)
    before = texts_found(app, "第一小时")
    told: list[tuple[int, int]] = []
    count = app.pipeline.reindex(lambda done, total: told.append((done, total)))
    assert told[-1] == (count, count)
    assert texts_found(app, "第一小时") == before
