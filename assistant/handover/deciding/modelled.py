"""A chat model's second look at what words found: which of a source's lines settle something, in the source's words.

What it says is checked against the passage: lines that are not there and words that nobody said are dropped. Where it
fails or answers in another form, what words found stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.chat.language import language_of
from assistant.chat.llm import Chat, Message
from assistant.chat.marks import quoted
from assistant.errors import ChatModelError
from assistant.handover.deciding.entry import Read
from assistant.handover.deciding.language import DECISION, MOST_CHARS, REJECTION, Candidate
from assistant.handover.deciding.reading import Refine
from prompts import fenced, render
from vectorstore.models import Block

WINDOW = 60  # lines of one call
MOST_WINDOWS = 20  # of one source; what lies beyond is found by words alone
SURE = 0.9  # the score of what a model and the passage agree on
SPAN = 6  # lines that one decision may take
_ARRAY = re.compile(r"\[.*\]", re.DOTALL)


def refined_by(chat: Chat | None) -> Refine | None:
    """The second look with this model; None without one."""
    if chat is None:
        return None

    def refine(read: Read, found: Sequence[Candidate]) -> list[Candidate]:
        kept: list[Candidate] = []
        for first in range(0, len(read.blocks), WINDOW):
            mine = [one for one in found if first <= one.first < first + WINDOW]
            told = _told(chat, read.blocks[first : first + WINDOW]) if first < WINDOW * MOST_WINDOWS else None
            kept += mine if told is None else _checked(read.blocks, first, told)
        return kept

    return refine


def _told(chat: Chat, blocks: Sequence[Block]) -> list[Any] | None:
    """What the model lists; None when it failed or gave no list."""
    lines = "\n".join(f"{n}. {block.speaker or ''}: {block.text}" for n, block in enumerate(blocks, start=1))
    lang = language_of(lines)
    asked: list[Message] = [
        {"role": "system", "content": render("decide", lang)},
        {"role": "user", "content": fenced(quoted(lines))},
    ]
    try:
        found = _ARRAY.search(chat.complete(asked))
        told = json.loads(found[0]) if found else None
    except (ChatModelError, ValueError, RecursionError):
        return None
    return told if isinstance(told, list) else None


def _checked(blocks: Sequence[Block], offset: int, told: Sequence[Any]) -> Iterator[Candidate]:
    """What of it the passage bears out."""
    window = blocks[offset : offset + WINDOW]
    for item in told:
        if not isinstance(item, dict):
            continue
        first, last, what, why = (item.get(name) for name in ("first", "last", "what", "why"))
        if not (isinstance(first, int) and isinstance(last, int) and isinstance(what, str) and what.strip()):
            continue
        if not 1 <= first <= last <= min(len(window), first + SPAN):
            continue
        if not _said(what, window[first - 1 : last]):
            continue
        reason = why if isinstance(why, str) and why.strip() and _said(why, window) else ""
        kind = REJECTION if item.get("against") is True else DECISION
        at = offset + first - 1
        yield Candidate(at, offset + last - 1, what.strip()[:MOST_CHARS], kind, reason.strip()[:MOST_CHARS], SURE)


def _said(words: str, blocks: Sequence[Block]) -> bool:
    """Whether the words stand there, but for spaces."""
    return "".join(words.split()) in "".join("".join(block.text.split()) for block in blocks)
