"""What waits for an answer, and what somebody answered."""

from __future__ import annotations

from assistant.handover import questions
from assistant.handover.answered import passages
from assistant.handover.records.questions import Question
from assistant.handover.report.facts import Unanswered, Verified
from assistant.handover.report.gathering.desk import Desk, cited


def unanswered(desk: Desk) -> tuple[Unanswered, ...]:
    """Questions that wait, those that belong together as one, the most asked first."""
    found = []
    for group in questions.gathered(desk.visit, desk.space.id):
        newest = group.questions[0]
        oldest = min(one.made_at for one in group.questions)
        found.append(Unanswered(newest.text, desk.name(newest.holder), oldest.date(), len(group.questions)))
    return tuple(found)


def verified(desk: Desk) -> tuple[Verified, ...]:
    """Questions that have an answer which the report's readers may see, newest first."""
    found = (_verified(desk, one) for one in questions.answered(desk.visit, desk.space.id))
    return tuple(one for one in found if one)


def _verified(desk: Desk, question: Question) -> Verified | None:
    given = question.given
    source = desk.sources.get(given.source) if given else None
    said = passages(desk.visit.app.catalog, source.id) if source else []
    if not (given and source and said):
        return None
    answer = cited(source, said[0][0], [block for _, block in said])
    proof = (answer, *filter(None, [given.moment]))
    return Verified(question.text, answer.text, desk.name(given.person), given.at.date(), proof)
