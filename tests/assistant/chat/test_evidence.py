from __future__ import annotations

import json

import pytest

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.errors import ModelTimeout
from vectorstore.errors import say_record
from vectorstore.models import Block, Kind, Locator


def recording() -> Evidence:
    blocks = (
        (4, Block("先报警。", Locator(start=20.0, end=25.0), headings=("第二次危机",), speaker="赵琪", kind="speech")),
        (5, Block("再退款。", Locator(start=25.5, end=35.0), kind="speech")),
    )
    return Evidence(1, "m1", "危机复盘会.m4a", Kind.RECORDING, blocks, 0.9)


def test_evidence_is_read_with_its_speakers() -> None:
    item = recording()
    assert item.text == "赵琪: 先报警。\n再退款。"
    assert item.locator == Locator(start=20.0, end=35.0)
    assert item.headings == ("第二次危机",)


def test_a_citation_spans_its_blocks() -> None:
    citation = cite(recording(), 2, 4, 5, "先报警。再退款。")
    assert (citation.locator.start, citation.locator.end, citation.first_block, citation.last_block) == (20, 35, 4, 5)
    assert citation.url == "/?source=m1&block=4"


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        (Locator(start=20.0, end=25.0), {"start": 20.0, "end": 25.0}),
        (Locator(page=3), {"page": 3}),
        (Locator(slide=2), {"slide": 2}),
        (Locator(sheet="3月", row=7), {"sheet": "3月", "row": 7}),
        (Locator(paragraph=9), {"paragraph": 9}),
        (Locator(message=12), {"message": 12}),
        (Locator(), {}),
    ],
)
def test_a_citation_as_json_is_flat_and_comes_back(locator: Locator, place: dict[str, object]) -> None:
    citation = Citation(1, "s", "名.pdf", Kind.PDF, "原文", locator, 3, 3)
    record = json.loads(json.dumps(citation.to_json()))
    assert {key: record[key] for key in ("n", "source", "kind", "text", "url")} == {
        "n": 1,
        "source": "s",
        "kind": "pdf",
        "text": "原文",
        "url": "/?source=s&block=3",
    }
    assert record.items() >= place.items()
    assert not {"start", "page", "slide", "sheet", "row"} & (record.keys() - place.keys())
    assert Citation.from_json(record) == citation


def test_an_answer_comes_back_from_json() -> None:
    citation = cite(recording(), 1, 4, 4, "先报警。")
    notice = ModelTimeout(model="gpt-5-mini", reason="timed out").record()
    answers = [
        Answer("问", "问全", "先报警[1]。", "zh", citations=(citation,), notice=notice),
        Answer("q", "q", "no", "en", refused=True, nearest=citation, mode="gpt-5-mini"),
    ]
    for answer in answers:
        assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert "gpt-5-mini" in say_record(answers[0].to_json()["notice"], "zh")


def test_ask_json_has_the_promised_fields() -> None:
    record = Answer("q", "q", "text [1]", "en", citations=(cite(recording(), 1, 4, 4, "x"),)).to_json()
    assert record.keys() >= {"answer", "refused", "citations"}
    assert (record["answer"], record["refused"], record["citations"][0]["start"]) == ("text [1]", False, 20.0)
