"""A table row as the cells that were asked for, each with its header.

A row of twenty columns is no answer; its first cell, which names it, and the cells that the question speaks of are.
Words stay as they are in the table. Where nothing in the question is a header, the row is shown whole: then nobody
knows which cell was meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.chat.cues import MEASURES_EN, WHAT_IS_EN
from assistant.chat.overlap import units_of, words_of
from assistant.chat.synonyms import stands_in, synonyms
from vectorstore.terms import fold

FEW = 4  # cells; so short a row is shown whole
# "云感防晒的投放预算是多少": its last two characters, or a word of the same meaning, must be in the row or over it.
_MEASURE_ZH = re.compile(
    r"([\u4e00-\u9fff]{0,4}(?!最[低高多少]|大概|一共|总共|分别|现在|目前)[\u4e00-\u9fff]{2})(?:一共|总共|大概|分别|现在|目前)?(?:是|为)多少"
)
_MEASURE_EN = re.compile(rf"\b{WHAT_IS_EN}({MEASURES_EN})\b", re.IGNORECASE)
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


def has_measure(row: str, question: str) -> bool:
    """Whether `row`, with what stands over it, names what `question` asks the amount of; True where it names nothing.

    Every row of a price list is about the product and holds figures; none of them is its budget.
    """
    if found := _MEASURE_ZH.search(question):
        measure, named = found[1], found[1][-2:]
    elif found := _MEASURE_EN.search(question):
        measure = named = found[1].lower()
    else:
        return True
    folded = fold(row)
    return named in folded or any(stands_in(word, folded) for word in synonyms(measure, most=None))
