"""What is held of a topic: reasons, in two sources, lately."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.handover.covering.model import Flaw, Verdict
from assistant.handover.covering.topics import judge_topic, topic_key
from assistant.handover.interviewing.model import Aspect
from vectorstore.models import Block, Locator, Source

if TYPE_CHECKING:
    from shelves import Shelf

TODAY = date(2026, 11, 20)
WHY = (
    "先停投放，因为流量会继续推出事的商品。",
    "不删评论，因为截图传出去第二波更大。",
    "改打吴敏，因为周三陈总在工厂。",
)


def source(shelf: Shelf, title: str, lines: tuple[str, ...], on: date | None = date(2026, 3, 14)) -> Source:
    blocks = [Block(line, Locator(paragraph=i)) for i, line in enumerate(lines, start=1)]
    made: Source = shelf.add(title, title.encode(), blocks, topic="危机", occurred_on=on)
    return made


def test_two_sources_that_say_why_are_enough(shelf: Shelf) -> None:
    judged = judge_topic("危机", [source(shelf, "a", WHY[:2]), source(shelf, "b", WHY[2:])], shelf.catalog, TODAY)
    assert (judged.verdict, judged.key) == (Verdict.ENOUGH, topic_key("危机"))
    assert [citation.text for citation in judged.passages] == list(WHY)


def test_one_source_alone_is_thin(shelf: Shelf) -> None:
    judged = judge_topic("危机", [source(shelf, "a", WHY), source(shelf, "b", ("全部停了。",))], shelf.catalog, TODAY)
    assert (judged.verdict, judged.flaws) == (Verdict.THIN, (Flaw.SINGLE,))


def test_what_without_why_is_thin_and_lacks_reasons(shelf: Shelf) -> None:
    judged = judge_topic("危机", [source(shelf, "a", ("全部停了。",))], shelf.catalog, TODAY)
    assert (judged.verdict, judged.lacking, judged.passages) == (Verdict.THIN, (Aspect.REASON,), ())


def test_what_nobody_said_lately_is_thin(shelf: Shelf) -> None:
    old = date(2024, 1, 1)
    sources = [source(shelf, "a", WHY[:2], old), source(shelf, "b", WHY[2:], old)]
    assert judge_topic("危机", sources, shelf.catalog, TODAY).verdict is Verdict.THIN


def test_no_source_is_none(shelf: Shelf) -> None:
    assert judge_topic("危机", [], shelf.catalog, TODAY).verdict is Verdict.NONE


def test_a_topics_key_is_fit_for_an_address_whatever_it_is_called() -> None:
    assert topic_key("a/b?c=危机\ud800").replace("-", "").isalnum()
    assert topic_key("a") != topic_key("b")
