"""Drafts of interviews keep nothing of a source that is removed, and nothing of a passage that is masked later."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.model import Card, Exchange, Form, Gap, Ground, Moment, Prompt
from assistant.handover.records.interviews import Draft, Interviews, Passage
from vectorstore import db
from vectorstore.catalog import Catalog, new_id
from vectorstore.interview_tables import interview_passages
from vectorstore.interview_traces import REMOVED
from vectorstore.models import Kind, Locator, Source, Status
from vectorstore.traces import Traces

SAID = "先停掉全部投放，找 13812345678 确认"


@pytest.fixture
def source(catalog: Catalog) -> Source:
    space = catalog.space_named("穗岚坊")
    made = Source(new_id(), space.id, "复盘.m4a", Kind.RECORDING, "a" * 64, ".m4a", 10, Status.DONE)
    catalog.add(made)
    return made


@pytest.fixture
def drafted(catalog: Catalog, source: Source) -> str:
    """One question about the source answered, one that waits, one about a gap, and a card."""
    store, key = Interviews(catalog.engine), f"{source.id}-3"
    moment = Moment(key, Citation(0, source.id, source.title, source.kind, SAID, Locator(start=3.0), 3, 3), SAID)
    ground = Ground("zh", (Gap("g", "ads", "投放", "thin"),), (moment,), (SAID,))
    passages = [Passage(source.id, moment), Passage(source.id, known=SAID)]
    made = store.begin((source.space, "p1", "林"), ground, passages)
    for prompt in (Prompt(f"{key}/a", f"你说“{SAID}”？", Form.MOMENT, key), Prompt("g/a", "投放呢？", Form.OPEN, "g")):
        store.ask(made, prompt)
        store.answered(made, Exchange(prompt, "我自己的话"))
    store.review(made, [Draft(0, Card(key, SAID, "我自己的话", exchanges=(0,)))])
    store.ask(made, Prompt(f"{key}/b", f"“{SAID}”之后呢？", Form.INCIDENT, key))
    return made


def test_a_source_takes_its_words_along_and_leaves_the_answers(catalog: Catalog, source: Source, drafted: str) -> None:
    catalog.delete(source.id)
    Traces(catalog.engine).forget(source.id)
    store = Interviews(catalog.engine)
    found = store.one(drafted)
    assert found is not None
    assert found.pending is not None
    assert (found.ground.moments, found.ground.known, found.pending.text) == ((), (), REMOVED)
    asked = store.exchanges(found)
    assert [one.prompt.text for one in asked] == [REMOVED, "投放呢？"]
    assert {one.answer for one in asked} == {"我自己的话"}
    (draft,) = store.drafts(drafted)
    assert (draft.card.title, draft.card.situation) == (REMOVED, "我自己的话")
    db.cut_log(catalog.engine)
    kept = Path(str(catalog.engine.url.database)).read_bytes()
    assert b"13812345678" not in kept


def test_another_source_leaves_them_as_they_are(catalog: Catalog, source: Source, drafted: str) -> None:
    before = Interviews(catalog.engine).one(drafted)
    Traces(catalog.engine).forget("f" * 32)
    Traces(catalog.engine).forget("%")
    Traces(catalog.engine).strike("f" * 32, "13812345678", "***")
    assert Interviews(catalog.engine).one(drafted) == before


def test_what_is_masked_later_is_masked_in_drafts(catalog: Catalog, source: Source, drafted: str) -> None:
    Traces(catalog.engine).strike(source.id, "13812345678", "***")
    store = Interviews(catalog.engine)
    found = store.one(drafted)
    assert found is not None
    assert found.ground.known == (SAID.replace("13812345678", "***"),)
    assert found.ground.moments[0].citation.text == found.ground.known[0]
    assert "***" in store.exchanges(found)[0].prompt.text
    assert "***" in store.drafts(drafted)[0].card.title
    with catalog.engine.connect() as connection:
        assert "13812345678" not in str(connection.execute(sa.select(interview_passages)).all())
