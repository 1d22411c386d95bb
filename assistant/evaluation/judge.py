"""An optional second opinion: a chat model that says whether an answer is right.

Never the model that wrote the answer: models find their own words right. A judge that fails or
mumbles leaves the question unjudged, it never decides it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.llm import Chat
from assistant.errors import ChatModelError
from assistant.evaluation.errors import JudgeIsAnswerer
from prompts import fenced, render

_VERDICT = re.compile(r"\b(CORRECT|WRONG|INCORRECT)\b", re.IGNORECASE)


class Judge:
    """Judges answers with `chat`."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.name = chat.name

    def right(self, question: str, accepted: Sequence[str], answer: str, lang: str) -> bool | None:
        """Whether `answer` says one of the accepted answers; None when the model does not say."""
        prompt = render(
            "judge",
            "zh" if lang == "zh" else "en",
            question=fenced(question),
            accepted=fenced("\n".join(accepted)),
            answer=fenced(answer),
        )
        try:
            said = _VERDICT.findall(self._chat.complete([{"role": "user", "content": prompt}]))
        except ChatModelError:
            return None
        return said[-1].upper() == "CORRECT" if said else None


def refuse_own(judge: str, answerer: str) -> None:
    """Raise JudgeIsAnswerer when both names mean one model ("openai:gpt-5-mini" is "gpt-5-mini")."""
    if answerer and _bare(judge) == _bare(answerer):
        raise JudgeIsAnswerer(model=judge)


def _bare(name: str) -> str:
    return name.casefold().strip().rpartition(":")[2].rpartition("/")[2]
