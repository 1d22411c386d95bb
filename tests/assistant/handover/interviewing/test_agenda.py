"""What an interview goes over, in which order; what is known; where a passage stands; whose words are quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.agenda import BETWEEN, agenda, topics_of
from assistant.handover.interviewing.bank import bank
from assistant.handover.interviewing.known import is_answered, is_same, on_topic
from assistant.handover.interviewing.model import Aspect, Gap, Ground, Moment
from assistant.handover.interviewing.places import clock, place
from assistant.handover.interviewing.quoting import clause
from assistant.handover.templates import load
from vectorstore.models import Kind, Locator

CITATION = Citation(1, "s1", "2026-03-14 危机复盘会", Kind.RECORDING, "先停投放", Locator(start=872.0), 3, 3)
GAPS = tuple(Gap(f"g{n}", "ads", f"第 {n} 件事", "none") for n in range(7))
ITEMS = [(section.key, item) for section, item in load()["agency"].items]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("section", "item"), ITEMS, ids=lambda part: getattr(part, "key", part))
def test_the_items_of_a_checklist_find_their_topics_by_title(section: str, item: object, lang: str) -> None:
    title = item.title[lang]  # type: ignore[attr-defined]
    found = [topic.key for topic in topics_of(Gap("some-id", section, title, "none"), bank())]
    assert found == [item.key]  # type: ignore[attr-defined]


def test_a_gap_by_its_own_key() -> None:
    assert [t.key for t in topics_of(Gap("bidding", "ads", "随便叫什么", "none"), bank())] == ["bidding"]


def test_moments_of_no_section_come_in_between() -> None:
    moments = tuple(Moment(f"m{n}", CITATION, f"第 {n} 个决定") for n in range(3))
    order = [thread.subject for thread in agenda(Ground("zh", GAPS, moments))]
    assert order == ["g0", "g1", "g2", "m0", "g3", "g4", "g5", "m1", "g6", "m2"]
    assert order.index("m0") == BETWEEN


def test_an_incident_goes_before_a_decision() -> None:
    moments = (Moment("m0", CITATION, "决定"), Moment("m1", CITATION, "危机", is_incident=True))
    order = [thread.subject for thread in agenda(Ground("zh", GAPS[:3], moments))]
    assert order == ["g0", "g1", "g2", "m1", "m0"]


def test_two_gaps_do_not_ask_the_same_topic() -> None:
    gaps = (Gap("a", "ads", "出价与调价规则", "none"), Gap("b", "ads", "出价规则", "none"))
    assert [thread.topic for thread in agenda(Ground("zh", gaps))] == ["bidding", "any"]


def test_what_is_known_is_left_out_whichever_language_it_is_in() -> None:
    gap = Gap("bids", "ads", "出价与调价规则", "none")
    for sentence in ("出价低于 2 必须降。", "If the bid is above 30 euros, cut it."):
        assert agenda(Ground("zh", (gap,), known=(sentence,))) == ()
    assert len(agenda(Ground("zh", (gap,), known=("预算每天 3000。",)))) == 1
    lacking = replace(gap, lacking=(Aspect.REASON,))
    assert len(agenda(Ground("zh", (lacking,), known=("出价低于 2 必须降。",)))) == 1


def test_a_question_is_answered_by_a_sentence_that_names_the_same() -> None:
    assert is_answered("周末要不要关直通车？", ("周末要关直通车，周一早上再开。",))
    assert is_answered("What is the daily budget?", ("日预算 daily 上限 3000 元。",))
    assert not is_answered("周末要不要关直通车？", ("直通车的出价是 2 元。",))
    assert not is_answered("？", ("什么都有。",))


def test_the_same_question_in_other_words() -> None:
    assert is_same("降百分之十之后多久再看一次效果？", "降百分之十之后，多久再看一次效果呢？")
    assert not is_same("出价为什么这么定？", "审批为什么要两天？")
    assert is_same("？", "？")
    assert not is_same("？", "！")


def test_words_of_a_topic_are_whole_at_their_beginning() -> None:
    assert on_topic(("bid",), ("Bids change on Mondays.", "We forbid that.")) == ("Bids change on Mondays.",)
    assert on_topic((), ("anything",)) == ()


PLACES = [
    (
        "2026-03-14 危机复盘会",
        Locator(start=872.0),
        "3 月 14 日《危机复盘会》 14:32",
        "At 14:32 of “危机复盘会” (14 March)",
    ),
    ("2025-11-20 复盘", Locator(start=4000.0), "11 月 20 日《复盘》 1:06:40", "At 1:06:40 of “复盘” (20 November)"),
    ("20260602周会", Locator(start=5.0), "6 月 2 日《周会》 00:05", "At 00:05 of “周会” (2 June)"),
    ("2026年1月9日", Locator(page=3), "1 月 9 日《2026年1月9日》第 3 页", "On page 3 of “2026年1月9日” (9 January)"),
    ("Ad guide", Locator(slide=2), "《Ad guide》第 2 页", "On slide 2 of “Ad guide”"),
    ("Bids", Locator(sheet="S1", row=7), "《Bids》S1第 7 行", "In row 7 of “Bids”"),
    ("2026-13-45 chat", Locator(message=4), "《2026-13-45 chat》", "In “2026-13-45 chat”"),
]


@pytest.mark.parametrize(("title", "locator", "zh", "en"), PLACES)
def test_where_a_passage_stands(title: str, locator: Locator, zh: str, en: str) -> None:
    citation = replace(CITATION, title=title, locator=locator)
    assert (place(citation, "zh"), place(citation, "en")) == (zh, en)


def test_seconds_as_a_clock() -> None:
    assert [clock(seconds) for seconds in (0.0, 59.9, 872.4, 3661.0)] == ["00:00", "00:59", "14:32", "1:01:01"]


QUOTED = [
    ("看情况吧，一般先问林姐。", "一般先问林姐"),
    ("我们先看素材。ROI 低于 2 就降。", "ROI 低于 2 就降"),
    ("It depends, really.", ""),
    ("低于 2「先停」再说。", "低于 2先停再说"),
    ("好", ""),
    ("", ""),
    ("啊" * 200, ""),
    ("x{title} 20", "xtitle 20"),
    ("大家都挺辛苦的。嗯，差不多。", ""),
]


@pytest.mark.parametrize(("answer", "words"), QUOTED)
def test_a_few_words_to_quote(answer: str, words: str) -> None:
    assert clause(answer, "zh") == words


def test_the_vague_words_to_quote_when_they_are_asked_after() -> None:
    assert clause("我们先看素材，看情况吧。", "zh", is_vague=True) == "看情况吧"
    assert clause("ROI 低于 2 就降。", "zh", is_vague=True) == ""
