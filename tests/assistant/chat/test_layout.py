from __future__ import annotations

from collections.abc import Callable

from assistant.chat.evidence import Evidence
from assistant.chat.layout import Section, laid_out
from assistant.chat.passages import passages

Make = Callable[..., Evidence]


def test_citations_are_numbered_through_and_openings_stand_above(make_evidence: Make) -> None:
    old, new = make_evidence("预算三十万。"), make_evidence("预算二十万。", n=2, source="review")
    text, citations = laid_out([Section("现在：", tuple(passages(new))), Section("以前：", tuple(passages(old)))])
    assert text == "现在：\n预算二十万。 [1]\n\n以前：\n预算三十万。 [2]"
    assert [(citation.n, citation.source) for citation in citations] == [(1, "review"), (2, "playbook")]


def test_items_are_a_list_with_one_citation_each(make_evidence: Make) -> None:
    found = passages(make_evidence("先下架。", "再声明。"))
    text, citations = laid_out([Section("共 2 处：", tuple(found), items=True)])
    assert text == "共 2 处：\n- 先下架。 [1]\n- 再声明。 [2]"
    assert [citation.text for citation in citations] == ["先下架。", "再声明。"]


def test_a_number_in_a_quote_is_not_taken_for_a_citation(make_evidence: Make) -> None:
    first, second = make_evidence("见附件。"), make_evidence("条款 [1] 见合同。", n=2, source="contract")
    text, citations = laid_out([Section("", tuple(passages(first))), Section("", tuple(passages(second)))])
    assert text.endswith("条款 (1) 见合同。 [2]")
    assert len(citations) == 2


def test_nothing_is_nothing() -> None:
    assert laid_out([]) == ("", ())
    assert laid_out([Section("没有找到：价格")]) == ("没有找到：价格", ())
