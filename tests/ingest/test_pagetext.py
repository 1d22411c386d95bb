from __future__ import annotations

import pytest

from ingest.pagetext import Line, Paragraph, body_size, edge_key, is_page_number, paragraphs


def column(
    *texts: str, size: float = 10.0, pitch: float = 14.0, left: float = 50.0, width: float = 500.0
) -> list[Line]:
    """Lines under each other, all but the last of full width."""
    return [
        Line(
            text,
            left,
            100 + n * pitch,
            left + (width if n < len(texts) - 1 else width / 3),
            100 + n * pitch + size,
            size,
        )
        for n, text in enumerate(texts)
    ]


def texts(lines: list[Line]) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(lines)]


def test_chinese_lines_join_without_a_space_and_english_with_one() -> None:
    assert texts(column("客户预算在三月调", "整，投放不变。")) == ["客户预算在三月调整，投放不变。"]
    assert texts(column("The budget moves", "in March.")) == ["The budget moves in March."]
    assert texts(column("本季 ROI", "目标 2.5")) == ["本季 ROI 目标 2.5"]


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u0002", "\ufffe", "\u2010"])
def test_hyphens_at_line_ends_are_undone(hyphen: str) -> None:
    assert texts(column(f"the campaign bud{hyphen}", "get is set")) == ["the campaign budget is set"]


def test_a_dash_before_a_capital_stays() -> None:
    assert texts(column("the brand Coca-", "Cola agreed")) == ["the brand Coca- Cola agreed"]


def test_a_wider_gap_is_a_new_paragraph() -> None:
    first = column("甲段第一行", "甲段第二行", "甲段第三行")
    second = [Line("乙段第一行", 50, 170, 550, 180, 10), Line("乙段第二行", 50, 184, 200, 194, 10)]
    assert texts([*first, *second]) == ["甲段第一行甲段第二行甲段第三行", "乙段第一行乙段第二行"]


def test_an_indent_after_a_short_line_is_a_new_paragraph() -> None:
    lines = [
        Line("甲段第一行", 70, 100, 550, 110, 10),
        Line("甲段末行。", 50, 114, 200, 124, 10),
        Line("乙段第一行", 70, 128, 550, 138, 10),
        Line("乙段末行。", 50, 142, 200, 152, 10),
    ]
    assert texts(lines) == ["甲段第一行甲段末行。", "乙段第一行乙段末行。"]


def test_larger_letters_are_a_paragraph_of_their_own() -> None:
    heading = Line("危机预案", 50, 80, 200, 98, 18)
    found = paragraphs([heading, *column("三十分钟内", "完成初判。")])
    assert found == [Paragraph("危机预案", 18, 1), Paragraph("三十分钟内完成初判。", 10.0, 2)]


@pytest.mark.parametrize("mark", ["• ", "1. ", "2、", "（一）", "三、", "a) ", "- "])
def test_list_items_are_not_joined(mark: str) -> None:
    assert len(texts(column(f"{mark}先停投", f"{mark}再复盘"))) == 2


@pytest.mark.parametrize("text", ["2.5 万元的预算", "2024 年的计划"])
def test_a_number_at_the_start_is_no_list_item(text: str) -> None:
    assert len(texts(column("客户最终批准了", text))) == 1


def test_rows_of_figures_stay_rows() -> None:
    assert texts(column("抖音 20 18 90%", "微博 5 4 80%")) == ["抖音 20 18 90%", "微博 5 4 80%"]


def test_a_second_column_begins_anew() -> None:
    left, right = column("左栏第一行", "左栏第二行"), column("右栏第一行", "右栏第二行", left=600)
    assert texts([*left, *right]) == ["左栏第一行左栏第二行", "右栏第一行右栏第二行"]


@pytest.mark.parametrize("text", ["3", "- 3 -", "第 3 页", "第3页 共12页", "Page 3 of 12", "3/12", "— 12 —"])
def test_page_numbers_at_the_edge(text: str) -> None:
    assert is_page_number(Line(text, 0, 970, 10, 980, 10), 1000)
    assert is_page_number(Line(text, 0, 10, 10, 20, 10), 1000)
    assert not is_page_number(Line(text, 0, 500, 10, 510, 10), 1000)


@pytest.mark.parametrize("text", ["2024年预算", "12.5%", "3 万元", "Page 3 shows"])
def test_other_numbers_are_not(text: str) -> None:
    assert not is_page_number(Line(text, 0, 970, 10, 980, 10), 1000)


def test_running_headers_are_equal_but_for_their_numbers() -> None:
    first, second = Line("机密 · 第 1 页", 0, 20, 9, 30, 10), Line("机密·第12页", 0, 20, 9, 30, 10)
    assert edge_key(first, 1000) == edge_key(second, 1000)
    assert edge_key(Line("正文", 0, 500, 9, 510, 10), 1000) is None


def test_body_size_is_that_of_most_text() -> None:
    lines = [Line("标题", 0, 0, 9, 20, 20), *column("正文" * 30, "正文" * 30)]
    assert body_size(lines) == 10.0
    assert body_size([]) == 0.0


def test_nothing() -> None:
    assert paragraphs([]) == []
    assert paragraphs([Line("  ", 0, 0, 1, 1, 1)]) == []
