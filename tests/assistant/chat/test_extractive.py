from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.extractive import (
    COMPARED,
    MOST_SENTENCES,
    MOST_WRITTEN,
    WIDE_CHARS,
    Scored,
    choose,
    compose,
    score,
)
from assistant.chat.passages import Passage, passages
from vectorstore.models import Block, Kind, Locator

Similarity = Callable[[str, Sequence[str]], np.ndarray]


def spoken(*turns: tuple[str | None, str], n: int = 1, source: str = "m") -> Evidence:
    """Turns two seconds apart, five seconds each."""
    blocks = tuple(
        (i, Block(text, Locator(start=i * 7.0, end=i * 7.0 + 5), speaker=who, kind="speech"))
        for i, (who, text) in enumerate(turns)
    )
    return Evidence(n, source, "会议.m4a", Kind.RECORDING, blocks, 1.0)


def written(*texts: str, n: int = 1, source: str = "d", kind: str = "text", title: str = "手册.docx") -> Evidence:
    blocks = tuple((i, Block(text, Locator(paragraph=i + 1), kind=kind)) for i, text in enumerate(texts))
    return Evidence(n, source, title, Kind.DOCUMENT, blocks, 1.0)


def quotes(question: str, evidence: Sequence[Evidence], similarity: Similarity) -> list[str]:
    return [passage.text for passage in choose(score(question, evidence, similarity))]


def ranked(passages: Sequence[Passage], *scores: float) -> list[Scored]:
    return [Scored(passage, value, 0.9) for passage, value in zip(passages, scores, strict=True)]


def test_the_sentence_that_answers_is_quoted(similarity: Similarity) -> None:
    evidence = [written("天气很好。", "退款一共四万两千元。", "下周开会。")]
    assert quotes("退款一共多少元？", evidence, similarity)[0] == "退款一共四万两千元。"


def test_a_number_tells_rows_apart(similarity: Similarity) -> None:
    evidence = [written("日期: 3月6日; 投产比: 1.8", "日期: 3月7日; 投产比: 2.6", kind="row")]
    assert quotes("3月7日的投产比是多少？", evidence, similarity)[0] == "日期: 3月7日; 投产比: 2.6"


def test_a_question_in_the_source_is_no_answer_but_its_reply_is(similarity: Similarity) -> None:
    evidence = [spoken(("Kiki", "What about the budget?"), ("Emma", "Four hundred thousand yuan."))]
    chosen = quotes("How much is the launch budget?", evidence, similarity)
    assert chosen == ["Four hundred thousand yuan."]


def test_reasons_that_follow_in_the_same_breath_come_along(similarity: Similarity) -> None:
    evidence = [written("请另外一个人念一遍日预算。去年多打了一个零，一晚上就花完了。", "第三步，分时折扣。")]
    assert quotes("日预算为什么要请另外一个人念一遍？", evidence, similarity) == [
        "请另外一个人念一遍日预算。",
        "去年多打了一个零，一晚上就花完了。",
    ]


def test_the_last_sentence_of_a_paragraph_brings_the_one_before(similarity: Similarity) -> None:
    evidence = [written("别的段落。", "先退款会被说成封口费。所以要先打电话。")]
    assert quotes("为什么要先打电话？", evidence, similarity) == ["先退款会被说成封口费。", "所以要先打电话。"]


def test_what_somebody_else_says_is_another_thought(similarity: Similarity) -> None:
    evidence = [spoken(("赵琪", "退款一共四万两千元。"), ("吴敏", "我下班了。"))]
    assert quotes("退款一共多少元？", evidence, similarity) == ["退款一共四万两千元。"]


def test_a_thought_that_comes_along_has_its_limits(similarity: Similarity) -> None:
    evidence = [written("要请人念一遍日预算。" + "无关的话" * WIDE_CHARS + "。")]
    assert quotes("日预算为什么要请人念一遍？", evidence, similarity) == ["要请人念一遍日预算。"]


def test_what_names_no_reason_is_quoted_alone(similarity: Similarity) -> None:
    evidence = [written("日预算上限是三千元。去年多打了一个零，一晚上就花完了。")]
    assert quotes("日预算上限是多少？", evidence, similarity) == ["日预算上限是三千元。"]


def test_a_list_is_quoted_as_a_list(similarity: Similarity) -> None:
    steps = written("先下架短视频", "再发第一份声明", "最后给消费者打电话", kind="list")
    after = Block("另一段话。", Locator(paragraph=9))
    whole = replace(steps, blocks=(*steps.blocks, (3, after)))
    chosen = choose(score("发声明的步骤有哪些？", [whole], similarity))
    assert compose(chosen)[0] == "- 先下架短视频 [1]\n- 再发第一份声明 [2]\n- 最后给消费者打电话 [3]"
    assert next(p.text for p in choose(score("谁发第一份声明？", [whole], similarity))) == "再发第一份声明"


def test_of_a_list_too_long_to_quote_some_items(similarity: Similarity) -> None:
    items = [f"第{i}步，{'做一件很长的事情' * 12}" for i in range(20)]
    chosen = choose(score("第7步怎么做？", [written(*items, kind="list")], similarity))
    assert len(chosen) <= MOST_SENTENCES


def test_of_a_long_row_the_cells_asked_for_are_quoted(similarity: Similarity) -> None:
    row = "编号: QC006; 商品: 燕麦脆; 人群: 糖友家属; 出价: 20.9; 投产比: 1.12; 状态: 已停"
    text, citations = compose(choose(score("糖友家属的投产比是多少？", [written(row, kind="row")], similarity)))
    assert text == "编号: QC006; 人群: 糖友家属; 投产比: 1.12 [1]"
    assert citations[0].locator.paragraph == 1


