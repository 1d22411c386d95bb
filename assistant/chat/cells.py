"""A table row as the cells that were asked for, each with its header.

A row of twenty columns is no answer; its first cell, which names it, and the cells that the question speaks of are.
Words stay as they are in the table. Where nothing in the question is a header, the row is shown whole: then nobody
knows which cell was meant.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.chat.overlap import units_of, words_of

FEW = 4  # cells; so short a row is shown whole
REMARK = 12  # words or Han characters from which a cell is prose, which may say why


def cells_asked(row: str, words: Collection[str]) -> str:
    """`row` ("header: value; header: value") with the cells that a question of these `words` asks for."""
    cells = row.split("; ")
    if len(cells) <= FEW or not all(": " in cell for cell in cells):
        return row
    headers = [bool(words_of(cell.partition(": ")[0]).intersection(words)) for cell in cells]
    if not any(headers[1:]):
        return row
    kept = [
        cell
        for i, cell in enumerate(cells)
        if i == 0 or headers[i] or words_of(cell).intersection(words) or len(units_of(cell)) > REMARK
    ]
    return "; ".join(kept)
