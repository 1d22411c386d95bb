"""What holds now, said first, where an answer quotes a decision that a later one replaced.

Only for quoted answers: what a model wrote has been read already when this is known, so there it is said beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.chat.events import EXTRACTIVE, Answer
from assistant.chat.marks import quoted
from assistant.chat.standing import Standing, State

_NUMBER = re.compile(r"\[(\d{1,3})\]")
_SAY = {
    "zh": {"now": "现行的决定（{day}）：", "undated": "现行的决定：", "before": "此前的决定，已失效："},
    "en": {"now": "What holds now ({day}):", "undated": "What holds now:", "before": "Before, no longer in force:"},
}


def living_first(answer: Answer) -> Answer:
    """The answer with the later decision as its first citation; as it is where it cites that one anyway."""
    later = next((standing for standing in answer.standings if standing.state is State.SUPERSEDED), None)
    if answer.mode != EXTRACTIVE or later is None or later.instead is None or _cites(answer, later):
        return answer
    say = _SAY[answer.lang]
    now = say["now"].format(day=later.on) if later.on else say["undated"]
    before = _NUMBER.sub(lambda found: f"[{int(found[1]) + 1}]", answer.text)
    return replace(
        answer,
        text=f"{now}\n{quoted(later.instead.text)} [1]\n\n{say['before']}\n{before}",
        citations=(replace(later.instead, n=1), *(replace(one, n=one.n + 1) for one in answer.citations)),
        standings=tuple(replace(standing, n=standing.n + 1) for standing in answer.standings),
    )


def _cites(answer: Answer, later: Standing) -> bool:
    instead = later.instead
    return instead is not None and any(
        one.source == instead.source and one.first_block <= instead.first_block <= one.last_block
        for one in answer.citations
    )
