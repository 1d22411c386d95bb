from __future__ import annotations

import pytest

from ingest.sheets import rows_of
from ingest.tables import Row, document_table, find_tables, row_text


def lines(*cells: list[str]) -> list[tuple[int, str]]:
    return [line for table in find_tables(rows_of(cells)) for line in table.lines()]


def test_the_header_is_repeated() -> None:
    assert lines(["平台", "预算", "负责人"], ["抖音", "20万", "王莉"], ["小红书", "", "赵敏"]) == [
        (2, "平台: 抖音; 预算: 20万; 负责人: 王莉"),
        (3, "平台: 小红书; 负责人: 赵敏"),
    ]


def test_titles_above_the_header_become_the_caption() -> None:
    rows = rows_of(
        [["双十一投放计划", "", ""], ["单位：万元", "", ""], ["平台", "预算", "占比"], ["抖音", "20", "50%"]]
    )
    (table,) = find_tables(rows)
    assert table.caption == "双十一投放计划 / 单位：万元"
    assert list(table.lines()) == [(4, "平台: 抖音; 预算: 20; 占比: 50%")]


def test_a_title_merged_over_all_columns() -> None:
    (table,) = find_tables(rows_of([["计划"] * 3, ["平台", "预算", "占比"], ["抖音", "20", "50%"]]))
    assert table.caption == "计划"
    assert table.header == ("平台", "预算", "占比")


def test_a_header_of_two_storeys() -> None:
    rows = [
        ["平台", "消耗", "消耗", "备注"],
        ["平台", "目标", "实际", ""],
        ["抖音", "20", "18", "追加"],
        ["微博", "5", "4", ""],
    ]
    assert lines(*rows)[0] == (3, "平台: 抖音; 消耗 / 目标: 20; 消耗 / 实际: 18; 备注: 追加")


def test_names_and_values_without_a_header() -> None:
    assert lines(["品牌", "某茶饮"], ["季度预算", "二十万"], ["代言人", "无"]) == [
        (1, "品牌: 某茶饮"),
        (2, "季度预算: 二十万"),
        (3, "代言人: 无"),
    ]


@pytest.mark.parametrize("header", [["项目", "内容"], ["Item", "Value"], ["名称", "金额"]])
def test_two_columns_with_a_header(header: list[str]) -> None:
    assert lines(header, ["口红", "大号"])[0] == (2, f"{header[0]}: 口红; {header[1]}: 大号")


def test_two_columns_whose_second_is_numbers() -> None:
    assert lines(["渠道", "花费"], ["抖音", "200"], ["微博", "1,300"]) == [
        (2, "渠道: 抖音; 花费: 200"),
        (3, "渠道: 微博; 花费: 1,300"),
    ]


def test_tables_apart_by_an_empty_row() -> None:
    tables = find_tables(
        rows_of(
            [
                ["平台", "预算", "人"],
                ["抖音", "20", "王"],
                ["", "", ""],
                ["达人", "粉丝", "报价"],
                ["甲", "10万", "8000"],
            ]
        )
    )
    assert [table.header for table in tables] == [("平台", "预算", "人"), ("达人", "粉丝", "报价")]
    assert list(tables[1].lines()) == [(5, "达人: 甲; 粉丝: 10万; 报价: 8000")]


def test_an_empty_row_inside_a_table_does_not_cost_the_header() -> None:
    assert lines(["平台", "预算", "占比"], ["抖音", "20", "50%"], ["", "", ""], ["微博", "5", "10%"])[1] == (
        4,
        "平台: 微博; 预算: 5; 占比: 10%",
    )


def test_tables_side_by_side() -> None:
    tables = find_tables(
        rows_of(
            [["平台", "预算", "", "达人", "报价"], ["抖音", "20", "", "甲", "8000"], ["微博", "5", "", "乙", "900"]]
        )
    )
    assert [next(table.lines()) for table in tables] == [(2, "平台: 抖音; 预算: 20"), (2, "达人: 甲; 报价: 8000")]


def test_empty_columns_vanish() -> None:
    assert lines(["", "平台", "", "预算", "人"], ["", "抖音", "", "20", "王"])[0] == (2, "平台: 抖音; 预算: 20; 人: 王")


def test_a_list_is_not_a_table() -> None:
    assert lines(["先停投"], ["再复盘"], ["周一汇报"]) == [(1, "先停投"), (2, "再复盘"), (3, "周一汇报")]


def test_data_in_the_first_row_is_no_header() -> None:
    assert lines(["2024-03-05", "20", "王莉"], ["2024-03-06", "30", "赵敏"])[0] == (1, "2024-03-05; 20; 王莉")


def test_many_equal_rows_are_data() -> None:
    assert len(lines(*[["x"] * 4] * 40)) >= 38


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        (("a", "b"), ("1", ""), "a: 1"),
        (("a", ""), ("1", "2"), "a: 1; 2"),
        ((), ("品牌", "", "茶"), "品牌: 茶"),
        ((), ("一", "二", "三"), "一; 二; 三"),
        ((), ("", ""), ""),
        ((), ("说明" * 60, "茶"), f"{'说明' * 60}; 茶"),
    ],
)
def test_row_text(header: tuple[str, ...], cells: tuple[str, ...], expected: str) -> None:
    assert row_text(header, cells) == expected


def test_a_table_in_a_document_is_never_split() -> None:
    table = document_table(rows_of([["平台", "预算", "人"], ["", "", ""], ["抖音", "20", "王"]]))
    assert list(table.lines()) == [(3, "平台: 抖音; 预算: 20; 人: 王")]


@pytest.mark.parametrize("rows", [[], [Row(1, ())], [Row(1, ("",)), Row(2, ("", ""))]])
def test_nothing(rows: list[Row]) -> None:
    assert [line for table in find_tables(rows) for line in table.lines()] == []


def test_ragged_rows() -> None:
    assert lines(["平台", "预算", "人"], ["抖音"], ["微博", "5", "赵", "多余"])[0][0] == 2
