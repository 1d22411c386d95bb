"""Citation marks, and how those that a source brings along are told apart from ours.

`[3]` in an answer opens something; in a quoted text it is only what somebody typed. A quote's own marks
become round, so that no source can make itself, or another, look cited.
"""

from __future__ import annotations

import re

from vectorstore.visible import visible

_CALLED = r"(?:\^|来源|资料|证据|sources?|refs?)?\s*#?"
LIST = re.compile(  # what stands inside the brackets of a mark
    rf"\s*{_CALLED}\s*\d{{1,4}}(?:\s*(?:[,，、;；&和\-–—~至到]|and)\s*{_CALLED}\s*\d{{1,4}})*\s*(?:†.*)?", re.IGNORECASE
)
_BRACKETED = re.compile(r"[\[【［]([^\[\]【】［］\n]{0,120})[\]】］]")


def quoted(text: str) -> str:
    """What a source says, without characters that cannot be seen, its citation marks as round brackets."""
    return _BRACKETED.sub(lambda found: f"({found[1]})" if LIST.fullmatch(found[1]) else found[0], visible(text))


def quoted_line(text: str) -> str:
    """The same on one line, for titles and wherever a new line would look like a new item."""
    return " ".join(quoted(text).split())
