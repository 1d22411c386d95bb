"""The precedent that people gave: a question that somebody answered before gets that answer again, however phrased.

Only answers in the scope's spaces and not hidden from whoever asks; one whose source is gone, or not read in yet, is
none. Whether it still holds is said beside it by others (standing.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.chat.evidence import Citation
from assistant.chat.standing import VERIFIED_ANSWER, Precedent
from assistant.handover.likeness import Likeness
from assistant.handover.records.questions import Question, Questions
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Scope, Status


@dataclass(frozen=True, slots=True)
class Answered:
    """Finds it. A `Precedents` of standing.py."""

    questions: Questions
    catalog: Catalog
    likeness: Likeness

    def __call__(self, question: str, scope: Scope, lang: str) -> Precedent | None:
        """The answer to the same question; the newest where several were given."""
        known = [
            one for one in self.questions.answered(scope.spaces) if one.given and one.given.source not in scope.hidden
        ]
        same = self.likeness.same(question, [one.text for one in known])
        return self._precedent(known[same], scope) if same is not None else None

    def _precedent(self, question: Question, scope: Scope) -> Precedent | None:
        given = question.given
        assert given is not None
        answer = passages(self.catalog, given.source)
        if not answer:
            return None
        source = self.catalog.source(given.source)
        lines = [block.text for _, block in answer]
        (first, begins), (last, ends) = answer[0], answer[-1]
        locator = begins.locator.through(ends.locator)
        cited = [Citation(1, source.id, source.title, source.kind, "\n".join(lines), locator, first, last)]
        marks = "[1]"
        if given.moment and self._is_there(given.moment, scope):
            cited.append(replace(given.moment, n=2))
            marks = "[1][2]"
        return Precedent("\n".join([*lines[:-1], f"{lines[-1]} {marks}"]), tuple(cited), VERIFIED_ANSWER)

    def _is_there(self, moment: Citation, scope: Scope) -> bool:
        if moment.source in scope.hidden or not self.catalog.has(moment.source):
            return False
        return self.catalog.source(moment.source).space in scope.spaces


def passages(catalog: Catalog, source_id: str) -> list[tuple[int, Block]]:
    """(position, block) of what is the answer in its source: between the question, its heading, and who verified it.

    Nothing until the source is indexed.
    """
    source = catalog.source(source_id)
    if source.status is not Status.DONE:
        return []
    return list(enumerate(catalog.blocks(source.id, source.version)))[1:-1]
