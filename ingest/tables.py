"""Tables to rows that can be read alone: each cell after its column's header.

Used for sheets and for the tables inside documents. Finds title rows above the header,
two-storey headers, tables of names and values without a header, and several tables on one
sheet. It judges by shape: a table whose first row could be data is read as having a header
only when the rows below differ from it in kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(
    r"^[-+(]?[¥$€£]?\s?\d[\d,]*(?:\.\d+)?\s?(?:%|万|亿|元|k|K|x)?\)?$|^\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?"
)
_LONGEST_HEADER = 60
_MOST_TITLES = 3  # more rows of one cell are a list, not titles
_HEADER_WORDS = re.compile(
    r"项目|名称|类别|类型|指标|内容|说明|字段|数值|金额|备注|日期|时间|序号|平台|负责人|^(?:item|name|type|key|value|field|metric|"
    r"description|notes?|date|amount|title|term|definition|category|team|location|column|parameter|setting|owner|status|no\.?)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number where it stands, and every cell's text, "" for an empty one."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(bool(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found among rows. `header` is empty where the table has none."""

    rows: tuple[Row, ...]
    header: tuple[str, ...] = ()
    caption: str = ""

    def lines(self) -> Iterator[tuple[int, str]]:
        """Row number and readable text of every row that holds something."""
        for row in self.rows:
            text = row_text(self.header, row.cells)
            if text:
                yield row.number, text


def row_text(header: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """ "客户: 某茶饮; 预算: 20万". Without a header, a pair is name: value and more are listed."""
    if header:
        named = zip(header, cells, strict=False)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
    filled = [cell for cell in cells if cell]
    return ": ".join(filled) if len(filled) == 2 and len(filled[0]) <= _LONGEST_HEADER else "; ".join(filled)


def find_tables(rows: list[Row]) -> list[Table]:
    """The tables of a sheet, from top to bottom: apart by empty rows, or by empty columns."""
    tables: list[Table] = []
    for region in _regions(rows):
        for part in _side_by_side(region):
            before = tables[-1] if tables else None
            tables.append(_read(part, before))
    return tables


def document_table(rows: list[Row]) -> Table:
    """A table inside a document: never split, its first row the header where it looks like one."""
    return _read(rows, None)


def _regions(rows: list[Row]) -> Iterator[list[Row]]:
    region: list[Row] = []
    last = 0
    for row in rows:
        if not row.filled or (region and row.number != last + 1):
            if region:
                yield region
            region = []
        if row.filled:
            region.append(row)
        last = row.number
    if region:
        yield region


def _side_by_side(region: list[Row]) -> list[list[Row]]:
    """Parts between wholly empty columns, when each is a table by itself."""
    width = max(len(row.cells) for row in region)
    used = [any(len(row.cells) > at and row.cells[at] for row in region) for at in range(width)]
    spans: list[tuple[int, int]] = []
    start = None
    for at, filled in enumerate([*used, False]):
        if filled and start is None:
            start = at
        elif not filled and start is not None:
            spans.append((start, at))
            start = None
    if len(spans) < 2 or len(region) < 2 or any(end - begin < 2 for begin, end in spans):
        return [[Row(row.number, tuple(row.cells[at] for at in range(len(row.cells)) if used[at])) for row in region]]
    parts = ([Row(row.number, row.cells[begin:end]) for row in region] for begin, end in spans)
    return [[row for row in part if row.filled] for part in parts]


def _read(rows: list[Row], before: Table | None) -> Table:
    width = max((len(row.cells) for row in rows), default=0)
    titles = _titles(rows) if width > 1 else 0
    caption = " / ".join(next(cell for cell in row.cells if cell) for row in rows[:titles])
    body = rows[titles:]
    if not body:
        return Table(tuple(rows))
    if _is_header(body, width):
        depth, header = _header(body)
        return Table(tuple(body[depth:]), header, caption)
    if before and before.header and len(before.header) == width and not titles and width > 2:
        return Table(tuple(body), before.header, before.caption)
    return Table(tuple(body), (), caption)


def _titles(rows: list[Row]) -> int:
    """How many rows at the top say one thing only, alone or merged over the columns."""
    titles = 0
    while titles < len(rows) and len({cell for cell in rows[titles].cells if cell}) == 1:
        titles += 1
    return titles if titles <= _MOST_TITLES and titles < len(rows) else 0


def _is_header(body: list[Row], width: int) -> bool:
    """The first row names the columns: filled, short, different words, no numbers."""
    first = body[0].cells
    named = [cell for cell in first if cell]
    if len(body) < 2 or len(named) < 2 or len(named) < 0.6 * width:
        return False
    if any(len(cell) > _LONGEST_HEADER or _NUMBER.match(cell) for cell in named):
        return False
    if width > 2 and len(set(named)) >= 0.5 * len(named):
        return True
    if all(_HEADER_WORDS.search(cell) for cell in named):
        return True
    numeric = sum(bool(_NUMBER.match(row.cells[-1])) for row in body[1:] if len(row.cells) == width)
    return width > 2 or numeric >= 0.6 * (len(body) - 1)


def _header(body: list[Row]) -> tuple[int, tuple[str, ...]]:
    """How many rows the header takes, and its names; "消耗 / 目标" where a group stands above."""
    top = body[0].cells
    grouped = any(a and a == b for a, b in pairwise(top))
    if grouped and len(body) > 2:
        under = body[1].cells
        if not any(_NUMBER.match(cell) for cell in under if cell):
            pairs = zip(top, under, strict=False)
            return 2, tuple(a if a == b or not b else f"{a} / {b}" if a else b for a, b in pairs)
    return 1, top
