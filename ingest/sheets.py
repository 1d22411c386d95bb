"""Spreadsheets to rows with the numbers the spreadsheet program shows.

xlsx by openpyxl, xls by xlrd, csv and tsv by the standard library. Values are the ones last
calculated and saved; dates are written 2024-03-05, percentages as shown. Hidden sheets and
columns are left out, as they are on screen; hidden rows stay, because a filter that someone
forgot hides most of a sheet. Charts, comments and pictures are not read.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ingest.errors import DamagedFile, NothingFound
from ingest.extraction import Extraction
from ingest.tables import Row, find_tables
from ingest.textfiles import read_text
from vectorstore.models import Block, Locator

_DEFAULT_NAME = re.compile(r"^(?:sheet|工作表)\s*\d*$", re.IGNORECASE)
_XLS_ERRORS = (zipfile.BadZipFile, struct.error, ValueError, LookupError, AssertionError)  # xlrd's on bad bytes
_WIDEST = 500  # columns; a stray cell far to the right makes thousands of empty ones
_MOST_MERGED = 10_000  # cells of one merged range that are filled in


def read_sheets(path: Path, file: str, suffix: str) -> Extraction:
    """One block per row, its header repeated. `suffix`: ".xlsx", ".xls", ".csv" or ".tsv"."""
    readers = {".xlsx": _xlsx, ".xls": _xls, ".csv": _delimited, ".tsv": _delimited}
    sheets = readers[suffix](path, file)
    blocks = [block for name, rows in sheets for block in _blocks(name, rows)]
    if not blocks:
        raise NothingFound(file=file)
    return Extraction(blocks, {"sheets": [name for name, _ in sheets if name], "rows": len(blocks)})


def _blocks(name: str, rows: list[Row]) -> list[Block]:
    titled = (name,) if name and not _DEFAULT_NAME.match(name) else ()
    blocks: list[Block] = []
    for table in find_tables(rows):
        headings = (*titled, table.caption) if table.caption and table.caption != name else titled
        for number, text in table.lines():
            blocks.append(Block(text, Locator(sheet=name or None, row=number), headings=headings, kind="row"))
    return blocks


def _xlsx(path: Path, file: str) -> list[tuple[str, list[Row]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, data_only=True)
            return [(sheet.title, _xlsx_rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error


def _xlsx_rows(sheet: Any) -> list[Row]:
    hidden = _hidden_columns(sheet)
    spread = _merged(sheet)
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, _WIDEST)), start=1):
        texts = tuple(
            spread.get((number, cell.column)) or shown(cell.value, cell.number_format)
            for cell in cells
            if cell.column not in hidden
        )
        rows.append(Row(number, texts))
    return rows


def _hidden_columns(sheet: Any) -> set[int]:
    """openpyxl keeps one entry for a run of equal columns."""
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            hidden.update(range(dimension.min, min(dimension.max, _WIDEST) + 1))
    return hidden


def _merged(sheet: Any) -> dict[tuple[int, int], str]:
    """Every cell of a merged range reads as its first."""
    spread: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] <= _MOST_MERGED:
            first = sheet.cell(area.min_row, area.min_col)
            text = shown(first.value, first.number_format)
            spread.update({cell: text for cell in area.cells if text})
    return spread


def _xls(path: Path, file: str) -> list[tuple[str, list[Row]]]:
    import xlrd  # type: ignore[import-untyped]

    try:
        book = xlrd.open_workbook(path, formatting_info=True, on_demand=True, logfile=io.StringIO())
        return [(sheet.name, _xls_rows(book, sheet)) for sheet in book.sheets() if sheet.visibility == 0]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_XLS_ERRORS) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error


def _xls_rows(book: Any, sheet: Any) -> list[Row]:
    hidden = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    spread = {
        (row, column): sheet.cell(top, left)
        for top, bottom, left, right in sheet.merged_cells
        if (bottom - top) * (right - left) <= _MOST_MERGED
        for row in range(top, bottom)
        for column in range(left, right)
    }
    columns = [column for column in range(min(sheet.ncols, _WIDEST)) if column not in hidden]
    rows = []
    for at in range(sheet.nrows):
        cells = [spread.get((at, column)) or sheet.cell(at, column) for column in columns if column < sheet.row_len(at)]
        rows.append(Row(at + 1, tuple(_xls_text(book, cell) for cell in cells)))
    return rows


def _xls_text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
        except (xlrd.xldate.XLDateError, OverflowError):
            return shown(cell.value, "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "")
    if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    style = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    return shown(cell.value, style.format_str if style else "")


def _delimited(path: Path, file: str) -> list[tuple[str, list[Row]]]:
    """Rows count as the spreadsheet program counts them: a cell with line breaks is one row."""
    text = read_text(path, file)
    csv.field_size_limit(2**24)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = rows_of([shown(cell, "") for cell in cells[:_WIDEST]] for cells in records)
    except csv.Error as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error
    return [("", rows)]


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of cells, most cells winning."""
    lines = [line for line in text.split("\n")[:30] if line.strip()]

    def evenness(sign: str) -> tuple[float, int]:
        counts = [line.count(sign) for line in lines]
        common = max(counts, key=counts.count, default=0)
        return (counts.count(common) / max(1, len(counts)) if common else 0.0, common)

    return max(",\t;|", key=evenness)


def shown(value: Any, number_format: str) -> str:
    """A cell's value as people read it. Error values (#DIV/0!) are left out."""
    if value is None or (isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A"))):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        plain = value.time() == time(0)
        return value.date().isoformat() if plain else value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    return " ".join(str(value).split())


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        decimals = len(re.match(r"[^.]*\.?(0*)", number_format.split(";")[0])[1])  # type: ignore[index]
        return f"{value * 100:.{decimals}f}%"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def rows_of(cells: Iterable[Iterable[str]]) -> list[Row]:
    """Rows numbered from 1, for a table that is not in a sheet."""
    return [Row(number, tuple(row)) for number, row in enumerate(cells, start=1)]
