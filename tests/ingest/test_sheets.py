from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.errors import DamagedFile, NothingFound, UnreadableText
from ingest.sheets import read_sheets, shown
from vectorstore.models import Locator


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """A saved .xlsx whose first sheet the given function has filled."""

    def make(fill: Callable[[Any], None]) -> Path:
        book = openpyxl.Workbook()
        fill(book.active)
        path = tmp_path / "9e107d9d"
        with path.open("wb") as stream:
            book.save(stream)
        return path

    return make


def texts(path: Path, suffix: str = ".xlsx") -> list[tuple[int | None, str]]:
    return [(block.locator.row, block.text) for block in read_sheets(path, "表", suffix).blocks]


def test_rows_have_the_numbers_the_program_shows(workbook: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "投放"
        sheet["B3"], sheet["C3"], sheet["D3"] = "平台", "预算", "负责人"
        sheet["B4"], sheet["C4"], sheet["D4"] = "抖音", 200000, "王莉"
        sheet["B7"], sheet["C7"], sheet["D7"] = "微博", 5000.5, "赵敏"

    read = read_sheets(workbook(fill), "表.xlsx", ".xlsx")
    assert [(b.locator, b.headings, b.kind, b.text) for b in read.blocks] == [
        (Locator(sheet="投放", row=4), ("投放",), "row", "平台: 抖音; 预算: 200000; 负责人: 王莉"),
        (Locator(sheet="投放", row=7), ("投放",), "row", "平台: 微博; 预算: 5000.5; 负责人: 赵敏"),
    ]
    assert read.facts == {"sheets": ["投放"], "rows": 2}


def test_dates_percentages_and_truths(workbook: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["日期", "占比", "上线", "时间"])
        sheet.append([dt.date(2024, 3, 5), 0.1234, True, dt.datetime(2024, 3, 5, 14, 30)])
        sheet["B2"].number_format = "0.0%"

    assert texts(workbook(fill)) == [(2, "日期: 2024-03-05; 占比: 12.3%; 上线: TRUE; 时间: 2024-03-05 14:30")]


def test_hidden_columns_and_sheets_are_out_and_hidden_rows_in(workbook: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["平台", "成本价", "预算", "人"])
        sheet.append(["抖音", "绝密", 20, "王"])
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True
        lookup = sheet.parent.create_sheet("字典")
        lookup["A1"] = "内部"
        lookup.sheet_state = "hidden"

    assert texts(workbook(fill)) == [(2, "平台: 抖音; 预算: 20; 人: 王")]


def test_merged_cells_read_in_every_row(workbook: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        for row in (["投放计划"], ["平台", "达人", "报价"], ["抖音", "甲", 8000], [None, "乙", 900]):
            sheet.append(row)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")

    path = workbook(fill)
    assert texts(path) == [(3, "平台: 抖音; 达人: 甲; 报价: 8000"), (4, "平台: 抖音; 达人: 乙; 报价: 900")]
    assert read_sheets(path, "表", ".xlsx").blocks[0].headings == ("投放计划",)


def test_formulas_give_what_was_saved_with_them(workbook: Callable[..., Path], tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["平台", "预算", "实际"])
        sheet.append(["抖音", 20, "=B2*2"])
        sheet.append(["微博", 5, "=1/0"])

    saved = tmp_path / "calculated"
    with zipfile.ZipFile(workbook(fill)) as before, zipfile.ZipFile(saved, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<f>B2*2</f><v />", b"<f>B2*2</f><v>40</v>").replace(
                    b"<f>B2*2</f><v></v>", b"<f>B2*2</f><v>40</v>"
                )
                data = re.sub(
                    rb'<c r="C3"[^>]*><f>1/0</f><v ?/?>(</v>)?', b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>', data
                )
            after.writestr(name, data)
    assert texts(saved) == [(2, "平台: 抖音; 预算: 20; 实际: 40"), (3, "平台: 微博; 预算: 5")]


def test_real_sheets(real_file: Callable[[str], Path]) -> None:
    cups = read_sheets(real_file("stanley-cups.xlsx"), "cups.xlsx", ".xlsx")
    assert cups.facts["sheets"] == ["Stanley Cups", "Stanley Cups Since 67"]
    assert cups.blocks[2].text == "Team: Maple Leafs; Location: TOR; Stanley Cups: 13"
    assert cups.blocks[2].locator == Locator(sheet="Stanley Cups", row=5)
    old = read_sheets(real_file("tests-example.xls"), "t.xls", ".xls")
    assert old.facts["sheets"] == ["Example Test", "Format Abbr.", "Readme"]
    assert old.blocks[1].text.startswith("MA; What C datatypes are 8 bits?")


@pytest.mark.parametrize("name", ["stanley-cups-utf-16.csv", "stanley-cups-with-emoji.csv", "stanley-cups.tsv"])
def test_real_text_sheets(real_file: Callable[[str], Path], name: str) -> None:
    read = read_sheets(real_file(name), name, Path(name).suffix)
    assert (read.blocks[0].locator.row, read.blocks[0].text) == (3, "Team: Blues; Location: STL; Stanley Cups: 1")
    assert read.blocks[0].headings == ("Stanley Cups",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv_in_any_encoding_with_any_sign(tmp_path: Path, encoding: str, sign: str) -> None:
    path = tmp_path / "x"
    rows = [["平台", "预算", "负责人"], ["抖音", "20万", "王莉"], ["小红书", "5万", "赵敏"]]
    path.write_bytes("\r\n".join(sign.join(row) for row in rows).encode(encoding))
    assert texts(path, ".csv")[0] == (2, "平台: 抖音; 预算: 20万; 负责人: 王莉")


def test_quoted_line_breaks_do_not_count_as_rows(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text('平台,备注,人\n抖音,"先停投\n再复盘",王\n微博,好,赵\n', encoding="utf-8")
    assert texts(path, ".csv") == [(2, "平台: 抖音; 备注: 先停投 再复盘; 人: 王"), (3, "平台: 微博; 备注: 好; 人: 赵")]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (None, "", ""),
        (1200, "#,##0", "1200"),
        (1200.0, "General", "1200"),
        (0.1 + 0.2, "General", "0.3"),
        (6901234567892, "0", "6901234567892"),
        (0.05, "0%", "5%"),
        (0.0512, "0.00%;[Red]-0.00%", "5.12%"),
        (dt.time(9, 30), "", "09:30:00"),
        (dt.timedelta(hours=30), "", "1 day, 6:00:00"),
        ("#N/A", "", ""),
        ("#DIV/0!", "", ""),
        ("#双十一#", "", "#双十一#"),
        ("  两行\n文字 ", "", "两行 文字"),
        (False, "", "FALSE"),
    ],
)
def test_shown(value: Any, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


def test_a_stray_cell_far_away_does_not_hurt(workbook: Callable[..., Path]) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["平台", "预算", "人"])
        sheet.append(["抖音", 20, "王"])
        sheet.cell(2, 9000).value = "远"

    assert texts(workbook(fill)) == [(2, "平台: 抖音; 预算: 20; 人: 王")]


def test_bad_files(tmp_path: Path, workbook: Callable[..., Path]) -> None:
    empty = workbook(lambda sheet: None)
    with pytest.raises(NothingFound):
        read_sheets(empty, "空.xlsx", ".xlsx")
    cut = tmp_path / "cut"
    cut.write_bytes(empty.read_bytes()[:2000])
    for suffix in (".xlsx", ".xls"):
        with pytest.raises(DamagedFile):
            read_sheets(cut, "断", suffix)
    cut.write_bytes(bytes(range(1, 256)) * 9)
    with pytest.raises(UnreadableText):
        read_sheets(cut, "乱.csv", ".csv")
