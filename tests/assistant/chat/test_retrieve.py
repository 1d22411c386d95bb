from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.chat.retrieve import Limits, join, retrieve, tokens
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Chunk, Hit, Kind, Locator, Scope, Source, Status


@pytest.fixture
def speech(catalog: Catalog) -> Catalog:
    """Twelve spoken segments of one recording and four of another, ten seconds each."""
    space = catalog.space_named("穗岚").id
    for name, count in (("a", 12), ("b", 4)):
        catalog.add(Source(name, space, f"{name}.m4a", Kind.RECORDING, name, ".m4a", 1, Status.DONE))
        blocks = [Block(f"第{i}段话在{name}里", Locator(start=i * 10, end=i * 10 + 9)) for i in range(count)]
        catalog.put_blocks(name, 1, 0, blocks)
    return catalog


def hit(source: str, first: int, last: int, score: float, **values: Any) -> Hit:
    locator = Locator(start=first * 10, end=last * 10 + 9)
    chunk = Chunk(f"{source}-v1-{first}", source, "s", "text", locator, first, last, Kind.RECORDING, title=source)
    return Hit(chunk, score, values.get("dense"), values.get("lexical"))


LIMITS = Limits()


def spans(hits: Sequence[Hit], catalog: Catalog, limits: Limits = LIMITS) -> list[tuple[int, str, int, int]]:
    return [(e.n, e.source, e.blocks[0][0], e.blocks[-1][0]) for e in join(hits, catalog, limits)]


def test_hits_that_touch_are_one_item(speech: Catalog) -> None:
    assert spans([hit("a", 3, 5, 0.9), hit("a", 6, 8, 0.5)], speech) == [(1, "a", 3, 8)]


def test_hits_that_overlap_are_one_item_without_saying_anything_twice(speech: Catalog) -> None:
    items = join([hit("a", 3, 5, 0.9), hit("a", 5, 7, 0.5)], speech, Limits())
    assert [index for index, _ in items[0].blocks] == [3, 4, 5, 6, 7]
    assert items[0].text.count("第5段") == 1


def test_hits_apart_are_items_apart(speech: Catalog) -> None:
    assert spans([hit("a", 0, 1, 0.9), hit("a", 3, 4, 0.8)], speech) == [(1, "a", 0, 1), (2, "a", 3, 4)]


def test_the_same_place_in_two_sources_is_two_items(speech: Catalog) -> None:
    assert spans([hit("b", 0, 1, 0.9), hit("a", 2, 3, 0.8)], speech) == [(1, "b", 0, 1), (2, "a", 2, 3)]


def test_items_are_numbered_by_their_best_hit(speech: Catalog) -> None:
    found = spans([hit("a", 0, 1, 0.7), hit("b", 0, 1, 0.8), hit("a", 2, 3, 0.9)], speech)
    assert found == [(1, "a", 0, 3), (2, "b", 0, 1)]


def test_an_item_keeps_the_best_scores_of_its_hits(speech: Catalog) -> None:
    items = join([hit("a", 0, 1, 0.7, dense=0.83), hit("a", 2, 3, 0.6, dense=0.86, lexical=4.0)], speech, Limits())
    assert (items[0].score, items[0].dense, items[0].lexical) == (0.7, 0.86, 4.0)


def test_the_locator_spans_the_item(speech: Catalog) -> None:
    items = join([hit("a", 3, 5, 0.9), hit("a", 6, 8, 0.5)], speech, Limits())
    assert (items[0].locator.start, items[0].locator.end) == (30, 89)


def test_the_budget_holds_and_a_smaller_hit_may_still_fit(speech: Catalog) -> None:
    one = tokens("第0段话在a里")
    limits = Limits(tokens=4 * one)
    hits = [hit("a", 0, 1, 0.9), hit("a", 4, 8, 0.8), hit("b", 0, 1, 0.7)]
    assert spans(hits, speech, limits) == [(1, "a", 0, 1), (2, "b", 0, 1)]
    assert sum(tokens(block.text) for e in join(hits, speech, limits) for _, block in e.blocks) <= limits.tokens


