import pytest

from assistant.web.places import clock, file_size, place
from vectorstore.models import Locator


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (7.9, "0:07"), (61, "1:01"), (3599.99, "59:59"), (3787, "1:03:07")]
)
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (15 * 1024, "15 KB"), (2 << 30, "2.0 GB"), (5 << 40, "5120 GB")],
)
def test_file_size(size: int, shown: str) -> None:
    assert file_size(size) == shown


@pytest.mark.parametrize(
    ("locator", "zh", "en"),
    [
        (Locator(start=187.2, end=211.5), "3:07–3:31", "3:07–3:31"),
        (Locator(start=5.1, end=5.9), "0:05", "0:05"),
        (Locator(start=5.0), "0:05", "0:05"),
        (Locator(page=4, paragraph=2), "第 4 页", "page 4"),
        (Locator(slide=2), "第 2 张", "slide 2"),
        (Locator(sheet="计划 Plans", row=7), "计划 Plans · 第 7 行", "计划 Plans · row 7"),
        (Locator(row=7, row_end=9), "第 7–9 行", "rows 7–9"),
        (Locator(row=7, row_end=7), "第 7 行", "row 7"),
        (Locator(message=3), "第 3 条", "message 3"),
        (Locator(paragraph=12), "第 12 段", "paragraph 12"),
        (Locator(), "", ""),
    ],
)
def test_place(locator: Locator, zh: str, en: str) -> None:
    assert place(locator, "zh") == zh
    assert place(locator, "en") == en
