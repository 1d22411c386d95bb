"""What scripts ask of the page: an odd object is answered in words, never with a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
import pytest
from starlette.requests import Request

from assistant.errors import InvalidRequest
from assistant.people.audit import Trace
from assistant.people.roles import LOCAL
from assistant.web import page
from assistant.web.asked import NEEDED, NUMBERS, checked

if TYPE_CHECKING:
    from shelves import Shelf

ODD = [None, [], "source", 7, {}, {"source": None}, {"source": ["a"]}, {"source": {}}, {"source": "\ud800"}]
BAD_NUMBERS = ["", "x", "nan", "inf", "1e400", float("nan"), float("inf"), 2**63, 10**400, -(2**40), [1], {}]


def at(shelf: Shelf, name: str) -> Any:
    """The function of this name as a script calls it, without accounts."""
    (handler,) = [handler for handler in page.HANDLERS if handler.__name__ == name]
    scope = {
        "type": "http",
        "headers": [(b"accept-language", b"en")],
        "state": {"caller": LOCAL, "trace": Trace()},
    }
    return lambda asked: page._served(shelf, handler)(asked, gr.Request(Request(scope)))  # type: ignore[arg-type]


def test_every_function_says_what_it_needs() -> None:
    assert set(NEEDED) <= {handler.__name__ for handler in page.HANDLERS}


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_what_is_odd_is_answered_in_words(shelf: Shelf, name: str) -> None:
    source, served = shelf.add("危机手册.md"), at(shelf, name)
    texts = {"source": source.id, "words": "x", "passage": "x", "change": "x"}
    for asked in [*ODD, *(texts | dict.fromkeys(NUMBERS, number) for number in BAD_NUMBERS)]:
        assert "not as the API describes it" in served(asked), asked


def test_what_is_as_it_should_be_is_served(shelf: Shelf) -> None:
    source = shelf.add("危机手册.md")
    assert "危机手册.md" in at(shelf, "open_source")({"source": source.id, "first": None, "last": None})
    assert "There is no source" in at(shelf, "open_source")({"source": "0" * 32})
    assert "危机手册.md" in at(shelf, "capture_rows")({})["html"]


@pytest.mark.parametrize(("number", "read"), [(3, 3), ("3", 3), ("3.5", 3.5), (-1, -1), (" 7 ", 7)])
def test_numbers_are_read_however_they_are_written(number: object, read: float) -> None:
    asked = checked({"source": "a", "first": number, "last": None, "words": 12}, ("source", "first"))
    assert asked == {"source": "a", "first": read, "words": "12"}


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidRequest, match="first, last missing"):
        checked({"source": "a"}, NEEDED["more_blocks"])
    with pytest.raises(InvalidRequest, match=r"'\\u5371\\x1b"):
        checked({"危\x1b[31m": []}, ())