def test_overlap_is_paid_once(speech: Catalog) -> None:
    one = tokens("第0段话在a里")
    assert spans([hit("a", 0, 3, 0.9), hit("a", 3, 4, 0.8)], speech, Limits(tokens=5 * one)) == [(1, "a", 0, 4)]


def test_the_best_hit_is_there_even_when_it_alone_is_over_budget(speech: Catalog) -> None:
    assert spans([hit("a", 0, 5, 0.9), hit("b", 0, 0, 0.8)], speech, Limits(tokens=1)) == [(1, "a", 0, 5)]


def test_no_more_items_than_the_limit(speech: Catalog) -> None:
    hits = [hit("a", i, i, 1 - i / 100) for i in range(0, 12, 2)]
    assert len(join(hits, speech, Limits(items=3))) == 3


def test_a_source_that_was_just_removed_is_left_out(speech: Catalog) -> None:
    hits = [hit("a", 0, 1, 0.9), hit("b", 0, 1, 0.8)]
    speech.delete("a")
    assert spans(hits, speech) == [(1, "b", 0, 1)]


def test_of_a_block_cut_into_several_chunks_only_the_found_part_is_evidence(catalog: Catalog) -> None:
    space = catalog.space_named("穗岚").id
    catalog.add(Source("book", space, "book.txt", Kind.DOCUMENT, "book", ".txt", 1, Status.DONE))
    part = "Natasha went to the ball."
    catalog.put_blocks("book", 1, 0, [Block(f"{'Prince Andrew rode. ' * 500}{part}", Locator(paragraph=1))])
    chunk = Chunk("book-v1-0-9", "book", space, part, Locator(paragraph=1), 0, 0, Kind.DOCUMENT, title="book.txt")
    assert join([Hit(chunk, 1.0, None, None)], catalog, Limits())[0].text == part


def test_nothing_found_is_no_evidence(speech: Catalog) -> None:
    assert join([], speech, Limits()) == []


def test_the_search_gets_the_callers_scope_untouched(speech: Catalog) -> None:
    seen: list[tuple[Scope, str, int]] = []

    def search(scope: Scope, text: str, k: int) -> list[Hit]:
        seen.append((scope, text, k))
        return [hit("a", 0, 1, 0.9)]

    scope = Scope(("x",), kinds=(Kind.RECORDING,), speakers=("林晓曼",))
    assert retrieve(search, speech, "问题", scope, Limits(hits=5))[0].source == "a"
    assert seen == [(scope, "问题", 5)]
    assert seen[0][0] is scope


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("", 0, 1), ("三月六号晚上九点", 7, 9), ("We moved the launch to March.", 6, 10), ("投产比 ROI 2.2", 4, 9)],
)
def test_tokens_are_about_right(text: str, low: int, high: int) -> None:
    assert low <= tokens(text) <= high


def test_a_share_of_the_budget_goes_to_what_stands_beside_the_best_hits(speech: Catalog) -> None:
    hits = [hit("a", 1, 1, 0.9), hit("b", 0, 0, 0.8)]
    assert spans(hits, speech) == [(1, "a", 1, 1), (2, "b", 0, 0)]
    assert spans(hits, speech, Limits(around=0.5)) == [(1, "a", 0, 2), (2, "b", 0, 1)]


def test_neighbours_never_break_the_budget(speech: Catalog) -> None:
    hits = [hit("a", 0, 1, 0.9), hit("b", 0, 1, 0.8)]
    plain = join(hits, speech, Limits())
    needed = sum(tokens(item.text) for item in plain)
    tight = join(hits, speech, Limits(tokens=needed, around=0.25))
    assert sum(tokens(item.text) for item in tight) <= needed + len(tight)
