"""What a search found, sorted by a chat model that reads it. One call per question.

The model names the numbers of the passages worth reading, best first. Those it does not name follow in the
search's order; what it names that is not there, or says besides, is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.chat.llm import Chat
from assistant.chat.marks import quoted_line
from prompts import fenced, render
from vectorstore.models import Hit

SHOWN_CHARS = 400  # of each passage
MOST = 40  # passages shown


def reranked(question: str, hits: Sequence[Hit], chat: Chat, lang: str) -> list[Hit]:
    """The hits in the model's order, their scores evenly spaced; in the search's when it names none of them.

    Raises ChatModelError when the model fails.
    """
    shown = hits[:MOST]
    if len(shown) < 2:
        return list(hits)
    passages = "\n\n".join(
        f"[{n}] {quoted_line(f'{hit.chunk.title}: {hit.chunk.text[:SHOWN_CHARS]}')}"
        for n, hit in enumerate(shown, start=1)
    )
    prompt = render("rerank", lang, passages=fenced(passages), question=fenced(question))
    named = numbers(chat.complete([{"role": "user", "content": prompt}]), len(shown))
    if not named:
        return list(hits)
    order = [*(shown[n - 1] for n in named), *(hit for n, hit in enumerate(hits, start=1) if n not in named)]
    return [replace(hit, score=1 - i / len(order)) for i, hit in enumerate(order)]


def numbers(said: str, most: int) -> list[int]:
    """The numbers from 1 to `most` in what a model said, once each, in its order."""
    return list(dict.fromkeys(n for n in map(int, re.findall(r"\d{1,4}", said)) if 1 <= n <= most))
