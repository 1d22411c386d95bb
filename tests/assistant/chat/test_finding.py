"""Where evidence is looked for, and that no guess ever leaves the scope it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.chat.asking import understand
from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.finding import Finder
from assistant.chat.passages import passages
from assistant.chat.retrieve import Limits
from assistant.chat.rewrite import FollowUp
from vectorstore.glossary import Glossary
from vectorstore.models import Block, Hit, Kind, Locator, Scope, Term

if TYPE_CHECKING:
    from conftest import Library

Watched = tuple[Finder, list[Scope]]


@pytest.fixture
def watch(dated: Library) -> Callable[..., Watched]:
    """A finder, and the scopes that it searches."""

    def make(scope: Scope | None = None) -> Watched:
        searched: list[Scope] = []

        def search(scope: Scope, text: str, k: int) -> Sequence[Hit]:
            searched.append(scope)
            return dated.search(scope, text, k)

        return Finder(replace(dated.holdings, search=search), scope or dated.scope, Limits(), "zh"), searched

    return make


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("上次会议说广告预算是多少？", ("review",)),
        ("去年九月那次会上，广告预算定的是多少？", ("kickoff",)),
        ("最近一次启动会说预算多少？", ("kickoff",)),
        ("最新一份报表的投产比是多少？", ("report",)),
        ("in the last kick-off, what was the 预算?", ("kickoff",)),
    ],
)
def test_a_time_narrows_to_the_sources_it_means_and_then_widens(
    watch: Callable[..., Watched], question: str, first: tuple[str, ...]
) -> None:
    finder, searched = watch()
    tries = list(finder.tries(understand(question)))
    assert searched[0].sources == first
    assert searched[-1] == finder.scope
    assert tries[-1].last
    assert tries[-1].question == question


def test_the_words_of_time_are_not_searched_for_inside_the_source(watch: Callable[..., Watched]) -> None:
    finder, _ = watch()
    assert next(finder.tries(understand("去年九月那次会上，广告预算定的是多少？"))).question == "广告预算定的是多少？"


def test_a_month_that_is_part_of_the_question_narrows_nothing(watch: Callable[..., Watched]) -> None:
    finder, searched = watch()
    list(finder.tries(understand("四月开始广告预算是多少？")))
    assert searched == [finder.scope]


def test_somebodys_words_are_looked_for_among_what_they_said(watch: Callable[..., Watched]) -> None:
    finder, searched = watch()
    tries = list(finder.tries(understand("客户方对直播价是怎么说的？")))
    assert searched[0].speakers == ("吴敏（客户）", "陈国栋（客户）")
    assert tries[0].speakers == {"吴敏（客户）", "陈国栋（客户）"}
    assert "没有标明是“客户方”的发言" in tries[-1].note


def test_a_plain_question_is_searched_once(watch: Callable[..., Watched]) -> None:
    finder, searched = watch()
    assert len(list(finder.tries(understand("直播价是多少？")))) == 1
    assert searched == [finder.scope]


@pytest.mark.parametrize(
    "question",
    [
        "上次会议说预算多少？",
        "陈总说他最怕什么？",
        "三月那次会上林晓曼怎么说预算？",
        "列出所有预算",
        "直播价多少，谁批准？",
    ],
)
def test_no_guess_leaves_the_scope(dated: Library, watch: Callable[..., Watched], question: str) -> None:
    narrow = dated.holdings.narrow(dated.scope, sources=["playbook", "kickoff"], kinds=[Kind.DOCUMENT, Kind.RECORDING])
    finder, searched = watch(narrow)
    asked = understand(question)
    list(finder.tries(asked))
    finder.gathered(asked, None)
    finder.everything(asked)
    assert searched
    for scope in searched:
        assert set(scope.spaces) <= set(narrow.spaces)
        assert not scope.spaces or (scope.sources and set(scope.sources) <= set(narrow.sources))
        assert not scope.spaces or (scope.kinds and set(scope.kinds) <= set(narrow.kinds))


def test_a_follow_up_is_looked_for_around_what_was_cited(dated: Library, watch: Callable[..., Watched]) -> None:
    cited = Citation(1, "kickoff", "启动会", Kind.RECORDING, "直播价不能低于三十九块。", Locator(), 2, 2)
    before = Answer("直播价？", "直播价？", "三十九 [1]", "zh", citations=(cited,))
    finder, _ = watch()
    near = next(finder.tries(understand("直播价 怕什么"), FollowUp("怕什么", before)))
    assert near.follows is not None
    assert [index for index, _ in near.evidence[0].blocks] == [0, 1, 2]
    assert [item.n for item in near.evidence] == list(range(1, len(near.evidence) + 1))


def test_what_was_cited_and_is_no_longer_in_scope_is_not_read(dated: Library, watch: Callable[..., Watched]) -> None:
    cited = Citation(1, "kickoff", "启动会", Kind.RECORDING, "直播价", Locator(), 2, 2)
    before = Answer("直播价？", "直播价？", "三十九 [1]", "zh", citations=(cited,))
    finder, _ = watch(dated.holdings.narrow(dated.scope, sources=["review"]))
    tries = list(finder.tries(understand("预算"), FollowUp("预算", before)))
    assert {item.source for found in tries for item in found.evidence} <= {"review"}


def test_a_model_gets_every_guess_in_one_numbered_list(watch: Callable[..., Watched]) -> None:
    finder, _ = watch()
    evidence = finder.gathered(understand("直播价最低是多少，第一次回应要多久？"), None)
    assert {item.source for item in evidence} >= {"kickoff", "review"}
    assert [item.n for item in evidence] == list(range(1, len(evidence) + 1))
    turned = finder.gathered(understand("预算"), None, lambda question, hits: hits[::-1])
    assert {item.source for item in turned} == {item.source for item in finder.gathered(understand("预算"), None)}


def test_a_section_is_read_whole(watch: Callable[..., Watched]) -> None:
    finder, _ = watch()
    found = finder.evidence("红包请达人", finder.scope)
    passage = next(p for item in found for p in passages(item) if "红包" in p.text)
    assert [index for index, _ in finder.section(passage).blocks] == [1, 2, 3]


def test_what_the_sources_call_otherwise_is_found_by_its_other_names(library: Library) -> None:
    library.add("a", "底价.md", Kind.DOCUMENT, [Block("晨露精华的底价是一百九十九元", Locator(paragraph=1))])
    Glossary(library.catalog.engine).put(library.space, [Term("晨露精华", ("小绿瓶",))])
    finder = Finder(library.holdings, library.scope, Limits(), "zh")
    tries = list(finder.tries(understand("小绿瓶的底价是多少？")))
    assert [(found.question, found.last) for found in tries] == [
        ("小绿瓶的底价是多少？", True),
        ("晨露精华的底价是多少？", True),
    ]
    assert len(list(finder.tries(understand("底价是多少？")))) == 1
    assert "晨露精华" in finder.gathered(understand("小绿瓶"), None)[0].text
