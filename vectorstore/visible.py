"""Text with nothing in it that cannot be seen: what a file holds is what a person reads of it.

Characters without a shape hide words from a search, split a phone number so that it is not masked, turn the
reading order around ("合同fdp.exe" shown as "合同exe.pdf") or carry instructions that only a model reads.
A joiner between emoji stays, since there it draws one picture. Letters that merely look alike stay too.
"""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_PICTURE = "[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"  # the last: tags
    f"|(?<!{_PICTURE})\u200d|\u200d(?!{_PICTURE})"
)


def visible(text: str) -> str:
    """`text` without characters that have no shape or change the direction; every line break is a newline."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def visible_name(name: str) -> str:
    """A name that stays on one line; "-" when nothing of it can be seen."""
    return re.sub(r"\s*[\n\t]\s*", " ", visible(name)).strip() or "-"
