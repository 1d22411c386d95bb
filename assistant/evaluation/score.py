"""What one answer is worth: what was found, what was said, what was cited, and whether it passes.

Pure functions. A question passes when it is refused as it should be, or when its answer gives an
accepted one and something it cites carries that. Without accepted answers, citing the right passage is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation, Evidence
from assistant.evaluation import answers
from assistant.evaluation.claims import support
from assistant.evaluation.gold import NO_SOURCE, Gold, Span
from assistant.evaluation.questions import Question
from assistant.evaluation.result import Verdict
from vectorstore.models import Hit


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back for a question."""

    answer: Answer
    evidence: Sequence[Evidence]  # what the answer was made from
    hits: Sequence[Hit]  # what the search alone finds


def scores(question: Question, heard: Heard, gold: Gold, judged: bool | None) -> dict[str, Any]:
    """The figures of a Result, by field. `judged` is a judge's verdict, None without one."""
    answer = heard.answer
    found = [Span(h.chunk.source, h.chunk.first_block, h.chunk.last_block, h.chunk.text) for h in heard.hits]
    offered = [Span(item.source, item.blocks[0][0], item.blocks[-1][0], item.text) for item in heard.evidence]
    held = support("" if answer.refused else answer.text, {c.n: c.text for c in answer.citations})
    figures = {
        **_told(question, answer),
        "judged": judged,
        "rank": next((n for n, span in enumerate(found, start=1) if gold.holds(span)), None),
        "coverage": gold.coverage(offered),
        "citations": tuple({**c.to_json(), "carries": _carries(c, gold, question)} for c in answer.citations),
        "problem": gold.problem,
        "is_placed": gold.is_known,
        "sentences": held.sentences,
        "cited": held.cited,
        "told": held.told,
        "carried": held.carried,
    }
    return {**figures, "verdict": _verdict(question, answer, gold, figures)}


def _verdict(question: Question, answer: Answer, gold: Gold, figures: dict[str, Any]) -> Verdict:
    if not question.answerable:
        return Verdict.PASSED if answer.refused else Verdict.ANSWERED
    checkable = gold.is_known or bool(question.answers)
    is_cited = any(citation["carries"] for citation in figures["citations"]) or not checkable
    right = figures["judged"] if figures["judged"] is not None else figures["contains"]
    if not answer.refused and (is_cited if right is None else right):
        return Verdict.PASSED if is_cited else Verdict.UNCITED
    if gold.problem == NO_SOURCE:
        return Verdict.NO_SOURCE
    if answer.refused:
        return Verdict.REFUSED
    found = figures["rank"] is not None or figures["coverage"]
    return Verdict.WRONG if found or not gold.is_known else Verdict.NOT_FOUND


def _told(question: Question, answer: Answer) -> dict[str, Any]:
    """How the answer's text compares with the accepted ones; None where there are none to compare with."""
    if not question.answerable or not question.answers:
        return dict.fromkeys(("exact", "contains", "f1"))
    said = "" if answer.refused else answers.without_citations(answer.text)
    return {
        "exact": answers.exact(said, question.answers),
        "contains": answers.contains(said, question.answers),
        "f1": round(answers.f1(said, question.answers), 4),
    }


def _carries(citation: Citation, gold: Gold, question: Question) -> bool:
    """Whether the cited passage touches the gold or gives an accepted answer."""
    span = Span(citation.source, citation.first_block, citation.last_block, citation.text)
    return question.answerable and (gold.holds(span) or answers.contains(citation.text, question.answers))
