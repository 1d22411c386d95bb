"""Lists that are spoken: 第一步……第二步……, "First, … Second, …", each item with what is said of it right after.

Recognition loses one now and then, so a list may skip a number. Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.chat.passages import Passage, joined

SPOKEN = ("speech", "message")  # kinds of block
FAR = 12  # passages from one item to the next, at most
MOST_OF_ITEM = 3  # passages
ITEM_CHARS = 120

_ZH = "一二三四五六七八九十"
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_VALUES = (
    {character: value for value, character in enumerate(_ZH, start=1)}
    | {word: value for value, word in enumerate(_ORDINALS, start=1)}
    | {word: value for value, word in enumerate(_CARDINALS, start=1)}
)
# 第一次 and 第一份 count something; 第一步 and "第一，" number an item. 部 is 步 as it is often heard.
_NUMBERED = re.compile(
    rf"^(?:[好对嗯那再]|然后|接着|接下来)?[，,、\s]*第\s*([{_ZH}]|\d{{1,2}})(?:[步部]|[点条项件]?\s*[，,、：:])"
    r"|^(?:(?:and|then|so|now|okay|ok),? )*(?:"
    rf"({'|'.join(_ORDINALS)})(?:ly)?(?: of all)?(?:,| (?=(?:we|you|they|i)\b))"
    rf"|(?:step|number|point) ({'|'.join(_CARDINALS)}|\d{{1,2}})\b)",
    re.IGNORECASE,
)
_LAST = re.compile(r"^最后(?:一[步点条项])?[，,、]|^(?:and )?(?:finally|lastly),? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A spoken list. `opening` is what was said before its first item; each item is one passage, joined."""

    opening: str
    items: tuple[Passage, ...]

    def holds(self, passage: Passage) -> bool:
        """Whether the passage is part of it."""
        return any(
            item.evidence.source == passage.evidence.source
            and item.first <= passage.first
            and passage.last <= item.last
            and passage.text in item.text
            for item in self.items
        )


def enumerations(passages: Sequence[Passage]) -> list[Enumeration]:
    """The spoken lists among one source's passages, which stand in their order; lists of one are none."""
    found: list[Enumeration] = []
    starts: list[int] = []
    number = 0
    for i, passage in enumerate(passages):
        said = _number(passage.text) if passage.block.kind in SPOKEN else 0
        goes_on = bool(starts) and i - starts[-1] <= FAR
        if goes_on and said in (number + 1, number + 2):
            starts.append(i)
            number = said
        elif goes_on and number > 1 and _LAST.search(passage.text):
            found += _enumeration(passages, [*starts, i])
            starts = []
        elif said == 1 or (starts and not goes_on):
            found += _enumeration(passages[:i], starts)
            starts, number = [i] if said == 1 else [], 1
    return found + _enumeration(passages, starts)


def _enumeration(passages: Sequence[Passage], starts: Sequence[int]) -> list[Enumeration]:
    """That of the items which start at these places; none where there are fewer than two."""
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(passages)]
    items = tuple(_item(passages[start:end]) for start, end in zip(starts, ends, strict=True))
    opening = "".join(passage.text for passage in passages[max(0, starts[0] - 1) : starts[0]])
    return [Enumeration(opening, items)]


def _item(told: Sequence[Passage]) -> Passage:
    """The item's first passage with those that its speaker goes on with, as one."""
    whole = told[0]
    for passage in told[1:MOST_OF_ITEM]:
        if passage.block.speaker != whole.block.speaker or len(whole.text) + len(passage.text) > ITEM_CHARS:
            break
        whole = replace(whole, last=passage.last, text=joined((whole.text, passage.text)))
    return whole


def _number(text: str) -> int:
    """The number that `text` begins with as an item of a list; 0 for none."""
    found = _NUMBERED.search(text)
    if not found:
        return 0
    said = next(filter(None, found.groups())).lower()
    return int(said) if said.isdigit() else _VALUES[said]
