"""What a script asks of a server function, before it is served: one plain object with the fields that are needed.

Knows the fields by name and nothing of what they lead to: whether there is such a source is for the desk to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.errors import InvalidRequest

Asked = dict[str, Any]

NUMBERS = frozenset({"first", "last", "block", "seconds", "position", "ordinal", "shown"})
HIGHEST = 2**31  # more than any block, second or row; beyond 2**63 the database would not take it
NEEDED: dict[str, tuple[str, ...]] = {  # by the name of the function; what is not named here may be left out
    "open_source": ("source",),
    "more_blocks": ("source", "first", "last"),
    "moment": ("source", "seconds"),
    "go_to": ("source", "block"),
    "find_within": ("source", "words"),
    "media_link": ("source",),
    "show_place": ("source", "position", "ordinal"),
    "hide_passage": ("source", "passage"),
    "take_back_mask": ("source", "change"),
}


def checked(asked: object, needed: Sequence[str]) -> Asked:
    """The object asked with: texts, and numbers as numbers. What is null is left out.

    Raises InvalidRequest when a needed field is missing or one is neither.
    """
    if not isinstance(asked, dict):
        raise InvalidRequest(what="one object is wanted")
    given = {str(name): _read(str(name), value) for name, value in asked.items() if value is not None}
    if missing := [name for name in needed if name not in given]:
        raise InvalidRequest(what=f"{', '.join(missing)} missing")
    return given


def _read(name: str, value: object) -> str | float:
    """A field's value, of the kind it is to be."""
    if not isinstance(value, str | int | float):
        raise _odd(name)
    if name in NUMBERS:
        return _number(name, value)
    text = str(value)
    if any("\ud800" <= char <= "\udfff" for char in text):  # half a pair, which nothing can write down
        raise _odd(name)
    return text


def _number(name: str, value: str | float) -> float:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise _odd(name) from None
    if not abs(number) < HIGHEST:  # as it is for "nan" too
        raise _odd(name)
    return number


def _odd(name: str) -> InvalidRequest:
    return InvalidRequest(what=f"{name[:40]!a} is not as it should be")
