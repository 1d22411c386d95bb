"""Text in pictures, by rapidocr and the Chinese and English models its wheel carries.

Nothing is downloaded: the models are named by path. One engine per process, made on first
use and used by one thread at a time. It reads horizontal print; handwriting and vertical
Chinese come out poorly or not at all.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.pagetext import Line

if TYPE_CHECKING:
    from PIL.Image import Image

_SURE = 0.6  # recognition scores below this are mostly specks and patterns
_LONG_SIDE = 4000  # pixels; a larger picture gains nothing and costs memory
_lock = threading.Lock()


def read_picture(picture: Image) -> list[Line]:
    """Lines of text in reading order, in the picture's pixels."""
    import numpy

    picture = picture.convert("RGB")
    picture.thumbnail((_LONG_SIDE, _LONG_SIDE))
    with _lock:
        result = _engine()(numpy.asarray(picture)[:, :, ::-1])
    if result.txts is None or result.boxes is None or result.scores is None:
        return []
    found = [
        _line(text, box)
        for text, box, score in zip(result.txts, result.boxes, result.scores, strict=True)
        if score >= _SURE and text.strip()
    ]
    return reading_order(found)


def reading_order(lines: list[Line]) -> list[Line]:
    """Columns of prose left to right, each from top to bottom; in a column, pieces on one height
    are one line. Narrow columns are taken for a table's and read row by row."""
    columns = _columns(lines)
    return [line for column in columns for line in _rows(column)]


@lru_cache(maxsize=1)
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Cls.model_path": str(models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
        }
    )


def _line(text: str, box: Any) -> Line:
    xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
    return Line(text, min(xs), min(ys), max(xs), max(ys), max(ys) - min(ys))


def _columns(lines: list[Line]) -> list[list[Line]]:
    """Two columns where an empty vertical band splits the page into halves of long lines."""
    if len(lines) < 8:
        return [lines]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    width = right - left
    wide = [line for line in lines if line.right - line.left > 0.55 * width]
    narrow = [line for line in lines if line.right - line.left <= 0.55 * width]
    middle = left + width / 2
    one = [line for line in narrow if line.right <= middle + 0.02 * width]
    two = [line for line in narrow if line.left >= middle - 0.02 * width]
    prose = [sum(line.right - line.left > 0.3 * width for line in side) for side in (one, two)]
    if len(one) + len(two) < len(narrow) or min(prose) < 4 or min(prose) < 0.5 * min(len(one), len(two)):
        return [lines]
    top = min(line.top for line in one + two)
    above = [line for line in wide if line.bottom <= top + line.size]
    below = [line for line in wide if line not in above]
    return [part for part in (above, one, two, below) if part]


def _rows(lines: list[Line]) -> list[Line]:
    """Pieces on one height joined from left to right, rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        centre = (line.top + line.bottom) / 2
        if rows and centre <= rows[-1][0].bottom - 0.2 * rows[-1][0].size and centre >= rows[-1][0].top:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_one_line(sorted(row, key=lambda line: line.left)) for row in rows]


def _one_line(row: list[Line]) -> Line:
    return Line(
        "  ".join(line.text for line in row),
        row[0].left,
        min(line.top for line in row),
        max(line.right for line in row),
        max(line.bottom for line in row),
        max(line.size for line in row),
    )