def test_rows_bring_no_neighbours(similarity: Similarity) -> None:
    evidence = [written("人群: 糖友家属; 状态: 已停", "人群: 健身白领; 状态: 在投", kind="row")]
    assert quotes("糖友家属的状态是什么？", evidence, similarity) == ["人群: 糖友家属; 状态: 已停"]


def test_the_same_thing_said_in_two_sources_is_quoted_once(similarity: Similarity) -> None:
    evidence = [written("退款一共四万两千元。"), written("退款一共四万两千元。", n=2, source="e")]
    assert quotes("退款一共多少元？", evidence, similarity) == ["退款一共四万两千元。"]


def test_two_sources_that_say_as_much_are_both_quoted(similarity: Similarity) -> None:
    evidence = [written("退款由吴敏负责打电话。"), written("退款由赵琪负责审批。", source="e")]
    assert len(quotes("退款由谁负责？", evidence, similarity)) == 2


def test_no_more_than_two_written_sentences_and_four_spoken_are_quoted() -> None:
    texts = [f"{'甲乙丙丁戊己庚辛壬癸'[i]}说了{'春夏秋冬东南西北中'[i]}天的话。" for i in range(9)]
    assert len(choose(ranked(passages(written(*texts)), *[1.0] * 9))) == MOST_WRITTEN
    heard = passages(spoken(*(("赵琪", text) for text in texts)))
    assert len(choose(ranked(heard, *[1.0] * 9))) == MOST_SENTENCES


def test_weak_sentences_are_left_out() -> None:
    items = passages(written("第一句话。", "完全不同内容。"))
    assert [p.text for p in choose(ranked(items, 1.0, 0.5))] == ["第一句话。"]


def test_the_question_s_language_is_preferred_and_not_mixed(similarity: Similarity) -> None:
    def blind(question: str, texts: Sequence[str]) -> np.ndarray:
        return np.full(len(texts), 0.85, np.float32)

    evidence = [written("The ROI floor is 2.2."), written("ROI 底线是 2.2。", n=1, source="e")]
    assert quotes("ROI 底线？", evidence, blind) == ["ROI 底线是 2.2。"]
    assert quotes("ROI floor?", evidence, blind) == ["The ROI floor is 2.2."]


def test_where_only_the_other_language_has_it_the_original_is_quoted(similarity: Similarity) -> None:
    def knows_both(question: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([0.88 if "refund" in text else 0.76 for text in texts], np.float32)

    evidence = [written("The refund was 42,000 yuan.", "Lunch was good.")]
    assert quotes("一共退了多少钱？", evidence, knows_both)[0] == "The refund was 42,000 yuan."


def test_headings_say_what_a_short_sentence_is_about(similarity: Similarity) -> None:
    plain = Block("先下架，再声明。", Locator(paragraph=1))
    blocks = ((0, plain), (1, replace(plain, text="先报警，再退款。", headings=("假客服事件",))))
    evidence = [Evidence(1, "d", "手册.docx", Kind.DOCUMENT, blocks, 1.0)]
    assert quotes("假客服事件怎么处理？", evidence, similarity)[0] == "先报警，再退款。"


def test_only_so_many_sentences_are_embedded() -> None:
    asked: list[int] = []

    def counting(question: str, texts: Sequence[str]) -> np.ndarray:
        asked.append(len(texts))
        return np.full(len(texts), 0.8, np.float32)

    evidence = [written(*(f"第{i}句话。" for i in range(500)), "退款四万两千元。")]
    scored = score("退款多少元？", evidence, counting)
    assert asked == [COMPARED]
    assert scored[0].passage.text == "退款四万两千元。"


def test_no_evidence_and_no_text_give_nothing(similarity: Similarity) -> None:
    assert score("问题", [], similarity) == []
    assert score("问题", [written("", " ")], similarity) == []
    assert choose([]) == []


def test_a_question_of_only_question_words_breaks_nothing(similarity: Similarity) -> None:
    assert quotes("为什么？", [written("因为下雨。")], similarity) == ["因为下雨。"]


def test_quotes_stand_in_the_sources_order_each_with_its_place() -> None:
    item = written("第一段话。", "第二段话。", "第三段话。")
    first, _, third = passages(item)
    text, citations = compose([third, first])
    assert text == "第一段话。 [1] 第三段话。 [2]"
    assert [(c.n, c.text, c.locator.paragraph) for c in citations] == [(1, "第一段话。", 1), (2, "第三段话。", 3)]


def test_sentences_that_follow_each_other_are_one_quote() -> None:
    text, citations = compose(passages(written("先下架。再声明。")))
    assert text == "先下架。再声明。 [1]"
    assert [c.text for c in citations] == ["先下架。再声明。"]


def test_each_source_has_its_paragraph_the_best_first() -> None:
    one, other = passages(written("甲。")), passages(written("乙。", n=2, source="e"))
    text, citations = compose([*other, *one])
    assert text == "乙。 [1]\n\n甲。 [2]"
    assert [c.source for c in citations] == ["e", "d"]


@pytest.mark.parametrize(
    ("who", "said", "shown"),
    [
        ("赵琪", "先下架。", "赵琪：“先下架。” [1]"),
        ("Emma", "We moved it.", "Emma: “We moved it.” [1]"),
        (None, "先下架。", "先下架。 [1]"),
    ],
)
def test_who_said_it_is_said(who: str | None, said: str, shown: str) -> None:
    assert compose(passages(spoken((who, said))))[0] == shown


def test_a_spoken_quote_opens_at_its_second() -> None:
    _, citations = compose(passages(spoken(("赵琪", "先下架。"), ("吴敏", "再退款。")))[1:])
    assert (citations[0].locator.start, citations[0].locator.end, citations[0].first_block) == (7.0, 12.0, 1)
