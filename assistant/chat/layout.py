"""Quoted passages laid out as one answer: sections with a line above them, their citations numbered through.

Quotes are composed by extractive.py; here they are only put one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.chat import extractive
from assistant.chat.evidence import Citation
from assistant.chat.marks import quoted
from assistant.chat.passages import Passage

_NUMBER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Section:
    """Some passages and what is said before them; either may be empty."""

    opening: str
    passages: tuple[Passage, ...] = ()
    items: bool = False  # each passage is an item of a list


def laid_out(sections: Sequence[Section]) -> tuple[str, tuple[Citation, ...]]:
    """The text and its citations, numbered from 1."""
    parts: list[str] = []
    citations: list[Citation] = []
    for section in sections:
        groups = [[passage] for passage in section.passages] if section.items else [section.passages]
        texts = [_shifted(group, citations) for group in groups if group]
        body = "\n".join(f"- {' '.join(text.split())}" for text in texts) if section.items else "\n\n".join(texts)
        parts.append("\n".join(filter(None, (quoted(section.opening), body))))
    return "\n\n".join(filter(None, parts)), tuple(citations)


def _shifted(passages: Sequence[Passage], citations: list[Citation]) -> str:
    """The composed passages, their numbers after those already given; `citations` grows by theirs."""
    text, own = extractive.compose(passages)
    before = len(citations)
    citations += [replace(citation, n=before + citation.n) for citation in own]
    # From the back, so that only the numbers compose wrote are counted, not "[1]" inside a quote.
    for citation in reversed(own):
        head, found, tail = text.rpartition(f"[{citation.n}]")
        text = f"{head}[\0{before + citation.n}]{tail}" if found else text
    return text.replace("[\0", "[")
