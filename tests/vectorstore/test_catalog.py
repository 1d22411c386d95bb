"""The catalog on a real SQLite file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from vectorstore import (
    checklist_tables,
    coverage_tables,
    db,
    decision_tables,
    firstday_tables,
    handover_tables,
    interview_tables,
    library_tables,
    mask_tables,
    people_tables,
    question_tables,
    verdict_tables,
)
from vectorstore.catalog import Catalog, new_id
from vectorstore.models import Block, Chunk, Correction, Kind, Locator, Scope, Source, Status, Word


@pytest.fixture
def source(catalog: Catalog) -> Source:
    space = catalog.space_named("穗岚坊 Suilan")
    made = Source(new_id(), space.id, "复盘.m4a", Kind.RECORDING, "a" * 64, ".m4a", 10, Status.STORED, topic="危机")
    catalog.add(made)
    return catalog.source(made.id)


def chunk_of(source: Source, first: int, text: str = "先停投放") -> Chunk:
    chunk_id = f"{source.id}-v{source.version}-{first}"
    return Chunk(
        chunk_id, source.id, source.space, text, Locator(1.0, 2.0), first, first, source.kind, version=source.version
    )


def test_migrations_make_exactly_the_tables_that_are_declared(catalog: Catalog) -> None:
    assert (
        handover_tables.metadata
        is checklist_tables.metadata
        is coverage_tables.metadata
        is interview_tables.metadata
        is people_tables.metadata
        is question_tables.metadata
        is mask_tables.metadata
        is library_tables.metadata
        is verdict_tables.metadata
        is firstday_tables.metadata
        is decision_tables.metadata
    )
    with catalog.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), people_tables.metadata) == []


def test_connecting_again_keeps_what_is_there(catalog: Catalog, source: Source) -> None:
    again = Catalog(db.connect(str(catalog.engine.url)))
    assert again.source(source.id).title == "复盘.m4a"
    again.engine.dispose()


def test_sqlite_runs_in_wal_and_enforces_references(catalog: Catalog) -> None:
    with catalog.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1


def test_a_space_is_known_by_its_name_and_collects_glossary_terms(catalog: Catalog) -> None:
    first = catalog.space_named("  穗岚坊   Suilan ", ["千川"])
    second = catalog.space_named("穗岚坊 Suilan", ["千川", "投产比"])
    assert second.id == first.id
    assert catalog.space(first.id).glossary == ("千川", "投产比")
    assert catalog.spaces() == [catalog.space(first.id)]
    with pytest.raises(KeyError):
        catalog.space("nobody")


def test_a_source_comes_back_as_it_went_in(catalog: Catalog) -> None:
    space = catalog.space_named("漪珀")
    made = Source(
        new_id(), space.id, "报表.xlsx", Kind.SHEET, "b" * 64, ".xlsx", 5, Status.STORED,
        topic="投放", occurred_on=date(2026, 3, 14), context="交接包.zip/广告/",
        error={"code": "EmptyFile", "details": {"file": "报表.xlsx"}},
    )  # fmt: skip
    catalog.add(made)
    found = catalog.source(made.id)
    assert replace(found, created_at=None, updated_at=None) == made
    assert catalog.source_with_content(space.id, "b" * 64) == found
    assert catalog.source_with_name(space.id, "交接包.zip/广告/", "报表.xlsx") == found
    assert catalog.source_with_name(space.id, "", "报表.xlsx") is None


def test_updates_merge_facts(catalog: Catalog, source: Source) -> None:
    catalog.update(source.id, facts={"pages": 3}, status=Status.RECOGNISED)
    catalog.update(source.id, facts={"chunks": 7})
    assert catalog.source(source.id).facts == {"pages": 3, "chunks": 7}
    assert catalog.source(source.id).status is Status.RECOGNISED


def test_facts_written_at_once_are_all_kept(catalog: Catalog, source: Source) -> None:
    def note(writer: str) -> None:
        for i in range(40):
            catalog.update(source.id, facts={f"{writer}{i}": i})

    with ThreadPoolExecutor() as pool:
        list(pool.map(note, "abcd"))
    assert len(catalog.source(source.id).facts) == 160


def test_who_sees_a_status_sees_what_was_set_with_it(catalog: Catalog, source: Source) -> None:
    """A source was "done" for some milliseconds before it said how many chunks it has."""
    seen: list[Source] = []

    def look(_connection: sa.Connection) -> None:
        seen.append(catalog.source(source.id))

    sa.event.listen(catalog.engine, "commit", look)  # called right before
    assert catalog.move_on(source.id, Status.DONE, facts={"chunks": 7})
    sa.event.remove(catalog.engine, "commit", look)
    seen.append(catalog.source(source.id))
    assert [(one.status, one.facts) for one in seen] == [(source.status, {}), (Status.DONE, {"chunks": 7})]


def test_what_was_cancelled_is_left_as_it_is(catalog: Catalog, source: Source) -> None:
    catalog.update(source.id, status=Status.CANCELLED)
    assert not catalog.move_on(source.id, Status.DONE, facts={"chunks": 7})
    assert (catalog.source(source.id).status, catalog.source(source.id).facts) == (Status.CANCELLED, {})


def test_blocks_keep_what_was_heard_before_a_correction(catalog: Catalog, source: Source) -> None:
    plain = Block("好", Locator(0.0, 1.0))
    put_right = Block("问周妍", Locator(1.0, 2.0), corrections=(Correction("周言", "周妍"),))
    catalog.put_blocks(source.id, 1, 0, [plain, put_right])
    assert catalog.blocks(source.id, 1) == [plain, put_right]


def test_blocks_written_before_there_were_corrections_have_none(catalog: Catalog, source: Source) -> None:
    with catalog.engine.begin() as connection:
        old = {"source": source.id, "version": 1, "position": 0, "text": "好", "kind": "speech"}
        connection.execute(db.blocks.insert().values(**old, locator={}, headings=[], words=[]))
    assert catalog.blocks(source.id, 1) == [Block("好", Locator(), kind="speech")]


def test_blocks_keep_order_words_and_places(catalog: Catalog, source: Source) -> None:
    blocks = [
        Block(
            f"第{i}句", Locator(float(i), i + 0.5), ("启动会",), "陈总", "zh", "speech", (Word("第", i, i + 0.1, 0.9),)
        )
        for i in range(5)
    ]
    catalog.put_blocks(source.id, 1, 0, blocks)
    assert catalog.blocks(source.id, 1, words=True) == blocks
    assert [block.text for block in catalog.blocks(source.id, 1, 1, 2)] == ["第1句", "第2句"]
    assert catalog.blocks(source.id, 1)[0].words == ()


def test_writing_blocks_and_chunks_twice_changes_nothing(catalog: Catalog, source: Source) -> None:
    for _ in range(2):
        catalog.put_blocks(source.id, 1, 3, [Block("甲", Locator(paragraph=4)), Block("乙", Locator(paragraph=5))])
        catalog.put_chunks([chunk_of(source, 3), chunk_of(source, 4)])
    assert len(catalog.blocks(source.id, 1)) == 2
    assert [chunk.first_block for chunk in catalog.chunks_of(source.id)] == [3, 4]


def test_chunks_carry_what_their_source_says_now(catalog: Catalog, source: Source) -> None:
    catalog.put_chunks([chunk_of(source, 0)])
    catalog.update(source.id, topic="公关", occurred_on=date(2026, 3, 6))
    found = catalog.chunks_of(source.id)[0]
    assert (found.topic, found.occurred_on, found.title) == ("公关", date(2026, 3, 6), "复盘.m4a")


def test_chunks_come_in_the_order_asked_for_and_unknown_ones_are_left_out(catalog: Catalog, source: Source) -> None:
    made = [chunk_of(source, i) for i in range(1200)]
    catalog.put_chunks(made)
    ids = [chunk.id for chunk in reversed(made)]
    assert [chunk.id for chunk in catalog.chunks([*ids, "gone"])] == ids


def test_a_new_version_replaces_the_old_ones_text(catalog: Catalog, source: Source) -> None:
    catalog.put_blocks(source.id, 1, 0, [Block("旧", Locator())])
    catalog.put_chunks([chunk_of(source, 0)])
    newer = replace(source, version=2, sha256="c" * 64)
    catalog.add_version(newer)
    catalog.put_blocks(source.id, 2, 0, [Block("新", Locator())])
    catalog.put_chunks([chunk_of(newer, 0)])
    catalog.forget_other_versions(source.id, 2)
    assert [chunk.version for chunk in catalog.chunks_of(source.id)] == [2]
    assert catalog.blocks(source.id, 1) == []
    assert [version["sha256"] for version in catalog.versions(source.id)] == ["a" * 64, "c" * 64]


def test_deleting_a_source_takes_its_text_and_its_members_along(catalog: Catalog, source: Source) -> None:
    member = replace(source, id=new_id(), title="附件.txt", parent=source.id, sha256="d" * 64)
    catalog.add(member)
    catalog.put_blocks(source.id, 1, 0, [Block("甲", Locator())])
    catalog.put_chunks([chunk_of(source, 0)])
    assert [child.id for child in catalog.children(source.id)] == [member.id]
    catalog.delete(source.id)
    assert catalog.sources() == []
    assert catalog.chunks_of(source.id) == []
    assert not catalog.content_is_used("a" * 64)
    assert not catalog.has(member.id)


def test_sources_and_speakers_of_a_scope_are_those_inside_it(catalog: Catalog, source: Source) -> None:
    catalog.put_chunks(
        [replace(chunk_of(source, 0), speakers=("陈总", "林晓曼")), replace(chunk_of(source, 1), speakers=("陈总",))]
    )
    other = replace(
        source, id=new_id(), title="旧合同.pdf", kind=Kind.PDF, sha256="e" * 64, occurred_on=date(2020, 1, 1)
    )
    catalog.add(other)
    catalog.put_chunks([replace(chunk_of(other, 0), speakers=("律师",))])
    everything = Scope((source.space,))
    assert {item.id for item in catalog.sources_in(everything)} == {source.id, other.id}
    assert catalog.speakers_in(everything) == ["律师", "林晓曼", "陈总"]
    for inside in (
        replace(everything, kinds=(Kind.PDF,)),
        replace(everything, sources=(other.id,)),
        replace(everything, until=date(2020, 1, 1)),
    ):
        assert [item.id for item in catalog.sources_in(inside)] == [other.id]
        assert catalog.speakers_in(inside) == ["律师"]
    assert catalog.speakers_in(replace(everything, speakers=("陈总", "王总"))) == ["陈总"]
    assert catalog.sources_in(Scope(())) == []
    assert catalog.speakers_in(Scope(("elsewhere",))) == []
