"""Lines on a page to paragraphs: shared by PDFs with text and by what OCR reads.

Joins wrapped lines (no space between Chinese characters, hyphens undone), separates
paragraphs by gaps, indents and font size, drops page numbers. Coordinates are from the
top left, in any unit. It does not rebuild tables: cells on one height become one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.pieces import CJK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text where it stands. `size` is the height of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines. `size` is that of the first line, to tell headings."""

    text: str
    size: float
    lines: int


_PAGE_NUMBER = re.compile(
    r"^[-–—·\s]*(?:第\s*)?(?:page\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:/|of|共)\s*(?:第\s*)?\d{1,4}(?:\s*页)?)?[-–—·\s]*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:[•·●○■□▪◆➢✓*–—-]\s*|\d{1,2}(?:[、)）]|\.(?!\d))\s*|[（(]?[一二三四五六七八九十]{1,3}[)）、.]\s*|[a-zA-Z][.)]\s)"
)
_ENDS = re.compile(r"[。！？.!?…：:；;][”’」』）)\"']*$")
_HYPHEN = re.compile(r"[A-Za-z](?:[-\u00ad\u2010\u0002\ufffe])$")


def is_page_number(line: Line, height: float) -> bool:
    """A lone number at the top or bottom tenth of the page."""
    edge = line.bottom < 0.1 * height or line.top > 0.9 * height
    return edge and bool(_PAGE_NUMBER.match(line.text.strip()))


def edge_key(line: Line, height: float) -> str | None:
    """What a running header or footer looks like on every page: its text with the digits equal.
    None for a line in the middle of the page."""
    if line.bottom > 0.12 * height and line.top < 0.88 * height:
        return None
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


def paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    """Paragraphs in the order of the lines given."""
    kept = [replace(line, text=line.text.strip()) for line in lines if line.text.strip()]
    if not kept:
        return []
    usual = _usual_gap(kept)
    groups: list[list[Line]] = [[kept[0]]]
    right = max(line.right for line in kept)
    for line in kept[1:]:
        if _starts_new(groups[-1], line, usual, right):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [Paragraph(_joined([line.text for line in group]), group[0].size, len(group)) for group in groups]


def _usual_gap(lines: list[Line]) -> float:
    """Between lines of one paragraph: the median of the gaps smaller than two lines."""
    alike = [(a, b) for a, b in pairwise(lines) if abs(a.size - b.size) < 0.2 * a.size]
    gaps = [gap for a, b in alike if -a.size < (gap := b.top - a.bottom) < 2 * a.size]
    return max(0.0, median(gaps)) if gaps else 0.0


def body_size(lines: Iterable[Line]) -> float:
    """The letter size that most of the text has."""
    sizes = [round(line.size, 1) for line in lines for _ in range(max(1, len(line.text) // 10))]
    return median(sizes) if sizes else 0.0


def _starts_new(group: list[Line], line: Line, usual_gap: float, page_right: float) -> bool:
    last = group[-1]
    size = max(last.size, line.size, 0.01)
    if abs(last.size - line.size) > 0.2 * size or line.top < last.top - 0.5 * size:
        return True
    if line.top - last.bottom > 1.3 * usual_gap + 0.2 * size:
        return True
    if _LIST.match(line.text) or _is_tabular(line.text) or _is_tabular(last.text):
        return True
    indented = line.left > last.left + 0.9 * size and (len(group) == 1 or line.left > group[-2].left + 0.9 * size)
    short = last.right < page_right - 6 * size
    ended = short and (_ENDS.search(last.text) or line.left > group[0].left + size)
    return bool((indented and len(group) > 1) or ended)


def _is_tabular(text: str) -> bool:
    """A row of figures, to be kept on a line of its own."""
    cells = text.split()
    return len(cells) >= 3 and sum(cell[0].isdigit() or cell[-1] in "0123456789%" for cell in cells) >= 0.6 * len(cells)


def _joined(texts: list[str]) -> str:
    joined = texts[0]
    for text in texts[1:]:
        if _HYPHEN.search(joined[-2:]) and text[:1].islower():
            joined = joined[:-1] + text
        elif CJK.match(joined[-1]) and CJK.match(text[0]):
            joined += text
        else:
            joined += f" {text}"
    return re.sub(r"[\u0002\ufffe\u00ad]", "", joined)
