from __future__ import annotations

import pytest
from lxml import html

from ingest.webpages import tidy


def words(page: str) -> str:
    return " ".join(html.fromstring(tidy(page)).text_content().split())


@pytest.mark.parametrize(
    "wrapped",
    [
        "<figure><figcaption>三月预算</figcaption></figure>",
        "<details><summary>三月预算</summary></details>",
        "<form><fieldset><legend>三月预算</legend></fieldset></form>",
        "<lark-doc><lark-line>三月预算</lark-line></lark-doc>",
        "<p>三<u>月</u><font color=red>预</font>算</p>",
        "<map><area shape=rect>三月预算</map>",
        "<nav>三月预算</nav>",
        "<center>三月预算</center>",
    ],
)
def test_text_in_elements_unstructured_does_not_know_is_kept(wrapped: str) -> None:
    tidied = tidy(f"<html><body>{wrapped}</body></html>")
    assert "".join(html.fromstring(tidied).text_content().split()) == "三月预算"
    assert {element.tag for element in html.fromstring(tidied).iter()} <= {"html", "head", "body", "div", "p", "span"}


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "template", "noscript", "svg"])
def test_what_is_no_text_goes(tag: str) -> None:
    assert words(f"<body>前<{tag}>alert(1)</{tag}>后</body>") == "前后"


def test_a_table_of_data_stays_a_table() -> None:
    page = "<table><tr><th>平台</th><th>预算</th></tr><tr><td>抖音</td><td>20万</td></tr></table>"
    assert tidy(page).count("<td>") == 2


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>只有一格</td></tr></table>",
        f"<table><tr><td>导航</td><td>{'长文。' * 250}</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_does_not(table: str) -> None:
    assert "<t" not in tidy(f"<body>{table}</body>").replace("<title", "")


def test_data_inside_a_layout_stays_a_table() -> None:
    inner = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    tidied = tidy(f"<body><table><tr><td>导航</td><td>{inner}</td></tr></table></body>")
    assert tidied.count("<table") == 1
    assert tidied.count("<td>") == 2


@pytest.mark.parametrize("page", ["", "   ", "plain words", "<", "<p", "<!-- -->"])
def test_odd_pages_come_back(page: str) -> None:
    assert isinstance(tidy(page), str)


def test_chinese_survives_a_wrong_charset_declaration() -> None:
    assert words('<html><head><meta charset="gb2312"></head><body>预算</body></html>') == "预算"
