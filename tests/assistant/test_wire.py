"""The nouns as JSON: what they show of a source that is gone, not the caller's, or in another client."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant import wire_models
from assistant.chat.events import Answer, Delta, Done, Event, Found, Notice, Searching
from assistant.chat.evidence import Citation
from assistant.errors import ModelTimeout, UncitedAnswer
from assistant.wire import answer_json, failed_event, passages_json, server_sent, submission_json
from ingest.intake import Submission
from vectorstore.models import Chunk, Kind, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf


def citation(n: int, source: str) -> Citation:
    return Citation(n, source, "复盘会.wav", Kind.RECORDING, "先停投放", Locator(start=1.5, end=4.0), 0, 1)


def answer(*sources: str, **fields: Any) -> Answer:
    citations = tuple(citation(n, source) for n, source in enumerate(sources, start=1))
    return Answer("先做什么？", "先做什么？", "先停投放 [1]", "zh", citations=citations, **fields)


def parsed(event: str) -> tuple[str, Any]:
    name, data = event.removesuffix("\n\n").split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_citation_says_which_client_it_came_from(shelf: Shelf) -> None:
    ours, theirs = shelf.add("a.md"), shelf.add("b.md", space="漪珀")
    said = answer_json(shelf.catalog, answer(ours.id, theirs.id, "gone"), "talk")
    assert [cited["space_name"] for cited in said["citations"]] == ["穗岚坊", "漪珀", ""]
    assert said["citations"][0]["space"] == ours.space
    shelf.catalog.rename_space(ours.space, "穗岚坊茶饮")
    again = answer_json(shelf.catalog, answer(nearest=citation(0, ours.id), refused=True), "talk")
    assert again["nearest"]["space_name"] == "穗岚坊茶饮", "today's name"
    for record in (said, again):
        told = wire_models.Answer.model_validate(record).model_dump(mode="json", exclude_unset=True)
        assert told == record, "nothing is lost or added on the way"


def test_a_citation_has_its_place_and_nothing_that_does_not_apply(shelf: Shelf) -> None:
    (cited,) = answer_json(shelf.catalog, answer(shelf.add("a.md").id), "talk")["citations"]
    assert (cited["start"], cited["end"]) == (1.5, 4.0)
    assert not {"page", "row", "message"} & set(cited)


def test_passages_have_no_scores(shelf: Shelf) -> None:
    source = shelf.add("b.xlsx", space="漪珀")
    chunk = Chunk(
        *("id", source.id, source.space, "预算四十二万", Locator(sheet="三月", row=2, row_end=4), 3, 5, Kind.SHEET),
        headings=("预算",),
        speakers=("周敏",),
        occurred_on=date(2026, 3, 14),
        title="b.xlsx",
    )
    (passage,) = passages_json(shelf.catalog, [chunk])
    told = wire_models.Passage.model_validate(passage).model_dump(mode="json", exclude_unset=True)
    assert told == {
        **{"text": "预算四十二万", "source": source.id, "title": "b.xlsx", "space": source.space, "space_name": "漪珀"},
        **{"kind": "sheet", "speakers": ["周敏"], "headings": ["预算"], "date": "2026-03-14"},
        **{"url": f"/?source={source.id}&block=3", "first_block": 3, "last_block": 5},
        **{"sheet": "三月", "row": 2, "row_end": 4},
    }


def test_a_duplicate_of_what_is_not_the_callers_has_no_id(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    hidden = Source("", space, "手册.md", Kind.DOCUMENT, "", "", 0, Status.DONE)
    said = submission_json(shelf.catalog, Submission(hidden, "duplicate"))
    told = wire_models.Submission.model_validate(said)
    assert (told.outcome, told.source.id, told.source.title, told.error) == ("duplicate", "", "手册.md", None)


def test_a_source_is_told_as_it_is_now(shelf: Shelf) -> None:
    source = shelf.add("a.md")
    shelf.catalog.update(source.id, topic="危机")
    said = submission_json(shelf.catalog, Submission(source, "new"))
    assert wire_models.Submission.model_validate(said).source.topic == "危机"


@pytest.mark.parametrize(
    ("event", "name", "data"),
    [
        (Searching("先做什么"), "searching", {"standalone": "先做什么"}),
        (Found(()), "found", {"sources": []}),
        (Delta("一\n\ndata: x"), "delta", {"text": "一\n\ndata: x"}),
    ],
)
def test_events_are_one_line_of_data_each(shelf: Shelf, event: Event, name: str, data: object) -> None:
    assert parsed(server_sent(shelf.catalog, "talk", event)) == (name, data)


def test_the_last_event_is_the_whole_answer_or_why_there_is_none(shelf: Shelf) -> None:
    whole = answer(shelf.add("a.md").id, notice=UncitedAnswer(model="gpt").record())
    name, data = parsed(server_sent(shelf.catalog, "talk", Done(whole)))
    assert (name, data) == ("done", answer_json(shelf.catalog, whole, "talk"))
    assert data["notice"]["zh"].startswith("gpt 的回答没有引用资料")
    for event in (
        server_sent(shelf.catalog, "talk", Notice(ModelTimeout(model="gpt"))),
        failed_event(ModelTimeout(model="gpt")),
    ):
        assert set(parsed(event)[1]["error"]) == {"en", "zh"}
